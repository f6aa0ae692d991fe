import {
  type ConversationId,
  type DeviceId,
  type LogId,
  type MemberId,
  partsOf,
  type Vector,
} from '../model/ids.ts';
import type { Office } from '../office/office.ts';
import type { Roster } from '../office/roster.ts';
import type { Conversation, Member } from './messenger.ts';
import { makeSource } from './observable.ts';
import type { Reading } from './reading.ts';

export interface DirectorySource {
  readonly office: Office;
  readonly device: DeviceId;
  readonly reading: Reading;
  readonly vectors: () => ReadonlyMap<LogId, Vector>;
  /** The devices that are here, other than this one. */
  readonly here: () => ReadonlyMap<DeviceId, unknown>;
  /** Whether this device is connected to anybody. */
  readonly online: () => boolean;
}

/** The office's people and conversations as a face lists them: projections of the roster. */
export class Directory {
  readonly officeName = makeSource('');
  readonly members = makeSource<readonly Member[]>([]);
  readonly conversations = makeSource<readonly Conversation[]>([]);
  readonly me = makeSource<Member>(NOBODY);
  readonly #source: DirectorySource;
  #unread = new Map<ConversationId, number>();

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
    const fresh = [...roster.members.values()].map((member) => this.#member(roster, member.id));
    const members = reuse(this.members.get(), fresh.sort(byName));
    this.members.set(members);
    const self = members.find(({ self }) => self);
    if (self) this.me.set(self);
  }

  #member(roster: Roster, id: MemberId): Member {
    const { name = '', role = 'guest', devices = [] } = roster.members.get(id) ?? {};
    const here = this.#source.here();
    const self = devices.includes(this.#source.device);
    const online = devices.some((device) => here.has(device)) || (self && this.#source.online());
    return { id, name, role, devices, status: online ? 'online' : 'offline', self };
  }

  /** Counts the unread of one conversation anew, or of all. */
  recount(only?: ConversationId): void {
    const counts = only ? new Map(this.#unread).set(only, 0) : new Map<ConversationId, number>();
    for (const [log, vector] of this.#source.vectors()) {
      const conversation = partsOf(log)?.conversation;
      if (!conversation || (only && conversation !== only)) continue;
      const unread = this.#source.reading.unread(log, vector);
      counts.set(conversation, (counts.get(conversation) ?? 0) + unread);
    }
    this.#unread = counts;
    this.#publish();
  }

  #publish(): void {
    const fresh = [...this.#source.office.roster.conversations.values()].map(
      ({ id, name, kind }): Conversation => ({ id, name, kind, unread: this.#unread.get(id) ?? 0 }),
    );
    this.conversations.set(reuse(this.conversations.get(), fresh.sort(byName)));
  }
}

const NOBODY: Member = {
  id: '' as MemberId,
  name: '',
  role: 'guest',
  devices: [],
  status: 'offline',
  self: true,
};

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const byName = (a: { name: string; id: string }, b: { name: string; id: string }): number =>
  collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);

/** Keeps the old object wherever the fresh one says the same, and the old list if all do. */
function reuse<T extends { readonly id: string }>(
  old: readonly T[],
  fresh: readonly T[],
): readonly T[] {
  const byId = new Map(old.map((item) => [item.id, item]));
  const kept = fresh.map((item) => {
    const before = byId.get(item.id);
    return before && isSame(before, item) ? before : item;
  });
  const same = kept.length === old.length && kept.every((item, i) => item === old[i]);
  return same ? old : kept;
}

const isSame = (a: object, b: object): boolean =>
  Object.entries(b).every(([key, value]) => Object.is((a as Record<string, unknown>)[key], value));
