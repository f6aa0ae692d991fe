import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/** An address for bytes that are at hand, for as long as its owner lives; null for none. */
export function createAddress(blob: Accessor<Blob | null>): Accessor<string | null> {
  const [address, setAddress] = createSignal<string | null>(null);
  createEffect(() => {
    const now = blob();
    const made = now && URL.createObjectURL(now);
    setAddress(made);
    onCleanup(() => {
      if (made) URL.revokeObjectURL(made);
    });
  });
  return address;
}

/** A preview's bytes as a picture; a browser finds out its format by itself. */
export const asPicture = (bytes: Uint8Array | null): Blob | null =>
  bytes && new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/webp' });
