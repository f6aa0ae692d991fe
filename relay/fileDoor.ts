import {
  decodeFileFrame,
  encodeFileFrame,
  FILE_VERSION,
  type FileFrame,
  MAX_PLACES,
} from '../src/files/frames.ts';
import { ConfabError } from '../src/model/errors.ts';
import {
  type ConversationId,
  type FileId,
  logOf,
  type OfficeId,
  type PeerId,
} from '../src/model/ids.ts';
import type { FrameStream, Network } from '../src/ports.ts';
import { CHUNK, MAX_WANTED } from '../src/wire/limits.ts';
import type { CachedFile, FileCache } from './fileCache.ts';
import type { HostedOffice } from './hosted.ts';

export interface FileDoorOptions {
  readonly network: Network;
  /** Null where the relay keeps no files. */
  readonly cache: FileCache | null;
  office(id: OfficeId): HostedOffice | null;
  onError(error: unknown): void;
}

/** Takes the streams on which devices bring files and ask for them. Returns what closes it. */
export function openFileDoor(options: FileDoorOptions): () => void {
  return options.network.onStream((stream) => {
    void new Visit(stream, options).run().catch((error) => {
      const { reason } = error as { reason?: string };
      const isTheirs = ['malformed', 'unsupported', 'closed'].includes(reason ?? '');
      if (!isTheirs) options.onError(error);
    });
  }, '/confab/file/1');
}

/** One device's stream. */
class Visit {
  readonly #stream: FrameStream;
  readonly #peer: PeerId;
  readonly #options: FileDoorOptions;
  #office: HostedOffice | null = null;
  #wanted: { readonly file: FileId; readonly place: number }[] = [];
  #sending = false;

  constructor(stream: FrameStream, options: FileDoorOptions) {
    this.#stream = stream;
    this.#peer = stream.peer;
    this.#options = options;
  }

