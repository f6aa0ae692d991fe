/**
 * A messenger without a network or a disk, for looking at the browser face and for driving it.
 * Everything in it comes from a seed, so that two runs look alike.
 */

import type { Entry } from '../../src/log/entry.ts';
import { mentionsIn } from '../../src/messenger/mentions.ts';
import type {
  Attachment,
  Connection,
  Conversation,
  Delivery,
  Gap,
  Member,
  Message,
  Messages,
  Messenger,
  Progress,
  Saving,
  SendOptions,
  Timeline,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import { Personal } from '../../src/messenger/personal.ts';
import { Talk } from '../../src/messenger/talk.ts';
import { countsOf, isMuted, levelOf } from '../../src/messenger/telling.ts';
import { unchanged } from '../../src/messenger/unchanged.ts';
import { ConfabError, type Reason } from '../../src/model/errors.ts';
import type {
  ConversationId,
  DeviceId,
  EntryId,
  LogId,
  MemberId,
  OfficeId,
} from '../../src/model/ids.ts';
import { toChannelName } from '../../src/model/names.ts';
import { type MessagePayload, type Remark, toWire } from '../../src/model/payload.ts';
import { hlcAt } from '../../src/model/time.ts';
import { MAX_NAME } from '../../src/wire/limits.ts';
import { fakeAvailability } from './fakeAvailability.ts';
import { conversationLines, people } from './fakeContent.ts';
import { fakeDelivery } from './fakeDelivery.ts';
import { type FakeFiles, makeFakeFiles } from './fakeFiles.ts';
import { makeFakePersonal } from './fakePersonal.ts';
import { fakeSearch } from './fakeSearch.ts';
import { type FakeTelling, makeFakeTelling } from './fakeTelling.ts';
import { type FakeTrust, makeFakeTrust } from './fakeTrust.ts';

export interface FakeOptions {
  readonly seed?: number;
  /** Unix time in milliseconds of the newest message. */
  readonly now?: number;
  readonly office?: string;
  /** Messages in `general`; default what the content holds. */
  readonly messages?: number;
  /** Of the newest messages in `general`, how many are unread. */
  readonly unread?: number;
  readonly members?: number;
  /** Only `general`, with nothing in it. */
  readonly empty?: boolean;
  readonly connection?: Connection;
  readonly saving?: Saving;
  readonly progress?: Progress;
  readonly damaged?: boolean;
  readonly outbox?: number;
  readonly clockOffset?: number;
  /** Milliseconds until a timeline opens. */
  readonly slow?: number;
  /** Messages of one page; older ones are loaded when asked for. Default all. */
  readonly page?: number;
  /** A group, directs, an archived channel, topics, and somebody who was verified. */
  readonly rooms?: boolean;
  /** Messages with files in `general`: pictures, documents, sound, a film, here and not here. */
  readonly files?: boolean;
  /** What the person is; default owner. */
  readonly role?: Member['role'];
}

export interface FakeMessenger
  extends FakeTrust,
    FakeTelling,
    Omit<Messenger, keyof FakeTrust | keyof FakeTelling> {
  readonly files: FakeFiles;
  readonly progress: Source<Progress>;
  readonly search: ReturnType<typeof fakeSearch>;
  /** From now on this is lacking here. */
  setGaps(gaps: readonly Gap[]): void;
  /** Lets a message by somebody else arrive; `at` defaults to now. */
  arrive(text: string, options?: Arrival): EntryId;
  /** Lets somebody else remark on a message. */
  remark(remark: Remark, from?: number): void;
  setConnection(connection: Connection): void;
  setSaving(saving: Saving): void;
  setStatus(member: number, status: Member['status']): void;
  setDelivery(delivery: Delivery): void;
  /** From now on sending fails; null: works again. */
  failSending(reason: Reason | null): void;
  /** How often the person read everything. */
  readonly reads: () => number;
}

export interface Arrival extends SendOptions {
  /** Unix time in milliseconds; default now. */
  readonly at?: number;
  /** The number of the person; default 1. */
  readonly from?: number;
  /** Default `general`. */
  readonly channel?: string;
}

/** Most are here; every third is not, one is away and one not to be disturbed. */
function presenceOf(index: number, now: number): Pick<Member, 'status' | 'custom' | 'lastSeen'> {
  const status =
    index % 3 === 2 ? 'offline' : index === 4 ? 'away' : index === 6 ? 'dnd' : 'online';
  const lastSeen = status === 'offline' ? now - index * 47 * 60_000 : null;
  if (index === 1)
    return { status, lastSeen, custom: { emoji: '📅', text: 'In a meeting', until: null } };
  if (index === 6) {
    const text = 'Writing the tender, back at four';
    return { status, lastSeen, custom: { emoji: '✍️', text, until: null } };
  }
  return { status, lastSeen, custom: null };
}

/** Mulberry32: a small seeded generator of numbers from 0 up to 1. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const id = <T extends string>(kind: string, number: number, length: number): T =>
  `${kind}${number}`.padEnd(length - 1, '-').concat('A') as T;
const channelId = (index: number): ConversationId => id('channel', index, 22);
const memberId = (index: number): MemberId => id('member', index, 22);

/** Every third person has a second device. */
const deviceIds = (member: number): DeviceId[] =>
  [0, 100].slice(0, member % 3 === 0 ? 2 : 1).map((more) => id('device', member + more, 43));

const CHANNELS = ['announcements', 'design', 'engineering', 'general', 'lunch', 'office-move'];

interface Room {
  conversation: Conversation;
  readonly talk: Talk;
  readonly unread: Set<EntryId>;
  readonly messages: Source<readonly Message[]>;
}

export function makeFakeMessenger(options: FakeOptions = {}): FakeMessenger {
  const now = options.now ?? Date.now();
  const next = random(options.seed ?? 7);
  let entries = 0;
  let reads = 0;
  let failing: Reason | null = null;
  let latest: Delivery = { kind: 'devices', count: 3, relay: true };
  const ownDeliveries = new Map<EntryId, Delivery>();
  const names = people.slice(0, options.members ?? people.length);
  const members = makeSource<readonly Member[]>(
    names
      .map(
        (name, index): Member => ({
          id: memberId(index),
          name,
          face: null,
          role:
            index === 0
              ? (options.role ?? 'owner')
              : index === 2
                ? 'admin'
                : index === 9
                  ? 'guest'
                  : 'member',
          devices: deviceIds(index),
          ...presenceOf(index, now),
          self: index === 0,
          verification: options.rooms && index === 1 ? 'verified' : 'none',
        }),
      )
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
  const self = (): Member => members.get().find((it) => it.self) as Member;
  const me = makeSource(self());
  members.subscribe(() => me.set(self()));

  const deviceOf = (from: number): DeviceId => id('device', from, 43);
  const memberOf = (device: DeviceId): MemberId =>
    memberId(Number(/\d+/.exec(device)?.[0] ?? Number.NaN) % 100);
  const logOf = (conversation: ConversationId): LogId => `${conversation}.203105` as LogId;

  /** An entry as a log would give it. */
  const entryOf = (
    conversation: ConversationId,
    from: number,
    at: number,
    payload: MessagePayload | Remark,
  ): Entry => {
    const number = entries++;
    const place = {
      id: id<EntryId>('entry', number, 43),
      log: logOf(conversation),
      chain: 0,
      number,
      device: deviceOf(from),
      hlc: hlcAt(at) + (number % 4096),
    };
    return { at: place, content: { kind: 'open', value: toWire(payload) } } as unknown as Entry;
  };

  const messageOf = (
    text: string,
    { replyTo, thread, also, me, files: carried = [] }: SendOptions = {},
  ): MessagePayload => ({
    kind: 'message',
    text,
    mentions: mentionsIn(text, members.get()),
    ...(replyTo ? { replyTo } : {}),
    ...(thread ? { thread } : {}),
    ...(also ? { also } : {}),
    ...(carried.length > 0 ? { files: files.parts(carried) } : {}),
    ...(me ? { me } : {}),
  });

  const rooms = new Map<ConversationId, Room>();
  const personal = new Personal();
  const conversations = makeSource<readonly Conversation[]>([]);
  const publish = (): void =>
    conversations.set(
      [...rooms.values()]
        .map((room) => {
          const { id } = room.conversation;
          const news = room.messages.get().filter((it) => it.unread);
          const counted = {
            unread: room.unread.size,
            mentions: news.filter(({ mentioned }) => mentioned).length,
          };
          const mute = personal.prefers(id, 'mute');
          const wanted = {
            level: levelOf(room.conversation.kind, personal.prefers(id, 'level'), 'mentions'),
            muted: isMuted(mute, Date.now()),
          };
          room.conversation = unchanged(room.conversation, {
            ...room.conversation,
            ...counted,
            ...wanted,
            mutedUntil: wanted.muted && typeof mute === 'number' ? mute : null,
            ...countsOf(wanted, counted),
            starred: personal.prefers(id, 'star') === true,
            hidden: personal.prefers(id, 'hide') === true,
          });
          return room.conversation;
        })
        .sort((a, b) => a.name.localeCompare(b.name)),
    );
  const nameOf = (member: MemberId): string =>
    members.get().find((it) => it.id === member)?.name ?? 'Nobody';
  const addRoom = (name: string, more: Partial<Conversation> = {}): Room => {
    const conversation = channelId(rooms.size);
    const unread = new Set<EntryId>();
    const talk = new Talk(conversation, {
      counts: () => true,
      memberOf,
      mayPin: () => true,
      mayModerate: (device) => device === deviceOf(0) || device === deviceOf(2),
      self: () => memberId(0),
      nameOf,
      isUnread: ({ at }) => unread.has(at.id),
      arrival: () => now,
      now: () => Number.POSITIVE_INFINITY,
    });
    const room: Room = {
      conversation: {
        id: conversation,
        name,
        kind: 'channel',
        topic: '',
        archived: false,
        closed: false,
        participants: [],
        creator: memberId(0),
        unread: 0,
        mentions: 0,
        level: 'mentions',
        muted: false,
        mutedUntil: null,
        counts: 0,
        badges: 0,
        starred: false,
        hidden: false,
        ...more,
      },
      talk,
      unread,
      messages: makeSource<readonly Message[]>([]),
    };
    room.messages.subscribe(publish);
    rooms.set(conversation, room);
    return room;
  };
  members.subscribe(() => {
    for (const { talk, messages } of rooms.values()) {
      talk.remake();
      messages.set(talk.main());
    }
  });

  /** Messages backwards from now: bursts, pauses, nights. */
  const history = (
    room: Room,
    count: number,
    unread: number,
    lines: readonly [number, string][],
  ): void => {
    const plan: [number, string, number][] = [];
    let at = now - 90_000;
    for (let index = count - 1; index >= 0; index--) {
      const [from, text] = lines[index % lines.length] as [number, string];
      plan.unshift([Math.min(from, names.length - 1), text, at]);
      const pause = next();
      at -=
        pause < 0.6
          ? 20_000 + next() * 120_000
          : pause < 0.95
            ? next() * 3_600_000
            : 14 * 3_600_000;
    }
    const said = plan.map(([from, text, when]) =>
      entryOf(room.conversation.id, from, when, messageOf(text)),
    );
    for (const { at } of said.slice(count - unread)) {
      if (memberOf(at.device) !== memberId(0)) room.unread.add(at.id);
    }
    room.talk.take(said);
    room.messages.set(room.talk.main());
  };

  const channels = options.empty ? ['general'] : CHANNELS;
  for (const name of channels) {
    const lines = conversationLines[name] ?? conversationLines.general ?? [];
    const general = name === 'general';
    const count = options.empty ? 0 : general ? (options.messages ?? lines.length) : lines.length;
    const unread = general
      ? (options.unread ?? 0)
      : name === 'design'
        ? 3
        : name === 'lunch'
          ? 12
          : 0;
    history(addRoom(name), count, unread, lines);
  }
  publish();

  if (options.rooms) {
    const say = (room: Room, lines: readonly [number, string][]) =>
      history(room, lines.length, 0, lines);
    const named = (name: string) => [...rooms.values()].find((it) => it.conversation.name === name);
    const design = named('design');
    if (design) {
      const topic = 'Signage and the new entrance; decisions on Thursdays';
      design.conversation = { ...design.conversation, topic, participants: [memberId(9)] };
    }
    say(addRoom('spring-fair', { archived: true, topic: 'Done until next year' }), [
      [3, 'Thank you all, that was the best one so far.'],
    ]);
    say(addRoom('Salaries', { kind: 'group', participants: [0, 2, 6].map(memberId) }), [
      [2, 'The figures for May are in the folder.'],
    ]);
    for (const others of [[1], [5, 7]]) {
      const participants = [0, ...others].map(memberId);
      const name = participants.slice(1).map(nameOf).join(', ');
      say(addRoom(name, { kind: 'direct', participants }), [
        [others[0] ?? 1, 'Do you have a minute?'],
      ]);
    }
    publish();
  }

  const add = (room: Room, ...fresh: Entry[]): void => {
    if (room.talk.take(fresh).changed) room.messages.set(room.talk.main());
  };

  const telling = makeFakeTelling();
  const trust = makeFakeTrust({
    now,
    members,
    conversations: () => conversations.get(),
    addRoom: ({ kind, name, participants }) => {
      const others = participants.filter((it) => it !== memberId(0)).map(nameOf);
      const made = addRoom(name || others.join(', '), { kind, participants });
      publish();
      return made.conversation.id;
    },
    changeRoom: (id, change) => {
      const room = roomOf(id);
      room.conversation = { ...room.conversation, ...change };
      publish();
    },
  });

  const files = makeFakeFiles({
    now,
    devices: () => trust.devices.get(),
    messages: () => [...rooms.values()].flatMap(({ messages }) => messages.get()),
  });
  const general = [...rooms.values()].find(({ conversation }) => conversation.name === 'general');
  if (options.files && general) {
    const [entrance, signage, tiles, lease, plan, film, sound, minutes, drawings] = files.samples;
    const say = (from: number, minute: number, text: string, carried: (Attachment | undefined)[]) =>
      add(
        general,
        entryOf(
          general.conversation.id,
          from,
          now + minute * 60_000,
          messageOf(text, { files: carried.filter((it) => it !== undefined) }),
        ),
      );
    say(2, -9, 'From this morning.', [entrance]);
    say(4, -8, '', [signage, tiles]);
    say(6, -7, 'The signed one, at last.', [lease]);
    say(3, -6, '', [plan, film]);
    say(0, -5, 'For who missed it', [sound, minutes]);
    say(7, -4, '', [drawings]);
    const half = { kind: 'fetching', speed: 7_340_032 } as const;
    if (film) files.set(film.id, { ...half, here: Math.floor(film.size * 0.4) });
    if (plan) files.set(plan.id, { kind: 'waiting', here: 0 });
    if (drawings) files.set(drawings.id, { kind: 'failed', why: 'storage-full', here: 0 });
  }

  const connection = makeSource<Connection>(options.connection ?? { kind: 'connected', peers: 4 });
  const saving = makeSource<Saving>(options.saving ?? { kind: 'saving' });
  const outbox = makeSource(options.outbox ?? 0);
  const deliveries = makeSource(0);
  const officeName = makeSource(options.office ?? 'Juniper Studio');
  const roomOf = (conversation: ConversationId): Room => {
    const room = rooms.get(conversation);
    if (!room) throw new ConfabError('unknown-conversation', conversation);
    return room;
  };
  const roomWith = (message: EntryId): Room => {
    const room = [...rooms.values()].find(({ talk }) => talk.message(message));
    if (!room) throw new ConfabError('unknown-message', message);
    return room;
  };
  const remark = (said: Remark, from: number): EntryId => {
    if (failing) throw new ConfabError(failing, 'told to fail');
    const room = roomWith(said.target);
    const entry = entryOf(room.conversation.id, from, Math.max(Date.now(), now), said);
    add(room, entry);
    return entry.at.id;
  };
  const changeDelivery = (entry: EntryId, delivery: Delivery): void => {
    ownDeliveries.set(entry, delivery);
    deliveries.set(deliveries.get() + 1);
  };

  return {
    office: { id: id<OfficeId>('office', 0, 43), name: officeName },
    device: id<DeviceId>('device', 0, 43),
    me,
    connection,
    saving,
    damaged: makeSource(options.damaged ?? false),
    pauseHistory: () => {},
    progress: makeSource<Progress>(options.progress ?? { kind: 'idle' }),
    outbox,
    clockOffset: makeSource(options.clockOffset ?? 0),
    conversations,
    members,
    deliveries,
    delivery: (entry) =>
      ownDeliveries.get(entry) ??
      (connection.get().kind === 'connected' ? latest : { kind: 'local' }),

    search: fakeSearch(
      () => [...rooms.values()].flatMap(({ talk }) => talk.main()),
      () => ({
        people: members.get().map(({ name }) => name),
        conversations: conversations
          .get()
          .map(({ name, kind }) => (kind === 'channel' ? `#${name}` : name)),
      }),
    ),
    exportConversation: async (conversation, format) => {
      const { conversation: room, talk } = roomOf(conversation);
      const parts = talk.main().map(({ text }) => `${text}\n`);
      return { name: `${room.name}.${format}`, type: 'text/plain', parts, messages: parts.length };
    },
    firstSince: async (conversation, at) =>
      roomOf(conversation)
        .talk.main()
        .find((message) => message.at >= at)?.id ?? null,
    timeline: async (conversation) => {
      if (options.slow) await new Promise((resolve) => setTimeout(resolve, options.slow));
      return openTimeline(roomOf(conversation), options.page ?? Number.POSITIVE_INFINITY, () => {
        reads++;
      });
    },
    send: async (conversation, text, sending) => {
      await Promise.resolve();
      if (failing) throw new ConfabError(failing, 'told to fail');
      const room = roomOf(conversation);
      const at = Math.max(Date.now(), now);
      const entry = entryOf(conversation, 0, at, messageOf(text, sending));
      const { id: sent } = entry.at;
      ownDeliveries.set(sent, { kind: 'local' });
      add(room, entry);
      if (connection.get().kind === 'connected') {
        setTimeout(() => changeDelivery(sent, { kind: 'relay' }), 300);
        setTimeout(() => changeDelivery(sent, { kind: 'devices', count: 4, relay: true }), 900);
      } else outbox.set(outbox.get() + 1);
      return sent;
    },
    edit: async (target, text) => {
      const mentions = mentionsIn(text, members.get());
      return remark({ kind: 'edit', target, text, mentions }, 0);
    },
    delete: async (target) => remark({ kind: 'delete', target }, 0),
    react: async (target, emoji, on) => remark({ kind: 'reaction', target, emoji, on }, 0),
    pin: async (target, on) => remark({ kind: 'pin', target, on }, 0),
    ...makeFakePersonal({
      personal,
      talks: () => [...rooms.values()].map(({ talk, messages }) => ({ talk, messages })),
      device: deviceOf(0),
      logOf: (message) => logOf(roomWith(message).conversation.id),
      reread: (conversation) => {
        const room = roomOf(conversation);
        if (room.unread.size > 0) reread(room, () => room.unread.clear());
      },
      changed: publish,
    }),
    mayModerate: () => true,
    files,
    ...fakeAvailability(members),
    ...telling,
    ...fakeDelivery({ devices: trust.devices, outbox, rooms: () => [...rooms.values()], now }),
    ...trust,
    createChannel: async (name) => {
      const wanted = toChannelName(name, MAX_NAME);
      if ([...rooms.values()].some((room) => room.conversation.name === wanted)) {
        throw new ConfabError('name-taken', name);
      }
      const made = addRoom(wanted);
      publish();
      return made.conversation.id;
    },
    invite: async ({ uses = 1, expiresIn = 7 * 86_400_000 } = {}) => ({
      link: `https://chat.juniper.example/#/join/${'hQGBeDkvaXA0LzE5Mi4xNjguMS4yMC90Y3AvODc4Ny93cy9wMnAv'.repeat(4)}${entries++}`,
      expires: now + expiresIn,
      uses,
    }),
    rename: async (name) => {
      if (name.trim() === '') throw new ConfabError('invalid-name', name);
      members.set(members.get().map((it) => (it.self ? { ...it, name: name.trim() } : it)));
    },
    setFace: async (face) => {
      members.set(members.get().map((it) => (it.self ? { ...it, face } : it)));
    },
    reconnect: () => {
      connection.set({ kind: 'connecting' });
      setTimeout(() => connection.set({ kind: 'connected', peers: 4 }), 800);
    },
    wake: () => {},
    close: async () => {},

    arrive: (
      text,
      { at = Math.max(Date.now(), now), from = 1, channel = 'general', ...how } = {},
    ) => {
      const room = [...rooms.values()].find((it) => it.conversation.name === channel);
      if (!room) throw new Error(`no channel ${channel}`);
      const entry = entryOf(room.conversation.id, from, at, messageOf(text, how));
      room.unread.add(entry.at.id);
      add(room, entry);
      return entry.at.id;
    },
    message: async (id) => roomWith(id).talk.message(id) as Message,
    remark: (said, from = 1) => void remark(said, from),
    setConnection: (state) => connection.set(state),
    setSaving: (state) => saving.set(state),
    setStatus: (member, status) =>
      members.set(members.get().map((it) => (it.id === memberId(member) ? { ...it, status } : it))),
    setDelivery: (delivery) => {
      latest = delivery;
      deliveries.set(deliveries.get() + 1);
    },
    failSending: (reason) => {
      failing = reason;
    },
    reads: () => reads,
  };
}

/** It reaches to the newest message, and lets go of nothing. */
const WHOLE = {
  latest: makeSource(true),
  loadNewer: async () => {},
  keepAround: () => {},
  toNewest: async () => {},
};

/** A view of a room that begins with its newest page. */
function openTimeline(room: Room, page: number, onRead: () => void): Timeline {
  let shown = Math.min(page, room.messages.get().length);
  const newest = (): readonly Message[] => room.messages.get().slice(-shown || undefined);
  const messages = makeSource<readonly Message[]>(shown === 0 ? [] : newest());
  const complete = makeSource(shown >= room.messages.get().length);
  const stop = room.messages.subscribe((all) => {
    const before = messages.get();
    shown += Math.max(0, all.length - total);
    total = all.length;
    if (before.length === 0 && shown === 0) return;
    messages.set(newest());
  });
  let total = room.messages.get().length;
  const pinned = makeSource<readonly Message[]>(room.talk.pinned());
  const stopPins = room.messages.subscribe(() => pinned.set(room.talk.pinned()));
  return {
    conversation: room.conversation.id,
    messages,
    complete,
    loadOlder: async () => {
      if (complete.get()) return;
      await Promise.resolve();
      shown = Math.min(shown + page, room.messages.get().length);
      messages.set(newest());
      complete.set(shown >= room.messages.get().length);
    },
    ...WHOLE,
    async seek(id) {
      const all = room.messages.get();
      const at = all.findIndex((it) => it.id === id);
      if (at >= 0) shown = Math.max(shown, all.length - at);
      messages.set(newest());
      complete.set(shown >= all.length);
      return at >= 0;
    },
    pinned,
    thread: (root) => openThread(room, root),
    markRead: () => {
      onRead();
      if (room.unread.size > 0) reread(room, () => room.unread.clear());
    },
    markUnread: (message) => {
      const all = room.messages.get();
      const behind = all.slice(all.findIndex((it) => it.id === message));
      reread(room, () => {
        for (const { id, from } of behind) if (!from.self) room.unread.add(id);
      });
    },
    close: () => {
      stop();
      stopPins();
    },
  };
}

function reread({ talk, messages }: Room, change: () => void): void {
  change();
  talk.reread();
  messages.set(talk.main());
}

function openThread(room: Room, root: EntryId): Messages {
  const { talk, messages, conversation } = room;
  const all = () => [...[talk.message(root)].filter((it) => it !== null), ...talk.thread(root)];
  const source = makeSource<readonly Message[]>(all());
  const stop = messages.subscribe(() => source.set(all()));
  return {
    conversation: conversation.id,
    messages: source,
    complete: makeSource(true),
    ...WHOLE,
    seek: async (id) => all().some((it) => it.id === id),
    loadOlder: async () => {},
    markRead: () =>
      reread(room, () => {
        for (const { id } of talk.thread(root)) room.unread.delete(id);
      }),
    close: stop,
  };
}
