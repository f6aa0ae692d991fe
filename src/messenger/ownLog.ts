import type { Entry } from '../log/entry.ts';
import { type ConversationId, type LogId, logOf, partsOf } from '../model/ids.ts';
import { type Personal as Kept, toWire } from '../model/payload.ts';
import { monthOf } from '../model/time.ts';
import { directIdOf } from '../wire/hash.ts';
import type { Core } from './core.ts';
import { openDirect, readyToWrite } from './rooms.ts';
import { payloadOf } from './talk.ts';

/**
 * What a person keeps for themselves, in the direct with themselves alone: their devices have it, and
 * nobody else can read it.
 */
export class OwnLog {
  readonly #core: Core;
  /** Logs whose entries were read; those that come later are told. */
  readonly #read = new Set<LogId>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** Reads what is here, in the background, and all that comes. */
  start(): void {
    this.#core.logs.onGrown((log, entries) => {
      if (this.#isOwn(log)) this.#take(entries);
    });
    this.#core.onRoster(() => this.#load());
    this.#load();
  }

  /** With each change of the roster, as a key or a device of this person may have come with it. */
  #load(): void {
    const logs = [...this.#core.logs.vectors().keys()].filter((log) => this.#isOwn(log));
    for (const log of logs) {
      if (!this.#read.has(log)) this.#loadOne(log).catch(this.#core.report);
    }
  }

  async #loadOne(log: LogId): Promise<void> {
    this.#read.add(log);
    const entries = (await this.#core.logs.get(log)).entries();
    this.#take(entries);
    const isLacking = entries.some(({ content }) => content.kind === 'sealed');
    if (isLacking) this.#read.delete(log);
  }

  #take(entries: readonly Entry[]): void {
    const { office, personal, me } = this.#core;
    personal.take(
      entries.flatMap((entry) => {
        const { id, log, device, hlc } = entry.at;
        const kept = payloadOf(entry);
        if (kept?.kind !== 'save' && kept?.kind !== 'prefer') return [];
        return office.memberOf(device) === me.id ? [{ id, log, device, hlc, kept }] : [];
      }),
    );
  }

  #isOwn(log: LogId): boolean {
    return partsOf(log)?.conversation === this.#conversation();
  }

  /** Null for who has no part in the office (yet). */
  #conversation(): ConversationId | null {
    const { office, identity } = this.#core;
    const me = office.memberOf(identity.device);
    return me && directIdOf(office.id, [me]);
  }

  /** Writes it down; resolves when it is durable on this device. */
  async keep(kept: Kept): Promise<Entry> {
    const conversation = await openDirect(this.#core, []);
    await readyToWrite(this.#core, conversation);
    const log = logOf(conversation, monthOf(this.#core.now()));
    return this.#core.append(log, () => ({ content: toWire(kept), act: null }));
  }
}
