import type { Prepare } from '../../files/prepared.ts';
import { ConfabError } from '../../model/errors.ts';
import { MAX_FACE } from '../../wire/limits.ts';

/** Pixels of a side: enough for the largest place, four times over. */
const SIDE = 160;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];

/**
 * The middle of a picture as a small square one, without what the file said of place and camera.
 * Rejects with `malformed` for what is no picture that can be decoded within bounds.
 */
export async function makeFace(file: Blob, prepare: Prepare): Promise<Uint8Array> {
  const { file: cleaned, picture } = await prepare(file);
  if (!picture) throw new ConfabError('malformed', `no picture: ${file.type || 'unknown type'}`);
  const side = Math.min(picture.width, picture.height);
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  const bitmap = await createImageBitmap(cleaned, left, top, side, side, {
    resizeWidth: SIDE,
    resizeHeight: SIDE,
    resizeQuality: 'high',
  });
  try {
    return await written(bitmap);
  } finally {
    bitmap.close();
  }
}

async function written(bitmap: ImageBitmap): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  for (const quality of QUALITIES) {
    const webp = await canvas.convertToBlob({ type: 'image/webp', quality });
    // A browser that writes no WebP gives a PNG.
    const blob =
      webp.type === 'image/webp'
        ? webp
        : await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (blob.size <= MAX_FACE) return new Uint8Array(await blob.arrayBuffer());
  }
  throw new ConfabError('malformed', 'a picture that does not become small');
}
