/**
 * One of the demo's people, in a process of their own: `person.child.ts WHO FOLDER SEED`. They talk,
 * answer whoever is no part of the play, react, and some go away for a while.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import { makeDoors } from '../../src/cli/doors.ts';
import type { Message } from '../../src/messenger/messenger.ts';
import type { OpenMessenger } from '../../src/messenger/open.ts';
import type { ConversationId, MemberId } from '../../src/model/ids.ts';
import type { CustomStatus } from '../../src/presence/word.ts';
import { isWho, PEOPLE, WHO, type Who } from './people.ts';
import { makeExchange, pick, replyTo } from './smallTalk.ts';

const [who = '', data = '', seed = '1'] = process.argv.slice(2);
if (!isWho(who)) throw new Error(`nobody in the office is called ${who}`);
const self: Who = who;
const random = makeRandom(Number(seed) + WHO.indexOf(self));
const between = (least: number, most: number): number => least + random() * (most - least);

/** Who answers visitors: those who never go away. */
const HOSTS: readonly Who[] = ['ana', 'ben', 'cleo'];
/** Seconds. */
const PACE = { speak: [25, 90], think: [1, 3], answer: [2, 5], stay: [150, 300], away: [20, 60] };
/** Milliseconds between two keys. */
const KEY = 400;
/** What some say of themselves. */
const STATUSES: Partial<Record<Who, CustomStatus>> = {
  emil: { emoji: '🚧', text: 'At Mill Lane', until: null },
  cleo: { emoji: '📐', text: 'Fire doors, please be gentle', until: null },
};
const seconds = ([least = 0, most = 0]: readonly number[]): number => between(least, most) * 1000;

const ending = new AbortController();
process.on('SIGTERM', () => ending.abort());
process.on('SIGINT', () => ending.abort());
process.on('disconnect', () => ending.abort());

const isOneOfUs = (name: string): boolean => Object.values(PEOPLE).some((it) => it === name);

/** Everybody draws the same host for a message, without a word between them. */
function hostOf({ id }: Message): Who {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return HOSTS[sum % HOSTS.length] ?? 'ana';
}

/** What they do when somebody else wrote. */
async function hear(me: OpenMessenger, message: Message): Promise<void> {
  if (message.from.self || message.deleted || Date.now() - message.at > 60_000) return;
  const isVisitor = !isOneOfUs(message.from.name);
  const conversation = me.conversations.get().find(({ id }) => id === message.conversation);
  const isMeant = message.mentioned || conversation?.kind === 'direct';
  if (!isVisitor && !isMeant) {
    if (random() < 0.12) await reactLater(me, message);
    return;
  }
  if (!isMeant && hostOf(message) !== self) {
    if (random() < 0.3) await reactLater(me, message);
    return;
  }
  await type(me, message.conversation);
  const thread = message.root ? { thread: message.root } : {};
  await me.send(message.conversation, replyTo(random, message.text), thread);
}

/** Lets the others see that an answer is being written, for as long as that takes. */
async function type(me: OpenMessenger, conversation: ConversationId): Promise<void> {
  const until = performance.now() + seconds(PACE.answer);
  while (performance.now() < until) {
    me.active();
    me.type(conversation);
    await pause(KEY);
  }
}

async function reactLater(me: OpenMessenger, { id }: Message): Promise<void> {
  await pause(seconds(PACE.think));
  await me.react(id, pick(random, ['👍', '😄', '🎉', '👀', '❤️']), true);
}

/** The founder writes to whoever comes in. */
function greetNewcomers(me: OpenMessenger, signal: AbortSignal): () => void {
  const known = new Set(me.members.get().map(({ id }) => id));
  return me.members.subscribe((members) => {
    for (const { id, name } of members) {
      if (known.has(id) || name === '') continue;
      known.add(id);
      greet(me, id, name).catch(unlessEnded(signal));
    }
  });
}

async function greet(me: OpenMessenger, member: MemberId, name: string): Promise<void> {
  await pause(seconds(PACE.answer));
  const direct = await me.openDirect([member]);
  await me.send(direct, `Welcome, ${name}. Write me here if anything is unclear.`);
}

/** Says something of their own now and then. */
async function speak(me: OpenMessenger, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(seconds(PACE.speak), undefined, { signal });
    const { channel, lines } = makeExchange(random, [self]);
    const room = me.conversations.get().find(({ name }) => name === channel);
    if (!room || !lines[0]) continue;
    await type(me, room.id);
    await me.send(room.id, lines[0].text);
  }
}

/** One stay in the office: until it ends, or for as long as this person stays. */
async function stay(): Promise<void> {
  const me = await makeDoors({ data, offline: false, report: console.error }).openOffice();
  const staying = HOSTS.includes(self) ? [] : [AbortSignal.timeout(Math.round(seconds(PACE.stay)))];
  const signal = AbortSignal.any([ending.signal, ...staying]);
  const stop = me.onMessages((messages) => {
    for (const message of messages) hear(me, message).catch(unlessEnded(signal));
  });
  const ignore = self === 'ana' ? greetNewcomers(me, signal) : () => {};
  await me.setCustom(STATUSES[self] ?? null);
  process.send?.({ here: self });
  await speak(me, signal).catch(unlessEnded(signal));
  stop();
  ignore();
  await me.close();
}

const unlessEnded =
  (signal: AbortSignal) =>
  (error: unknown): void => {
    if (!signal.aborted) console.error(error);
  };

while (!ending.signal.aborted) {
  await stay();
  await pause(seconds(PACE.away), undefined, { signal: ending.signal }).catch(() => {});
}
process.exit(0);
