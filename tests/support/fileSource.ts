import type { FileSource } from '../../src/ports.ts';

/** A file of `size` bytes that follow from a seed; no two chunks of it are alike. */
export function makeFile(size: number, seed = 1, name = 'plan.bin'): FileSource {
  return {
    name,
    type: '',
    size,
    read: async (from, to) => bytesOfFile(size, seed).slice(from, to),
  };
}

const made = new Map<string, Uint8Array<ArrayBuffer>>();

/** Its bytes. */
export function bytesOfFile(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const key = `${size}/${seed}`;
  let bytes = made.get(key);
  if (bytes) return bytes;
  bytes = new Uint8Array(size);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  made.set(key, bytes);
  return bytes;
}
