import type { ConversationId, DeviceId, KeyId, OfficeId, PeerId } from '../model/ids.ts';
import type { Clock, Identity, Network, Verdict } from '../ports.ts';
import { PeerPaces } from '../sync/peerPaces.ts';
import { topicOf } from '../wire/hash.ts';
import { makeBeat, openBeat, type Said } from './beat.ts';
import { BeatGuard } from './guard.ts';
import type { OfDevice } from './standing.ts';
import { type RoomKey, Typing } from './typing.ts';

/** Milliseconds between two beats of a device in a small office. */
export const BEAT_EVERY = 15_000;
/**
 * Milliseconds between two beats for each device that is here: each hears all others, and in an office
 * of 50 all of it stays below 1 KB a second (docs/benchmarks.md).
 */
const BEAT_PER_DEVICE = 900;
/** Beats after which a device that was not heard is offline. */
export const MISSED = 3;
/** A newcomer is answered within this time, spread so that a whole office does not answer at once. Milliseconds. */
const ANSWER_WITHIN = 1_000;
/** As many for each device that is here, where many are: those who come one after the other share answers. */
const ANSWER_PER_DEVICE = 40;
/** What people say of themselves is told after this time, with what they say next. Milliseconds. */
const TELL_AFTER = 250;

/** An unheard beat is repeated after this time, then twice as long, and so on. Milliseconds. */
const AGAIN = 250;
/**
 * Beats that a peer may pass on, its own and others': each costs a signature check. An office that comes
 * to work at once, and then one in which many type. A relay holds its devices to rates of its own.
 */
export const BEATS = { burst: 500, perSecond: 20 } as const;
/** Peers whose use is remembered: several times as many as are connected at once. */
const MAX_REMEMBERED = 256;

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
  readonly isRelay: (peer: PeerId) => boolean;
  readonly deviceOf: (peer: PeerId) => DeviceId | undefined;
  /** Keys of the conversations in which typing is told and shown. */
  readonly rooms: () => readonly RoomKey[];
  readonly takesPart: (device: DeviceId, conversation: ConversationId) => boolean;
  /** Numbers in [0, 1) that spread answers; default Math.random. */
  readonly random?: (() => number) | undefined;
}

interface Seen {
  readonly said: Said;
  /** When it was heard, by the device's clock. */
  readonly at: number;
  readonly expire: () => void;
}

