import type { Entry } from '../log/entry.ts';
import { ConfabError } from '../model/errors.ts';
import { type ConversationId, type EntryId, ROSTER } from '../model/ids.ts';
import type { SetupLink } from '../wire/links.ts';
import { closeInTurn } from './closing.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';
import { Filing } from './filing.ts';
import { Gaps } from './gaps.ts';
import { hostOffice } from './host.ts';
import { makeSearch } from './lazySearch.ts';
import { makeLimit } from './limit.ts';
import type { InviteOptions, Message, Messenger, Timeline } from './messenger.ts';
import { makeSource } from './observable.ts';
import { OwnLog } from './ownLog.ts';
import { invite, rename, setFace } from './people.ts';
import { edit, pin, react, remove, sendText, type Target } from './remarking.ts';
import { createChannel } from './rooms.ts';
import { makeSafety } from './safety.ts';
import { openShelf } from './shelf.ts';
import { Timelines } from './timelines.ts';
import { Trust } from './trust.ts';
import { trusting } from './trusting.ts';
import { whyNot } from './turned.ts';
import { makeTyping } from './typing.ts';
import { cancelUnsent, openOutbox } from './unsent.ts';

/** An opened office with what faces beyond the browser's need. */
export interface OpenMessenger extends Messenger {
  /** Other replicas known to hold an own entry. */
  holders(id: EntryId): number;
  /**
   * The id of an own entry now: what was written before a new key was known is made again under it, and is
   * another entry to everybody else. Only for what was written since this was opened.
   */
  nowCalled(id: EntryId): EntryId;
  /**
   * Calls with messages of any conversation as they come to stand here, live or by catch-up, in the
   * order in which they do; what cannot be read yet is left out.
   */
  onMessages(listener: (messages: readonly Message[]) => void): () => void;
  /**
   * Resolves when nothing is lacking here that connected replicas offer and nothing waits in the
   * outbox; of who leaves, when others have heard it. Rejects with `timeout`, `relay-unreachable` or
   * `relay-refused` when the signal ends it, and with `removed`.
   */
  caughtUp(signal: AbortSignal): Promise<{ received: number; sent: number; logs: number }>;
  /**
   * Brings the office back to its relay, which has lost it, by the set-up link that the relay prints.
   * Rejects with `not-allowed` for another relay, `setup-used`, `relay-unreachable`, or the signal's reason.
   */
  host(link: SetupLink, signal: AbortSignal): Promise<void>;
}

/**
 * Makes the messenger of an office; without a connection it stays offline. With `pageFirst` it keeps the page
 * that was looked at last, and begins with it.
 */
