import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Clock ticks a second in /proc, the same on every Linux. */
const TICKS = 100;

/** CPU that a process has used so far, in milliseconds; NaN where there is no /proc. */
export async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // After the name in brackets, which may hold anything, user and system time are the 12th and 13th.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields ? ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS : Number.NaN;
}

/** Resident memory of a process in megabytes, now and at most so far; NaN where there is no /proc. */
export async function memoryOf(pid: number): Promise<{ now: number; most: number }> {
  const text = (await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)) ?? '';
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN) / 1000;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

/** Bytes that the files of a folder take on the disk. */
export async function diskOf(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { blocks, size } = await stat(join(entry.parentPath, entry.name));
    sum += blocks > 0 ? blocks * 512 : size;
  }
  return sum;
}
