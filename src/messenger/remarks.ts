import type { DeviceId, EntryId, LogId, MemberId } from '../model/ids.ts';
import type { Mention, Remark } from '../model/payload.ts';
import { type Hlc, timeOf } from '../model/time.ts';
import { MAX_REACTIONS } from '../wire/limits.ts';

/**
 * What became of a message: a pure function of the remarks about it, whatever order they came in
 * (SPEC M4 to M9).
 */

/** Where an entry stands and who wrote it. */
export interface Standing {
  readonly id: EntryId;
  readonly log: LogId;
  readonly device: DeviceId;
  readonly hlc: Hlc;
}

export interface PlacedRemark extends Standing {
  readonly remark: Remark;
}

export interface PlacedText extends Standing {
  readonly text: string;
  readonly mentions: readonly Mention[];
}

/** What the roster says of those who make remarks. */
export interface Authority {
  /** Whose device it is; null when it belongs to no member. */
  memberOf(device: DeviceId): MemberId | null;
  /** Whether a device could delete others' messages when it said so. */
  mayModerate(device: DeviceId, at: Hlc): boolean;
  /** Whether what a device pins or unpins counts: guests' do not. */
  mayPin(device: DeviceId): boolean;
}

/** An earlier text of a message. */
export interface Version {
  readonly text: string;
  /** Unix time in milliseconds at which it was written. */
  readonly at: number;
}

export interface Outcome {
  /** Empty when deleted. */
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** Earlier texts, oldest first. */
  readonly versions: readonly Version[];
  readonly deleted: { readonly by: MemberId; readonly at: number } | null;
  readonly reactions: readonly { readonly emoji: string; readonly members: readonly MemberId[] }[];
  readonly pinned: boolean;
}

export const byPlace = (a: Standing, b: Standing): number =>
  a.hlc - b.hlc || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const NONE: readonly never[] = [];

/** What became of a message. `remarks` name it as their target, in any order, none twice. */
export function outcomeOf(
  message: PlacedText,
  remarks: readonly PlacedRemark[],
  authority: Authority,
): Outcome {
  const author = authority.memberOf(message.device);
  const counted = remarks
    .filter(({ log, device }) => log === message.log && authority.memberOf(device) !== null)
    .sort(byPlace);
  const deletion = counted.find(
    ({ remark, device, hlc }) =>
      remark.kind === 'delete' &&
      (authority.memberOf(device) === author || authority.mayModerate(device, hlc)),
  );
  if (deletion) return deletedBy(deletion, authority);
  return {
    ...textOf(message, counted, author, authority),
    deleted: null,
    reactions: reactionsOf(counted, authority),
    pinned: isPinned(counted, authority),
  };
}

function deletedBy({ device, hlc }: PlacedRemark, authority: Authority): Outcome {
  const by = authority.memberOf(device) as MemberId;
  const deleted = { by, at: timeOf(hlc) };
  return { text: '', mentions: NONE, versions: NONE, deleted, reactions: NONE, pinned: false };
}

function textOf(
  { text, mentions, hlc }: PlacedText,
  remarks: readonly PlacedRemark[],
  author: MemberId | null,
  authority: Authority,
): Pick<Outcome, 'text' | 'mentions' | 'versions'> {
  const versions: Version[] = [];
  let current = { text, mentions, at: timeOf(hlc) };
  for (const { remark, device, hlc } of remarks) {
    if (remark.kind !== 'edit' || authority.memberOf(device) !== author) continue;
    versions.push({ text: current.text, at: current.at });
    current = { text: remark.text, mentions: remark.mentions ?? NONE, at: timeOf(hlc) };
  }
  return { text: current.text, mentions: current.mentions, versions };
}

function reactionsOf(remarks: readonly PlacedRemark[], authority: Authority): Outcome['reactions'] {
  /** Of each member and emoji, the last word; in the order in which those were spoken. */
  const standing = new Map<string, { member: MemberId; emoji: string }>();
  for (const { remark, device } of remarks) {
    if (remark.kind !== 'reaction') continue;
    const member = authority.memberOf(device) as MemberId;
    const { emoji, on } = remark;
    const key = `${member} ${emoji}`;
    standing.delete(key);
    if (on) standing.set(key, { member, emoji });
  }
  if (standing.size === 0) return NONE;
  const byEmoji = new Map<string, MemberId[]>();
  for (const { member, emoji } of standing.values()) {
    const members = byEmoji.get(emoji);
    if (members) members.push(member);
    else if (byEmoji.size < MAX_REACTIONS) byEmoji.set(emoji, [member]);
  }
  return [...byEmoji].map(([emoji, members]) => ({ emoji, members }));
}

function isPinned(remarks: readonly PlacedRemark[], authority: Authority): boolean {
  const last = remarks.findLast(
    ({ remark, device }) => remark.kind === 'pin' && authority.mayPin(device),
  );
  return last?.remark.kind === 'pin' && last.remark.on;
}

/** The remarks of one conversation, by what they are about; they wait for it where it is not here yet. */
export class Remarks {
  readonly #byTarget = new Map<EntryId, PlacedRemark[]>();

  /** Takes a remark that was not taken before. */
  take(placed: PlacedRemark): void {
    const { target } = placed.remark;
    const others = this.#byTarget.get(target);
    if (others) others.push(placed);
    else this.#byTarget.set(target, [placed]);
  }

  about(target: EntryId): readonly PlacedRemark[] {
    return this.#byTarget.get(target) ?? NONE;
  }
}
