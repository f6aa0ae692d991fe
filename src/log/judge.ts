import { type Act, readAct, type UnknownAct } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import {
  type ChainId,
  type DeviceId,
  type EntryId,
  type LogId,
  type OfficeId,
  partsOf,
  ROSTER,
} from '../model/ids.ts';
import { type Hlc, monthOf, timeOf } from '../model/time.ts';
import { equalBytes } from '../wire/bytes.ts';
import {
  decodeEnvelope,
  type Envelope,
  entryIdOf,
  type Place,
  signedBytes,
} from '../wire/envelope.ts';
import { chainIdOf } from '../wire/hash.ts';
import { MAX_CHAIN, MAX_CHECKS, MAX_ENVELOPE, MAX_RUN, MAX_SEEN } from '../wire/limits.ts';
import { type Confirmed, confirmAhead, confirmsAhead, verify } from '../wire/sign.ts';
import type { Admission, Refusal, Run } from './run.ts';

/**
 * Admission (DESIGN §3.6): what a replica checks before it takes an envelope from anybody, the
 * same for messengers and the relay. Nothing here changes anything.
 */

/** What is held of one chain. */
export interface Chain {
  readonly id: ChainId;
  readonly device: DeviceId;
  /** The number that comes next. */
  readonly next: number;
  /** Id of the newest entry. */
  readonly head: EntryId;
}

/** An envelope that passed, in its place. */
export interface Admitted {
  readonly id: EntryId;
  readonly log: LogId;
  readonly chain: ChainId;
  readonly number: number;
  readonly device: DeviceId;
  readonly hlc: Hlc;
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
  /** Only in the roster. */
  readonly act: Act | UnknownAct | null;
}

type Postponed = {
  readonly kind: 'later';
  readonly why: 'unknown-device' | 'unknown-past' | 'future-month';
  /** An entry of the roster that has to come first, where one is known. */
  readonly lacks?: EntryId;
};
/** Good, and there is no room for it for some milliseconds. */
type Full = { readonly kind: 'later'; readonly why: 'quota'; readonly wait: number };
type Refused = { readonly kind: 'refused'; readonly why: Refusal };

/** What the office says of a device or an act, as far as this replica knows. */
export type Say = { readonly kind: 'yes' } | Postponed | Refused;

/** What admission asks the office. */
export interface Policy {
  mayWrite(device: DeviceId, log: LogId, chain: ChainId, number: number): Say;
  /** The number from which nothing counts of what a device wrote in a chain; Infinity where it may go on. */
  endOf(device: DeviceId, log: LogId, chain: ChainId): number;
  /** Another object whenever `endOf` may say something else than before. */
  readonly ends: object;
  /**
   * Whether a roster entry's open part can be taken; its effect is decided by reducing.
   * `before` is what precedes it in the same run and is not held yet.
   */
  mayAct(act: Act | UnknownAct, device: DeviceId, number: number, before: readonly Admitted[]): Say;
  /** The months (UTC) of which logs may exist now. */
  months(): { readonly first: number; readonly last: number };
  /** What it would say if more entries of the roster were here. */
  supposing(): Supposing;
}

/** What the office would say if these were here too; of the roster alone. */
export interface Supposing extends Pick<Policy, 'mayAct'> {
  suppose(entries: readonly Admitted[]): void;
}

/** What of the office is asked before a signature is checked. */
export type Asked = Pick<Policy, 'mayWrite' | 'mayAct' | 'months'>;

/** One log as admission sees it. */
export interface Held {
  readonly office: OfficeId;
  readonly log: LogId;
  chain(id: ChainId): Chain | undefined;
  envelope(id: ChainId, number: number): Uint8Array | undefined;
}

export interface Judgement {
  /** The entries that are new and good. */
  readonly fresh: readonly Admitted[];
  /** Why the entry after them was not taken; null when the whole run was good. */
  readonly stop:
    | Postponed
    | Full
    | Refused
    | { readonly kind: 'gap'; readonly have: number }
    | null;
  /** Who writes the chain, where that could be told. */
  readonly device: DeviceId | null;
}

/** What was found out about a run before it is judged. It spares work and decides nothing. */
export interface Ahead {
  readonly run: Run;
  /** What is new in it, as it was read when the chain ended with `head`. */
  readonly read: readonly Admitted[];
  readonly head: EntryId | null;
  readonly confirmed: Confirmed | null;
}

/** A log of which nothing is held. */
export const nothingHeld = (office: OfficeId, log: LogId): Held => ({
  office,
  log,
  chain: () => undefined,
  envelope: () => undefined,
});

/** What to answer, once `fresh` is held and the chain's next number is `next`. */
export function toAdmission({ fresh, stop, device }: Judgement, next: number): Admission {
  // A wrong signature behind good ones is passed over by a run that reaches further (A10).
  const isProgress = fresh.length > 0 && (stop?.kind !== 'refused' || stop.why === 'bad-signature');
  if (stop === null || isProgress) return { kind: 'admitted', next, added: fresh.length };
  return stop.kind === 'refused' ? { ...stop, next, device } : stop;
}

