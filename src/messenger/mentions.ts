import type { MemberId } from '../model/ids.ts';
import type { Mention } from '../model/payload.ts';
import { MAX_MENTIONS } from '../wire/limits.ts';

/** Whom a text can mean. */
export interface Mentionable {
  readonly id: MemberId;
  readonly name: string;
}

/** Code means what it says: nobody is called by it. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** An `@` that begins a word. */
const AT = /(?<![\p{L}\p{N}_@.])@/gu;
/** What cannot go on a name that ended. */
const END = /^(?![\p{L}\p{N}_])/u;

/**
 * Whom a text means by `@name`, `@channel` and `@here`, each once, in the order of the text; the
 * longest name that fits counts, in whatever case it is written. At most MAX_MENTIONS.
 */
export function mentionsIn(text: string, people: readonly Mentionable[]): Mention[] {
  const longestFirst = [...people]
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length);
  const found = new Map<string, Mention>();
  const plain = text.replace(CODE, (code) => ' '.repeat(code.length));
  for (const { index } of plain.matchAll(AT)) {
    if (found.size === MAX_MENTIONS) break;
    const rest = plain.slice(index + 1, index + 1 + LONGEST);
    const mention = mentionAt(rest, longestFirst);
    if (mention) found.set(typeof mention === 'string' ? mention : mention.member, mention);
  }
  return [...found.values()];
}

/** Characters behind an `@` that are looked at: a name and the letter after it. */
const LONGEST = 82;

function mentionAt(rest: string, people: readonly Mentionable[]): Mention | null {
  const person = people.find(({ name }) => beginsWith(rest, name));
  // As it is written there, so that it is found again.
  if (person) return { member: person.id, name: rest.slice(0, person.name.length) };
  const word = (['channel', 'here'] as const).find((it) => beginsWith(rest, it));
  return word ?? null;
}

const beginsWith = (rest: string, name: string): boolean =>
  lower(rest.slice(0, name.length)) === lower(name) && END.test(rest.slice(name.length));

const lower = (text: string): string => text.toLocaleLowerCase('en');
