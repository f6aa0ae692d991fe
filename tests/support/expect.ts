import { expect } from 'vitest';
import { ConfabError, type Reason } from '../../src/model/errors.ts';

/** Expects the call to throw a ConfabError with this reason. */
export function expectReason(reason: Reason, call: () => unknown): void {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfabError);
  expect((thrown as ConfabError).reason).toBe(reason);
}

/** Bytes of hexadecimal text; spaces are ignored. */
export const hex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
