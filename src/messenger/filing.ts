import { Shelf } from '../files/shelf.ts';
import { Transfers } from '../files/transfers.ts';
import type { FilePart } from '../model/attachment.ts';
import { ConfabError } from '../model/errors.ts';
import type { ConversationId, EntryId, FileId, PeerId } from '../model/ids.ts';
import { type LogId, partsOf } from '../model/ids.ts';
import { monthOf, timeOf } from '../model/time.ts';
import { randomBytes } from '../wire/bytes.ts';
import { CHUNK, MAX_FILES } from '../wire/limits.ts';
import type { Core } from './core.ts';
import type {
  Attachment,
  FileSettings,
  FileState,
  Files,
  FilesUsage,
  Holder,
  ListedFile,
} from './files.ts';
import { type Carrier, Library } from './library.ts';
import { attachmentOf } from './message.ts';
import { makeSource, type Source } from './observable.ts';
import { Room } from './room.ts';
import { strayIn } from './stray.ts';
import type { TalkSource } from './talk.ts';
import { Uploads } from './uploads.ts';

const SECRET = 'files';
const SETTINGS = 'file-settings';
const MIB = 1024 * 1024;
/** Until the person chooses otherwise: what a picture or a document has, and half of a small disk's room. */
const FETCH_UP_TO = 10 * MIB;
const MOST = 4096 * MIB;
const DAY = 86_400_000;
/** Milliseconds: older messages' files are fetched only when somebody asks. */
const RECENT = 7 * 86_400_000;
/** Milliseconds after the start until what no message carries is let go of. */
const TIDY_AFTER = 20_000;
/** Milliseconds between two tellings of one file's progress. */
const TELL_EVERY = 100;

/** All that this device does with files. */
export class Filing implements Files {
  readonly #core: Core;
  readonly #source: TalkSource;
  readonly #shelf: Shelf;
  readonly #library: Library;
  readonly #uploads: Uploads;
  readonly #transfers: Transfers;
  readonly #room: Room;
  readonly #states = new Map<FileId, Source<FileState>>();
  readonly #telling = new Set<FileId>();
  readonly #cancels = new Set<() => void>();
  readonly usage = makeSource<FilesUsage>({ used: 0, kept: 0, most: MOST });
  readonly settings: Source<FileSettings>;
  #closed = false;

