// Plain JavaScript that any Node parses, since what it finds is loaded after it.
import { readFileSync, statSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);

/** Where relay/programs.ts puts what it builds, below the project's folder. */
export const BUILT = '.cache/programs/';
/** The file in it that tells which of the folders beside it counts, and what that was made from. */
export const LIST = 'list.json';

/**
 * How a source looks from outside: its last change and its size.
 * @param {URL} file
 * @returns {string}
 */
export function looksOf(file) {
  const { mtimeMs, size } = statSync(file);
  return `${mtimeMs} ${size}`;
}

/**
 * Where a program begins: in what was built of it, which starts in half the time, as long as each of its
 * sources is as it was then; else in its source.
 * @param {string} name
 * @param {string} source its path in the project
 * @param {URL} [root] the project's folder
 * @returns {string} an address to import
 */
export function programAt(name, source, root = ROOT) {
  const built = new URL(BUILT, root);
  try {
    const { folder, sources } = JSON.parse(readFileSync(new URL(LIST, built), 'utf8'));
    const isFresh = Object.entries(sources).every(
      ([path, looks]) => looksOf(new URL(path, root)) === looks,
    );
    const program = new URL(`${folder}/${name}.js`, built);
    if (isFresh && statSync(program).isFile()) return program.href;
  } catch {
    // Nothing was built, or a source is gone.
  }
  return new URL(source, root).href;
}
