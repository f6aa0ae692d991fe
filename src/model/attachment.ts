import * as v from 'valibot';
import { toFileName, toMediaType } from './fileNames.ts';
import { type FileId, isId32 } from './ids.ts';
import { type PictureSize, pictureSize } from './picture.ts';

/** A file as a message carries it (SPEC M11). Names, types and sizes stand nowhere else. */
export interface FilePart {
  readonly id: FileId;
  /** 32 bytes: opens its chunks. */
  readonly key: Uint8Array;
  /** Safe to show, and to save under. */
  readonly name: string;
  /** A media type without parameters. */
  readonly type: string;
  /** Bytes, as its sender says. */
  readonly size: number;
  /** Of a picture or film that was measured. */
  readonly pixels?: PictureSize;
  /** A ThumbHash of at most MAX_BLUR bytes. */
  readonly blur?: Uint8Array;
  /** A JPEG or a still WebP, small in bytes and pixels. */
  readonly thumbnail?: Uint8Array;
}

/** Bounds of what is read; `wire/limits.ts` names them. */
export interface FileLimits {
  readonly files: number;
  /** Characters (UTF-16 units). */
  readonly fileName: number;
  /** Bytes. */
  readonly blur: number;
  readonly thumbnail: number;
  /** Pixels. */
  readonly thumbnailSide: number;
}

const KEY_BYTES = 32;
/** Pixels of a side that a face can lay out. */
const MOST_PIXELS = 1_000_000;

const bytes = v.custom<Uint8Array>((it) => it instanceof Uint8Array);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const more = v.object({
  width: v.optional(count),
  height: v.optional(count),
  blur: v.optional(bytes),
  thumbnail: v.optional(bytes),
});
const head = [
  v.string(),
  v.string(),
  count,
  v.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length === KEY_BYTES),
  v.custom<FileId>((it) => typeof it === 'string' && isId32(it)),
] as const;
/** Later fields join the map. */
export const wireFile = v.union([v.strictTuple(head), v.strictTuple([...head, more])]);
export type WireFile = v.InferOutput<typeof wireFile>;
type Fixed = readonly [name: string, type: string, size: number, key: Uint8Array, id: FileId];
/** The same as it is written. */
export type WrittenFile =
  | Fixed
  | readonly [...Fixed, { readonly [key: string]: number | Uint8Array }];

export function toWireFile({ id, key, name, type, size, ...rest }: FilePart): WrittenFile {
  const { pixels, blur, thumbnail } = rest;
  const map = {
    ...(pixels ? { width: pixels.width, height: pixels.height } : {}),
    ...(blur ? { blur } : {}),
    ...(thumbnail ? { thumbnail } : {}),
  };
  const fixed: Fixed = [name, type, size, key, id];
  return Object.keys(map).length === 0 ? fixed : [...fixed, map];
}

/** A file as its message says; what a preview may not be is left out of it. */
export function fromWireFile(wire: WireFile, most: FileLimits): FilePart {
  const [name, type, size, key, id, map = {}] = wire;
  const { width = 0, height = 0, blur, thumbnail } = map;
  const measured = width > 0 && height > 0 && Math.max(width, height) <= MOST_PIXELS;
  return {
    id,
    key,
    name: toFileName(name, most.fileName),
    type: toMediaType(type),
    size,
    ...(measured ? { pixels: { width, height } } : {}),
    ...(blur && blur.length <= most.blur ? { blur } : {}),
    ...(thumbnail && isThumbnail(thumbnail, most) ? { thumbnail } : {}),
  };
}

/** Whether it is a small picture, in bytes and in pixels, by what its own head says. */
export function isThumbnail(
  picture: Uint8Array,
  most: Pick<FileLimits, 'thumbnail' | 'thumbnailSide'>,
): boolean {
  if (picture.length > most.thumbnail) return false;
  const size = pictureSize(picture);
  if (!size || size.width === 0 || size.height === 0) return false;
  return Math.max(size.width, size.height) <= most.thumbnailSide;
}
