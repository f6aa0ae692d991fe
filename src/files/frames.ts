import { ConfabError } from '../model/errors.ts';
import { type ConversationId, type FileId, isId16, isId32, type OfficeId } from '../model/ids.ts';
import { type Cbor, decode, encode, inWords } from '../wire/cbor.ts';
import { MAX_CHUNK, MAX_FILE_CHUNKS, MAX_FILE_FRAME, MAX_WANTED } from '../wire/limits.ts';

/**
 * The frames of `/confab/file/1` (SPEC J6 to J12): canonical CBOR arrays `[code, …]` of at most
 * MAX_FILE_FRAME bytes. Who opened the stream asks, the other side answers.
 */

/** Version of the protocol that this code speaks. */
export const FILE_VERSION = 1;
/** Places of the largest file: its chunks, and its manifest's. */
export const MAX_PLACES = MAX_FILE_CHUNKS + 16;

const REFUSALS = [
  'unknown-file', // not here, or not for who asks: which of them is not said
  'unknown-office',
  'not-kept', // the relay keeps no files, or none so large
  'quota', // the relay has taken as much as this device may bring for now
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Which places of a file are held: bit i of byte floor(i / 8) for place i. `all` where none lacks. */
export type Held = 'all' | Uint8Array;

export type FileFrame =
  | { readonly kind: 'hello'; readonly version: number; readonly office: OfficeId }
  /** What is there of a file? */
  | { readonly kind: 'ask'; readonly file: FileId }
  /** `until`: Unix time in milliseconds at which a cache lets go of it; 0: never. */
  | { readonly kind: 'has'; readonly file: FileId; readonly held: Held; readonly until: number }
  | { readonly kind: 'want'; readonly file: FileId; readonly places: readonly number[] }
  /** A chunk that was wanted or offered; null: it is not here after all. */
  | {
      readonly kind: 'chunk';
      readonly file: FileId;
      readonly place: number;
      readonly bytes: Uint8Array<ArrayBuffer> | null;
    }
  /** What was wanted of the file and has not been sent is not wanted any more. */
  | { readonly kind: 'cancel'; readonly file: FileId }
  | { readonly kind: 'refuse'; readonly file: FileId | null; readonly why: Refusal }
  /** To a relay: this device has a file of so many places, for those who take part in a conversation. */
  | {
      readonly kind: 'offer';
      readonly file: FileId;
      readonly conversation: ConversationId;
      readonly places: number;
    }
  /** By a relay: this chunk is durable. */
  | { readonly kind: 'kept'; readonly file: FileId; readonly place: number }
  /** To a relay: the file's message was deleted. */
  | { readonly kind: 'forget'; readonly file: FileId }
  /** By a relay: it has heard that, and let go of what that device may have it let go of. */
  | { readonly kind: 'forgotten'; readonly file: FileId };

const CODES = {
  hello: 0,
  ask: 1,
  has: 2,
  want: 3,
  chunk: 4,
  cancel: 5,
  refuse: 6,
  offer: 7,
  kept: 8,
  forget: 9,
  forgotten: 10,
} as const;

/** The bytes of a frame. */
export const encodeFileFrame = (frame: FileFrame): Uint8Array =>
  encode([CODES[frame.kind], ...fieldsOf(frame)]);

function fieldsOf(frame: FileFrame): Cbor[] {
  switch (frame.kind) {
    case 'hello':
      return [frame.version, frame.office];
    case 'ask':
    case 'cancel':
    case 'forget':
    case 'forgotten':
      return [frame.file];
    case 'has':
      return [frame.file, frame.held === 'all' ? true : frame.held, frame.until];
    case 'want':
      return [frame.file, frame.places];
    case 'chunk':
      return [frame.file, frame.place, frame.bytes];
    case 'refuse':
      return [frame.file, frame.why];
    case 'offer':
      return [frame.file, frame.conversation, frame.places];
    case 'kept':
      return [frame.file, frame.place];
  }
}

type Fields = readonly (Cbor | undefined)[];

const READERS: Readonly<Record<number, readonly [fields: number, (it: Fields) => FileFrame]>> = {
  [CODES.hello]: [
    2,
    ([version, office]) => ({
      kind: 'hello',
      version: integer(version, 0xffff, 'version'),
      office: id32(office) as string as OfficeId,
    }),
  ],
  [CODES.ask]: [1, ([file]) => ({ kind: 'ask', file: id32(file) })],
  [CODES.has]: [
    3,
    ([file, held, until]) => ({
      kind: 'has',
      file: id32(file),
      held: held === true ? 'all' : bytes(held, Math.ceil(MAX_PLACES / 8), 'places'),
      until: integer(until, Number.MAX_SAFE_INTEGER, 'until'),
    }),
  ],
  [CODES.want]: [
    2,
    ([file, places]) => ({ kind: 'want', file: id32(file), places: placesOf(places) }),
  ],
  [CODES.chunk]: [
    3,
    ([file, at, chunk]) => ({
      kind: 'chunk',
      file: id32(file),
      place: place(at),
      bytes: chunk === null ? null : bytes(chunk, MAX_CHUNK, 'chunk'),
    }),
  ],
  [CODES.cancel]: [1, ([file]) => ({ kind: 'cancel', file: id32(file) })],
  [CODES.refuse]: [
    2,
    ([file, why]) => ({
      kind: 'refuse',
      file: file === null ? null : id32(file),
      why: refusal(why),
    }),
  ],
  [CODES.offer]: [
    3,
    ([file, conversation, places]) => ({
      kind: 'offer',
      file: id32(file),
      conversation: id16(conversation),
      places: integer(places, MAX_PLACES, 'places'),
    }),
  ],
  [CODES.kept]: [2, ([file, at]) => ({ kind: 'kept', file: id32(file), place: place(at) })],
  [CODES.forget]: [1, ([file]) => ({ kind: 'forget', file: id32(file) })],
  [CODES.forgotten]: [1, ([file]) => ({ kind: 'forgotten', file: id32(file) })],
};

/** Reads a frame. Throws `malformed`, or `unsupported` for a code of a later version. */
export function decodeFileFrame(frame: Uint8Array): FileFrame {
  if (frame.length > MAX_FILE_FRAME) throw malformed(`${frame.length} bytes`);
  const value = decode(frame);
  if (!Array.isArray(value)) throw malformed('no array');
  const [code, ...fields] = value as Cbor[];
  const reader = typeof code === 'number' ? READERS[code] : undefined;
  if (!reader) throw new ConfabError('unsupported', `file frame code ${inWords(code)}`);
  const [count, read] = reader;
  if (fields.length !== count) throw malformed(`${fields.length} fields for code ${inWords(code)}`);
  return read(fields);
}

function id32(value: Cbor | undefined): FileId {
  if (typeof value !== 'string' || !isId32(value)) throw malformed('id');
  return value as FileId;
}

function id16(value: Cbor | undefined): ConversationId {
  if (typeof value !== 'string' || !isId16(value)) throw malformed('conversation');
  return value as ConversationId;
}

function integer(value: Cbor | undefined, most: number, what: string): number {
  if (typeof value !== 'number' || value < 0 || value > most) throw malformed(what);
  return value;
}

const place = (value: Cbor | undefined): number => integer(value, MAX_PLACES - 1, 'place');

function placesOf(value: Cbor | undefined): number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_WANTED) {
    throw malformed('places');
  }
  return value.map(place);
}

function bytes(value: Cbor | undefined, most: number, what: string): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array) || value.length > most) throw malformed(what);
  return value as Uint8Array<ArrayBuffer>;
}

function refusal(value: Cbor | undefined): Refusal {
  const known = REFUSALS.find((it) => it === value);
  if (!known) throw malformed('refusal');
  return known;
}

const malformed = (what: string): ConfabError =>
  new ConfabError('malformed', `file frame: ${what}`);
