import { makeRandom } from '../../../src/adapters/memory/random.ts';
import { type Cbor, decode, encode } from '../../../src/wire/cbor.ts';

/** A number from 0 up to and without `below`. */
export type Pick = (below: number) => number;

export function pickFrom(seed: number): Pick {
  const next = makeRandom(seed);
  return (below) => Math.floor(next() * below);
}

const noise = (length: number, pick: Pick): Uint8Array =>
  Uint8Array.from({ length }, () => pick(256));
const any = <T>(of: readonly T[], pick: Pick): T => of[pick(of.length)] as T;

/** Heads of CBOR that promise much, nest, or are no CBOR of the wire. */
const HEADS = [0x81, 0x9b, 0xbb, 0xa1, 0x5b, 0x7b, 0x9f, 0xbf, 0xdb, 0xc2, 0x98, 0xb8, 0xf9, 0xfb];
const LENGTHS = [0, 1, 15, 16, 17, 23, 24, 31, 32, 33, 63, 64, 65, 255, 256, 300, 16_001];
const NUMBERS = [0, -1, 1, 23, 24, 255, 256, 65_535, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
const TEXTS = [
  '',
  '__proto__',
  'constructor',
  'roster',
  'found',
  'join',
  '\0',
  '🂡'.repeat(40),
  'x'.repeat(5_000),
];

/** One mutant of `bytes`; `other` is what it may be crossed with. */
export function mutate(bytes: Uint8Array, other: Uint8Array, pick: Pick): Uint8Array {
  switch (pick(9)) {
    case 0:
      return turnBits(bytes, pick);
    case 1:
      return bytes.slice(0, pick(bytes.length + 1));
    case 2:
      return new Uint8Array([...bytes, ...noise(1 + pick(80), pick)]);
    case 3: {
      const at = pick(bytes.length + 1);
      return new Uint8Array([...bytes.subarray(0, at), ...other.subarray(at)]);
    }
    case 4:
      return bomb(pick);
    case 5:
      return noise(pick(600), pick);
    case 6: {
      const copy = bytes.slice();
      copy.set(noise(9, pick).subarray(0, copy.length), pick(Math.max(1, copy.length - 9)));
      return copy;
    }
    default:
      return respell(bytes, other, pick);
  }
}

/** One mutant of a text. */
export function mutateText(text: string, pick: Pick): string {
  const at = pick(text.length + 1);
  switch (pick(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + any(TEXTS, pick) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(pick(0x300)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text.slice(at + 1 + pick(9));
    default:
      return text.repeat(1 + pick(3)).slice(pick(9));
  }
}

function turnBits(bytes: Uint8Array, pick: Pick): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i <= pick(4) && copy.length > 0; i++) {
    const at = pick(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << pick(8));
  }
  return copy;
}

function bomb(pick: Pick): Uint8Array {
  // Mostly short: what grows with length shows at a few long ones too.
  const bytes = new Uint8Array(3 + pick(pick(20) === 0 ? 60_000 : 400)).fill(any(HEADS, pick));
  bytes.set([0x88, 0x01]);
  return bytes;
}

/** The same value with something strange somewhere in it, in good spelling. */
function respell(bytes: Uint8Array, other: Uint8Array, pick: Pick): Uint8Array {
  try {
    return encode(alter(decode(bytes), decode(other), pick, 0));
  } catch {
    // No CBOR, or none that can be written.
    return turnBits(bytes, pick);
  }
}

function alter(value: Cbor, other: Cbor, pick: Pick, depth: number): Cbor {
  const inside = depth < 8 && pick(4) > 0;
  if (Array.isArray(value) && value.length > 0 && inside) {
    const copy: Cbor[] = [...value];
    const at = pick(copy.length);
    const theirs = Array.isArray(other) ? (other[at] ?? null) : null;
    const how = pick(36);
    if (how === 0) copy.splice(at, 1);
    else if (how === 1) copy.splice(at, 0, theirs);
    else if (how === 2) copy.push(...Array.from({ length: pick(600) }, () => copy[at] as Cbor));
    else copy[at] = alter(copy[at] as Cbor, theirs, pick, depth + 1);
    return copy;
  }
  if (isMap(value) && inside) {
    const copy: Record<string, Cbor> = Object.assign(Object.create(null), value);
    const name = any(Object.keys(copy).concat(TEXTS.slice(0, 4)), pick);
    if (pick(6) === 0) delete copy[name];
    else
      copy[name] = alter(
        copy[name] ?? null,
        isMap(other) ? (other[name] ?? null) : null,
        pick,
        depth + 1,
      );
    return copy;
  }
  return strange(value, other, pick);
}

function strange(value: Cbor, other: Cbor, pick: Pick): Cbor {
  switch (pick(9)) {
    case 0:
      return other;
    case 1:
      return any(NUMBERS, pick);
    case 2:
      return any(TEXTS, pick);
    case 3:
      return noise(any(LENGTHS, pick), pick);
    case 4:
      return value instanceof Uint8Array ? turnBits(value, pick) : [value];
    case 5:
      return typeof value === 'string' ? mutateText(value, pick) : Object.create(null);
    case 6:
      return typeof value === 'number' ? value + any(NUMBERS, pick) : [[[[value]]]];
    default:
      return any<Cbor>([null, true, false, [], -1], pick);
  }
}

const isMap = (value: Cbor): value is Record<string, Cbor> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array);
