import type { DeviceId, KeyId, OfficeId } from '../model/ids.ts';
import type { Clock, Identity, Network, Verdict } from '../ports.ts';
import { topicOf } from '../wire/hash.ts';
import { makeBeat, openBeat, type Said } from './beat.ts';
import { BeatGuard } from './guard.ts';

/** Milliseconds between two beats. */
export const BEAT_EVERY = 15_000;
/** A device that was not heard for this long is offline. Milliseconds: three beats. */
export const OFFLINE_AFTER = 45_000;
/** A newcomer is answered within this time, spread so that a whole office does not answer at once. Milliseconds. */
const ANSWER_WITHIN = 1_000;

/** An unheard beat is repeated after this time, then twice as long, and so on. Milliseconds. */
const AGAIN = 250;

interface Key {
  readonly id: KeyId;
  readonly key: Uint8Array;
}

export interface PresenceContext {
  readonly office: OfficeId;
  readonly identity: Identity;
  readonly network: Network;
  readonly clock: Clock;
  /** Corrected Unix time in milliseconds. */
  readonly now: () => number;
  /** Presence keys of all generations, newest last. */
  readonly keys: () => readonly Key[];
  readonly isMember: (device: DeviceId) => boolean;
}

interface Seen {
  readonly said: Said;
  readonly expire: () => void;
}

/** Who is here now: beats out, beats in. */
export class Presence {
  readonly #context: PresenceContext;
  readonly #guard: BeatGuard;
  readonly #seen = new Map<DeviceId, Seen>();
  readonly #listeners = new Set<() => void>();
  readonly #goneListeners = new Set<(device: DeviceId) => void>();
  #leave: (() => void) | null = null;
  #cancelBeat: (() => void) | null = null;
  #cancelAnswer: (() => void) | null = null;
  #lastAt = 0;
  /** Somebody was there to hear a beat of this run. */
  #heard = false;
  /** A farewell made in advance: a closing page has no time to sign one. */
  #farewell: Uint8Array | null = null;

  constructor(context: PresenceContext) {
    this.#context = context;
    this.#guard = new BeatGuard(context.office, context.isMember, context.now);
  }

  start(): void {
    const topic = topicOf(this.#context.office, 'presence');
    this.#leave ??= this.#context.network.subscribe(topic, {
      validate: (bytes) => this.#take(bytes),
    });
    this.#schedule(BEAT_EVERY);
    void this.beat();
  }

  /** Says goodbye and stops. */
  async stop(): Promise<void> {
    if (!this.#leave) return;
    this.#cancelBeat?.();
    this.#cancelAnswer?.();
    const leave = this.#leave;
    this.#leave = null;
    await this.farewell();
    leave();
    for (const { expire } of this.#seen.values()) expire();
    this.#seen.clear();
    this.#listeners.clear();
    this.#goneListeners.clear();
  }

  /** Tells the others at once that this device leaves. */
  async farewell(): Promise<void> {
    if (this.#farewell) await this.#publish(this.#farewell);
    this.#farewell = null;
  }

  /** The devices that are here, other than this one. */
  here(): ReadonlyMap<DeviceId, Said> {
    return new Map([...this.#seen].map(([device, { said }]) => [device, said]));
  }

  /** Called when a known device left or began anew: connections with its last run are dead. */
  onGone(listener: (device: DeviceId) => void): () => void {
    this.#goneListeners.add(listener);
    return () => this.#goneListeners.delete(listener);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The next beat: soon while nobody has heard one, as right after connecting. */
  #schedule(pause: number): void {
    this.#cancelBeat?.();
    this.#cancelBeat = this.#context.clock.after(pause, () => {
      this.#schedule(BEAT_EVERY);
      void this.beat(Math.min(2 * pause, BEAT_EVERY));
    });
  }

  /**
   * Tells the others that this device is here: on the timer, and when a connection came back.
   * Unheard, it is told again after `again` milliseconds.
   */
  async beat(again = AGAIN): Promise<void> {
    const { office, identity, network, now } = this.#context;
    const key = this.#context.keys().at(-1);
    if (!key || !this.#leave) return;
    // A corrected clock gives fractions, which the protocol does not know.
    const at = Math.max(Math.floor(now()), this.#lastAt + 2);
    this.#lastAt = at;
    const { webrtc } = network;
    const state = this.#heard ? 'here' : 'came';
    const beat = await makeBeat(office, identity, key, at, { state, webrtc });
    const bye = await makeBeat(office, identity, key, at + 1, { state: 'leaving', webrtc });
    // It may have left meanwhile: this beat is newer than its farewell and would bring it back.
    if (!this.#leave) return;
    this.#farewell = bye;
    const listeners = await this.#publish(beat);
    if (listeners > 0) this.#heard = true;
    else if (this.#leave !== null) this.#schedule(again);
  }

  /** To how many peers it went: none while there are none, or while they do not listen yet. */
  async #publish(bytes: Uint8Array): Promise<number> {
    const topic = topicOf(this.#context.office, 'presence');
    return this.#context.network.publish(topic, bytes).catch(() => 0);
  }

  #take(bytes: Uint8Array): Verdict {
    const beat = this.#guard.judge(bytes);
    if (typeof beat === 'string') return beat;
    const { office, keys, identity } = this.#context;
    const key = keys().find(({ id }) => id === beat.keyId)?.key;
    const said = key ? openBeat(office, beat, key) : null;
    // While it leaves, nobody new may set timers going.
    if (said && this.#leave && beat.device !== identity.device) this.#note(beat.device, said);
    return 'accept';
  }

  #note(device: DeviceId, said: Said): void {
    const before = this.#seen.get(device);
    before?.expire();
    if (before && said.state !== 'here') {
      for (const listener of [...this.#goneListeners]) listener(device);
    }
    if (said.state === 'leaving') {
      this.#seen.delete(device);
    } else {
      const expire = this.#context.clock.after(OFFLINE_AFTER, () => this.#forget(device));
      this.#seen.set(device, { said, expire });
      if (!before || said.state === 'came') this.answer();
    }
    if (Boolean(before) !== (said.state !== 'leaving')) this.#changed();
  }

  #forget(device: DeviceId): void {
    this.#seen.delete(device);
    this.#changed();
  }

  /** Beats within a second: a newcomer has not heard this device yet, or could not be heard before it was known. */
  answer(): void {
    if (!this.#leave || this.#cancelAnswer) return;
    this.#cancelAnswer = this.#context.clock.after(Math.random() * ANSWER_WITHIN, () => {
      this.#cancelAnswer = null;
      void this.beat();
    });
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
