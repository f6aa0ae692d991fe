/**
 * A messenger without a network or a disk, for looking at the browser face and for driving it.
 * Everything in it comes from a seed, so that two runs look alike.
 */
import type {
  Connection,
  Conversation,
  Delivery,
  Member,
  Message,
  Messenger,
  Progress,
  Saving,
  Timeline,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import { ConfabError, type Reason } from '../../src/model/errors.ts';
import type { ConversationId, DeviceId, EntryId, MemberId, OfficeId } from '../../src/model/ids.ts';
import { conversationLines, people } from './fakeContent.ts';

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
  readonly outbox?: number;
  readonly clockOffset?: number;
  /** Milliseconds until a timeline opens. */
  readonly slow?: number;
  /** Messages of one page; older ones are loaded when asked for. Default all. */
  readonly page?: number;
}

export interface FakeMessenger extends Messenger {
  /** Lets a message by somebody else arrive; `at` defaults to now. */
  arrive(text: string, options?: { at?: number; from?: number; channel?: string }): EntryId;
  setConnection(connection: Connection): void;
  setSaving(saving: Saving): void;
  setStatus(member: number, status: Member['status']): void;
  setDelivery(delivery: Delivery): void;
  /** From now on sending fails; null: works again. */
  failSending(reason: Reason | null): void;
  /** How often the person read everything. */
  readonly reads: () => number;
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

const CHANNELS = ['announcements', 'design', 'engineering', 'general', 'lunch', 'office-move'];

interface Room {
  readonly conversation: Conversation;
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
          role: index === 0 ? 'owner' : index === 2 ? 'admin' : index === 9 ? 'guest' : 'member',
          devices: [],
          status: index % 3 === 2 ? 'offline' : 'online',
          self: index === 0,
        }),
      )
      .sort((a, b) => a.name.localeCompare(b.name)),
  );
  const self = (): Member => members.get().find((it) => it.self) as Member;
  const me = makeSource(self());
  members.subscribe(() => me.set(self()));

  const messageOf = (
    conversation: ConversationId,
    from: number,
    at: number,
    text: string,
    unread: boolean,
  ): Message => ({
    id: id('entry', entries++, 43),
    conversation,
    from: { member: memberId(from), name: people[from] ?? 'Nobody', self: from === 0 },
    at,
    text,
    future: false,
    unread: unread && from !== 0,
  });

  const rooms = new Map<ConversationId, Room>();
  const conversations = makeSource<readonly Conversation[]>([]);
  const publish = (): void =>
    conversations.set(
      [...rooms.values()]
        .map((room) => {
          const unread = room.messages.get().filter((it) => it.unread).length;
          return unread === room.conversation.unread
            ? room.conversation
            : { ...room.conversation, unread };
        })
        .sort((a, b) => a.name.localeCompare(b.name)),
    );
  const addRoom = (name: string, messages: readonly Message[]): ConversationId => {
    const conversation = channelId(rooms.size);
    const source = makeSource<readonly Message[]>(
      messages.map((message) => ({ ...message, conversation })),
    );
    source.subscribe(publish);
    rooms.set(conversation, {
      conversation: { id: conversation, name, kind: 'channel', unread: 0 },
      messages: source,
    });
    return conversation;
  };

  /** Messages backwards from now: bursts, pauses, nights. */
  const history = (
    count: number,
    unread: number,
    lines: readonly [number, string][],
  ): Message[] => {
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
    return plan.map(([from, text, when], index) =>
      messageOf(channelId(0), from, when, text, index >= count - unread),
    );
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
    addRoom(name, history(count, unread, lines));
  }
  publish();

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
  const add = (room: Room, message: Message): void => {
    const messages = [...room.messages.get(), message].sort((a, b) => a.at - b.at);
    room.messages.set(messages);
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
    progress: makeSource<Progress>(options.progress ?? { kind: 'idle' }),
    outbox,
    clockOffset: makeSource(options.clockOffset ?? 0),
    conversations,
    members,
    deliveries,
    delivery: (entry) =>
      ownDeliveries.get(entry) ??
      (connection.get().kind === 'connected' ? latest : { kind: 'local' }),

    timeline: async (conversation) => {
      if (options.slow) await new Promise((resolve) => setTimeout(resolve, options.slow));
      return openTimeline(roomOf(conversation), options.page ?? Number.POSITIVE_INFINITY, () => {
        reads++;
      });
    },
    send: async (conversation, text) => {
      await Promise.resolve();
      if (failing) throw new ConfabError(failing, 'told to fail');
      const room = roomOf(conversation);
      const message = messageOf(conversation, 0, Math.max(Date.now(), now), text, false);
      ownDeliveries.set(message.id, { kind: 'local' });
      add(room, message);
      if (connection.get().kind === 'connected') {
        setTimeout(() => changeDelivery(message.id, { kind: 'relay' }), 300);
        setTimeout(
          () => changeDelivery(message.id, { kind: 'devices', count: 4, relay: true }),
          900,
        );
      } else outbox.set(outbox.get() + 1);
      return message.id;
    },
    createChannel: async (name) => {
      const wanted = name.trim().replace(/^#/, '').toLowerCase().replaceAll(' ', '-');
      if (wanted === '') throw new ConfabError('invalid-name', name);
      if ([...rooms.values()].some((room) => room.conversation.name === wanted)) {
        throw new ConfabError('name-taken', name);
      }
      const made = addRoom(wanted, []);
      publish();
      return made;
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
    reconnect: () => {
      connection.set({ kind: 'connecting' });
      setTimeout(() => connection.set({ kind: 'connected', peers: 4 }), 800);
    },
    wake: () => {},
    close: async () => {},

    arrive: (text, { at = Math.max(Date.now(), now), from = 1, channel = 'general' } = {}) => {
      const room = [...rooms.values()].find((it) => it.conversation.name === channel);
      if (!room) throw new Error(`no channel ${channel}`);
      const message = messageOf(room.conversation.id, from, at, text, true);
      add(room, message);
      return message.id;
    },
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
    markRead: () => {
      onRead();
      const all = room.messages.get();
      if (all.some((it) => it.unread)) {
        room.messages.set(all.map((it) => (it.unread ? { ...it, unread: false } : it)));
      }
    },
    close: stop,
  };
}