const refused = (why: Refusal): Refused => ({ kind: 'refused', why });

/**
 * Lets the platform check the signature on which a run will hang, where it does so off this thread;
 * null when it does not, or there is nothing to check. Whatever changes until it is judged is seen then.
 */
export async function lookAhead(held: Held, policy: Policy, run: Run): Promise<Ahead | null> {
  if (!confirmsAhead()) return null;
  const chain = held.chain(run.chain);
  const { fresh } = judgeUnsigned(held, policy, run, null);
  if (fresh.length === 0) return null;
  const confirmed = await confirmAhead(...signedAt(held.office, fresh, fresh.length - 1, chain));
  return { run, read: fresh, head: chain?.head ?? null, confirmed };
}

/** Judges a run against what is held of its log. Bounded by the run's size; one signature check. */
export function judge(held: Held, policy: Policy, run: Run, ahead: Ahead | null = null): Judgement {
  const known = ahead?.run === run ? ahead : null;
  const judgement = judgeUnsigned(held, policy, run, known);
  return signedPrefix(held, judgement, held.chain(run.chain), known?.confirmed ?? null);
}

/** All of it but the signature. */
export function judgeUnsigned(held: Held, policy: Asked, run: Run, ahead: Ahead | null): Judgement {
  const chain = held.chain(run.chain);
  const next = chain?.next ?? 0;
  const none = (stop: Judgement['stop']): Judgement => ({
    fresh: [],
    stop,
    device: chain?.device ?? null,
  });
  if (run.envelopes.length > MAX_RUN) return none(refused('too-large'));
  if (run.from > next) return none({ kind: 'gap', have: next });
  const known = knownPart(held, run, next);
  if (known === 'conflict') return none(refused('conflict'));
  const month = checkMonth(held.log, policy);
  if (month) return none(month);
  return walk(held, policy, run, known, ahead);
}

/** How many of new entries of one chain there is room for, and after how many milliseconds there may be for the rest. */
export type Fit = (fresh: readonly Admitted[]) => { readonly count: number; readonly wait: number };

/** What there is room for of what was found good; judged anew, since the newest signature vouches for all before it. */
export function fitted(
  held: Held,
  policy: Policy,
  run: Run,
  judgement: Judgement,
  fits: Fit,
): Judgement {
  const { fresh, device } = judgement;
  const [first] = fresh;
  if (!first) return judgement;
  const { count, wait } = fits(fresh);
  if (count >= fresh.length) return judgement;
  if (count === 0) return { fresh: [], stop: { kind: 'later', why: 'quota', wait }, device };
  const envelopes = run.envelopes.slice(0, first.number - run.from + count);
  return judge(held, policy, { ...run, envelopes });
}

/** How many of the run's envelopes are held already, or that one differs from what is held. */
function knownPart(held: Held, run: Run, next: number): number | 'conflict' {
  const known = Math.min(next - run.from, run.envelopes.length);
  for (let i = 0; i < known; i++) {
    const mine = held.envelope(run.chain, run.from + i);
    const theirs = run.envelopes[i];
    if (mine && theirs && !equalBytes(mine, theirs)) return 'conflict';
  }
  return known;
}

function checkMonth(log: LogId, policy: Asked): Postponed | Refused | null {
  const parts = partsOf(log);
  if (!parts) return null;
  const { first, last } = policy.months();
  if (parts.month < first) return refused('wrong-month');
  return parts.month > last ? { kind: 'later', why: 'future-month' } : null;
}

/** Checks the new envelopes one after the other, all but their signatures. */
function walk(held: Held, policy: Asked, run: Run, skip: number, ahead: Ahead | null): Judgement {
  const fresh: Admitted[] = [];
  const chain = held.chain(run.chain);
  let device = chain?.device ?? null;
  let previous = chain?.head ?? null;
  for (let i = skip; i < run.envelopes.length; i++) {
    const bytes = run.envelopes[i] as Uint8Array;
    const number = run.from + i;
    const read = ahead && readBefore(ahead, run, number, bytes, previous);
    const entry = read
      ? sayOf(policy, read, fresh)
      : checkOne(held, policy, run, number, bytes, fresh, device, previous);
    if ('kind' in entry) return { fresh, stop: entry, device };
    fresh.push(entry);
    device = entry.device;
    previous = entry.id;
  }
  return { fresh, stop: null, device };
}

/** What was read of this envelope in this very place; else null. */
function readBefore(
  { read, head }: Ahead,
  { log, chain }: Run,
  number: number,
  bytes: Uint8Array,
  previous: EntryId | null,
): Admitted | null {
  const at = number - (read[0]?.number ?? 0);
  const entry = read[at];
  if (entry?.bytes !== bytes || (read[at - 1]?.id ?? head) !== previous) return null;
  return entry.log === log && entry.chain === chain ? entry : null;
}

