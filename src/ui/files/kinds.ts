/** What a file is to a person who looks at it; decided by its media type, never by its content. */
export type Kind = 'picture' | 'film' | 'sound' | 'text' | 'other';

/** Formats that browsers decode without running anything: no SVG, no HTML. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;
const FILMS = /^video\/(?:mp4|webm|ogg|quicktime)$/;
const SOUNDS = /^audio\/(?:mpeg|mp4|aac|ogg|webm|wav|x-wav|flac|x-flac)$/;
/** Shown as plain characters, so that markup among them is only read. */
const TEXTS = /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|javascript|sql)$|image\/svg\+xml$)/;
const TEXT_ENDINGS =
  /\.(?:txt|md|log|csv|tsv|json|ya?ml|toml|ini|xml|html?|css|[jt]sx?|py|sh|sql)$/i;
/** What a browser would run if it were opened as what it says it is. */
const ACTIVE = /html|xml|svg|script|pdf/;

interface Named {
  readonly name: string;
  readonly type: string;
}

export function kindOf({ name, type }: Named): Kind {
  if (PICTURES.test(type)) return 'picture';
  if (FILMS.test(type)) return 'film';
  if (SOUNDS.test(type)) return 'sound';
  return TEXTS.test(type) || TEXT_ENDINGS.test(name) ? 'text' : 'other';
}

/** The type under which a file is given to the browser: never one that it would run. */
export const harmlessType = (type: string): string =>
  ACTIVE.test(type) ? 'application/octet-stream' : type;
