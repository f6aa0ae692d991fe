import { ConfabError } from '../model/errors.ts';
import { type ConversationId, type LogId, ROSTER, type Vector } from '../model/ids.ts';
import { isName, toName } from '../model/names.ts';
import { passOf, whyUnusable } from '../office/invite.ts';
import { namedKey } from '../office/keyring.ts';
import { LINK_LIFE, MAX_NAME } from '../wire/limits.ts';
import type { InviteLink, SetupLink } from '../wire/links.ts';
import { inviteIdOf, proveJoin } from '../wire/proofs.ts';
import { OfficeConnection } from './connection.ts';
import { Core } from './core.ts';
import type { Device, EnterOptions, OpenOptions } from './device.ts';
import { recordOf, writeOffice } from './founding.ts';
import { type Limit, makeLimit } from './limit.ts';
import { isUntold, makeMessenger, type OpenMessenger } from './office.ts';
import { createChannel } from './rooms.ts';
import {
  clearSettings,
  loadSettings,
  type OfficeSettings,
  saveKeys,
  saveSettings,
} from './settings.ts';
import { turnedAway, whyNot } from './turned.ts';
import { approvalWords, secretOf } from './words.ts';

export type { Device, EnterOptions, OpenOptions, Step } from './device.ts';
export type { OpenMessenger } from './office.ts';
export { loadSettings } from './settings.ts';

/** Milliseconds that founding or joining waits for the relay at each step. */
const ENTER_TIMEOUT = 30_000;
/** Milliseconds that joining waits for the newest messages before it shows the office all the same. */
const RECENT_TIMEOUT = 5_000;
/** Milliseconds that connecting, or all other messages, wait for the first page at most. */
const PAGE_WITHIN = 1_000;
/** Milliseconds that a face needs to paint a page: a few frames. */
const PAINT = 100;
/** Milliseconds by which they end late where the thread was busy meanwhile: then as many more are waited for. */
const LATE = 25;
/** How often at most. */
const PAINTS = 15;
/** The channel that every office begins with. */
const FIRST_CHANNEL = 'general';

/** The office of this device; null when it belongs to none. */
export const loadOffice = ({ state }: Device): Promise<OfficeSettings | null> =>
  loadSettings(state);

/**
 * Opens the device's office. Rejects with `no-office`, `identity-lost`, `storage-failed`, and with
 * `used-invite` when joining was not finished and it turned out that others had used the invite up
 * before; then nothing is left.
 */
export async function openOffice(
  device: Device,
  options: OpenOptions = {},
): Promise<OpenMessenger> {
  const settings = await loadSettings(device.state);
  if (!settings) throw new ConfabError('no-office', 'no office on this device');
  const core = await openCore(device, settings);
  // Who was removed is told so, and keeps what is here until they delete it.
  const wasMember = core.office.roster.formerDevices.has(core.identity.device);
  const why = wasMember ? null : whyOutside(core);
  core.displaced = why?.reason === 'used-invite' && (await wasInside(core));
  if (why && !core.displaced) {
    await abandon(core);
    throw why;
  }
  const isOffline = options.offline || core.displaced || (wasMember && !(await isUntold(core)));
  const connection = isOffline ? null : new OfficeConnection(core, core.network, core.report);
  let messenger: OpenMessenger;
  try {
    if (!options.pageFirst || core.pending) await connection?.start();
    messenger = await makeMessenger(core, connection, options.pageFirst);
  } catch (error) {
    // What stays open could not be opened by the next try.
    await connection?.stop().catch(core.report);
    await core.leave().catch(core.report);
    throw error;
  }
  if (!connection) return messenger;
  void resume(core, connection);
  const start = () => void connection.start().catch(core.report);
  return options.pageFirst ? pageThen(core, messenger, start) : messenger;
}

/** Goes on when the first page has been read and the face had time to paint it. */
function pageThen(core: Core, messenger: OpenMessenger, goOn: () => void): OpenMessenger {
  const { clock } = core.device;
  let hasBegun = false;
  const start = () => {
    if (!hasBegun) goOn();
    hasBegun = true;
  };
  let cancel = clock.after(PAGE_WITHIN, start);
  const letPaint = (left: number): void => {
    const due = clock.now() + PAINT;
    cancel();
    cancel = clock.after(PAINT, () => {
      if (left > 0 && clock.now() - due > LATE) letPaint(left - 1);
      else start();
    });
  };
  return {
    ...messenger,
    async timeline(conversation) {
      const timeline = await messenger.timeline(conversation);
      if (!hasBegun) letPaint(PAINTS);
      return timeline;
    },
    reconnect() {
      start();
      messenger.reconnect();
    },
    close() {
      hasBegun = true;
      cancel();
      return messenger.close();
    },
  };
}

