import type { Message } from '../../../messenger/messenger.ts';
import type { Mention } from '../../../model/payload.ts';
import { loadOnce } from '../../loadOnce.ts';
import { listText } from '../../text/time.ts';
import type { Inline } from './names.ts';
import type { Block } from './parse.ts';

type Parser = typeof import('./parse.ts');

let parser: Parser | null = null;

const load = loadOnce(async () => {
  parser = await import('./parse.ts');
});

/**
 * Loads what reads Markdown; resolves when it is here, or cannot be loaded: then texts are shown as
 * they were typed. Asked again, it tries again.
 */
export const loadMarkdown = (): Promise<void> => load().catch(console.error);

/** Reads a text, once what reads it is loaded. */
export function parse(text: string, mentions: readonly Mention[]): readonly Block[] {
  if (parser) return parser.parse(text, mentions);
  return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
}

/** A text on one line, without its marks: for where it is only quoted. */
export const wordsIn = (text: string): string => parse(text, []).map(blockWords).join(' ');

/** Files by their names. */
export const namesOf = (files: readonly { readonly name: string }[]): string =>
  listText(files.map(({ name }) => name));

/** A message on one line: its words, or else what it carries. */
export const gistOf = (it: Pick<Message, 'text' | 'files'>): string =>
  wordsIn(it.text) || namesOf(it.files);

function blockWords(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inlineWords(block.content);
    case 'quote':
      return block.content.map(blockWords).join(' ');
    case 'list':
      return block.items.map(({ content }) => content.map(blockWords).join(' ')).join(', ');
    case 'code':
      return block.text;
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(inlineWords).join(' ')).join(', ');
    case 'rule':
      return '';
  }
}

const inlineWords = (content: readonly Inline[]): string =>
  content.map((it) => ('text' in it ? it.text : inlineWords(it.content))).join('');
