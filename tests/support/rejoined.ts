import { makeRandom } from '../../src/adapters/memory/random.ts';
import { memberNamed, Tale } from './tale.ts';

/**
 * A random office in which a few devices join again and again, apart from each other: by invites for new
 * people and as further devices of who is there, with whose word they then say what they had seen.
 */
export function rejoined(seed: number, acts = 10): Tale {
  const random = makeRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const tale = new Tale();
  tale.boxing = false;
  tale.welcome('Ann', pick(['admin', 'member']));
  if (random() < 0.5) tale.welcome('Ben', pick(['admin', 'member']));
  const people = random() < 0.5 ? ['Ann'] : ['Fay', 'Ann'];
  const invites = Array.from({ length: 2 + below(3) }, (_, i) => `invite ${i}`);
  for (const [i, id] of invites.entries()) {
    const whose = i === 0 || random() < 0.4 ? null : pick(people);
    const by = pick(['Fay', whose ?? 'Fay']);
    tale.invite(by, id, { uses: 1 + below(2), for: whose === null ? null : memberNamed(whose) });
  }
  const devices = ['one', 'two', 'three', 'four'].slice(0, 2 + below(3));
  const writers = [...devices, ...devices, ...people];
  const written = [tale.last()];
  for (let i = 0; i < acts; i++) {
    const seen = [...new Set([pick(written.slice(-6)), pick(written)])].slice(0, 1 + below(2));
    const aside = random() < 0.7 ? { seen } : { seen, at: below(60_000) };
    if (random() < 0.6) tale.join(pick(devices), pick(invites), aside);
    else tale.write(pick(writers), { t: 'witness' }, aside);
    written.push(tale.last());
  }
  // Who has seen all.
  if (random() < 0.5) tale.join(pick(devices), pick(invites));
  else tale.write(pick(writers), { t: 'witness' });
  return tale;
}
