import { createHash } from 'node:crypto';
import { clock } from '../../src/adapters/node/clock.ts';
import { openDataFolder } from '../../src/adapters/node/dataFolder.ts';
import type { ChainId, ConversationId, DeviceId, LogId } from '../../src/model/ids.ts';
import { logOf } from '../../src/model/ids.ts';
import { monthOf } from '../../src/model/time.ts';
import type { Ask } from '../../src/search/ask.ts';
import { type Doc, flagsOf, GONE, type Spot } from '../../src/search/docs.ts';
import { makeFinder } from '../../src/search/finder.ts';
import { readQuery } from '../../src/search/query.ts';
import { wordsOf } from '../../src/search/words.ts';
import { makeCorpus } from './corpus.ts';

/**
 * Run as a process of its own, with the garbage collector exposed: `build FOLDER MESSAGES` makes the
 * index of the corpus and prints its sizes; `ask FOLDER MESSAGES` opens it anew and prints its times.
 */

const KEY = new Uint8Array(32).fill(6);
/** Each device starts the app anew every so often, which begins a chain. Milliseconds. */
const RUN = 7 * 86_400_000;
const ROUNDS = 400;
const NOW = Date.UTC(2026, 6, 1);

const hashed = (name: string): Buffer => createHash('sha256').update(name).digest();
const idOf = (name: string, bytes: number): string =>
  hashed(name).subarray(0, bytes).toString('base64url');
const conversationId = (n: number) => idOf(`conversation ${n}`, 16) as ConversationId;
const deviceId = (n: number) => idOf(`device ${n}`, 32) as DeviceId;
const chainId = (name: string) => Number(hashed(name).readBigUInt64BE() >> 11n) as ChainId;

interface Kept {
  readonly vector: Map<ChainId, number>;
  readonly docs: Doc[];
}

interface Filled {
  readonly logs: Map<LogId, Kept>;
  /** Bytes of all texts and files' names, UTF-8. */
  plain: number;
}

/** The corpus by log, as it stands in the end: edited, and of what was deleted only that. */
function fill(messages: number): Filled {
  const filled: Filled = { logs: new Map(), plain: 0 };
  /** Where messages stand, by their number in the corpus. */
  const spots = new Map<number, Spot>();
  for (const it of makeCorpus({ messages })) {
    const log = logOf(conversationId(it.conversation), monthOf(it.at));
    const here: Kept = filled.logs.get(log) ?? { vector: new Map(), docs: [] };
    filled.logs.set(log, here);
    const chain = chainId(`${log} ${it.author} ${Math.floor(it.at / RUN)}`);
    const write = (): Spot => {
      const number = here.vector.get(chain) ?? 0;
      here.vector.set(chain, number + 1);
      return { chain, number };
    };
    const spot = write();
    spots.set(it.index, spot);
    const remarks = [...it.edits, ...(it.deleted ? ['deleted'] : [])].map(write);
    const answers = it.replyTo === null ? null : (spots.get(it.replyTo) ?? null);
    const text = it.deleted ? '' : (it.edits.at(-1) ?? it.text);
    const files = it.deleted ? [] : it.files;
    filled.plain += Buffer.byteLength(text) + Buffer.byteLength(files.join(''));
    const flags = it.deleted ? GONE : flagsOf(text, files);
    const device = deviceId(it.author);
    here.docs.push({ ...spot, device, at: it.at, text, files, flags, remarks, answers });
  }
  return filled;
}

async function build(folder: string, messages: number) {
  const { logs, plain } = fill(messages);
  const data = await openDataFolder(folder);
  const finder = makeFinder(data.openIndex(), clock);
  await finder.start(KEY, () => {});
  const start = performance.now();
  for (const [log, { vector, docs }] of logs) await finder.replace(log, vector, docs);
  const indexed = performance.now() - start;
  await finder.close();
  const kept = data.database.connection
    .prepare('SELECT sum(length(bytes)) AS bytes, count(*) AS records FROM shard')
    .get();
  const pages = data.database.connection.prepare('PRAGMA page_count').get()?.page_count;
  await data.close();
  const { bytes, records } = kept as { bytes: number; records: number };
  return { plain, bytes, records, file: Number(pages) * 4_096, indexed };
}

const collect = (): void => (globalThis as { gc?: () => void }).gc?.();

async function ask(folder: string, messages: number) {
  const words = sampleWords(messages);
  collect();
  const data = await openDataFolder(folder);
  const before = process.memoryUsage();
  const finder = makeFinder(data.openIndex(), clock);
  const start = performance.now();
  const recent = new Set<string>();
  let months = Number.NaN;
  await finder.start(KEY, (told) => {
    if (told.kind !== 'loaded') throw new Error(told.why);
    for (const [log] of told.logs) recent.add(log.slice(-6));
    if (Number.isNaN(months) && recent.size > 3) months = performance.now() - start;
  });
  const whole = performance.now() - start;
  collect();
  const after = process.memoryUsage();
  const heap = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
  const times = await askAll(words, (it) => finder.ask(it));
  await finder.close();
  await data.close();
  return { months, whole, heap, times };
}

/** Words of random messages: common ones as often as people write them. */
function sampleWords(messages: number): string[][] {
  const sample: string[][] = [];
  for (const { index, text } of makeCorpus({ messages })) {
    if (index % Math.ceil(messages / (2 * ROUNDS)) !== 0) continue;
    const words = wordsOf(text).map((it) => it.text);
    if (words.length > 2) sample.push(words);
  }
  return sample;
}

const kinds: Record<string, (words: readonly string[], i: number) => string> = {
  word: (words, i) => `${words[i % words.length]} `,
  prefix: (words, i) => (words[i % words.length] ?? '').slice(0, 3),
  'two words': (words, i) => `${words[i % words.length]} ${words[(i + 1) % words.length]} `,
  operator: (words, i) => `${words[i % words.length]} during:2025 has:link -no `,
  phrase: (words) => `"${words.slice(0, 2).join(' ')}"`,
  fuzzy: (words, i) => `${misspelt(words[i % words.length] ?? '')} `,
};

const misspelt = (word: string): string => `${word.slice(0, 2)}q${word.slice(3)}q`;

async function askAll(
  sample: readonly (readonly string[])[],
  answer: (ask: Ask) => Promise<unknown>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (const [kind, make] of Object.entries(kinds)) {
    const took: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const question = askOf(make(sample[i % sample.length] ?? [], i));
      const start = performance.now();
      await answer(question);
      took.push(performance.now() - start);
    }
    times[kind] = took;
  }
  return times;
}

function askOf(question: string): Ask {
  const { words, phrases, without, conditions } = readQuery(question, NOW);
  return {
    words,
    phrases,
    without,
    flags: conditions.some((it) => it.kind === 'has') ? flagsOf('https://a.example', []) : 0,
    noFlags: 0,
    from: null,
    notFrom: [],
    within: null,
    notWithin: [],
    days: conditions.flatMap((it) => (it.kind === 'days' ? [it.range] : [])),
    notDays: [],
    only: null,
    sort: 'relevance',
    offset: 0,
    limit: 20,
    now: NOW,
  };
}

const [what, folder = '', messages] = process.argv.slice(2);
const done = await (what === 'build' ? build : ask)(folder, Number(messages));
console.log(JSON.stringify(done));
