import { toBase64url } from '../../src/wire/bytes.ts';
import type * as Sign from '../../src/wire/sign.ts';

/** Answers that are remembered before all are forgotten: one schedule needs some hundreds. */
const MOST = 20_000;

/**
 * Every device of a scenario checks the same signatures and keys, in one process. The checks are
 * pure, so that each is made once, by the real code, and its answer remembered.
 */
export function rememberChecks(real: typeof Sign): typeof Sign {
  const known = new Map<string, boolean>();
  const once = (question: string, check: () => boolean): boolean => {
    const before = known.get(question);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const answer = check();
    known.set(question, answer);
    return answer;
  };
  return {
    ...real,
    verify: (key, message, signature) =>
      once(`${key} ${toBase64url(message)} ${toBase64url(signature)}`, () =>
        real.verify(key, message, signature),
      ),
    isSoundSigningKey: (key) => once(`sign ${key}`, () => real.isSoundSigningKey(key)),
    isSoundBoxKey: (key) => once(`box ${toBase64url(key)}`, () => real.isSoundBoxKey(key)),
  };
}