/** Why this device has no part in its office; null when it has. */
function whyOutside(core: Core): ConfabError | null {
  if (isMember(core)) return null;
  // Known only now: somebody wrote their join earlier, and the invite had no more uses.
  if (hasJoined(core)) return new ConfabError('used-invite', 'another join came first');
  // The link was not used up: it can be opened again.
  if (core.pending?.kind === 'invite')
    return new ConfabError('no-office', 'joining was interrupted before it was done');
  return null;
}

/** Whether joining had been finished, or this device wrote anything in the office: that is the person's to keep. */
async function wasInside({ pending, device }: Core): Promise<boolean> {
  return pending === null || (await device.outbox.all()).some(({ log }) => log !== ROSTER);
}

const hasJoined = (core: Core): boolean =>
  core.rosterEntries().some(({ at }) => at.device === core.identity.device && at.act?.t === 'join');

const openCore = (device: Device, settings: OfficeSettings): Promise<Core> =>
  Core.open(device, settings, (seed) => device.network(seed));

/** Finishes, in the background, a founding or joining that a restart interrupted. */
async function resume(core: Core, connection: OfficeConnection): Promise<void> {
  const { pending } = core;
  if (!pending) return;
  try {
    if (pending.kind === 'setup' && core.office.roster.conversations.size === 0) {
      await createChannel(core, FIRST_CHANNEL);
    }
    await acknowledged(core, connection, NEVER);
    await core.entered();
  } catch (error) {
    core.report(error); // the next start tries again
  }
}

const NEVER = new AbortController().signal;

const isFounding = (core: Core): boolean => core.pending?.kind === 'setup';

const isMember = (core: Core): boolean => core.office.roster.devices.has(core.identity.device);

/**
 * Founds an office through a relay's set-up link. Rejects with `setup-used`, `relay-unreachable`,
 * `invalid-name`, `already-in-office`; then this device belongs to no office.
 */
export async function createOffice(
  device: Device,
  link: SetupLink,
  origin: string,
  names: { readonly office: string; readonly person: string },
  options: EnterOptions = {},
): Promise<OpenMessenger> {
  await refuseSecond(device);
  const settings = await writeOffice(device, link, origin, names);
  return enter(device, settings, options, async (core, connection, { signal }) => {
    await until(core, connection, signal, () => connection.sync.status().relay === 'connected');
    options.onStep?.('founding');
    await createChannel(core, FIRST_CHANNEL);
    await acknowledged(core, connection, signal);
  });
}

/**
 * Joins an office through an invite link. Rejects with `expired-invite`, `used-invite`,
 * `withdrawn-invite`, `unknown-invite`, `relay-unreachable`, `invalid-name`, `already-in-office`; then this device
 * belongs to no office.
 */
export async function joinOffice(
  device: Device,
  link: InviteLink,
  origin: string,
  person: string,
  options: EnterOptions = {},
): Promise<OpenMessenger> {
  await refuseSecond(device);
  const name = link.kind === 'join' ? toName(person, MAX_NAME) : '';
  if (!(await device.keys.load())) await device.keys.create();
  const { office, relays, secret } = link;
  const settings = { office, relays, origin, pending: { kind: 'invite' as const, secret, name } };
  await saveSettings(device.state, settings);
  return enter(device, settings, options, async (core, connection, limit) => {
    await join(core, connection, { secret, name, limit, options });
    await acknowledged(core, connection, limit.signal);
  });
}

/**
 * Comes back into an office with the recovery code of somebody who lost their devices; `link` says
 * where the office is, and the code is asked for once it is plain that this device may belong to one.
 * Rejects with `wrong-code`, `ended-code`, and as `joinOffice` does.
 */
export async function recoverOffice(
  device: Device,
  link: InviteLink,
  origin: string,
  code: string | (() => Promise<string>),
  options: EnterOptions = {},
): Promise<OpenMessenger> {
  await refuseSecond(device);
  const secret = await secretOf(typeof code === 'string' ? code : await code());
  try {
    return await joinOffice(device, { ...link, kind: 'link', secret }, origin, '', options);
  } catch (error) {
    throw asOfCode(error);
  }
}

