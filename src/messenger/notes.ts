import type { Entry } from '../log/entry.ts';
import type { MemberId } from '../model/ids.ts';
import type { Core } from './core.ts';
import type { Place } from './numbers.ts';
import type { Authority } from './remarks.ts';
import { Rush } from './rush.ts';
import { payloadOf } from './talk.ts';
import { hasKeyword } from './telling.ts';

/** Entries that are looked at in one turn, so that nothing else waits for long. */
const A_TURN = 100;
/** Milliseconds until the next turn. */
const PAUSE = 20;

interface Office extends Authority {
  self(): MemberId;
}

/**
 * Looks at what arrives and tells the reading state which entries nobody waits for, and which mean
 * this person. What is read by the time its turn comes is passed over, unopened.
 */
export class Notes {
  readonly #core: Core;
  readonly #office: Office;
  readonly #onNew: (entry: Entry) => void;
  readonly #rush: Rush;
  readonly #later: Entry[] = [];
  #cancel: (() => void) | null = null;

  /** `onNew` hears of each entry by somebody else that was looked at. */
  constructor(core: Core, office: Office, onNew: (entry: Entry) => void) {
    this.#core = core;
    this.#rush = new Rush(core.device.clock);
    this.#office = office;
    this.#onNew = onNew;
  }

  take(entries: readonly Entry[]): void {
    const first = entries[0]?.at;
    if (!first || this.#core.reading.isHistory(first.log)) return;
    if (this.#later.length === 0 && !this.#rush.meets(entries.length)) {
      this.#note(entries);
    } else {
      this.#later.push(...entries);
      this.#wait();
    }
  }

  #wait(): void {
    if (this.#later.length === 0) return;
    this.#cancel ??= this.#core.device.clock.after(PAUSE, () => {
      this.#cancel = null;
      this.#note(this.#later.splice(0, A_TURN));
      this.#wait();
    });
  }

  #note(entries: readonly Entry[]): void {
    const { reading } = this.#core;
    const quiet: Place[] = [];
    const loud: Place[] = [];
    for (const entry of entries) {
      const { log, chain, number } = entry.at;
      if (reading.isRead(log, chain, number)) continue;
      const kind = this.#kindOf(entry);
      if (kind === 'quiet') quiet.push(entry.at);
      else if (kind === 'loud') loud.push(entry.at);
    }
    reading.quiet(quiet);
    reading.loud(loud);
  }

  #kindOf(entry: Entry): 'quiet' | 'loud' | 'plain' {
    const payload = payloadOf(entry);
    if (payload?.kind === 'delete') this.#noteDeletion(entry).catch(this.#core.report);
    const self = this.#office.self();
    if (this.#office.memberOf(entry.at.device) === self) return 'quiet';
    this.#onNew(entry);
    if (payload && payload.kind !== 'message') return 'quiet';
    const mentions = payload?.mentions ?? [];
    const isMeant = mentions.some((it) => typeof it === 'string' || it.member === self);
    const { keywords } = this.#core.preferences.now.get();
    return isMeant || hasKeyword(payload?.text ?? '', keywords) ? 'loud' : 'plain';
  }

  /** What was deleted is no news any more. */
  async #noteDeletion(deletion: Entry): Promise<void> {
    const payload = payloadOf(deletion);
    if (payload?.kind !== 'delete') return;
    const { log, device, hlc } = deletion.at;
    const entries = (await this.#core.logs.get(log)).entries();
    const target = entries.find(({ at }) => at.id === payload.target);
    if (!target) return;
    const author = this.#office.memberOf(target.at.device);
    const counts =
      this.#office.memberOf(device) === author || this.#office.mayModerate(device, hlc);
    if (counts) this.#core.reading.quiet([target.at]);
  }

  /** What waits is looked at now: its count is kept. */
  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#note(this.#later.splice(0));
  }
}
