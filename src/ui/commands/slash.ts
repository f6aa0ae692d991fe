import { mentionsIn } from '../../messenger/mentions.ts';
import type { Conversation, Member, Mode } from '../../messenger/messenger.ts';
import { MAX_TOPIC } from '../../model/acts.ts';
import type { ConversationId } from '../../model/ids.ts';
import { toLine } from '../../model/names.ts';
import { MAX_STATUS } from '../../wire/limits.ts';
import { channelNamed } from '../channels.ts';
import type { Opening } from '../frame/opening.ts';
import { isListed } from '../frame/sections.ts';
import { Told } from '../text/reasons.ts';
import { text } from '../text/text.ts';
import type { View } from '../view.ts';

/** Where a command was written. */
export interface SlashPlace {
  readonly view: View;
  readonly opening: Opening;
  readonly conversation: ConversationId;
}

/** What is to be sent in place of what was typed. */
export interface Said {
  readonly text: string;
  readonly me?: true;
}

interface SlashCommand {
  readonly name: keyof typeof text.slash.about;
  /** Whether it is offered there. */
  readonly fits?: (room: Conversation, view: View) => boolean;
  /** Null: all is done. Throws `Told` for what it cannot do. */
  run(words: string, place: SlashPlace): Promise<Said | null> | Said | null;
}

type Names = Readonly<Partial<Record<SlashCommand['name'], string>>>;

/** What stands behind its name; empty where nothing does. */
const argsOf = (name: SlashCommand['name']): string => (text.slash.args as Names)[name] ?? '';

const roomOf = ({ view, conversation }: SlashPlace): Conversation => {
  const room = view.conversations.of(conversation);
  if (!room) throw new Told(text.reasons['unknown-conversation']);
  return room;
};

const needed = (words: string, name: SlashCommand['name']): string => {
  if (words === '') throw new Told(text.slash.incomplete(name, argsOf(name)));
  return words;
};

const allMembers = (view: View): Member[] =>
  view.members.ids().flatMap((id) => view.members.of(id) ?? []);

/** Whom the words name first, with or without `@`, and what stands behind that. */
function memberIn(words: string, view: View): { member: Member; rest: string } {
  const named = words.startsWith('@') ? words : `@${words}`;
  const [mention] = mentionsIn(named, allMembers(view));
  const isFirst = typeof mention === 'object' && named.startsWith(`@${mention.name}`);
  const member = isFirst ? view.members.of(mention.member) : undefined;
  if (!isFirst || !member) throw new Told(text.slash.nobody(words));
  return { member, rest: named.slice(mention.name.length + 1).trim() };
}

const COMMANDS: readonly SlashCommand[] = [
  { name: 'me', run: (words) => ({ text: needed(words, 'me'), me: true }) },
  { name: 'status', run: status },
  {
    name: 'dnd',
    run: (words, place) => setMode(place, 'dnd', words),
  },
  { name: 'away', run: (words, place) => setMode(place, 'away', words) },
  { name: 'back', run: (_, place) => setMode(place, 'auto', '') },
  {
    name: 'topic',
    fits: (room, view) => view.mayEdit(room.id, 'names'),
    run: async (words, place) => {
      const topic = toLine(needed(words, 'topic'));
      if (topic.length > MAX_TOPIC) throw new Told(text.rooms.topicLong(MAX_TOPIC));
      await place.view.messenger.editConversation(place.conversation, { topic });
      return null;
    },
  },
  { name: 'invite', run: invite },
  {
    name: 'msg',
    fits: (_, view) => view.may('create-group'),
    run: async (words, { view, opening }) => {
      const { member, rest } = memberIn(needed(words, 'msg'), view);
      const direct = await view.messenger.openDirect(member.self ? [] : [member.id]);
      if (rest !== '') await view.messenger.send(direct, rest);
      opening.go(direct);
      return null;
    },
  },
  { name: 'join', run: join },
  { name: 'leave', run: leave },
  {
    name: 'star',
    run: async (_, place) => {
      const { id, starred } = roomOf(place);
      await place.view.messenger.prefer(id, 'star', !starred);
      return null;
    },
  },
  {
    name: 'keys',
    run: (_, { opening }) => {
      opening.open({ kind: 'keys' });
      return null;
    },
  },
];

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = /^(\d{1,4})\s*(m|mins?|minutes?|h|hours?|d|days?)$/i;

