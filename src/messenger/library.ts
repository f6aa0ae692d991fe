import type { Entry } from '../log/entry.ts';
import { type FilePart, fromWireFile, toWireFile, type WireFile } from '../model/attachment.ts';
import {
  type ConversationId,
  type DeviceId,
  type EntryId,
  type FileId,
  type LogId,
  partsOf,
} from '../model/ids.ts';
import { fromWire, type Payload } from '../model/payload.ts';
import type { Hlc } from '../model/time.ts';
import { utf8 } from '../wire/bytes.ts';
import type { Cbor } from '../wire/cbor.ts';
import { PAYLOAD_LIMITS } from '../wire/limits.ts';
import { open, type Sealed, seal } from '../wire/seal.ts';
import type { Core } from './core.ts';
import { QUIET, Rush } from './rush.ts';
import type { TalkSource } from './talk.ts';

/** A message that carries files. */
export interface Carrier {
  readonly entry: EntryId;
  readonly log: LogId;
  readonly device: DeviceId;
  readonly hlc: Hlc;
  /** Without their thumbnails, which are kept apart: they are large, and seldom looked at. */
  readonly files: readonly FilePart[];
}

const CARRIER = 'file/';
const THUMBNAILS = 'file-thumbnails/';
const UNSEEN = 'file-unseen/';
/** Set once a start has seen which logs were here before anybody listened: those that came with joining. */
const BEGUN = 'files-begun';
/** Bytes of ciphertext below which no message with a file fits, and above which no deletion is. */
const LEAST_CARRIER = 128;
const MOST_DELETION = 96;
/** Entries looked at in one turn, and milliseconds until the next. */
const A_TURN = 100;
const PAUSE = 20;

interface Deletion {
  readonly device: DeviceId;
  readonly hlc: Hlc;
}

type Authority = Pick<TalkSource, 'counts' | 'memberOf' | 'mayModerate'>;

/**
 * Which messages here carry which files: known without opening their logs, and kept sealed, since names
 * and keys are nobody's who finds the disk.
 */
export class Library {
  readonly #core: Core;
  /** 32 bytes, this device's own. */
  readonly secret: Uint8Array;
  readonly #authority: Authority;
  readonly #carriers = new Map<EntryId, Carrier>();
  readonly #byFile = new Map<FileId, Map<EntryId, Carrier>>();
  /** Logs whose deletions were looked through in this run. */
  readonly #searched = new Set<LogId>();
  readonly #carrying = new Set<LogId>();
  readonly #deleted = new Set<EntryId>();
  /** Deletions of what is not known to carry files: the message may come later. */
  readonly #early = new Map<EntryId, Deletion[]>();
  readonly #later: Entry[] = [];
  readonly #sealed: Entry[] = [];
  readonly #added = new Set<(carrier: Carrier) => void>();
  readonly #gone = new Set<(part: FilePart) => void>();
  readonly #ends: (() => void)[] = [];
  readonly #rush: Rush;
  /** Logs in which much came that was not looked at yet. */
  readonly #unseen = new Set<LogId>();
  #cancel: (() => void) | null = null;
  #cancelQuiet: (() => void) | null = null;
  #looking: Promise<void> | null = null;
  #closed = false;

  constructor(core: Core, secret: Uint8Array, authority: Authority) {
    this.#core = core;
    this.#rush = new Rush(core.device.clock);
    this.secret = secret;
    this.#authority = authority;
  }

