import { makeRandom } from '../../src/adapters/memory/random.ts';

/**
 * Draws everything random from a seed until the returned function is called: `Math.random`, and the
 * platform's random bytes, from which chains, keys and conversations get their names. A schedule
 * then runs the same way every time.
 */
export function seedRandomness(seed: number): () => void {
  const { random } = Math;
  const bytes = makeRandom(seed ^ 0x5eed);
  Math.random = makeRandom(seed);
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value<T extends ArrayBufferView>(array: T): T {
      const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0; i < view.length; i++) view[i] = Math.floor(bytes() * 256);
      return array;
    },
  });
  return () => {
    Math.random = random;
    // What lies below is the platform's own.
    Reflect.deleteProperty(crypto, 'getRandomValues');
  };
}
