import { Archive } from '../../../relay/archive.ts';
import type { Chain } from '../../../src/log/judge.ts';
import { makeEntry } from '../../../src/log/make.ts';
import { type ChainId, type EntryId, type LogId, logOf } from '../../../src/model/ids.ts';
import { type MessagePayload, type Remark, toWire } from '../../../src/model/payload.ts';
import { hlcAt, monthOf, tick } from '../../../src/model/time.ts';
import type { Identity } from '../../../src/ports.ts';
import { randomBytes } from '../../../src/wire/bytes.ts';
import type { Cbor } from '../../../src/wire/cbor.ts';
import { RUN_BYTES } from '../../../src/wire/envelope.ts';
import { chainIdOf } from '../../../src/wire/hash.ts';
import type { CorpusMessage } from '../corpus.ts';
import { type EmptyOffice, keepRoster } from './office.ts';

/** Milliseconds after which a person's app is started anew, and so begins new chains. */
const RUN = 7 * 86_400_000;
/** Messages in one commit of the archive. */
const COMMIT = 4_000;

interface Writing {
  readonly log: LogId;
  readonly run: Uint8Array;
  readonly id: ChainId;
  held: Chain | undefined;
  /** What is not in the archive yet, and the number of the first. */
  unwritten: Uint8Array[];
  from: number;
}

/** Writes a history into a relay's new archive, in the order in which it was said; gives how many entries that were. */
export async function fillArchive(
  folder: string,
  office: EmptyOffice,
  corpus: Iterable<CorpusMessage>,
): Promise<number> {
  const archive = new Archive(folder);
  await keepRoster(archive, office).finally(() => archive.close());
  return fillMore(folder, office, corpus);
}

/** Writes more into an archive that has the office's roster. */
export async function fillMore(
  folder: string,
  office: EmptyOffice,
  corpus: Iterable<CorpusMessage>,
): Promise<number> {
  const archive = new Archive(folder);
  try {
    const filling = new Filling(archive, office);
    for (const message of corpus) await filling.take(message);
    await filling.commit();
    return filling.entries;
  } finally {
    await archive.close();
  }
}

class Filling {
  readonly #archive: Archive;
  readonly #office: EmptyOffice;
  readonly #chains = new Map<string, Writing>();
  /** By number, the messages of the month. */
  readonly #said = new Map<number, EntryId>();
  #month = 0;
  #last = hlcAt(0);
  #waiting = 0;
  entries = 0;

  constructor(archive: Archive, office: EmptyOffice) {
    this.#archive = archive;
    this.#office = office;
  }

  async take(message: CorpusMessage): Promise<void> {
    const month = monthOf(message.at);
    if (month !== this.#month) {
      await this.commit();
      this.#chains.clear();
      this.#said.clear();
      this.#month = month;
    }
    const { index, text, edits, deleted } = message;
    const target = await this.#write(message, {
      kind: 'message',
      text,
      ...this.#named('thread', message.thread),
      ...this.#named('replyTo', message.replyTo),
    });
    this.#said.set(index, target);
    for (const later of edits) await this.#write(message, { kind: 'edit', target, text: later });
    if (deleted) await this.#write(message, { kind: 'delete', target });
    this.#waiting += 1;
    if (this.#waiting >= COMMIT) await this.commit();
  }

  #named(name: 'thread' | 'replyTo', index: number | null) {
    const id = index === null ? undefined : this.#said.get(index);
    return id ? { [name]: id } : {};
  }

  async #write(message: CorpusMessage, payload: MessagePayload | Remark): Promise<EntryId> {
    const { id: office, keyring } = this.#office;
    const { author, chain } = this.#chainOf(message);
    const { log, id, held, run } = chain;
    const place = { office, log, chain: id, number: held?.next ?? 0, previous: held?.head ?? null };
    this.#last = tick(this.#last, message.at);
    const key = keyring.current(log);
    if (!key) throw new Error('no key');
    const draft = { content: toWire(payload) as unknown as Cbor, act: null };
    const entry = await makeEntry(place, draft, this.#last, run, author as Identity, key);
    chain.held = { id, device: author.device, next: entry.number + 1, head: entry.id };
    chain.unwritten.push(entry.bytes);
    this.entries += 1;
    return entry.id;
  }

  #chainOf({ conversation: room, author: who, at }: CorpusMessage) {
    const { authors, channels, id: office } = this.#office;
    // In each channel a few people talk: 6 to 13 of them.
    const circle = 6 + (room % 8);
    const author = authors[(room * 7 + (who % circle)) % authors.length];
    const conversation = channels[room];
    if (!author || !conversation) throw new Error(`no channel ${room}`);
    const name = `${room}/${author.device}/${Math.floor(at / RUN)}`;
    const known = this.#chains.get(name);
    if (known) return { author, chain: known };
    const log = logOf(conversation, this.#month);
    const run = randomBytes(RUN_BYTES);
    const id = chainIdOf(office, log, author.device, run);
    const chain: Writing = { log, run, id, held: undefined, unwritten: [], from: 0 };
    this.#chains.set(name, chain);
    return { author, chain };
  }

  async commit(): Promise<void> {
    this.#waiting = 0;
    const { id } = this.#office;
    const writes = [...this.#chains.values()].flatMap((chain) => {
      const { log, held, unwritten, from } = chain;
      if (unwritten.length === 0 || !held) return [];
      chain.unwritten = [];
      chain.from = held.next;
      return this.#archive.append(id, log, held, from, unwritten);
    });
    await Promise.all(writes);
  }
}
