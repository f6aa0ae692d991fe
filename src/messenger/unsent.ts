import type { Entry } from '../log/entry.ts';
import { ConfabError } from '../model/errors.ts';
import { type ConversationId, type EntryId, type LogId, partsOf } from '../model/ids.ts';
import type { Payload } from '../model/payload.ts';
import type { Waiting } from '../ports.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';
import { attachmentsOf } from './message.ts';
import type { Outbox, Unsent } from './messenger.ts';
import { makeSource } from './observable.ts';
import { payloadOf } from './talk.ts';
import { unchanged } from './unchanged.ts';

/** Entries that are listed at most, the oldest first; the rest is counted. */
const MOST = 500;

/** What waits in the outbox, read anew whenever it or the connection changes. */
export async function openOutbox(core: Core, connection: OfficeConnection | null): Promise<Outbox> {
  const items = makeSource<readonly Unsent[]>([]);
  let closed = false;
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    const waiting = (await core.device.outbox.all()).slice(0, MOST);
    const fresh: Unsent[] = [];
    for (const it of waiting) {
      const entry = await entryOf(core, it);
      if (entry) fresh.push(unsentOf(core, connection, it, entry));
    }
    if (!closed) items.set(unchanged(items.get(), fresh));
  };
  const refresh = (): void => {
    reading = reading.then(() => (closed ? undefined : read())).catch(core.report);
  };
  const ends = [
    core.outboxSize.subscribe(refresh),
    core.logs.onGrown((_log, _entries, own) => own && refresh()),
    core.holding.onReleased(refresh),
    connection?.state.subscribe(refresh) ?? (() => {}),
  ];
  await read();
  return {
    items,
    close: () => {
      closed = true;
      for (const end of ends) end();
    },
  };
}

async function entryOf(core: Core, { log, chain, number }: Waiting): Promise<Entry | undefined> {
  const entry = (await core.logs.get(log)).tail(chain, number)[0];
  return entry && !core.logs.isWithdrawn(entry.at) ? entry : undefined;
}

function unsentOf(
  core: Core,
  connection: OfficeConnection | null,
  { log, chain, number, since }: Waiting,
  entry: Entry,
): Unsent {
  const payload = partsOf(log) ? payloadOf(entry) : null;
  const held = number >= core.holding.from(log, chain);
  return {
    id: entry.at.id,
    conversation: partsOf(log)?.conversation ?? null,
    thread: (payload?.kind === 'message' && payload.thread) || null,
    about: payload && 'target' in payload ? payload.target : null,
    kind: kindOf(payload),
    text: payload && 'text' in payload ? payload.text : '',
    files: payload?.kind === 'message' ? attachmentsOf(payload) : [],
    since,
    why: takesPart(core, log) ? whyOf(connection, held) : 'no-part',
    cancellable: held && core.holding.isHolding,
  };
}

/** Nor does a device of theirs that nobody in the conversation let in. */
function takesPart({ office, identity, replica }: Core, log: LogId): boolean {
  const room = office.roster.conversations.get(partsOf(log)?.conversation as ConversationId);
  return replica.takesPart(log) && !room?.barred.includes(identity.device);
}

const kindOf = (payload: Payload | null): Unsent['kind'] => {
  switch (payload?.kind) {
    case 'message':
    case 'edit':
    case 'delete':
    case 'reaction':
    case 'pin':
      return payload.kind;
    default:
      return 'other';
  }
};

function whyOf(connection: OfficeConnection | null, held: boolean): Unsent['why'] {
  const state = connection?.state.get() ?? { kind: 'offline' as const };
  if (state.kind === 'refused') return 'refused';
  if (state.kind !== 'connected') return 'offline';
  if (state.limit) return state.limit;
  if (held) return 'held';
  return connection?.sync.status().relay === 'connected' ? 'sending' : 'no-relay';
}

/**
 * Takes back an own entry that nobody can have seen, and what was said of it. Rejects with
 * `already-sent` where somebody may have, with `unknown-message`, `storage-failed`.
 */
export async function cancelUnsent(core: Core, id: EntryId): Promise<void> {
  const waiting = await core.device.outbox.all();
  for (const it of waiting) {
    const entry = await entryOf(core, it);
    if (entry?.at.id !== id) continue;
    const about = (await core.logs.get(it.log)).tail(it.chain, it.number).filter((other) => {
      const said = payloadOf(other);
      return said && 'target' in said && said.target === id;
    });
    const dropped = new Set([id, ...about.map(({ at }) => at.id)]);
    if (await core.holding.cancel(entry.at, dropped)) return core.refresh();
    throw new ConfabError('already-sent', id);
  }
  throw new ConfabError('unknown-message', id);
}
