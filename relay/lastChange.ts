import { readdir, stat } from 'node:fs/promises';

/** The newest change below a path, in ms since 1970; 0 where nothing is. Folders count too: a deletion changes only them. */
export async function lastChange(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await readdir(path);
  const times = await Promise.all(inside.map((name) => lastChange(`${path}/${name}`)));
  return Math.max(found.mtimeMs, ...times);
}
