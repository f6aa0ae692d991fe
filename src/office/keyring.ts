import type { Keys } from '../log/entry.ts';
import type { Act, UnknownAct } from '../model/acts.ts';
import {
  type ConversationId,
  type KeyId,
  type LogId,
  type OfficeId,
  partsOf,
} from '../model/ids.ts';
import { channelKeyOf, combinedKeyOf, keyIdOf, presenceKeyOf, rosterKeyOf } from '../wire/hash.ts';
import type { KeyTree } from './roster.ts';

/**
 * What a key opens: `office` is a key of the office itself, from which those of channels, presence
 * and the roster's sealed parts follow; guests have these one by one. `founding` opens the founding
 * entry, whose office has no id yet.
 */
export type Scope = 'office' | 'founding' | 'roster' | 'presence' | ConversationId;

/** A key as it is kept and given: its generation is the commitment to the key it follows from. */
export interface KnownKey {
  readonly generation: KeyId;
  readonly scope: Scope;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** What follows from the office's key, and is never a room's, also where one key of it was given alone. */
const OF_OFFICE: ReadonlySet<Scope> = new Set<Scope>(['office', 'founding', 'roster', 'presence']);

interface NamedKey {
  readonly id: KeyId;
  readonly key: Uint8Array;
}

/** A key with the commitment that names it. */
export const namedKey = (key: Uint8Array): NamedKey => ({ id: keyIdOf(key), key });

type Trees = ReadonlyMap<ConversationId | 'office', KeyTree>;

/** The keys that this device has, and all that follow from them. */
export class Keyring implements Keys {
  readonly #office: OfficeId;
  readonly #known: KnownKey[] = [];
  #trees: Trees = new Map();
  /** Groups and directs whose key is here before the roster tells of them. */
  readonly #rooms = new Set<Scope>();
  /** What was derived, by what it opens. */
  readonly #derived = new Map<Scope, readonly NamedKey[]>();
  /** What opens the names of who waits to be let in, by its name (SPEC I6). */
  readonly #passes = new Map<KeyId, Uint8Array>();
  /** Asked for with every beat. */
  #presence: readonly NamedKey[] | null = null;

  constructor(office: OfficeId, known: readonly KnownKey[]) {
    this.#office = office;
    this.add(known);
  }

  /** Those that are not here. */
  lacking(keys: readonly KnownKey[]): KnownKey[] {
    return keys.filter(({ generation, scope }) => !this.#direct(generation, scope));
  }

  /** Takes keys; gives those that are new. */
  add(keys: readonly KnownKey[]): KnownKey[] {
    const fresh = this.lacking(keys);
    // Asked with every word of sync, mostly for nothing: what was derived stays.
    if (fresh.length === 0) return fresh;
    this.#known.push(...fresh);
    for (const { generation, scope, key } of fresh) {
      if (!OF_OFFICE.has(scope) && keyIdOf(key) === generation) this.#rooms.add(scope);
    }
    this.#forgetDerived();
    return fresh;
  }

  /** Takes the passes of invites that ask for approval. They open joins and nothing else. */
  takePasses(passes: readonly Uint8Array[]): void {
    for (const pass of passes) this.#passes.set(keyIdOf(pass), pass);
  }

  /** Takes what the roster says of keys. */
  follow(trees: Trees): void {
    this.#trees = trees;
    this.#forgetDerived();
  }

  #forgetDerived(): void {
    this.#derived.clear();
    this.#presence = null;
  }

  get known(): readonly KnownKey[] {
    return this.#known;
  }

  find(id: KeyId, log: LogId, act?: Act | UnknownAct | null): Uint8Array | undefined {
    for (const scope of scopesOf(log, act ?? null)) {
      const found = this.#all(scope).find((it) => it.id === id);
      if (found) return found.key;
    }
    return act?.t === 'join' ? this.#passes.get(id) : undefined;
  }

