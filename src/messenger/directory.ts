import type { Vectors } from '../log/vectors.ts';
import type { ConversationId, DeviceId, LogId, MemberId } from '../model/ids.ts';
import type { Office } from '../office/office.ts';
import type { Roster, RosterConversation } from '../office/roster.ts';
import type { Clock } from '../ports.ts';
import { type OfDevice, type Presented, present } from '../presence/standing.ts';
import type { Conversation, Member } from './messenger.ts';
import { makeSource, type Observable } from './observable.ts';
import type { Personal } from './personal.ts';
import type { PreferenceStore } from './preferences.ts';
import type { Reading } from './reading.ts';
import { reuse } from './reuse.ts';
import { countsOf, isMuted, levelOf } from './telling.ts';
import type { Verifying } from './verifying.ts';

/**
 * Milliseconds within which what grows is counted together: catching up brings thousands of runs, and what
 * arrives before somebody's eyes is read once it is painted.
 */
const TOGETHER = 150;

export interface DirectorySource {
  readonly office: Office;
  readonly device: DeviceId;
  readonly reading: Reading;
  readonly verifying: Verifying;
  readonly personal: Personal;
  readonly preferences: PreferenceStore;
  /** The logs of a conversation, and what is held of all. */
  readonly logsOf: (conversation: ConversationId) => readonly LogId[];
  readonly vectors: () => Vectors;
  readonly clock: Clock;
  /** Corrected Unix time in milliseconds. */
  readonly now: () => number;
  /** What the devices that are here say of their people, this one included while it is connected. */
  readonly here: () => ReadonlyMap<DeviceId, OfDevice>;
  /** Unix time in milliseconds at which one of them was last heard. */
  readonly lastSeen: (devices: readonly DeviceId[]) => number | null;
}

/** The office's people and conversations as a face lists them: projections of the roster. */
export class Directory {
  readonly officeName = makeSource('');
  readonly members = makeSource<readonly Member[]>([]);
  /** Asked for, it is current; listeners hear of what grew a moment later. */
  readonly conversations: Observable<readonly Conversation[]> = {
    get: () => {
      this.#countDue();
      return this.#conversations.get();
    },
    subscribe: (listener) => this.#conversations.subscribe(listener),
  };
  readonly me = makeSource<Member>(NOBODY);
  readonly #source: DirectorySource;
  readonly #conversations = makeSource<readonly Conversation[]>([]);
  #news = new Map<ConversationId, News>();
  #cancelRefresh: (() => void) | null = null;
  #cancelPublish: (() => void) | null = null;
  /** Conversations that are counted anew in a while. */
  readonly #due = new Set<ConversationId>();
  #cancelDue: (() => void) | null = null;

  constructor(source: DirectorySource) {
    this.#source = source;
  }

  /** After the roster changed. */
  refresh(): void {
    this.officeName.set(this.#source.office.roster.officeName);
    this.recount();
    this.refreshMembers();
  }

  /** After somebody came, left or changed. */
  refreshMembers(): void {
    const { roster } = this.#source.office;
    const here = this.#source.here();
    const now = this.#source.now();
    const presented = new Map<MemberId, Presented>();
    for (const { id, devices } of roster.members.values()) {
      presented.set(
        id,
        present(
          devices.flatMap((device) => here.get(device) ?? []),
          now,
        ),
      );
    }
    this.#refreshAt(
      [...presented.values()].flatMap(({ changes }) => changes ?? []),
      now,
    );
    const fresh = [...presented].map(([id, it]) => this.#member(roster, id, it));
    const members = reuse(this.members.get(), fresh.sort(byName));
    this.members.set(members);
    const self = members.find(({ self }) => self);
    if (self) this.me.set(self);
  }

  #member(roster: Roster, id: MemberId, { status, custom }: Presented): Member {
    const { name = '', face = null, role = 'guest', devices = [] } = roster.members.get(id) ?? {};
    const self = devices.includes(this.#source.device);
    const lastSeen = status === 'offline' && !self ? this.#source.lastSeen(devices) : null;
    const verification = self ? 'none' : this.#source.verifying.of(id, roster);
    return { id, name, face, role, devices, status, custom, lastSeen, self, verification };
  }

  /** A status ends by itself. */
  #refreshAt(times: readonly number[], now: number): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = null;
    if (times.length === 0) return;
    const wait = Math.min(LONGEST_WAIT, Math.max(0, Math.min(...times) - now));
    this.#cancelRefresh = this.#source.clock.after(wait, () => this.refreshMembers());
  }

