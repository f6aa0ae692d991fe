/**
 * Takes out of a picture what says where, when and with what it was made: Exif, XMP, IPTC and comments.
 * The picture itself is not touched: what is kept are ranges of the file, so that nothing of it is
 * decoded, encoded again or held in memory.
 *
 * Sources: ITU-T T.81 (JPEG), CIPA DC-008 (Exif), W3C PNG (third edition), RFC 9649 (WebP).
 */

/** A file that is read piece by piece. */
export interface ReadableBytes {
  /** Bytes. */
  readonly size: number;
  /** The bytes of `from` up to, not including, `to`. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A range of the file, or bytes in place of what was there. */
export type Part = { readonly from: number; readonly to: number } | Uint8Array;

/**
 * What is left of a picture without its metadata, in order; null where the file is none of the kinds
 * that are known here, or is damaged: then nothing may be promised about it.
 */
export async function withoutMetadata(file: ReadableBytes): Promise<Part[] | null> {
  const start = await file.read(0, Math.min(file.size, 12));
  if (start[0] === 0xff && start[1] === 0xd8) return ofJpeg(file);
  if (PNG.every((byte, index) => start[index] === byte)) return ofPng(file);
  if (ascii(start, 0, 4) === 'RIFF' && ascii(start, 8, 12) === 'WEBP') return ofWebp(file);
  return null;
}

/** Ranges that follow each other become one. */
class Kept {
  readonly parts: Part[] = [];

  range(from: number, to: number): void {
    const last = this.parts.at(-1);
    if (last && !(last instanceof Uint8Array) && last.to === from)
      this.parts[this.parts.length - 1] = { from: last.from, to };
    else this.parts.push({ from, to });
  }

  bytes(bytes: Uint8Array): void {
    this.parts.push(bytes);
  }
}

const EOI = 0xd9;
const SOS = 0xda;
const EXIF = 0xe1;
/** JFIF, colour profiles and Adobe's colour transform: without them a picture looks otherwise. */
const KEPT_APPS: ReadonlySet<number> = new Set([0xe0, 0xe2, 0xee]);

const isRemark = (marker: number): boolean =>
  (marker >= 0xe0 && marker <= 0xef && !KEPT_APPS.has(marker)) || marker === 0xfe;

async function ofJpeg(file: ReadableBytes): Promise<Part[] | null> {
  const kept = new Kept();
  kept.range(0, 2);
  let at = 2;
  for (;;) {
    const head = await file.read(at, Math.min(file.size, at + 10));
    const marker = head[1];
    if (head[0] !== 0xff || marker === undefined) return null;
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // What stands behind the end is another picture or a film, with metadata of its own.
    if (marker === EOI) {
      kept.range(at, at + 2);
      return kept.parts;
    }
    const end = at + 2 + ((head[2] ?? 0) << 8) + (head[3] ?? 0);
    if (end < at + 4 || end > file.size) return null;
    const isIndex = marker === 0xe2 && ascii(head, 4, 8) === 'MPF\0';
    if (!isRemark(marker) && !isIndex) kept.range(at, end);
    else if (marker === EXIF) {
      const turned = orientation(await file.read(at + 4, end));
      if (turned !== 1) kept.bytes(onlyOrientation(turned));
    }
    at = end;
    if (marker === SOS) {
      const scanned = await endOfScan(file, at);
      if (scanned === null) return null;
      kept.range(at, scanned);
      at = scanned;
    }
  }
}

const SCAN = 256 * 1024;

/** Where the marker stands that ends the coded data from `at` on; null when the file ends before. */
async function endOfScan(file: ReadableBytes, at: number): Promise<number | null> {
  for (let from = at; from < file.size; from += SCAN - 1) {
    const bytes = await file.read(from, Math.min(file.size, from + SCAN));
    for (let index = bytes.indexOf(0xff); index >= 0; index = bytes.indexOf(0xff, index + 1)) {
      const next = bytes[index + 1];
      const isMarker = next !== undefined && next !== 0 && next !== 0xff && (next & 0xf8) !== 0xd0;
      if (isMarker) return from + index;
    }
  }
  return null;
}

/** How the picture is to be turned, 1 to 8; 1 where it does not say. `segment` is an APP1's content. */
function orientation(segment: Uint8Array): number {
  if (ascii(segment, 0, 6) !== 'Exif\0\0' || segment.length < 14) return 1;
  const view = new DataView(segment.buffer, segment.byteOffset + 6, segment.length - 6);
  const little = view.getUint16(0) === 0x4949;
  const first = view.getUint32(4, little);
  if (first + 2 > view.byteLength) return 1;
  const count = view.getUint16(first, little);
  for (let index = 0; index < count; index++) {
    const entry = first + 2 + index * 12;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An APP1 segment that says nothing but how the picture is to be turned. */
function onlyOrientation(value: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1];
  const content = [...tiff, 0, value, 0, 0, 0, 0, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...content];
  return Uint8Array.from([0xff, EXIF, 0, exif.length + 2, ...exif]);
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_REMARKS: ReadonlySet<string> = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

async function ofPng(file: ReadableBytes): Promise<Part[] | null> {
  const kept = new Kept();
  kept.range(0, PNG.length);
  for (let at = PNG.length; ; ) {
    const head = await file.read(at, Math.min(file.size, at + 8));
    if (head.length < 8) return null;
    const end = at + 12 + uint32(head, 0, false);
    if (end > file.size) return null;
    const type = ascii(head, 4, 8);
    if (!PNG_REMARKS.has(type)) kept.range(at, end);
    if (type === 'IEND') return kept.parts;
    at = end;
  }
}

/** Bits of VP8X that say there is Exif (8) or XMP (4). */
const WEBP_REMARKS = 0x0c;

async function ofWebp(file: ReadableBytes): Promise<Part[] | null> {
  const head = await file.read(0, 12);
  const end = 8 + uint32(head, 4, true);
  if (end > file.size) return null;
  const kept = new Kept();
  let size = 4;
  for (let at = 12; at < end; ) {
    const chunk = await file.read(at, Math.min(file.size, at + 9));
    if (chunk.length < 8) return null;
    const length = uint32(chunk, 4, true);
    // Chunks are padded to even lengths.
    const next = at + 8 + length + (length % 2);
    if (next > end) return null;
    const type = ascii(chunk, 0, 4);
    if (type === 'VP8X' && chunk.length === 9) {
      kept.bytes(chunk.with(8, (chunk[8] ?? 0) & ~WEBP_REMARKS));
      kept.range(at + 9, next);
    } else if (type !== 'EXIF' && type !== 'XMP ') kept.range(at, next);
    if (type !== 'EXIF' && type !== 'XMP ') size += next - at;
    at = next;
  }
  const riff = head.slice();
  new DataView(riff.buffer).setUint32(4, size, true);
  return [riff, ...kept.parts];
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const uint32 = (bytes: Uint8Array, at: number, little: boolean): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, little);
