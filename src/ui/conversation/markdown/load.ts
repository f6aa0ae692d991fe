import type { Mention } from '../../../model/payload.ts';
import type { Block } from './parse.ts';

type Parser = typeof import('./parse.ts');

let parser: Parser | null = null;
let loading: Promise<void> | null = null;

/**
 * Loads what reads Markdown; resolves when it is here, or cannot be loaded: then texts are shown as
 * they were typed. Asked again, it tries again.
 */
export function loadMarkdown(): Promise<void> {
  loading ??= import('./parse.ts').then(
    (loaded) => {
      parser = loaded;
    },
    (error: unknown) => {
      console.error(error);
      loading = null;
    },
  );
  return loading;
}

/** Reads a text, once what reads it is loaded. */
export function parse(text: string, mentions: readonly Mention[]): readonly Block[] {
  if (parser) return parser.parse(text, mentions);
  return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
}