/** What an invite is called to who joins by it, as it is called of a recovery code. */
function asOfCode(cause: unknown): unknown {
  const reason = cause instanceof ConfabError ? cause.reason : null;
  if (reason === 'unknown-invite')
    return new ConfabError('wrong-code', 'the office does not know it', { cause });
  if (reason === 'used-invite' || reason === 'withdrawn-invite')
    return new ConfabError('ended-code', reason, { cause });
  return cause;
}

async function refuseSecond({ state }: Device): Promise<void> {
  const settings = await loadSettings(state);
  if (settings) throw new ConfabError('already-in-office', settings.office);
}

type Steps = (core: Core, connection: OfficeConnection, limit: Limit) => Promise<void>;

async function enter(
  device: Device,
  settings: OfficeSettings,
  { onStep = () => {}, signal, pageFirst = false }: EnterOptions,
  steps: Steps,
): Promise<OpenMessenger> {
  onStep('connecting');
  const core = await openCore(device, settings);
  const connection = new OfficeConnection(core, core.network, core.report);
  const limit = makeLimit(device.clock, ENTER_TIMEOUT, signal);
  let first: ConversationId | null = null;
  try {
    await connection.start();
    await steps(core, connection, limit);
    first = pageFirst ? firstChannel(core) : null;
    core.replica.watched = first;
    connection.sync.fetchFirst(first, true);
    await connection.comeAsMember();
    onStep('catching-up');
    await recent(core, connection, first);
    // Somebody else may have taken the last use of the invite at the same moment.
    if (!isMember(core)) throw new ConfabError('used-invite', 'another join came first');
  } catch (error) {
    const { aborted, reason } = limit.signal;
    const told = aborted && error === reason ? whyNot(core, connection) : error;
    const mayBeFounded =
      aborted && isFounding(core) && connection.sync.status().relay === 'connected';
    await connection.stop();
    if (mayBeFounded) {
      // The relay may have it by now, and only this device has its keys: the next start goes on.
      await core.leave();
      throw told;
    }
    // What storage does not let go of is let go of by the next start.
    await abandon(core).catch(core.report);
    throw told;
  } finally {
    limit.end();
  }
  await core.entered().catch(core.report);
  // What was said before one came is history, not news.
  core.reading.mark(known(core, connection));
  onStep('done');
  const messenger = await makeMessenger(core, connection, pageFirst);
  const fetchAll = () => void fetchRest(core, connection, first).catch(core.report);
  return pageFirst ? pageThen(core, messenger, fetchAll) : messenger;
}

/** Fetches all others, once it is known what was said in them before one came. */
async function fetchRest(
  core: Core,
  connection: OfficeConnection,
  first: ConversationId | null,
): Promise<void> {
  const { sync } = connection;
  sync.fetchFirst(first);
  const patience = makeLimit(core.device.clock, RECENT_TIMEOUT);
  await sync.knowsRecent(patience.signal).catch(() => {});
  patience.end();
  core.reading.mark(known(core, connection));
  sync.fetchFirst(null);
}

/** What a face shows first of an office. */
const firstChannel = ({ directory }: Core): ConversationId | null =>
  directory.conversations.get().find(({ name }) => name === FIRST_CHANNEL)?.id ?? null;

/** Waits for what the relay has of the newest messages, for a while; the rest of the history comes later. */
async function recent(
  { device }: Core,
  { sync }: OfficeConnection,
  first: ConversationId | null,
): Promise<void> {
  const patience = makeLimit(device.clock, RECENT_TIMEOUT);
  await sync.hasRecent(patience.signal, first).catch(() => {});
  patience.end();
}

/** What is held, and what is still on its way, of what could be news. */
function known({ logs, reading }: Core, { sync }: OfficeConnection): Map<LogId, Vector> {
  const all = new Map(logs.vectors());
  for (const [log, offered] of sync.offered((it) => !reading.isHistory(it))) {
    const vector = new Map(all.get(log));
    for (const [chain, next] of offered) {
      vector.set(chain, Math.max(next, vector.get(chain) ?? 0));
    }
    all.set(log, vector);
  }
  return all;
}

/** Leaves nothing of an office that was not entered. */
async function abandon(core: Core): Promise<void> {
  const { state, outbox, logs, keys } = core.device;
  await core.leave();
  for (const { log, chain } of await outbox.all()) await outbox.drop(log, chain, Infinity);
  for (const log of await logs.list()) await logs.drop(log);
  for (const prefix of [
    'vector/',
    'receipt/',
    'relayed/',
    'read/',
    'quiet/',
    'loud/',
    'apart/',
    'arrival/',
    'sum/',
    'authors/',
    'withdrawn/',
    'untold/',
    'page/',
  ]) {
    const keys = (await state.scan(prefix)).map(([key]) => [key, undefined]);
    await state.set(Object.fromEntries(keys));
  }
  await saveKeys(keys, []);
  await clearSettings(state);
}

