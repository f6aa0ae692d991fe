import type { VirtualClock } from '../../src/adapters/memory/clock.ts';

const METHODS = [
  'encrypt',
  'decrypt',
  'digest',
  'sign',
  'verify',
  'importKey',
  'exportKey',
  'generateKey',
  'deriveBits',
  'deriveKey',
] as const;

/** Makes a virtual clock wait for WebCrypto, which works outside promises; returns what ends that. */
export function trackCrypto(clock: VirtualClock): () => void {
  const subtle = crypto.subtle as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >;
  for (const method of METHODS) {
    const real = (Object.getPrototypeOf(subtle) as typeof subtle)[method];
    subtle[method] = (...args) =>
      clock.during(real?.apply(crypto.subtle, args) as Promise<unknown>);
  }
  return () => {
    for (const method of METHODS) delete subtle[method];
  };
}
