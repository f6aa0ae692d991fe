const urls = new WeakMap<Uint8Array, string>();
const left = new FinalizationRegistry<string>((url) => URL.revokeObjectURL(url));

/** An address of a picture's bytes, the same as long as anybody holds them. */
export function faceUrl(bytes: Uint8Array): string {
  const known = urls.get(bytes);
  if (known) return known;
  // Neither kind can hold a script, and browsers look at the bytes, not at the type.
  const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/webp';
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  urls.set(bytes, url);
  left.register(bytes, url);
  return url;
}
