import { type PeerId, partsOf } from '../model/ids.ts';
import { monthOf } from '../model/time.ts';
import type { Lack } from '../sync/lacks.ts';
import type { OfficeConnection } from './connection.ts';
import type { Core } from './core.ts';
import type { Gap, Observable } from './messenger.ts';
import { makeSource } from './observable.ts';
import { unchanged } from './unchanged.ts';

/** Milliseconds between two looks for gaps. */
const LOOK = 2_000;

/** What others have of the conversations and this device does not, with why. */
export class Gaps {
  readonly #all = makeSource<readonly Gap[]>([]);
  readonly #core: Core;
  readonly #connection: OfficeConnection;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(core: Core, connection: OfficeConnection) {
    this.#core = core;
    this.#connection = connection;
    this.#later();
  }

  get all(): Observable<readonly Gap[]> {
    return this.#all;
  }

  #later(): void {
    this.#cancel = this.#core.device.clock.after(LOOK, () => {
      this.#look()
        .catch(this.#core.report)
        .finally(() => {
          if (!this.#closed) this.#later();
        });
    });
  }

  async #look(): Promise<void> {
    const lacks = this.#connection.sync.lacks();
    if (lacks.length === 0 && this.#all.get().length === 0) return;
    // Once for all of them: whoever lets years of history wait lacks thousands of chains.
    const connected = new Set(this.#connection.sync.status().peers);
    const gaps = await Promise.all(lacks.map((lack) => this.#gapOf(lack, connected)));
    this.#all.set(
      unchanged(
        this.#all.get(),
        gaps.flatMap((gap) => gap ?? []),
      ),
    );
  }

  async #gapOf(
    { log, chain, count, by }: Lack,
    connected: ReadonlySet<PeerId>,
  ): Promise<Gap | null> {
    const conversation = partsOf(log)?.conversation;
    const { roster } = this.#core.office;
    if (!conversation || !roster.conversations.has(conversation)) return null;
    const vector = this.#core.logs.vectors().get(log);
    const isHere = by.some((peer) => connected.has(peer));
    // Earlier months come in their own time, and that is told elsewhere.
    const isHistory = (partsOf(log)?.month ?? 0) < monthOf(this.#core.now());
    if (isHistory && (isHere || !vector)) return null;
    const held = vector?.has(chain);
    const device = held ? (await this.#core.logs.authors(log)).get(chain) : undefined;
    const member = device && this.#core.office.memberOf(device);
    return {
      conversation,
      count,
      device: device ?? null,
      member: member ?? null,
      lastSeen: device ? this.#core.lastSeen.of([device]) : null,
      cause: isHere ? 'on-its-way' : 'holders-away',
    };
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }
}
