/** Whether the browser may clear what this origin keeps when space runs short. */
export type Persistence = 'persistent' | 'best-effort';

/** Asks the browser to keep what is stored here until the person removes it. Firefox asks the person. */
export async function askPersistence(): Promise<Persistence> {
  if (await navigator.storage.persisted()) return 'persistent';
  return (await navigator.storage.persist()) ? 'persistent' : 'best-effort';
}

/** Bytes that this origin uses and may use at most, as the browser guesses; null where it does not say. */
export async function estimateSpace(): Promise<{ used: number; quota: number } | null> {
  const { usage, quota } = await navigator.storage.estimate();
  return usage === undefined || quota === undefined ? null : { used: usage, quota };
}
