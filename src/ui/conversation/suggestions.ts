import type { MemberId } from '../../model/ids.ts';
import type { SlashPlace } from '../commands/slash.ts';
import { loadOnce } from '../loadOnce.ts';
import { text } from '../text/text.ts';
import type { View } from '../view.ts';

/** What is offered for a word. */
export interface Suggestion {
  /** What takes the word's place. */
  readonly insert: string;
  /** What is shown: a name, `#channel`, `:code:`. */
  readonly label: string;
  readonly hint: string;
  /** A picture before it. */
  readonly emoji?: string;
  readonly member?: MemberId;
  /** Called when it was taken. */
  readonly onTaken?: () => void;
}

/** The word before the caret that names somebody or something. */
export interface Word {
  readonly sign: '@' | '#' | ':' | '/';
  readonly typed: string;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

const loadCommands = loadOnce(() => import('../commands/slash.ts'));
const loadEmoji = loadOnce(() => import('../emoji/data.ts'));
const loadTaste = loadOnce(() => import('../emoji/taste.ts'));

/** Suggestions shown at once. */
const MOST = 8;
/** Characters after a sign that are looked at. */
const LONGEST = 40;

const WORD =
  /(?<![\p{L}\p{N}_@#:/])([@#:])([\p{L}\p{N}\p{M}._+-]*(?: [\p{L}\p{N}\p{M}._+-]*){0,2})$/u;

/** A code between its colons: not a time of day, nor a part of a word. */
const CODE = /(?<![\p{L}\p{N}_:/]):([a-z0-9_+-]{2,}):$/iu;

/** A command stands at the beginning, alone. */
const COMMAND = /^\/([\p{L}-]*)$/u;

export function wordAt(value: string, caret: number): Word | null {
  const command = COMMAND.exec(value.slice(0, caret));
  if (command) return { sign: '/', typed: command[1] ?? '', start: 0, end: caret };
  const before = value.slice(Math.max(0, caret - LONGEST), caret);
  const match = WORD.exec(before);
  const [all, sign, typed] = match ?? [];
  if (all === undefined || typed === undefined) return null;
  // A colon stands behind many words; what follows it must look like a name.
  if (sign === ':' && !/^[a-z0-9_+-]{2,}$/i.test(typed)) return null;
  // Only people's names have spaces.
  if (sign === '#' && typed.includes(' ')) return null;
  return { sign: sign as Word['sign'], typed, start: caret - all.length, end: caret };
}

const folded = (it: string): string =>
  it.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Better the lower: the beginning, the beginning of a word, anywhere; null for nowhere. */
function rank(name: string, typed: string): number | null {
  const at = folded(name).indexOf(folded(typed));
  if (at < 0) return null;
  return at === 0 ? 0 : /[\s._-]/u.test(folded(name).charAt(at - 1)) ? 1 : 2;
}

function best<T>(items: readonly T[], nameOf: (item: T) => string, typed: string): T[] {
  return items
    .flatMap((item) => {
      const found = rank(nameOf(item), typed);
      return found === null ? [] : [{ item, found }];
    })
    .sort((a, b) => a.found - b.found)
    .slice(0, MOST)
    .map(({ item }) => item);
}

export async function suggestionsFor(
  { sign, typed }: Word,
  { view, ...place }: SlashPlace,
): Promise<Suggestion[]> {
  if (sign === '@') return people(typed, view);
  if (sign === '#') return channels(typed, view);
  if (sign === '/') {
    const { commandsFor } = await loadCommands();
    return commandsFor(typed, { view, ...place });
  }
  const [{ findEmoji }, taste] = await Promise.all([loadEmoji(), tasteHere()]);
  return (await findEmoji(typed, MOST)).map((it) => ({
    insert: taste.toned(it),
    label: `:${it.code}:`,
    hint: it.name,
    emoji: taste.toned(it),
    onTaken: () => taste.picked(it.char),
  }));
}

const tasteHere = async () => (await loadTaste()).keepTaste(localStorage);

/** The emoji code that was just closed by a colon before the caret, outside of code. */
export function codeAt(value: string, caret: number): { code: string; start: number } | null {
  const before = value.slice(0, caret);
  const [all, code] = CODE.exec(before.slice(-LONGEST)) ?? [];
  if (!all || !code || (before.match(/`/g)?.length ?? 0) % 2 === 1) return null;
  return { code, start: caret - all.length };
}

/** What stands for an emoji's code; null where none has it. */
export async function emojiFor(code: string): Promise<string | null> {
  const [{ emojiCoded }, taste] = await Promise.all([loadEmoji(), tasteHere()]);
  const found = await emojiCoded(code);
  if (!found) return null;
  taste.picked(found.char);
  return taste.toned(found);
}

function people(typed: string, view: View): Suggestion[] {
  const members = view.members.ids().flatMap((id) => view.members.of(id) ?? []);
  const everybody = (['channel', 'here'] as const).filter((it) => it.startsWith(folded(typed)));
  const found = best(members, ({ name }) => name, typed).map(({ id, name, self }) => ({
    insert: `@${name}`,
    label: name,
    hint: self ? text.you : '',
    member: id,
  }));
  const all = everybody.map((it) => ({ insert: `@${it}`, label: it, hint: text.completion[it] }));
  // Once a whole name stands there with a space behind it, nothing is left to offer.
  const isWhole =
    typed.endsWith(' ') && members.some(({ name }) => folded(name) === folded(typed.trimEnd()));
  return isWhole ? [] : [...found, ...all].slice(0, MOST);
}

function channels(typed: string, view: View): Suggestion[] {
  const all = view.conversations.ids().flatMap((id) => view.conversations.of(id) ?? []);
  const named = all.filter(({ kind }) => kind === 'channel');
  return best(named, ({ name }) => name, typed).map(({ name }) => ({
    insert: `#${name}`,
    label: `#${name}`,
    hint: '',
  }));
}