  /** Counts the unread of one conversation anew, or of all. */
  recount(only?: ConversationId): void {
    const conversations = this.#source.office.roster.conversations.keys();
    const all = only ? new Map(this.#news) : new Map<ConversationId, News>();
    for (const conversation of only ? [only] : conversations) {
      all.set(conversation, this.#newsIn(conversation));
    }
    this.#news = all;
    this.#publish();
  }

  #newsIn(conversation: ConversationId): News {
    let { unread, mentions } = NO_NEWS;
    const { reading, logsOf, vectors } = this.#source;
    const held = vectors();
    for (const log of logsOf(conversation)) {
      if (reading.isAllRead(log, held)) continue;
      const vector = held.get(log);
      if (!vector) continue;
      unread += reading.unread(log, vector);
      mentions += reading.mentions(log);
    }
    return { unread, mentions };
  }

  /** Counts a conversation anew with what else grows within a while: what is looked at is read by then. */
  recountSoon(conversation: ConversationId | undefined): void {
    if (!conversation) return;
    this.#due.add(conversation);
    this.#cancelDue ??= this.#source.clock.after(TOGETHER, () => this.#countDue());
  }

  #countDue(): void {
    this.#cancelDue?.();
    this.#cancelDue = null;
    if (this.#due.size === 0) return;
    for (const it of this.#due) this.#news.set(it, this.#newsIn(it));
    this.#due.clear();
    this.#publish();
  }

  close(): void {
    this.#cancelRefresh?.();
    this.#cancelRefresh = null;
    this.#cancelPublish?.();
    this.#cancelPublish = null;
    this.#cancelDue?.();
    this.#cancelDue = null;
  }

  #publish(): void {
    this.#publishAtUnmuting();
    const { office } = this.#source;
    const me = office.memberOf(this.#source.device);
    const fresh = [...office.roster.conversations.values()]
      .filter(({ id }) => me !== null && office.mayRead(me, id))
      .map((room) => this.#conversation(room, me));
    this.#conversations.set(reuse(this.#conversations.get(), fresh.sort(byName)));
  }

  /** What is muted for a while comes back by itself. */
  #publishAtUnmuting(): void {
    this.#cancelPublish?.();
    this.#cancelPublish = null;
    const { office, personal, clock } = this.#source;
    const now = this.#source.now();
    const ends = [...office.roster.conversations.keys()]
      .map((id) => personal.prefers(id, 'mute'))
      .filter((until) => typeof until === 'number' && until > now);
    if (ends.length === 0) return;
    const wait = Math.min(LONGEST_WAIT, Math.min(...(ends as number[])) - now);
    this.#cancelPublish = clock.after(wait, () => this.#publish());
  }

  #conversation(room: RosterConversation, me: MemberId | null): Conversation {
    const { id, kind, topic, archived, participants, gone, creator, barred } = room;
    const { personal } = this.#source;
    // Without those who are gone it would bear the name of another one, or of one's notes.
    const others = [...participants, ...gone].filter((it) => it !== me);
    const news = this.#news.get(id) ?? NO_NEWS;
    const mute = personal.prefers(id, 'mute');
    const channels = this.#source.preferences.now.get().channels;
    const wanted = {
      level: levelOf(kind, personal.prefers(id, 'level'), channels),
      muted: isMuted(mute, this.#source.now()),
    };
    const hidden = personal.prefers(id, 'hide') === true;
    // Of a channel that was left only what means the person counts.
    const wantedNews = hidden && kind === 'channel' ? { ...news, unread: news.mentions } : news;
    return {
      id,
      name: room.name || this.#names(others.length > 0 ? others : participants),
      kind,
      topic,
      archived,
      closed: barred.includes(this.#source.device),
      participants,
      ...(gone.length > 0 ? { gone } : {}),
      creator,
      ...news,
      ...wanted,
      mutedUntil: wanted.muted && typeof mute === 'number' ? mute : null,
      ...countsOf(wanted, wantedNews),
      starred: personal.prefers(id, 'star') === true,
      hidden,
    };
  }

  /** What a direct is called: the others in it, also those who are gone, or the one who writes notes there. */
  #names(members: readonly MemberId[]): string {
    const names = members.map((member) => this.#source.office.nameOf(member));
    return names.sort(collator.compare).join(', ');
  }
}

type News = Pick<Conversation, 'unread' | 'mentions'>;
const NO_NEWS: News = { unread: 0, mentions: 0 };

/** Milliseconds: timers of browsers end at 24 days. */
const LONGEST_WAIT = 60 * 60_000;

const NOBODY: Member = {
  id: '' as MemberId,
  name: '',
  face: null,
  role: 'guest',
  devices: [],
  status: 'offline',
  custom: null,
  lastSeen: null,
  self: true,
  verification: 'none',
};

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const byName = (a: { name: string; id: string }, b: { name: string; id: string }): number =>
  collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