  async start(): Promise<void> {
    for (const [key, value] of await this.#core.device.state.scan(CARRIER)) {
      const carrier = this.#readRecord(key.slice(CARRIER.length) as EntryId, value);
      if (carrier) this.#enter(carrier);
    }
    for (const [key] of await this.#core.device.state.scan(UNSEEN)) {
      this.#unseen.add(key.slice(UNSEEN.length) as LogId);
      this.#whenQuiet();
    }
    const hasBegun = await this.#core.device.state.get(BEGUN);
    this.#ends.push(
      this.#core.logs.onGrown((log, entries, own) => {
        if (!partsOf(log) || entries.length === 0) return;
        if (own || !this.#rush.meets(entries.length))
          for (const entry of entries) this.#look(entry);
        else this.#putOff(log);
      }),
      // Keys may have come with it.
      this.#core.onRoster(() => this.take(this.#sealed.splice(0))),
    );
    const early = this.#core.takeEarly();
    const missed = hasBegun ? early : this.#core.logs.vectors().keys();
    for (const log of missed) if (partsOf(log)) this.#putOff(log);
    if (!hasBegun) await this.#core.device.state.set({ [BEGUN]: 1 });
  }

  /** A log is looked through when nothing more comes for a while, also if that is after a restart. */
  #putOff(log: LogId): void {
    if (!this.#unseen.has(log)) {
      this.#unseen.add(log);
      void this.#core.device.state.set({ [UNSEEN + log]: 1 }).catch(this.#core.report);
    }
    this.#whenQuiet();
  }

  #whenQuiet(): void {
    this.#cancelQuiet?.();
    this.#cancelQuiet = this.#core.device.clock.after(QUIET, () => {
      this.#cancelQuiet = null;
      void this.#lookThrough().catch(this.#core.report);
    });
  }

  /** One log after the other, until much comes again. */
  #lookThrough(): Promise<void> {
    const look = async (): Promise<void> => {
      for (const log of this.#unseen) {
        if (this.#closed || this.#cancelQuiet) return;
        await this.#readAll(log, PAUSE);
      }
    };
    this.#looking ??= look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Resolves when all that came so far was looked at: somebody asks, so nothing waits for quiet. */
  async upToDate(): Promise<void> {
    for (const log of [...this.#unseen]) await this.#readAll(log, 0);
    await this.#looking;
  }

  async #readAll(log: LogId, pause: number): Promise<void> {
    this.#unseen.delete(log);
    const { clock, state } = this.#core.device;
    const entries = (await this.#core.logs.get(log)).entries();
    for (let at = 0; at < entries.length; at += A_TURN) {
      if (at > 0) await new Promise<void>((resolve) => void clock.after(pause, resolve));
      if (this.#closed) return;
      for (const entry of entries.slice(at, at + A_TURN)) this.#look(entry);
    }
    // More of it may have come meanwhile.
    if (!this.#closed && !this.#unseen.has(log)) await state.set({ [UNSEEN + log]: undefined });
  }

  /** Looks through entries, a few at a time. */
  take(entries: readonly Entry[]): void {
    this.#later.push(...entries);
    this.#wait();
  }

  #wait(): void {
    if (this.#later.length === 0) return;
    this.#cancel ??= this.#core.device.clock.after(PAUSE, () => {
      this.#cancel = null;
      for (const entry of this.#later.splice(0, A_TURN)) this.#look(entry);
      this.#wait();
    });
  }

  #look(entry: Entry): void {
    const { log, envelope } = entry.at;
    const bytes = envelope.ciphertext.length;
    const mayDelete = bytes <= MOST_DELETION && this.#carrying.has(log);
    if (bytes < LEAST_CARRIER && !mayDelete) return;
    const content = entry.peek();
    if (content.kind === 'sealed') this.#sealed.push(entry);
    if (content.kind !== 'open') return;
    const payload: Payload | null = fromWire(content.value, PAYLOAD_LIMITS);
    if (payload?.kind === 'message' && payload.files) this.add(entry, payload.files);
    if (payload?.kind === 'delete') this.#delete(payload.target, entry.at);
  }

  /** Takes a message with files; harmless when it is known. */
  add(entry: Entry, files: readonly FilePart[]): void {
    const { id, log, device, hlc } = entry.at;
    if (this.#carriers.has(id) || this.#deleted.has(id)) return;
    if (!this.#authority.counts(entry)) return;
    const carrier: Carrier = { entry: id, log, device, hlc, files: files.map(withoutThumbnail) };
    const early = this.#early.get(id) ?? [];
    this.#early.delete(id);
    if (early.some((deletion) => this.#mayDelete(carrier, deletion))) {
      this.#deleted.add(id);
      return;
    }
    this.#enter(carrier);
    void this.#core.device.state.set(this.#recordOf(carrier, files)).catch(this.#core.report);
    void this.#searchDeletions(log).catch(this.#core.report);
    for (const listener of [...this.#added]) listener(carrier);
  }

  #enter(carrier: Carrier): void {
    this.#carriers.set(carrier.entry, carrier);
    this.#carrying.add(carrier.log);
    for (const { id } of carrier.files) {
      const carriers = this.#byFile.get(id) ?? new Map<EntryId, Carrier>();
      this.#byFile.set(id, carriers.set(carrier.entry, carrier));
    }
  }

  /** A deletion may have come before the message, also in an earlier run. */
  async #searchDeletions(log: LogId): Promise<void> {
    if (this.#searched.has(log)) return;
    this.#searched.add(log);
    const entries = (await this.#core.logs.get(log)).entries();
    this.take(entries.filter(({ at }) => at.envelope.ciphertext.length <= MOST_DELETION));
  }

  #mayDelete(carrier: Carrier, { device, hlc }: Deletion): boolean {
    const authority = this.#authority;
    const by = authority.memberOf(device);
    if (by === null) return false;
    return by === authority.memberOf(carrier.device) || authority.mayModerate(device, hlc);
  }

  #delete(target: EntryId, { device, hlc }: Deletion): void {
    const carrier = this.#carriers.get(target);
    if (!carrier) {
      if (this.#deleted.has(target)) return;
      this.#early.set(target, [...(this.#early.get(target) ?? []), { device, hlc }]);
      return;
    }
    if (!this.#mayDelete(carrier, { device, hlc })) return;
    this.#carriers.delete(target);
    this.#deleted.add(target);
    void this.#core.device.state
      .set({ [CARRIER + target]: undefined, [THUMBNAILS + target]: undefined })
      .catch(this.#core.report);
    for (const part of carrier.files) {
      const carriers = this.#byFile.get(part.id);
      carriers?.delete(target);
      if (carriers?.size !== 0) continue;
      this.#byFile.delete(part.id);
      for (const listener of [...this.#gone]) listener(part);
    }
  }

  /** A file as the first message says that carries it; null where none does. */
  part(file: FileId): FilePart | null {
    return this.claims(file)[0] ?? null;
  }

  /** All that messages say of a file, the first first: who names a file again may be lying. */
  claims(file: FileId): FilePart[] {
    return this.carriers(file)
      .toSorted((a, b) => a.hlc - b.hlc || (a.entry < b.entry ? -1 : 1))
      .flatMap(({ files }) => files.find(({ id }) => id === file) ?? []);
  }

  /** The messages that carry a file. */
  carriers(file: FileId): readonly Carrier[] {
    return [...(this.#byFile.get(file)?.values() ?? [])];
  }

  /** The conversations in which a file stands. */
  conversations(file: FileId): ConversationId[] {
    return this.carriers(file).flatMap(({ log }) => partsOf(log)?.conversation ?? []);
  }

  /** All messages with files, the newest first. */
  all(): Carrier[] {
    return [...this.#carriers.values()].sort((a, b) => b.hlc - a.hlc);
  }

  files(): Iterable<FileId> {
    return this.#byFile.keys();
  }

  /** A message's files with their thumbnails. */
  async withThumbnails({ entry, files }: Carrier): Promise<readonly FilePart[]> {
    const value = await this.#core.device.state.get(THUMBNAILS + entry);
    const thumbnails = new Map(this.#unseal(THUMBNAILS + entry, value) as [FileId, Uint8Array][]);
    return files.map((part) => {
      const thumbnail = thumbnails.get(part.id);
      return thumbnail ? { ...part, thumbnail } : part;
    });
  }

  onAdded(listener: (carrier: Carrier) => void): void {
    this.#added.add(listener);
  }

  /** Called when no message carries a file any more. */
  onGone(listener: (part: FilePart) => void): void {
    this.#gone.add(listener);
  }

  #recordOf(carrier: Carrier, files: readonly FilePart[]): Record<string, unknown> {
    const { entry, log, device, hlc } = carrier;
    const thumbnails = files.flatMap(({ id, thumbnail }) => (thumbnail ? [[id, thumbnail]] : []));
    const key = CARRIER + entry;
    return {
      [key]: this.seal(key, [log, device, hlc, carrier.files.map(toWireFile)]),
      ...(thumbnails.length > 0
        ? { [THUMBNAILS + entry]: this.seal(THUMBNAILS + entry, thumbnails as Cbor) }
        : {}),
    };
  }

  #readRecord(entry: EntryId, value: unknown): Carrier | null {
    const read = this.#unseal(CARRIER + entry, value);
    if (!Array.isArray(read)) return null;
    const [log, device, hlc, files] = read as [LogId, DeviceId, Hlc, WireFile[]];
    return { entry, log, device, hlc, files: files.map((it) => fromWireFile(it, PAYLOAD_LIMITS)) };
  }

  /** A value as it is kept under a key. */
  seal(key: string, value: Cbor): unknown {
    const { nonce, ciphertext } = seal(this.secret, value, utf8(key));
    return [nonce, ciphertext];
  }

  /** What was kept under a key; an empty list for what this device cannot open. */
  #unseal(key: string, value: unknown): Cbor {
    return this.unseal(key, value) ?? [];
  }

  unseal(key: string, value: unknown): Cbor | null {
    if (!Array.isArray(value)) return null;
    const [nonce, ciphertext] = value as [Sealed['nonce'], Sealed['ciphertext']];
    try {
      return open(this.secret, { nonce, ciphertext }, utf8(key));
    } catch {
      return null;
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = null;
    this.#cancelQuiet?.();
    this.#cancelQuiet = null;
    for (const end of this.#ends.splice(0)) end();
  }
}

function withoutThumbnail({ thumbnail: _, ...part }: FilePart): FilePart {
  return part;
}
