import type { ConversationId, DeviceId, OfficeId } from '../model/ids.ts';
import type { Clock, Identity } from '../ports.ts';
import { encode } from '../wire/cbor.ts';
import { open, seal } from '../wire/seal.ts';
import { type Beat, signBeat } from './beat.ts';

/** Milliseconds that somebody types before it is told: what is sent by then speaks for itself. */
export const TYPING_AFTER = 400;
/** Milliseconds between two words of one person's typing in one conversation. */
export const TYPING_EVERY = 3_000;
/** Milliseconds after which somebody who is not heard to type has stopped. */
export const TYPING_FOR = 6_000;

/** The key under which a conversation is sealed now. */
export interface RoomKey {
  readonly conversation: ConversationId;
  readonly key: Uint8Array;
}

interface Context {
  readonly office: OfficeId;
  readonly identity: Identity;
  readonly clock: Clock;
  /** The conversations that can be read here, in no order. */
  readonly rooms: () => readonly RoomKey[];
  /** Whether a device's person takes part in a conversation. */
  readonly takesPart: (device: DeviceId, conversation: ConversationId) => boolean;
}

const boundTo = (office: OfficeId, conversation: ConversationId): Uint8Array =>
  encode(['confab/1/typing', office, conversation]);

/**
 * Who writes where, at this moment. Told in the form of a beat under the conversation's key, and named
 * like one, so that who does not take part learns neither where nor that it is no beat (SPEC P6).
 */
export class Typing {
  readonly #context: Context;
  readonly #told = new Map<ConversationId, number>();
  /** What cancels the telling, where it is about to be told. */
  readonly #due = new Map<ConversationId, () => void>();
  readonly #typing = new Map<ConversationId, Map<DeviceId, () => void>>();
  readonly #listeners = new Set<() => void>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** The person types: `tell` is called in a moment, unless they send it by then or it was just told. */
  typed(conversation: ConversationId, tell: () => void): void {
    const { clock } = this.#context;
    if (this.#due.has(conversation) || this.#wasTold(conversation)) return;
    const cancel = clock.after(TYPING_AFTER, () => {
      this.#due.delete(conversation);
      tell();
    });
    this.#due.set(conversation, cancel);
  }

  #wasTold(conversation: ConversationId): boolean {
    return this.#context.clock.now() - (this.#told.get(conversation) ?? 0) < TYPING_EVERY;
  }

  /** The bytes that tell it; null when it was told a moment ago, or there is no key. `at` is given the time. */
  async make(
    conversation: ConversationId,
    keyId: Beat['keyId'],
    at: () => number,
  ): Promise<Uint8Array | null> {
    const { office, identity, clock, rooms } = this.#context;
    if (this.#wasTold(conversation)) return null;
    const room = rooms().find((it) => it.conversation === conversation);
    if (!room) return null;
    this.#told.set(conversation, clock.now());
    const sealed = seal(room.key, [1], boundTo(office, conversation));
    return signBeat(office, identity, { device: identity.device, at: at(), keyId, sealed });
  }

  /** The person sent what they typed: what they type next is told anew. */
  sent(conversation: ConversationId): void {
    this.#due.get(conversation)?.();
    this.#due.delete(conversation);
    this.#told.delete(conversation);
  }

  /** Takes what was no beat that could be opened; whether it tells that somebody types. */
  take(beat: Beat): boolean {
    for (const { conversation, key } of this.#context.rooms()) {
      if (!this.#opens(beat, key, conversation)) continue;
      if (this.#context.takesPart(beat.device, conversation)) this.#note(beat.device, conversation);
      return true;
    }
    return false;
  }

  #opens(beat: Beat, key: Uint8Array, conversation: ConversationId): boolean {
    try {
      const said = open(key, beat.sealed, boundTo(this.#context.office, conversation));
      return Array.isArray(said) && said[0] === 1;
    } catch {
      return false;
    }
  }

  #note(device: DeviceId, conversation: ConversationId): void {
    const devices = this.#typing.get(conversation) ?? new Map<DeviceId, () => void>();
    this.#typing.set(conversation, devices);
    devices.get(device)?.();
    const cancel = this.#context.clock.after(TYPING_FOR, () => this.stopped(device, conversation));
    const news = !devices.has(device);
    devices.set(device, cancel);
    if (news) this.#changed();
  }

  /** A device's message came, or it fell silent. */
  stopped(device: DeviceId, conversation: ConversationId): void {
    const devices = this.#typing.get(conversation);
    const cancel = devices?.get(device);
    if (!devices || !cancel) return;
    cancel();
    devices.delete(device);
    if (devices.size === 0) this.#typing.delete(conversation);
    this.#changed();
  }

  /** Whether a device's person is known to write there. */
  isTyping(device: DeviceId, conversation: ConversationId): boolean {
    return this.#typing.get(conversation)?.has(device) ?? false;
  }

  /** The devices whose people write, by conversation. */
  now(): ReadonlyMap<ConversationId, readonly DeviceId[]> {
    return new Map([...this.#typing].map(([id, devices]) => [id, [...devices.keys()]]));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
    for (const devices of this.#typing.values()) for (const cancel of devices.values()) cancel();
    this.#typing.clear();
    this.#listeners.clear();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
