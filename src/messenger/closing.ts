/**
 * Takes all steps in turn, also when some fail; then rejects as the first that did. What stayed open
 * would keep this device from being opened again, locked or deleted.
 */
export async function closeInTurn(steps: readonly (() => Promise<unknown> | undefined)[]) {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