/** When a time that was written such as `30m` is over: Unix time in milliseconds; null for no end. */
function endOf(words: string): number | null {
  if (words === '') return null;
  const [, count, unit = ''] = DURATION.exec(words) ?? [];
  const length = Number(count) * (UNITS[unit.charAt(0).toLowerCase()] ?? Number.NaN);
  if (!(length > 0)) throw new Told(text.slash.duration(words));
  return Date.now() + length;
}

async function setMode({ view }: SlashPlace, mode: Mode, words: string): Promise<null> {
  await view.messenger.setMode(mode, endOf(words));
  return null;
}

const PICTURE = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator})/u;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The emoji that a text begins with; empty for none. */
function emojiBefore(words: string): string {
  const [first] = letters.segment(words);
  return first && PICTURE.test(first.segment) ? first.segment : '';
}

async function status(words: string, { view, opening }: SlashPlace): Promise<null> {
  if (words === '') opening.open({ kind: 'status' });
  else if (words === 'clear') await view.messenger.setCustom(null);
  else {
    const emoji = emojiBefore(words);
    const said = toLine(words.slice(emoji.length));
    if (said.length > MAX_STATUS) throw new Told(text.yourStatus.customLong(MAX_STATUS));
    await view.messenger.setCustom({ emoji, text: said, until: null });
  }
  return null;
}

async function invite(words: string, place: SlashPlace): Promise<null> {
  const { view, opening, conversation } = place;
  if (words === '') {
    if (!view.may('invite-member')) throw new Told(text.reasons['not-allowed']);
    opening.open({ kind: 'invite' });
    return null;
  }
  const { kind } = roomOf(place);
  const { member } = memberIn(words, view);
  if (kind === 'direct') throw new Told(text.slash.direct);
  if (kind === 'channel' && member.role !== 'guest') throw new Told(text.slash.open(member.name));
  await view.messenger.addParticipants(conversation, [member.id]);
  return null;
}

async function join(words: string, { view, opening }: SlashPlace): Promise<null> {
  const name = needed(words, 'join').replace(/^#/, '');
  const found = channelNamed(view, name);
  if (!found) throw new Told(text.slash.noChannel(name));
  if (found.hidden) await view.messenger.prefer(found.id, 'hide', false);
  opening.go(found.id);
  return null;
}

async function leave(_: string, place: SlashPlace): Promise<null> {
  const { view, opening, conversation } = place;
  // Whoever leaves a group cannot come back by themselves: there it is asked first.
  if (roomOf(place).kind === 'group') opening.open({ kind: 'details', conversation });
  else {
    await view.messenger.prefer(conversation, 'hide', true);
    const next = view.conversations.ids().find((id) => {
      const it = view.conversations.of(id);
      return id !== conversation && it !== undefined && isListed(it);
    });
    if (next) opening.go(next);
  }
  return null;
}

const COMMAND = /^\/([\p{L}-]+)(?:\s+([\s\S]*))?$/u;

/**
 * Does what a text that begins with a slash asks for; null when all is done, else what is to be sent.
 * `//` stands for a slash, and what looks like a path is a text. Throws `Told` for what is no command.
 */
export async function runSlash(typed: string, place: SlashPlace): Promise<Said | null> {
  if (typed.startsWith('//')) return { text: typed.slice(1) };
  const match = COMMAND.exec(typed);
  if (!match) return { text: typed };
  const [, name = '', words = ''] = match;
  const command = COMMANDS.find((it) => it.name === name.toLowerCase());
  if (!command) throw new Told(text.slash.unknown(name));
  return command.run(words.trim(), place);
}

/** The commands whose names begin so, as they are offered where one writes. */
export function commandsFor(typed: string, place: SlashPlace) {
  const room = place.view.conversations.of(place.conversation);
  return COMMANDS.filter(
    ({ name, fits }) =>
      name.startsWith(typed.toLowerCase()) && (!room || (fits?.(room, place.view) ?? true)),
  ).map(({ name }) => ({
    insert: `/${name}`,
    label: [`/${name}`, argsOf(name)].filter(Boolean).join(' '),
    hint: text.slash.about[name],
  }));
}
