/** A file that a person chose, looked at before it is taken in. */
export interface Prepared {
  /** The file without metadata, or as it was where that is not known to be possible. */
  readonly file: Blob;
  /** Place, time and camera are known to be taken out. */
  readonly clean: boolean;
  /** Null for what is no picture that is decoded within bounds. */
  readonly picture: Picture | null;
}

/** What a picture's message carries of it. */
export interface Picture {
  /** Pixels, as it is shown: turned where it says so. */
  readonly width: number;
  readonly height: number;
  /** A ThumbHash: what is shown until there is more. About 25 bytes. */
  readonly blur: Uint8Array;
  /** A small WebP of at most MAX_THUMBNAIL bytes; absent where it could not be made so small. */
  readonly thumbnail?: Uint8Array;
}

/** Looks at a file in a worker. Rejects with `timeout`, and with `malformed` where decoding fails. */
export type Prepare = (file: Blob) => Promise<Prepared>;