interface Joining {
  readonly secret: Uint8Array;
  readonly name: string;
  readonly limit: Limit;
  readonly options: EnterOptions;
}

async function join(
  core: Core,
  connection: OfficeConnection,
  { secret, name, limit, options }: Joining,
): Promise<void> {
  const { onStep = () => {} } = options;
  const { signal } = limit;
  const invite = inviteIdOf(secret);
  await until(core, connection, signal, () => connection.sync.status().relay === 'connected');
  onStep('reading-roster');
  const isHere = () => core.office.hasInvite(invite) && core.office.roster.invites.has(invite);
  await until(core, connection, signal, isHere);
  // A try before this one may have joined without hearing that it did.
  const joined = isMember(core);
  const why = joined ? null : whyUnusable(core.office.roster, invite, core.now());
  if (why) throw new ConfabError(why, invite);
  const offer = core.office.roster.invites.get(invite);
  if (!offer) throw new ConfabError('unknown-invite', invite);
  onStep('joining');
  await core.useInvite(secret);
  if (joined) return;
  // Who is not known to have been there before would be nobody's senior, and newer keys may be on their way.
  const isReady = () => connection.sync.status().hasRoster && (offer.approve || hasKey(core));
  await until(core, connection, signal, isReady);
  // A crash must not take what the join follows from once others have heard of it.
  await core.logs.durable(ROSTER);
  const device = recordOf(core.identity);
  const proof = proveJoin(secret, core.office.id, device);
  await core.act((seen) => ({
    content: { ...(name ? { name } : {}), ...labelled(options.label) },
    act: { t: 'join', seen: [...seen], invite, device, proof },
    ...(offer.approve ? { under: namedKey(passOf(secret, core.office.id)) } : {}),
  }));
  if (offer.approve) await beAdmitted(core, connection, { secret, name, limit, options });
  if (!isMember(core)) throw new ConfabError('used-invite', invite);
  void core.presence.beat();
}

const hasKey = (core: Core): boolean => core.keyring.current(ROSTER) !== undefined;

const labelled = (label: string | undefined) => (label && isName(label, MAX_NAME) ? { label } : {});

/** Waits until somebody lets this device in, who compares the words that both sides show. */
async function beAdmitted(
  core: Core,
  connection: OfficeConnection,
  { secret, limit, options }: Joining,
): Promise<void> {
  const invite = inviteIdOf(secret);
  const words = await approvalWords(core.office.id, invite, recordOf(core.identity));
  options.onWords?.(words);
  options.onStep?.('waiting');
  limit.extend(LINK_LIFE);
  const known = () => core.office.roster.invites.get(invite);
  const isRefused = () => known()?.revoked ?? true;
  const isUsedUp = () => (known()?.used ?? 0) >= (known()?.uses ?? 0);
  await until(core, connection, limit.signal, () => isMember(core) || isRefused() || isUsedUp());
  if (!isMember(core)) throw new ConfabError(isRefused() ? 'join-refused' : 'used-invite', invite);
  limit.extend(ENTER_TIMEOUT);
  await core.unlock();
}

/** Resolves when what this device wrote into the roster is held by another replica. */
const acknowledged = (core: Core, connection: OfficeConnection, signal: AbortSignal) =>
  until(core, connection, signal, () => core.receipts.holders(ROSTER, ...newest(core)).length > 0);

function newest(core: Core): [Parameters<Core['receipts']['holders']>[1], number] {
  const own = core.rosterEntries().filter(({ at }) => at.device === core.identity.device);
  const { chain, number } = own.reduce((a, b) => (b.at.hlc > a.at.hlc ? b : a)).at;
  return [chain, number];
}

/** Resolves once the condition holds; a relay that turns this device away ends the wait. */
function until(
  core: Core,
  connection: OfficeConnection,
  signal: AbortSignal,
  condition: () => boolean,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = () => {
    const turned = connection.turned.get();
    if (condition()) resolve();
    else if (turned) reject(turnedAway(core, turned));
  };
  const abort = () => reject(signal.reason);
  const ends = [connection.onChange(look), connection.turned.subscribe(look)];
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  look();
  return promise.finally(() => {
    for (const end of ends) end();
    signal.removeEventListener('abort', abort);
  });
}
