import { ConfabError } from '../model/errors.ts';
import type { DeviceId } from '../model/ids.ts';
import { FUTURE_TOLERANCE } from '../model/time.ts';
import type { Clock, StateStore } from '../ports.ts';
import type { Presence } from '../presence/presence.ts';
import { customAt, modeAt, newestWord, type OfDevice, standingAt } from '../presence/standing.ts';
import {
  type CustomStatus,
  fromWireWord,
  isCustom,
  type Mode,
  toWireWord,
  type Word,
} from '../presence/word.ts';
import type { Availability } from './attention.ts';
import { makeSource } from './observable.ts';
import type { PreferenceStore } from './preferences.ts';
import { isQuiet, untilTurn } from './quietHours.ts';

/** Milliseconds without a sign of the person after which they are away. */
export const IDLE_AFTER = 5 * 60_000;
/** Milliseconds between two looks at the clock at most: timers of browsers end at 24 days. */
const LOOK = 60 * 60_000;
const KEY = 'word';

interface Context {
  readonly state: StateStore;
  readonly clock: Clock;
  /** Corrected Unix time in milliseconds. */
  readonly now: () => number;
  readonly presence: Presence;
  readonly preferences: PreferenceStore;
  /** This person's other devices. */
  readonly others: () => readonly DeviceId[];
}

/**
 * What this device says of its person: away when nobody uses it, in quiet hours or on their word not to
 * be disturbed. The newest word of all their devices holds on each that hears it.
 */
export class Availing {
  readonly own = makeSource<Availability>({
    standing: 'here',
    mode: 'auto',
    until: null,
    quiet: false,
    custom: null,
  });
  readonly #context: Context;
  #word: Word | null = null;
  #lastActive: number;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(context: Context) {
    this.#context = context;
    this.#lastActive = context.clock.now();
  }

  async start(): Promise<void> {
    this.#word = fromWireWord(await this.#context.state.get(KEY));
    this.#context.presence.onChange(() => this.#hear());
    this.#context.preferences.now.subscribe(() => this.#look());
    this.#look();
  }

  /** What this device says of its person. */
  said(): OfDevice {
    return { standing: this.own.get().standing, word: this.#word };
  }

  /** The person uses this device. */
  active(): void {
    const { clock } = this.#context;
    const wasIdle = this.#isIdle();
    this.#lastActive = clock.now();
    if (wasIdle) this.#look();
  }

  /** Rejects with `storage-full`, `storage-failed`. */
  async setMode(mode: Mode, until: number | null = null): Promise<void> {
    const custom = customAt(this.#word, this.#context.now());
    await this.#say({ mode, until: mode === 'auto' ? null : until, custom });
  }

  /** Rejects with `malformed` for what cannot be shown, and as `setMode`. */
  async setCustom(custom: CustomStatus | null): Promise<void> {
    if (custom && !isCustom(custom)) throw new ConfabError('malformed', JSON.stringify(custom));
    const { mode, until } = this.own.get();
    await this.#say({ mode, until, custom });
  }

  async #say(said: Omit<Word, 'at'>): Promise<void> {
    const at = Math.max(this.#context.now(), (this.#word?.at ?? 0) + 1);
    this.#word = { at, ...said };
    this.#look();
    await this.#keep();
  }

  #keep(): Promise<void> {
    return this.#context.state.set({ [KEY]: this.#word ? [...toWireWord(this.#word)] : undefined });
  }

  /** What the person said on another device of theirs holds here too. */
  #hear(): void {
    const { presence, others, now } = this.#context;
    const here = presence.here();
    const words = others().map((device) => here.get(device)?.word ?? null);
    const newest = newestWord([this.#word, ...words]);
    if (!newest || newest.at <= (this.#word?.at ?? -1) || newest.at > now() + FUTURE_TOLERANCE) {
      return;
    }
    this.#word = newest;
    this.#look();
    // Whoever said it keeps it.
    this.#keep().catch(() => {});
  }

  #isIdle(): boolean {
    return this.#context.clock.now() - this.#lastActive >= IDLE_AFTER;
  }

  /** Works out anew what holds now, tells it, and waits for the next time that it can change. */
  #look(): void {
    if (this.#closed) return;
    const { presence, preferences, clock } = this.#context;
    const now = this.#context.now();
    const hours = preferences.now.get().quietHours;
    const quiet = isQuiet(hours, clock.now());
    const word = this.#word;
    const standing = standingAt(word, { quiet, idle: this.#isIdle() }, now);
    const mode = modeAt(word, now);
    const until = mode === 'auto' ? null : (word?.until ?? null);
    const next: Availability = { standing, mode, until, quiet, custom: customAt(word, now) };
    if (JSON.stringify(next) !== JSON.stringify(this.own.get())) this.own.set(next);
    presence.say({ standing, word });
    this.#cancel?.();
    const turns = [this.#lastActive + IDLE_AFTER - clock.now(), LOOK];
    if (hours) turns.push(untilTurn(hours, clock.now()));
    for (const time of [word?.until, word?.custom?.until]) if (time) turns.push(time - now);
    const wait = Math.min(...turns.filter((turn) => turn > 0));
    this.#cancel = clock.after(wait, () => this.#look());
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }
}
