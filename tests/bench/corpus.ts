import { makeRandom } from '../../src/adapters/memory/random.ts';
import { monthOf, startOf } from '../../src/model/time.ts';

/** The shape of a synthetic office's history. The same options always give the same messages. */
export interface CorpusOptions {
  readonly seed?: number;
  readonly messages?: number;
  readonly conversations?: number;
  readonly members?: number;
  /** Calendar months (UTC) that it covers; the last one is the month of `until`. */
  readonly months?: number;
  /** Unix time in milliseconds just after the last message. */
  readonly until?: number;
}

/** One message of the corpus; places are numbers, so that whoever uses it gives ids of their own. */
export interface CorpusMessage {
  /** Its number in the order written, from 0. */
  readonly index: number;
  /** From 0; lower ones are busier. */
  readonly conversation: number;
  /** From 0; lower ones write more. */
  readonly author: number;
  /** Unix time in milliseconds; never before the message before. */
  readonly at: number;
  readonly text: string;
  /** The number of the message whose thread it belongs to: of the same conversation and month. */
  readonly thread: number | null;
  /** The number of the message that it answers. */
  readonly replyTo: number | null;
  /** Later texts, oldest first. */
  readonly edits: readonly string[];
  readonly deleted: boolean;
  readonly files: readonly string[];
}

const DEFAULTS = {
  seed: 6,
  messages: 500_000,
  conversations: 60,
  members: 40,
  months: 36,
  until: Date.UTC(2026, 6, 1),
} as const satisfies Required<CorpusOptions>;

/** Distinct words of each script. Chat of one office in English knows about this many. */
const VOCABULARY = { latin: 30_000, arabic: 6_000, han: 3_000, thai: 3_000 } as const;
type Script = keyof typeof VOCABULARY;

/** Of all messages, the share in each script. */
const SHARES: readonly (readonly [Script, number])[] = [
  ['latin', 0.88],
  ['arabic', 0.05],
  ['han', 0.04],
  ['thai', 0.03],
];
/** Words of a message: most are short, few are long. */
const MOST_WORDS = 160;
const TYPICAL_WORDS = 11;

const SYLLABLES: Record<Script, readonly string[]> = {
  latin: (
    'a an ar be ber bo ca co com con da de di do e el en er es fa fi for ga ge gi ha he hi in is ' +
    'ja ka ke la le li lo ma me mi mo na ne ni no o on or pa pe po pro ra re ri ro sa se si so sta ' +
    'ta te ter ti to tra u un va ve vi wa we wi wo y za ü é ö ñ'
  ).split(' '),
  arabic: 'ال با تا جا حا دا را سا شا صا عا فا قا كا لا ما نا وا يا مو بي تي ري لي مي ني'.split(
    ' ',
  ),
  han: [
    ...'的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从',
  ],
  thai: 'กา ขอ คน งาน จะ ชา ดี ตา ทำ นา บ้าน ปี ผม พา มา ยา รู้ ลา วัน สาม หา อา ได้ ไป ไม่ ให้ ใน'.split(
    ' ',
  ),
};

/** A history of an office in the order written: Zipf words in four scripts, threads, edits, links, files. */
export function* makeCorpus(options: CorpusOptions = {}): Generator<CorpusMessage> {
  const { seed, messages, conversations, members, months, until } = { ...DEFAULTS, ...options };
  const random = makeRandom(seed);
  const words = new Words(random);
  const room = zipf(conversations, 0.9, random);
  const author = zipf(members, 0.7, random);
  const first = startOf(monthOf(until - 1) - months + 1);
  /** Of each conversation, the last messages of the month: what can be answered. */
  const recent = new Map<number, { month: number; indices: number[]; roots: number[] }>();
  for (let index = 0; index < messages; index++) {
    const at = first + Math.floor(((index + random()) / messages) * (until - first));
    const conversation = room();
    const around = recent.get(conversation);
    const month = monthOf(at);
    const here = around?.month === month ? around : { month, indices: [], roots: [] };
    recent.set(conversation, here);
    const answers = here.indices.length > 0 ? random() : 1;
    const thread = answers < 0.15 ? pick(here.roots, random) : null;
    const replyTo = answers >= 0.15 && answers < 0.22 ? pick(here.indices, random) : null;
    const text = words.message();
    const edits = random() < 0.04 ? [edited(text, words)] : [];
    here.indices.push(index);
    if (thread === null) here.roots.push(index);
    if (here.indices.length > 50) here.indices.shift();
    if (here.roots.length > 20) here.roots.shift();
    yield {
      index,
      conversation,
      author: author(),
      at,
      text,
      thread,
      replyTo,
      edits,
      deleted: random() < 0.01,
      files: random() < 0.02 ? [words.file()] : [],
    };
  }
}

const pick = (from: readonly number[], random: () => number): number | null =>
  from[Math.floor(random() * from.length)] ?? null;

/** An edit changes a word, or adds one. */
function edited(text: string, words: Words): string {
  return `${text} ${words.word('latin')}`;
}

/** Numbers from 0 below `count`, where number n comes in proportion to 1 / (n + 1) ** exponent. */
function zipf(count: number, exponent: number, random: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let n = 0; n < count; n++) {
    sum += 1 / (n + 1) ** exponent;
    sums[n] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The words of an office: made of syllables, the commonest ones short, drawn by Zipf's law. */
class Words {
  readonly #random: () => number;
  readonly #lists: Record<Script, readonly string[]>;
  readonly #draw: Record<Script, () => number>;

  constructor(random: () => number) {
    this.#random = random;
    const scripts = Object.keys(VOCABULARY) as Script[];
    this.#lists = Object.fromEntries(
      scripts.map((script) => [script, this.#make(script, VOCABULARY[script])]),
    ) as Record<Script, string[]>;
    this.#draw = Object.fromEntries(
      scripts.map((script) => [script, zipf(VOCABULARY[script], 1, random)]),
    ) as Record<Script, () => number>;
  }

  #make(script: Script, count: number): string[] {
    const syllables = SYLLABLES[script];
    const made = new Set<string>();
    while (made.size < count) {
      const least = made.size < 200 ? 1 : 2;
      const length = least + Math.floor(this.#random() * (made.size < 2_000 ? 2 : 3));
      let word = '';
      for (let i = 0; i < length; i++) {
        word += syllables[Math.floor(this.#random() * syllables.length)];
      }
      made.add(word);
    }
    return [...made];
  }

  word(script: Script): string {
    return this.#lists[script][this.#draw[script]()] ?? '';
  }

  message(): string {
    const script = this.#script();
    const spread = Math.exp((this.#random() + this.#random() + this.#random() - 1.5) * 2);
    const length = Math.min(MOST_WORDS, Math.max(1, Math.round(TYPICAL_WORDS * spread)));
    const words = Array.from({ length }, () => this.word(script));
    const gap = script === 'han' || script === 'thai' ? '' : ' ';
    const text = words.join(gap);
    const dressed = script === 'latin' ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.` : text;
    return this.#random() < 0.05 ? `${dressed} ${this.#link()}` : dressed;
  }

  #script(): Script {
    let left = this.#random();
    for (const [script, share] of SHARES) {
      left -= share;
      if (left < 0) return script;
    }
    return 'latin';
  }

  #link(): string {
    return `https://${this.word('latin')}.example/${this.word('latin')}/${Math.floor(this.#random() * 10_000)}`;
  }

  file(): string {
    const endings = ['pdf', 'png', 'xlsx', 'docx', 'jpg'];
    const ending = endings[Math.floor(this.#random() * endings.length)];
    return `${this.word('latin')}-${this.word('latin')}.${ending}`;
  }
}