/** Who is here now: beats out, beats in. */
export class Presence {
  readonly typing: Typing;
  readonly #context: PresenceContext;
  readonly #guard: BeatGuard;
  readonly #paces: PeerPaces<'beats'>;
  readonly #seen = new Map<DeviceId, Seen>();
  readonly #listeners = new Set<() => void>();
  readonly #goneListeners = new Set<(device: DeviceId) => void>();
  readonly #heardListeners = new Set<(device: DeviceId) => void>();
  #own: OfDevice = { standing: 'here', word: null };
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
    this.#paces = new PeerPaces(context.clock, { beats: BEATS }, MAX_REMEMBERED);
    this.typing = new Typing(context);
  }

  start(): void {
    const topic = topicOf(this.#context.office, 'presence');
    this.#leave ??= this.#context.network.subscribe(topic, {
      validate: (bytes, from) => this.#take(bytes, from),
    });
    this.#schedule(this.#pause());
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
    this.typing.close();
    for (const listeners of [this.#listeners, this.#goneListeners, this.#heardListeners]) {
      listeners.clear();
    }
  }

  /** Tells the others at once that this device leaves. */
  async farewell(): Promise<void> {
    if (this.#farewell) await this.#publish(this.#farewell);
    this.#farewell = null;
  }

  /** From now on this is said of this device's person; the others hear of it in a moment. */
  say(own: OfDevice): void {
    if (JSON.stringify(own) === JSON.stringify(this.#own)) return;
    this.#own = own;
    this.#soon(TELL_AFTER);
  }

  /** The person writes in a conversation: told in a moment, if they go on. `failed` hears why not. */
  type(conversation: ConversationId, failed: (error: unknown) => void): void {
    this.typing.typed(conversation, () => void this.#tellTyping(conversation).catch(failed));
  }

  async #tellTyping(conversation: ConversationId): Promise<void> {
    const key = this.#context.keys().at(-1);
    if (!key || !this.#leave) return;
    const bytes = await this.typing.make(conversation, key.id, () => this.#nextAt());
    if (!bytes || !this.#leave) return;
    // The farewell that was made before would be taken for older than this.
    await this.#prepareFarewell(key);
    await this.#publish(bytes);
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

  /** Called when a device came, left, or says something else. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called with every beat of another device. */
  onHeard(listener: (device: DeviceId) => void): () => void {
    this.#heardListeners.add(listener);
    return () => this.#heardListeners.delete(listener);
  }

  /** Milliseconds until the next beat: longer where many are here. */
  #pause(): number {
    return Math.max(BEAT_EVERY, 1000 * Math.ceil((BEAT_PER_DEVICE * (this.#seen.size + 1)) / 1000));
  }

  /** The next beat: soon while nobody has heard one, as right after connecting. */
  #schedule(pause: number): void {
    this.#cancelBeat?.();
    this.#cancelBeat = this.#context.clock.after(pause, () => {
      const most = this.#pause();
      this.#schedule(most);
      void this.beat(Math.min(2 * pause, most));
    });
  }

  /**
   * Tells the others that this device is here: on the timer, and when a connection came back.
   * Unheard, it is told again after `again` milliseconds.
   */
  async beat(again = AGAIN): Promise<void> {
    const { office, identity } = this.#context;
    const key = this.#context.keys().at(-1);
    if (!key || !this.#leave) return;
    const state = this.#heard ? 'here' : 'came';
    const beat = await makeBeat(office, identity, key, this.#nextAt(), this.#said(state));
    await this.#prepareFarewell(key);
    // It may have left meanwhile: this beat is newer than its farewell and would bring it back.
    if (!this.#leave) return;
    const listeners = await this.#publish(beat);
    if (listeners > 0) this.#heard = true;
    else if (this.#leave !== null) this.#schedule(again);
  }

  async #prepareFarewell(key: Key): Promise<void> {
    const { office, identity } = this.#context;
    const bye = await makeBeat(office, identity, key, this.#nextAt(), this.#said('leaving'));
    if (this.#leave) this.#farewell = bye;
  }

  #said(state: Said['state']): Said {
    const { network, isRelay } = this.#context;
    const relayed = network.connected().some(({ peer }) => isRelay(peer));
    return { state, webrtc: network.webrtc, pause: this.#pause(), relayed, ...this.#own };
  }

  /** A corrected clock gives fractions, which the protocol does not know. */
  #nextAt(): number {
    this.#lastAt = Math.max(Math.floor(this.#context.now()), this.#lastAt + 1);
    return this.#lastAt;
  }

  /** To how many peers it went: none while there are none, or while they do not listen yet. */
  async #publish(bytes: Uint8Array): Promise<number> {
    const topic = topicOf(this.#context.office, 'presence');
    return this.#context.network.publish(topic, bytes).catch(() => 0);
  }

  #take(bytes: Uint8Array, from: PeerId): Verdict {
    if (!this.#context.isRelay(from) && !this.#paces.take(from, 'beats')) return 'ignore';
    const beat = this.#guard.read(bytes);
    if (typeof beat === 'string') return beat;
    const { office, keys, identity } = this.#context;
    const key = keys().find(({ id }) => id === beat.keyId)?.key;
    const said = key ? openBeat(office, beat, key) : null;
    // Whoever comes is answered by all, and each hears all the answers: checking them would be most of the work.
    if (said && this.#isKnown(beat.device, said) && !this.#passesOn()) return 'ignore';
    if (!this.#guard.confirm(beat)) return 'reject';
    // While it leaves, nobody new may set timers going.
    if (this.#leave && beat.device !== identity.device) {
      if (said) this.#note(beat.device, said);
      else this.typing.take(beat);
    }
    return this.#passesOn() ? 'accept' : 'ignore';
  }

  /** Whether a device said the same a moment ago, so that its beat changes nothing, whoever made it. */
  #isKnown(device: DeviceId, said: Said): boolean {
    const seen = this.#seen.get(device);
    if (!seen || said.state !== 'here' || differs(seen.said, said)) return false;
    if (seen.said.relayed !== said.relayed) return false;
    const pause = Math.min(seen.said.pause, said.pause);
    return this.#context.clock.now() - seen.at < pause / 2;
  }

  /**
   * Whether some peer may hear of others only through this device. Where a relay serves everybody, each
   * passing on what it brings would make a dozen copies of every beat.
   */
  #passesOn(): boolean {
    const { network, isRelay, deviceOf } = this.#context;
    const peers = network.connected();
    if (!peers.some(({ peer }) => isRelay(peer))) return true;
    return peers.some(({ peer }) => {
      const device = deviceOf(peer);
      return !isRelay(peer) && !(device && this.#seen.get(device)?.said.relayed);
    });
  }

  #note(device: DeviceId, said: Said): void {
    for (const listener of [...this.#heardListeners]) listener(device);
    const before = this.#seen.get(device);
    before?.expire();
    if (before && said.state !== 'here') {
      for (const listener of [...this.#goneListeners]) listener(device);
    }
    if (said.state === 'leaving') {
      this.#seen.delete(device);
    } else {
      const expire = this.#context.clock.after(MISSED * said.pause, () => this.#forget(device));
      this.#seen.set(device, { said, at: this.#context.clock.now(), expire });
      if (!before || said.state === 'came') this.answer();
    }
    const isHere = said.state !== 'leaving';
    if (Boolean(before) !== isHere || (before && isHere && differs(before.said, said))) {
      this.#changed();
    }
  }

  #forget(device: DeviceId): void {
    this.#seen.delete(device);
    this.#changed();
  }

  /** Beats in a moment: a newcomer has not heard this device yet, or could not be heard before it was known. */
  answer(): void {
    const within = Math.max(ANSWER_WITHIN, ANSWER_PER_DEVICE * this.#seen.size);
    this.#soon((this.#context.random ?? Math.random)() * within);
  }

  #soon(pause: number): void {
    if (!this.#leave || this.#cancelAnswer) return;
    this.#cancelAnswer = this.#context.clock.after(pause, () => {
      this.#cancelAnswer = null;
      void this.beat();
    });
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const differs = (a: Said, b: Said): boolean =>
  a.standing !== b.standing ||
  a.webrtc !== b.webrtc ||
  JSON.stringify(a.word) !== JSON.stringify(b.word);
