import type { ChainId } from '../model/ids.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { Spot } from './docs.ts';
import { Spots } from './spots.ts';

/** A message cut into terms. */
export interface CutDoc {
  readonly chain: ChainId;
  readonly number: number;
  /** The beginning of the device's id: it tells the devices of an office apart. */
  readonly device: string;
  readonly at: number;
  readonly flags: number;
  /** Different terms of the text, and of the files' names: what MiniSearch calls a field's length. */
  readonly length: number;
  readonly fileLength: number;
  /** Positions of each term, ascending; from `FILES` on they are those of files' names. */
  readonly terms: ReadonlyMap<number, readonly number[]>;
  readonly remarks: readonly Spot[];
  readonly answers: Spot | null;
}

/** What is known of each message of a shard, in the order written. */
export interface Columns {
  /** Those in which messages stand, then those in which only something of them does. */
  readonly chains: readonly ChainId[];
  /** Who writes in each; empty where no message of theirs stands. */
  readonly devices: readonly string[];
  readonly at: Float64Array;
  readonly chain: Uint32Array;
  readonly number: Uint32Array;
  readonly flags: Uint8Array;
  readonly length: Uint16Array;
  readonly fileLength: Uint16Array;
  /** Where stands what is said of each, and what each answers. */
  readonly remarks: Spots;
  readonly answers: Spots;
}

export function columnsOf(docs: readonly CutDoc[]): Columns {
  const places = new Map<ChainId, number>();
  const devices: string[] = [];
  for (const { chain, device } of docs) {
    if (places.has(chain)) continue;
    places.set(chain, places.size);
    devices.push(device);
  }
  const remarks = docs.map((it) => it.remarks);
  const answers = docs.map((it) => (it.answers ? [it.answers] : []));
  for (const { chain } of [...remarks, ...answers].flat()) {
    if (places.has(chain)) continue;
    places.set(chain, places.size);
    devices.push('');
  }
  const chains = [...places.keys()];
  return {
    chains,
    devices,
    at: Float64Array.from(docs, (it) => it.at),
    chain: Uint32Array.from(docs, (it) => places.get(it.chain) ?? 0),
    number: Uint32Array.from(docs, (it) => it.number),
    flags: Uint8Array.from(docs, (it) => it.flags),
    length: Uint16Array.from(docs, (it) => it.length),
    fileLength: Uint16Array.from(docs, (it) => it.fileLength),
    remarks: Spots.make(remarks, chains, places),
    answers: Spots.make(answers, chains, places),
  };
}

/** Column by column: like stands beside like, which the compression makes the most of. */
export function writeColumns(writer: ByteWriter, columns: Columns): void {
  const { chains, devices, at, chain, number, flags, length, fileLength, remarks, answers } =
    columns;
  const known = [...new Set(devices)];
  writer.number(known.length);
  for (const device of known) writer.text(device);
  writer.number(chains.length);
  for (const [i, id] of chains.entries()) {
    writer.number(id);
    writer.number(known.indexOf(devices[i] ?? ''));
  }
  writer.number(at.length);
  let last = 0;
  for (const time of at) {
    writer.number(time - last);
    last = time;
  }
  for (const it of chain) writer.number(it);
  const next = new Map<number, number>();
  for (const [i, it] of number.entries()) {
    const before = next.get(chain[i] ?? 0) ?? 0;
    // Late arrivals may stand in another order: zigzag.
    writer.number(it >= before ? (it - before) * 2 : (before - it) * 2 - 1);
    next.set(chain[i] ?? 0, it + 1);
  }
  for (const column of [flags, length, fileLength]) for (const it of column) writer.number(it);
  remarks.write(writer);
  answers.write(writer);
}

export function readColumns(reader: ByteReader): Columns {
  const known = Array.from({ length: reader.number() }, () => reader.text());
  const chains: ChainId[] = [];
  const devices: string[] = [];
  for (let left = reader.number(); left > 0; left--) {
    chains.push(reader.number() as ChainId);
    devices.push(known[reader.number()] ?? '');
  }
  const size = reader.number();
  const at = new Float64Array(size);
  let last = 0;
  for (let i = 0; i < size; i++) {
    last += reader.number();
    at[i] = last;
  }
  const chain = Uint32Array.from({ length: size }, () => reader.number());
  const next = new Map<number, number>();
  const number = chain.reduce((column, it, i) => {
    const moved = reader.number();
    const value = (next.get(it) ?? 0) + (moved % 2 === 0 ? moved / 2 : -(moved + 1) / 2);
    column[i] = value;
    next.set(it, value + 1);
    return column;
  }, new Uint32Array(size));
  const flags = Uint8Array.from({ length: size }, () => reader.number());
  const length = Uint16Array.from({ length: size }, () => reader.number());
  const fileLength = Uint16Array.from({ length: size }, () => reader.number());
  const remarks = Spots.read(reader, chains);
  const answers = Spots.read(reader, chains);
  return { chains, devices, at, chain, number, flags, length, fileLength, remarks, answers };
}