  /**
   * The key under which new entries are sealed: the newest, or, where several were made apart from
   * each other, all of these together, so that nobody whom one of them left out can read. Undefined
   * while one of them is not here.
   */
  current(log: LogId, scope: Scope = partsOf(log)?.conversation ?? 'roster'): NamedKey | undefined {
    const heads = this.#trees.get(this.#treeOf(scope))?.heads ?? [];
    const keys = heads.map((generation) => this.at(generation, scope));
    if (keys.length === 0) return this.#all(scope).at(-1);
    if (!keys.every((key) => key !== undefined)) return undefined;
    return namedKey(
      keys.length === 1 ? (keys[0] as Uint8Array) : combinedKeyOf(keys as Uint8Array[]),
    );
  }

  latest(log: LogId): NamedKey | undefined {
    return this.#all(partsOf(log)?.conversation ?? 'roster').at(-1);
  }

  /** Keys that open presence, the current one last. */
  presence(): readonly NamedKey[] {
    this.#presence ??= this.#presenceNow();
    return this.#presence;
  }

  #presenceNow(): readonly NamedKey[] {
    const all = this.#all('presence');
    const current = this.current('roster' as LogId, 'presence');
    return current ? [...all.filter(({ id }) => id !== current.id), current] : all;
  }

  /**
   * The key of one generation for one scope. What follows from the office's key goes before what was
   * given one by one: that it belongs to its generation cannot be told, and anybody may have given it.
   */
  at(generation: KeyId, scope: Scope): Uint8Array | undefined {
    const office = this.#isPrivate(scope) ? undefined : this.#direct(generation, 'office');
    return office ? this.#derive(office, scope) : this.#direct(generation, scope);
  }

  #direct(generation: KeyId, scope: Scope): Uint8Array | undefined {
    return this.#known.find((it) => it.generation === generation && it.scope === scope)?.key;
  }

  #isPrivate(scope: Scope): boolean {
    return (
      this.#rooms.has(scope) || (scope !== 'office' && this.#trees.has(scope as ConversationId))
    );
  }

  #treeOf(scope: Scope): ConversationId | 'office' {
    return this.#isPrivate(scope) ? (scope as ConversationId) : 'office';
  }

  #all(scope: Scope): readonly NamedKey[] {
    const cached = this.#derived.get(scope);
    if (cached) return cached;
    const generations = [
      ...new Set(
        this.#known
          .filter((it) => it.scope === scope || (it.scope === 'office' && !this.#isPrivate(scope)))
          .map(({ generation }) => generation),
      ),
    ];
    const keys = generations.flatMap((generation) => this.at(generation, scope) ?? []);
    const all = [...keys, ...this.#together(scope)].map(namedKey);
    this.#derived.set(scope, all);
    return all;
  }

  /** Combinations of keys that somebody had as the newest at once. */
  #together(scope: Scope): Uint8Array[] {
    return (this.#trees.get(this.#treeOf(scope))?.together ?? []).flatMap((set) => {
      const keys = set.map((generation) => this.at(generation, scope));
      return keys.every((key) => key !== undefined) ? combinedKeyOf(keys as Uint8Array[]) : [];
    });
  }

  #derive(key: Uint8Array, scope: Scope): Uint8Array {
    if (scope === 'office') return key;
    if (scope === 'founding') return rosterKeyOf(key, null);
    if (scope === 'roster') return rosterKeyOf(key, this.#office);
    if (scope === 'presence') return presenceKeyOf(key, this.#office);
    return channelKeyOf(key, this.#office, scope);
  }
}

/** What may open an entry: in the roster, names of conversations are for those who may read these. */
function scopesOf(log: LogId, act: Act | UnknownAct | null): Scope[] {
  const conversation = partsOf(log)?.conversation;
  if (conversation) return [conversation];
  if (act?.t === 'found') return ['founding'];
  return act && 'id' in act ? [act.id, 'roster'] : ['roster'];
}
