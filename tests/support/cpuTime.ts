/**
 * Milliseconds of processor time that the work took in this process. Unlike time on the clock it does
 * not grow when other processes want the processor too.
 */
export async function cpuTimeOf(work: () => unknown): Promise<number> {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
