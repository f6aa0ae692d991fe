import { imageSize } from 'image-size';
import { rgbaToThumbHash } from 'thumbhash';
import { type Part, withoutMetadata } from '../../files/metadata.ts';
import type { Picture, Prepared } from '../../files/prepared.ts';
import { MAX_THUMBNAIL } from '../../wire/limits.ts';

/** Pixels of a picture that is decoded: 4 bytes each. More is sent as a file without a preview. */
const MAX_PIXELS = 64_000_000;
/** Bytes at a file's beginning in which its size in pixels is looked for. */
const HEADER = 512 * 1024;
/** Pixels of the longer side: twice what a message shows, for sharp screens, is too many bytes. */
const THUMBNAIL = 360;
/** Pixels of the longer side, as ThumbHash wants it. */
const BLUR = 100;
const QUALITIES = [0.75, 0.55, 0.35, 0.2];

/** Takes metadata out of a picture and makes its preview. */
export async function preparePicture(file: Blob): Promise<Prepared> {
  const parts = await withoutMetadata({
    size: file.size,
    read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  });
  const cleaned = parts
    ? new Blob(
        parts.map((it) => written(file, it)),
        { type: file.type },
      )
    : file;
  return { file: cleaned, clean: parts !== null, picture: await pictureOf(cleaned) };
}

const written = (file: Blob, part: Part): BlobPart =>
  part instanceof Uint8Array ? (part as Uint8Array<ArrayBuffer>) : file.slice(part.from, part.to);

async function pictureOf(file: Blob): Promise<Picture | null> {
  if (!(await isBounded(file))) return null;
  let decoded: ImageBitmap;
  try {
    decoded = await createImageBitmap(file);
  } catch {
    // Not a picture to this browser: the file is sent all the same.
    return null;
  }
  try {
    const { width, height } = decoded;
    const thumbnail = await thumbnailOf(decoded);
    return { width, height, blur: blurOf(decoded), ...(thumbnail ? { thumbnail } : {}) };
  } finally {
    decoded.close();
  }
}

/** Whether it says of itself that it is small enough to be decoded: some kilobytes can be gigabytes of pixels. */
async function isBounded(file: Blob): Promise<boolean> {
  try {
    const header = new Uint8Array(await file.slice(0, HEADER).arrayBuffer());
    const { width, height, type } = imageSize(header);
    return type !== 'svg' && width * height <= MAX_PIXELS;
  } catch {
    return false;
  }
}

/** Draws it so that its longer side has at most `most` pixels. */
function drawn(picture: ImageBitmap, most: number): OffscreenCanvas {
  const scale = Math.min(1, most / Math.max(picture.width, picture.height));
  const size = (side: number): number => Math.max(1, Math.round(side * scale));
  const canvas = new OffscreenCanvas(size(picture.width), size(picture.height));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser draws nothing off the screen');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function thumbnailOf(picture: ImageBitmap): Promise<Uint8Array | null> {
  for (const side of [THUMBNAIL, THUMBNAIL / 2]) {
    const canvas = drawn(picture, side);
    for (const quality of QUALITIES) {
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      // A browser that writes no WebP gives a PNG, which is left out where it is too large.
      if (blob.size <= MAX_THUMBNAIL) return new Uint8Array(await blob.arrayBuffer());
    }
  }
  return null;
}

function blurOf(picture: ImageBitmap): Uint8Array {
  const canvas = drawn(picture, BLUR);
  const context = canvas.getContext('2d');
  const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  return rgbaToThumbHash(canvas.width, canvas.height, pixels);
}
