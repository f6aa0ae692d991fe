/** Pixels of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * How large a JPEG or a still WebP says it is, read from its head without decoding it; null for
 * anything else. So a few bytes that would unfold to a wall of pixels are known before they do.
 * Sources: ITU T.81 annex B, and Google's WebP container specification.
 */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint16(0) === 0xffd8) return jpegSize(view);
    if (isText(view, 0, 'RIFF') && isText(view, 8, 'WEBP')) return webpSize(view);
  } catch (error) {
    // It ends before it says its size.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function isText(view: DataView, at: number, text: string): boolean {
  return [...text].every((letter, i) => view.getUint8(at + i) === letter.charCodeAt(0));
}

function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // The picture itself begins, or ends, before any frame said its size.
    if (marker === 0xda || marker === 0xd9) return null;
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
}

/** Bit of a VP8X head that says that it moves. */
const ANIMATED = 0x02;

function webpSize(view: DataView): PictureSize | null {
  if (isText(view, 12, 'VP8X')) {
    if (view.getUint8(20) & ANIMATED) return null;
    return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  }
  if (isText(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (!isText(view, 12, 'VP8 ')) return null;
  return {
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
  };
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