export async function makeMessenger(
  core: Core,
  connection: OfficeConnection | null,
  pageFirst = false,
): Promise<OpenMessenger> {
  const isCatchingUp = () => connection?.progress.get().kind === 'catching-up';
  const timelines = new Timelines(core, isCatchingUp, pageFirst);
  const typing = makeTyping(core);
  const files = await Filing.open(core, timelines);
  timelines.carries = files.carries;
  const safety = makeSafety(core);
  const gaps = connection && new Gaps(core, connection);
  await timelines.start();
  const deliveries = makeSource(0);
  const delivered = () => deliveries.set(deliveries.get() + 1);
  core.receipts.onChange(delivered);
  core.relayed.onChange(delivered);
  timelines.seeing.onChange(delivered);
  const { directory } = core;
  const search = makeSearch(core, timelines);
  const own = new OwnLog(core);
  own.start();
  const trust = new Trust(core);
  await trust.start();
  let ending: Promise<void> | null = null;
  const endIfRemoved = (): void => {
    if (connection && trust.removed.get()) ending ??= end(core, connection).catch(core.report);
  };
  const leaving = trust.removed.subscribe(endIfRemoved);
  endIfRemoved();
  if (!trust.removed.get()) void connection?.started.then(() => files.connect());
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    leaving();
    typing.close();
    safety.close();
    gaps?.close();
    // Nobody waits for it before the others are told: a page that is left has no time.
    const closed = timelines.close();
    await closeInTurn([
      () => files.disconnect(),
      () => connection?.stop(),
      () => search.close().catch(core.report),
      () => files.close(),
      () => closed,
      () => core.close(),
    ]);
  };

  const mayModerate = () => timelines.mayModerate(core.identity.device);
  const remark = async (message: EntryId, write: (target: Target) => Promise<Entry>) => {
    const entry = await write(await timelines.find(message));
    timelines.wrote(entry);
    return entry.at.id;
  };

  return {
    office: { id: core.office.id, name: directory.officeName },
    device: core.identity.device,
    me: directory.me,
    connection: connection?.state ?? makeSource({ kind: 'offline' as const }),
    saving: core.saving,
    progress: connection?.progress ?? makeSource({ kind: 'idle' as const }),
    damaged: core.damaged,
    outbox: core.outboxSize,
    clockOffset: core.clockOffset,
    conversations: directory.conversations,
    members: directory.members,
    deliveries,
    timeline: (conversation: ConversationId): Promise<Timeline> => timelines.open(conversation),
    message: async (id, within) => (await timelines.find(id, within)).message,
    async send(conversation, text, options) {
      const carried = files.partsOf(options?.files ?? []);
      const entry = await sendText(core, conversation, text, options, carried);
      timelines.wrote(entry);
      files.sent(conversation, carried);
      return entry.at.id;
    },
    edit: (message, text) => remark(message, (target) => edit(core, target, text)),
    delete: (message) => remark(message, (target) => remove(core, target, mayModerate())),
    react: (message, emoji, on) => remark(message, (target) => react(core, target, emoji, on)),
    pin: (message, on) => remark(message, (target) => pin(core, target, on)),
    saved: core.personal.saved,
    async save(message, on) {
      const { entry } = await timelines.find(message);
      await own.keep({ kind: 'save', target: message, log: entry.at.log, on });
    },
    savedMessages: () => openShelf(core, timelines),
    async prefer(conversation, what, on) {
      await own.keep({ kind: 'prefer', conversation, what, value: on });
    },
    inbox: timelines.inbox,
    search,
    async exportConversation(conversation, format, words) {
      const { exportConversation } = await import('./export/export.ts');
      return exportConversation(core, timelines, conversation, format, words);
    },
    async firstSince(conversation, at) {
      const { firstSince } = await import('./export/export.ts');
      return firstSince(core, timelines, conversation, at);
    },
    mayModerate,
    files,
    nowCalled: (id) => timelines.nowCalled(id),
    delivery: (id) => timelines.delivery(id),
    heldBy: (id) => timelines.heldBy(id),
    seenBy: (id) => timelines.seenBy(id),
    openOutbox: () => openOutbox(core, connection),
    cancel: (id) => cancelUnsent(core, id),
    safety: safety.now,
    gaps: gaps?.all ?? makeSource([]),
    createChannel: (name) => createChannel(core, name),
    invite: (options?: InviteOptions) => invite(core, options),
    rename: (name) => rename(core, name),
    setFace: (picture) => setFace(core, picture),
    ...trusting(core, trust),
    availability: core.availing.own,
    setMode: (mode, until) => core.availing.setMode(mode, until),
    setCustom: (custom) => core.availing.setCustom(custom),
    active: () => core.availing.active(),
    preferences: core.preferences.now,
    changePreferences: (change) => core.preferences.change(change),
    onNews: (listener) => timelines.notifying.onNews(listener),
    heed: (conversation) => timelines.notifying.heed(conversation),
    async setLevel(conversation, level) {
      await own.keep({ kind: 'prefer', conversation, what: 'level', value: level ?? false });
    },
    async mute(conversation, until) {
      await own.keep({ kind: 'prefer', conversation, what: 'mute', value: until });
    },
    typing: typing.now,
    type: (conversation) => core.presence.type(conversation, core.report),
    pauseHistory: (paused) => connection?.pauseHistory(paused),
    reconnect: () => connection?.sync.wake(),
    wake: () => connection?.sync.wake(),
    holders: (id) => timelines.holders(id),
    onMessages: (listener) => timelines.onMessages(listener),
    async caughtUp(signal) {
      const before = core.outboxSize.get();
      try {
        return await caughtUp(core, connection, signal);
      } catch (error) {
        const removed = trust.removed.get();
        if (!removed) throw error;
        if (!signal.aborted) await ending;
        // Who leaves is done when somebody else has heard it.
        if (removed.own && connection && !(await isUntold(core)))
          return result(core, connection, before);
        throw new ConfabError('removed', core.identity.device, { cause: error });
      }
    },
    async host(link, signal) {
      if (!connection) throw new ConfabError('relay-unreachable', 'opened offline');
      await hostOffice(core, connection, link, signal);
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Whether what this device wrote into the roster, that its person leaves for one, is still its own alone. */
export async function isUntold({ device }: Core): Promise<boolean> {
  return (await device.outbox.all()).some(({ log }) => log === ROSTER);
}

/** Milliseconds that who leaves stays connected, so that others hear of it. */
const LEAVING = 10_000;

async function end(core: Core, connection: OfficeConnection): Promise<void> {
  const limit = makeLimit(core.device.clock, LEAVING);
  // What nobody took by then nobody will: this device has no part in the office any more.
  await core.countOutbox();
  await empty(core, limit.signal).catch(() => {});
  limit.end();
  await connection.stop();
}

async function caughtUp(core: Core, connection: OfficeConnection | null, signal: AbortSignal) {
  if (!connection) throw new ConfabError('relay-unreachable', 'opened offline');
  const before = core.outboxSize.get();
  try {
    await connection.sync.caughtUp(signal);
    // What a group is called, for one, is known once its key is opened.
    await core.unlock();
    await empty(core, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw whyNot(core, connection);
  }
  return result(core, connection, before);
}

/** What came and went while the outbox shrank from `before` entries. */
async function result(core: Core, { sync }: OfficeConnection, before: number) {
  await core.countOutbox();
  const sent = before - core.outboxSize.get();
  return { received: sync.status().received, sent, logs: core.logs.vectors().size };
}

/** Resolves when the outbox is empty. */
function empty({ outboxSize }: Core, signal: AbortSignal): Promise<void> {
  if (outboxSize.get() === 0) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = outboxSize.subscribe((size) => size === 0 && resolve());
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return promise.finally(() => {
    stop();
    signal.removeEventListener('abort', abort);
  });
}