  async run(): Promise<void> {
    try {
      for await (const bytes of this.#stream) await this.#take(decodeFileFrame(bytes));
    } finally {
      this.#wanted = [];
      await this.#stream.close();
    }
  }

  async #take(frame: FileFrame): Promise<void> {
    const { cache } = this.#options;
    const office = this.#office;
    if (!office) return this.#greet(frame);
    if (!office.isMember(this.#peer)) throw new ConfabError('closed', 'removed');
    if (!('file' in frame) || !frame.file) throw new ConfabError('malformed', frame.kind);
    if (frame.kind === 'forget') return this.#forget(cache, office, frame.file);
    if (!cache) return this.#send({ kind: 'refuse', file: frame.file, why: 'not-kept' });
    switch (frame.kind) {
      case 'ask':
        return this.#tell(cache, frame.file);
      case 'want':
        return this.#want(cache, frame.file, frame.places);
      case 'cancel':
        this.#wanted = this.#wanted.filter(({ file }) => file !== frame.file);
        return;
      case 'offer':
        return this.#offered(cache, office, frame);
      case 'chunk':
        return this.#brought(cache, office, frame);
      default:
        throw new ConfabError('malformed', `${frame.kind} has no place here`);
    }
  }

  async #greet(frame: FileFrame): Promise<void> {
    if (frame.kind !== 'hello') throw new ConfabError('malformed', 'no hello');
    if (frame.version !== FILE_VERSION) throw new ConfabError('unsupported', `${frame.version}`);
    const office = this.#options.office(frame.office);
    if (!office?.isMember(this.#peer)) {
      await this.#send({ kind: 'refuse', file: null, why: 'unknown-office' });
      throw new ConfabError('closed', 'no member');
    }
    this.#office = office;
  }

  /** A file that this peer's member may have. */
  #find(cache: FileCache, file: FileId): CachedFile | null {
    const office = this.#office;
    const cached = office && cache.find(office.office, file);
    if (!office || !cached) return null;
    return cached.conversations.some((it) => this.#mayRead(office, it)) ? cached : null;
  }

  #mayRead = (office: HostedOffice, conversation: ConversationId): boolean =>
    office.mayRead(this.#peer, logOf(conversation, 0));

  async #tell(cache: FileCache, file: FileId): Promise<void> {
    const cached = this.#find(cache, file);
    if (!cached) return this.#send({ kind: 'refuse', file, why: 'unknown-file' });
    return this.#sendHeld(cached);
  }

  #sendHeld({ name, held, places, until }: CachedFile): Promise<void> {
    return this.#send({ kind: 'has', file: name, held: held.toHeld(places), until });
  }

  async #want(cache: FileCache, file: FileId, places: readonly number[]): Promise<void> {
    if (!this.#find(cache, file)) return this.#send({ kind: 'refuse', file, why: 'unknown-file' });
    if (this.#wanted.length + places.length > MAX_WANTED) {
      throw new ConfabError('malformed', 'more wanted at once than anybody needs');
    }
    this.#wanted.push(...places.map((place) => ({ file, place })));
    if (!this.#sending) void this.#pump(cache);
  }

  async #pump(cache: FileCache): Promise<void> {
    this.#sending = true;
    try {
      for (let next = this.#wanted.shift(); next; next = this.#wanted.shift()) {
        const cached = this.#find(cache, next.file);
        const bytes = cached && (await cache.get(cached, next.place));
        await this.#send({ kind: 'chunk', ...next, bytes });
      }
    } catch {
      await this.#stream.close();
    } finally {
      this.#sending = false;
    }
  }

  /** A member brings a file to a conversation of theirs; to another one only what they may have. */
  async #offered(
    cache: FileCache,
    office: HostedOffice,
    { file, conversation, places }: FileFrame & { kind: 'offer' },
  ): Promise<void> {
    const refuse = () => this.#send({ kind: 'refuse', file, why: 'not-kept' });
    const member = office.memberOf(this.#peer);
    if (!member || !this.#mayRead(office, conversation)) return refuse();
    if (places === 0 || places > MAX_PLACES || !cache.fits((places - 1) * CHUNK)) return refuse();
    const known = cache.find(office.office, file);
    if (known && known.member !== member && !this.#find(cache, file)) return refuse();
    const offered = { office: office.office, name: file, member, places, conversation };
    const cached = await cache.offer(offered);
    if (!cached) return this.#send({ kind: 'refuse', file, why: 'quota' });
    return this.#sendHeld(cached);
  }

  async #brought(
    cache: FileCache,
    office: HostedOffice,
    { file, place, bytes }: FileFrame & { kind: 'chunk' },
  ): Promise<void> {
    const cached = cache.find(office.office, file);
    if (!bytes || !cached || cached.member !== office.memberOf(this.#peer)) {
      return this.#send({ kind: 'refuse', file, why: 'not-kept' });
    }
    if (place >= cached.places) throw new ConfabError('malformed', `place ${place}`);
    if (!(await cache.put(cached, place, bytes))) {
      return this.#send({ kind: 'refuse', file, why: 'quota' });
    }
    await this.#send({ kind: 'kept', file, place });
    const now = cache.find(office.office, file);
    if (now && now.held.count(now.places) === now.places) await this.#sendHeld(now);
  }

  /**
   * No message carries it any more: so says who brought it, or who may delete others' messages, of the
   * conversations that they can know of. Anybody is answered: there is nothing more to be told.
   */
  async #forget(cache: FileCache | null, office: HostedOffice, file: FileId): Promise<void> {
    const cached = cache?.find(office.office, file);
    const isOwn = cached?.member === office.memberOf(this.#peer);
    if (cache && cached && (isOwn || office.mayModerate(this.#peer))) {
      await cache.forget(
        cached,
        cached.conversations.filter((it) => this.#mayRead(office, it)),
      );
    }
    await this.#send({ kind: 'forgotten', file });
  }

  #send(frame: FileFrame): Promise<void> {
    return this.#stream.send(encodeFileFrame(frame));
  }
}