/** What was read, if the office still takes it; else why it does not. */
function sayOf(
  policy: Asked,
  entry: Admitted,
  before: readonly Admitted[],
): Admitted | Postponed | Refused {
  const said = maySay(policy, entry, before);
  return said.kind === 'yes' ? entry : said;
}

const maySay = (
  policy: Asked,
  {
    act,
    device,
    log,
    chain,
    number,
  }: Pick<Admitted, 'act' | 'device' | 'log' | 'chain' | 'number'>,
  before: readonly Admitted[],
): Say =>
  act ? policy.mayAct(act, device, number, before) : policy.mayWrite(device, log, chain, number);

function checkOne(
  held: Held,
  policy: Asked,
  { chain, log }: Run,
  number: number,
  bytes: Uint8Array,
  before: readonly Admitted[],
  device: DeviceId | null,
  previous: EntryId | null,
): Admitted | Postponed | Refused {
  if (bytes.length > MAX_ENVELOPE) return refused('too-large');
  if (number >= MAX_CHAIN) return refused('chain-full');
  const envelope = tryDecode(bytes);
  if ('kind' in envelope) return envelope;
  const act = log === ROSTER ? readAct(envelope.act, MAX_SEEN) : null;
  if (log === ROSTER ? act === null : envelope.act !== null) return refused('malformed-act');
  const founds = act?.t === 'found';
  const office = founds ? null : held.office;
  const author = checkAuthor(office, log, chain, number, envelope, device);
  if (typeof author !== 'string') return author;
  const said = maySay(policy, { act, device: author, log, chain, number }, before);
  if (said.kind !== 'yes') return said;
  if (!isInMonth(log, envelope.hlc)) return refused('wrong-month');
  const id = entryIdOf({ office, log, chain, number, previous }, bytes);
  if (founds && String(id) !== held.office) return refused('not-bound');
  return { id, log, chain, number, device: author, hlc: envelope.hlc, bytes, envelope, act };
}

function tryDecode(bytes: Uint8Array): Envelope | Refused {
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    if (!(error instanceof ConfabError)) throw error;
    return refused(error.reason === 'unsupported' ? 'wrong-version' : 'malformed');
  }
}

/** Number 0 says who writes the chain, and the chain's id must follow from it; later numbers must not say. */
function checkAuthor(
  office: OfficeId | null,
  log: LogId,
  chain: ChainId,
  number: number,
  envelope: Envelope,
  device: DeviceId | null,
): DeviceId | Refused {
  if (number > 0) return envelope.first === null && device ? device : refused('wrong-chain');
  if (!envelope.first) return refused('wrong-chain');
  const { device: author, run } = envelope.first;
  return chainIdOf(office, log, author, run) === chain ? author : refused('wrong-chain');
}

/** An entry is never older than its log; edits and reactions may be younger. */
function isInMonth(log: LogId, hlc: Hlc): boolean {
  const parts = partsOf(log);
  return !parts || monthOf(timeOf(hlc)) >= parts.month;
}

/**
 * Keeps the entries up to the newest that is signed: each is bound to the one before, so its
 * signature vouches for all of those. Honest chains cost one check. Where the newest fails, halving
 * finds the last good entry before an altered one; only a chain whose own author signed wrongly
 * costs a check for every entry. That there is progress whenever any signature is good keeps
 * replicas together that were given such a chain in differently cut runs.
 */
function signedPrefix(
  held: Held,
  judgement: Judgement,
  chain: Chain | undefined,
  confirmed: Confirmed | null,
): Judgement {
  const { fresh, device } = judgement;
  if (fresh.length === 0 || !device) return judgement;
  const isSigned = (index: number): boolean =>
    verify(...signedAt(held.office, fresh, index, chain), confirmed);
  const newest = fresh.length - 1;
  if (isSigned(newest)) return judgement;
  const good = halve(newest, isSigned) ?? findLast(newest, isSigned);
  return { fresh: fresh.slice(0, good + 1), stop: refused('bad-signature'), device };
}

/** Who signed an entry, what, and how. */
export function signedAt(
  office: OfficeId,
  fresh: readonly Admitted[],
  index: number,
  chain: Chain | undefined,
): [DeviceId, Uint8Array, Uint8Array] {
  const entry = fresh[index] as Admitted;
  const place: Place = {
    office: entry.act?.t === 'found' ? null : office,
    log: entry.log,
    chain: entry.chain,
    number: entry.number,
    previous: fresh[index - 1]?.id ?? chain?.head ?? null,
  };
  return [entry.device, signedBytes(place, entry.bytes), entry.envelope.signature];
}

/** The last good index below `end`, if all before it are good; null when none is met. */
function halve(end: number, isGood: (index: number) => boolean): number | null {
  let good = -1;
  let bad = end;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  return good < 0 ? null : good;
}

function findLast(end: number, isGood: (index: number) => boolean): number {
  const first = Math.max(0, end - MAX_CHECKS);
  for (let index = end - 1; index >= first; index--) if (isGood(index)) return index;
  return -1;
}