  private constructor(core: Core, source: TalkSource, secret: Uint8Array) {
    this.#core = core;
    this.#source = source;
    const { blobs, clock, state, fetchUpTo = FETCH_UP_TO } = core.device;
    this.settings = makeSource<FileSettings>({ fetchUpTo, most: MOST });
    this.#shelf = new Shelf(blobs, (file) => this.#library.claims(file));
    this.#library = new Library(core, secret, source);
    const makeRoom = (bytes: number) => this.#room.make(bytes);
    const onChange = (file: FileId) => this.#changed(file);
    this.#uploads = new Uploads({
      library: this.#library,
      shelf: this.#shelf,
      state,
      makeRoom,
      onChange,
    });
    this.#transfers = new Transfers({
      office: core.office.id,
      network: core.network,
      clock,
      state,
      shelf: this.#shelf,
      relays: core.relays,
      keyOf: (file) => this.#library.part(file),
      mayHave: (peer, file) => this.#mayHave(peer, file),
      makeRoom,
      onChange,
      onError: core.report,
    });
    this.#room = new Room({
      shelf: this.#shelf,
      library: this.#library,
      state,
      clock,
      settings: () => this.settings.get(),
      isBusy: (file) => this.#transfers.isWanted(file) || this.#uploads.part(file) !== null,
      isElsewhere: (file, size) => this.#isElsewhere(file, size),
      onChange,
    });
  }

  /** Reads what is known of files; nothing goes over the network yet. */
  static async open(core: Core, source: TalkSource): Promise<Filing> {
    const { keys } = core.device;
    let secret = await keys.secret(SECRET);
    if (!secret) {
      secret = randomBytes(32);
      await keys.putSecret(SECRET, secret);
    }
    const filing = new Filing(core, source, secret);
    await filing.#start();
    return filing;
  }

  async #start(): Promise<void> {
    const kept = (await this.#core.device.state.get(SETTINGS)) as Partial<FileSettings> | undefined;
    this.settings.set({ ...this.settings.get(), ...kept });
    this.#library.onAdded((carrier) => this.#arrived(carrier));
    this.#library.onGone((part) => void this.#gone(part).catch(this.#core.report));
    await this.#library.start();
    await Promise.all([this.#uploads.start(), this.#transfers.load(), this.#room.start()]);
    await this.#lookForUnfinished();
    this.#later(TIDY_AFTER, () => void this.#tidy().catch(this.#core.report));
  }

  /** A crash between a message and the note that it carries a file: its log is looked through. */
  async #lookForUnfinished(): Promise<void> {
    const unfinished = await this.#uploads.unfinished();
    if (unfinished.every((file) => this.#library.part(file))) return;
    const month = monthOf(this.#core.now());
    const { conversations } = this.#core.office.roster;
    for (const log of this.#core.logs.vectors().keys()) {
      const parts = partsOf(log);
      if (!parts || parts.month < month - 1 || !conversations.has(parts.conversation)) continue;
      this.#library.take((await this.#core.logs.get(log)).entries());
    }
  }

  /** The network is up. */
  connect(): void {
    if (!this.#closed) this.#transfers.start();
  }

  #later(wait: number, task: () => void): void {
    const cancel = this.#core.device.clock.after(wait, () => {
      this.#cancels.delete(cancel);
      task();
    });
    this.#cancels.add(cancel);
  }

  /** Talk met a message with files. */
  carries: NonNullable<TalkSource['carries']> = (entry, files) => this.#library.add(entry, files);

  #mayHave(peer: PeerId, file: FileId): boolean {
    return this.#library
      .carriers(file)
      .some(({ log }) => !this.#core.relays.has(peer) && this.#core.replica.mayRead(peer, log));
  }

  /**
   * Whether a file is safe without this device's copy: at the relay for a day to come, or with who still
   * belongs here and said so lately. Of an own file one such word is not enough.
   */
  #isElsewhere(file: FileId, size: number): boolean {
    const { relays, office, identity } = this.#core;
    const now = this.#core.now();
    const whole = this.#transfers.holders.of(file).filter(({ bytes }) => bytes >= size);
    if (whole.some(({ peer, until }) => relays.has(peer) && until > now + DAY)) return true;
    const { peers } = office.roster;
    const devices = whole.filter(({ peer, seen }) => peers.has(peer) && seen > now - 7 * DAY);
    const isOwn = this.#library.carriers(file).some(({ device }) => device === identity.device);
    return devices.length >= (isOwn ? 2 : 1);
  }

  #arrived({ files, hlc, device }: Carrier): void {
    const isOwn = device === this.#core.identity.device;
    for (const part of files) {
      this.#uploads.sent(part.id);
      this.#changed(part.id);
      const isRecent = timeOf(hlc) > this.#core.now() - RECENT;
      if (isOwn || !isRecent || part.size > this.settings.get().fetchUpTo) continue;
      // Wanted in the same turn in which it is noted: a reload before it is known what is here would lose that.
      this.#transfers.want(part.id);
      void this.#unwantIfHere(part).catch(this.#core.report);
    }
  }

  async #unwantIfHere(part: FilePart): Promise<void> {
    if (await this.#isComplete(part)) this.#transfers.unwant(part.id);
  }

  async #fetchUnlessHere(part: FilePart): Promise<void> {
    if (!(await this.#isComplete(part))) this.#transfers.want(part.id);
  }

  async #isComplete(part: FilePart): Promise<boolean> {
    const shelved = await this.#shelf.file(part.id, part).catch(() => null);
    if (!shelved) return false;
    const { places } = shelved.manifest.layout;
    return shelved.held.count(places) === places;
  }

  /** No message carries the file any more: its chunks go, here and from the relay. */
  async #gone(part: FilePart): Promise<void> {
    const { id: file } = part;
    const state = this.#states.get(file);
    this.#transfers.forget(file);
    // Chosen once more, and not sent yet.
    if (this.#uploads.part(file)) return;
    await this.#uploads.forget(file);
    await this.#room.forget(file, part);
    if (state) state.set({ ...state.get(), here: 0, kind: 'none', why: null, holders: [] });
    this.#tellUsage();
  }

  /** Lets go of chunks that belong to no file of a message: what was given up, or cut off by a crash. */
  async #tidy(): Promise<void> {
    const isBusy = () => this.#uploads.busy || this.#closed;
    const names = await strayIn(this.#shelf, this.#library, isBusy);
    if (!names || isBusy()) return;
    await this.#shelf.drop(names);
    await this.#room.count();
    this.#tellUsage();
  }

  take: Files['take'] = (file) => this.#uploads.take(file);

  /** The parts of files that a message is to carry. Throws `too-many-files`, `unknown-file`. */
  partsOf(files: readonly Attachment[]): FilePart[] {
    if (files.length > MAX_FILES) throw new ConfabError('too-many-files', `${files.length}`);
    // The same content may have been chosen under two names.
    return files.map(({ id, name, type, thumbnail, blur }) => {
      const part = this.#uploads.part(id) ?? this.#library.part(id);
      if (!part) throw new ConfabError('unknown-file', id);
      return {
        ...part,
        name,
        type,
        ...(thumbnail ? { thumbnail } : {}),
        ...(blur ? { blur } : {}),
      };
    });
  }

  /** A message with these files was written: the relay is given them for those who are away. */
  sent(conversation: ConversationId, files: readonly FilePart[]): void {
    for (const { id } of files) this.#transfers.offer(id, conversation);
  }

  fetch(file: FileId): void {
    const part = this.#library.part(file);
    if (part) void this.#fetchUnlessHere(part).catch(this.#core.report);
  }

  stop(file: FileId): void {
    this.#transfers.unwant(file);
  }

  keep(file: FileId, on: boolean): void {
    this.#room.keep(file, on);
    if (on) this.fetch(file);
    this.#changed(file);
  }

  async drop(file: FileId): Promise<void> {
    this.#transfers.unwant(file);
    await this.#room.letGo(file);
    this.#changed(file);
  }

  async read(file: FileId, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const part = this.#library.part(file) ?? this.#uploads.part(file);
    if (!part) throw new ConfabError('unknown-file', file);
    const isToRead = from < to;
    if (isToRead) this.#room.usedNow(file);
    const wasComplete = isToRead && (await this.#isComplete(part));
    try {
      return await this.#shelf.read(file, part, from, to);
    } catch (error) {
      // Some of what was all here was damaged: that is told, and comes again.
      this.#changed(file);
      if (wasComplete) this.fetch(file);
      throw error;
    }
  }

  async *stream(file: FileId): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const part = this.#library.part(file) ?? this.#uploads.part(file);
    if (!part) throw new ConfabError('unknown-file', file);
    for (let at = 0; at < part.size; at += CHUNK) yield await this.read(file, at, at + CHUNK);
  }

  async list(conversation?: ConversationId): Promise<readonly ListedFile[]> {
    await this.#library.upToDate();
    const carriers = this.#library
      .all()
      .filter(({ log }) => !conversation || partsOf(log)?.conversation === conversation);
    const listed = await Promise.all(carriers.map((it) => this.#listed(it)));
    return listed.flat();
  }

  async find(file: FileId): Promise<ListedFile | null> {
    if (!this.#library.part(file)) await this.#library.upToDate();
    const [carrier] = this.#library.carriers(file);
    if (!carrier) return null;
    return (await this.#listed(carrier)).find((it) => it.file.id === file) ?? null;
  }

  async #listed(carrier: Carrier): Promise<ListedFile[]> {
    const { entry, log, device, hlc } = carrier;
    const member = this.#source.memberOf(device);
    if (!member) return [];
    const name = this.#source.nameOf(member);
    const from = { member, name, self: member === this.#source.self() };
    const conversation = logConversation(log);
    return (await this.#library.withThumbnails(carrier)).map((part) => ({
      file: attachmentOf(part),
      message: entry as EntryId,
      conversation,
      from,
      at: timeOf(hlc),
    }));
  }

  async configure(change: Partial<FileSettings>): Promise<void> {
    const settings = { ...this.settings.get(), ...change };
    await this.#core.device.state.set({ [SETTINGS]: settings });
    this.settings.set(settings);
    this.#tellUsage();
  }

  state(file: FileId): Source<FileState> {
    const known = this.#states.get(file);
    if (known) return known;
    const size = this.#library.part(file)?.size ?? this.#uploads.part(file)?.size ?? 0;
    const bare = makeSource<FileState>({
      id: file,
      size,
      here: 0,
      ...this.#transfers.statusOf(file),
      kept: this.#room.isKept(file),
      holders: this.#holdersOf(file, 0),
    });
    const source: Source<FileState> = {
      ...bare,
      subscribe: (listener) => {
        const ends = [bare.subscribe(listener), this.#transfers.watch(file)];
        return () => {
          for (const end of ends.splice(0)) end();
        };
      },
    };
    this.#states.set(file, source);
    void this.#tell(file).catch(this.#core.report);
    return source;
  }

  #changed(file: FileId): void {
    if (this.#telling.has(file) || this.#closed) return;
    this.#telling.add(file);
    this.#later(TELL_EVERY, () => {
      this.#telling.delete(file);
      void this.#tell(file).catch(this.#core.report);
    });
  }

  async #tell(file: FileId): Promise<void> {
    const part = this.#library.part(file) ?? this.#uploads.part(file);
    const shelved = part && (await this.#shelf.file(file, part).catch(() => null));
    const here = shelved?.here ?? 0;
    this.#room.holds(file, here);
    this.#tellUsage();
    const source = this.#states.get(file);
    if (!source || !part) return;
    const places = shelved?.manifest.layout.places ?? 1;
    const complete = shelved?.held.count(places) === places;
    const { kind, why, speed } = this.#transfers.statusOf(file);
    source.set({
      id: file,
      size: part.size,
      here,
      kind: complete ? 'complete' : kind,
      why: complete ? null : why,
      speed: complete ? 0 : speed,
      kept: this.#room.isKept(file),
      holders: this.#holdersOf(file, here),
    });
  }

  #holdersOf(file: FileId, here: number): Holder[] {
    const { devices, peers } = this.#core.office.roster;
    const now = this.#core.device.clock.now();
    const own = devices.get(this.#core.identity.device);
    const holders: Holder[] = [];
    if (own && here > 0) {
      const { id: device, member, label } = own;
      holders.push({
        kind: 'device',
        device,
        member,
        label,
        self: true,
        bytes: here,
        online: true,
        seen: now,
      });
    }
    for (const { peer, bytes, seen, until } of this.#transfers.holders.of(file)) {
      const online = this.#transfers.isReachable({ peer });
      if (this.#core.relays.has(peer)) {
        holders.push({ kind: 'relay', until: until || null, bytes, online, seen });
        continue;
      }
      const device = devices.get(peers.get(peer) ?? ('' as never));
      if (!device) continue;
      const { id, member, label } = device;
      holders.push({ kind: 'device', device: id, member, label, self: false, bytes, online, seen });
    }
    return holders.sort((a, b) => b.bytes - a.bytes || b.seen - a.seen);
  }

  #tellUsage(): void {
    const { used, kept } = this.#room;
    const { most } = this.settings.get();
    const before = this.usage.get();
    if (before.used === used && before.kept === kept && before.most === most) return;
    this.usage.set({ used, kept, most });
  }

  /** Ends what goes over the network. */
  async disconnect(): Promise<void> {
    await this.#transfers.stop();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    await this.#transfers.stop();
    this.#library.close();
    await this.#shelf.close();
  }
}

const logConversation = (log: LogId): ConversationId =>
  partsOf(log)?.conversation as ConversationId;
