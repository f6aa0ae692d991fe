import {
  Marked,
  type MarkedExtension,
  type Token,
  type TokenizerAndRendererExtension,
  type Tokens,
} from 'marked';
import type { Mention } from '../../../model/payload.ts';
import { addressAt, hrefOf } from '../linkify.ts';
import { type Inline, joinTexts, namesIn } from './names.ts';

/**
 * Markdown as people know it from other messengers, as a tree that knows nothing but what may be
 * shown: no HTML, no images from elsewhere, no address that a browser would run. Read by `marked`,
 * with what surprises people in a chat turned off.
 */
export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[]; readonly strong?: boolean }
  | { readonly kind: 'quote'; readonly content: readonly Block[] }
  | {
      readonly kind: 'list';
      /** The number of the first item; null for a list without numbers. */
      readonly start: number | null;
      readonly items: readonly Item[];
    }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | {
      readonly kind: 'table';
      readonly align: readonly ('left' | 'right' | 'center' | null)[];
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

export interface Item {
  readonly content: readonly Block[];
  /** Of a list of tasks: whether it is done. */
  readonly done: boolean | null;
}

/** Blocks and spans in each other, deeper than which only their source is shown. */
const MAX_NESTING = 16;

/** Without any of these a text is itself. */
const MARKS =
  /[*_~`#>|[\]<\\@&]|^[ \t]{0,99}(?:[-+]|\d{1,9}[.)])\s|https?:|www\.|mailto:|\n\n|---/imu;

/**
 * Quotes and lists in each other deeper than are shown, on one line that is no rule, and spaces by the
 * thousand: they take long and mean nothing.
 */
const SENSELESS =
  /^(?!(?:-[ \t]*)+$|(?:\*[ \t]*)+$)(?:[ \t]{0,3}(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){17}|[ \t]{1000}/m;

/** More marks of emphasis than any text needs: what they could mean takes their square to find out. */
const MOST_MARKS = 3_000;

const isSenseless = (text: string): boolean =>
  SENSELESS.test(text) || (text.match(/[*_]/g)?.length ?? 0) > MOST_MARKS;

const nothing = (): undefined => undefined;

const options: MarkedExtension = {
  gfm: true,
  breaks: true,
  tokenizer: {
    // Indented and underlined text is text, and what stands in angle brackets is no HTML.
    code: nothing,
    lheading: nothing,
    def: nothing,
    html: nothing,
    tag: nothing,
    // Addresses are found below, by stricter rules.
    url: nothing,
  },
};

/** Characters that are searched for the next address at once: all of them at each step would take too long. */
const AHEAD = 500;

const ADDRESS = /(?<![\p{L}\p{N}_])(?:https?:\/\/|www\.|mailto:)/iu;

const address: TokenizerAndRendererExtension = {
  name: 'address',
  level: 'inline',
  start: (source) =>
    ADDRESS.exec(source.slice(0, AHEAD))?.index ?? (source.length > AHEAD ? AHEAD - 8 : undefined),
  tokenizer(source) {
    const found = this.lexer.state.inLink ? null : addressAt(source);
    return found ? { type: 'address', raw: found.text, href: found.href } : undefined;
  },
};

const plain = new Marked(options);
/** Looks for addresses at each step, which only pays where there are some. */
const addressed = new Marked(options, { extensions: [address] });

/** Reads a text; it never fails. */
export function parse(text: string, mentions: readonly Mention[]): readonly Block[] {
  if (isSenseless(text) || !MARKS.test(text))
    return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
  try {
    const marked = ADDRESS.test(text) ? addressed : plain;
    return blocksOf(marked.lexer(text), { mentions, depth: 0 });
  } catch (error) {
    // Thousands of marks in each other exhaust its stack.
    if (!(error instanceof RangeError)) throw error;
    return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
  }
}

interface Context {
  readonly mentions: readonly Mention[];
  readonly depth: number;
}

const deeper = (context: Context): Context => ({ ...context, depth: context.depth + 1 });

function blocksOf(tokens: readonly Token[], context: Context): Block[] {
  return tokens.flatMap((token) => blockOf(token, context));
}

function blockOf(token: Token, context: Context): Block[] {
  if (context.depth > MAX_NESTING) return asItStands(token.raw, context);
  switch (token.type) {
    case 'space':
      return [];
    case 'hr':
      return [{ kind: 'rule' }];
    case 'code': {
      const { text, lang = '' } = token as Tokens.Code;
      return [{ kind: 'code', text, language: /^[\w+#-]{1,20}/.exec(lang)?.[0] ?? '' }];
    }
    case 'blockquote':
      return [{ kind: 'quote', content: blocksOf(childrenOf(token), deeper(context)) }];
    case 'list':
      return [listOf(token as Tokens.List, deeper(context))];
    case 'table':
      return [tableOf(token as Tokens.Table, context)];
    case 'heading':
      return [{ kind: 'paragraph', content: inlinesOf(childrenOf(token), context), strong: true }];
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', content: inlinesOf(childrenOf(token), context) }];
    default:
      return asItStands(token.raw, context);
  }
}

const asItStands = (text: string, { mentions }: Context): Block[] => [
  { kind: 'paragraph', content: namesIn(text, mentions) },
];

function listOf({ ordered, start, items }: Tokens.List, context: Context): Block {
  return {
    kind: 'list',
    start: ordered && typeof start === 'number' ? start : null,
    items: items.map((item) => ({
      content: blocksOf(
        item.tokens.filter(({ type }) => type !== 'checkbox'),
        context,
      ),
      done: item.task ? (item.checked ?? false) : null,
    })),
  };
}

function tableOf({ align, header, rows }: Tokens.Table, context: Context): Block {
  const cell = ({ tokens }: Tokens.TableCell) => inlinesOf(tokens, context);
  return { kind: 'table', align, head: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

/** What stands in a token; its text where it is a leaf. */
const childrenOf = (token: Token): readonly Token[] => {
  const { tokens, raw } = token as Tokens.Generic;
  return tokens ?? [{ type: 'text', raw, text: raw }];
};

function inlinesOf(tokens: readonly Token[], context: Context): Inline[] {
  const found = tokens.flatMap((token) => inlineOf(token, context));
  return joinTexts(found).flatMap((it) =>
    it.kind === 'text' ? namesIn(it.text, context.mentions) : [it],
  );
}

function inlineOf(token: Token, context: Context): Inline[] {
  const { raw, tokens, text } = token as Tokens.Generic;
  if (context.depth > MAX_NESTING) return [{ kind: 'text', text: raw }];
  const within = () => inlinesOf(tokens ?? [], deeper(context));
  switch (token.type) {
    case 'strong':
      return [{ kind: 'strong', content: within() }];
    case 'em':
      return [{ kind: 'emphasis', content: within() }];
    case 'del':
      return [{ kind: 'strike', content: within() }];
    case 'codespan':
      return [{ kind: 'code', text }];
    case 'br':
      return [{ kind: 'text', text: '\n' }];
    case 'escape':
      return [{ kind: 'text', text }];
    case 'address':
      return [{ kind: 'link', href: (token as Tokens.Generic).href, content: texts(raw) }];
    case 'link':
    case 'image':
      return linkOf(token as Tokens.Link, within);
    case 'text':
      return tokens ? within() : [{ kind: 'text', text: raw }];
    default:
      return [{ kind: 'text', text: raw }];
  }
}

const texts = (text: string): Inline[] => [{ kind: 'text', text }];

/** A picture from elsewhere would tell where it is shown: it becomes a link, like any other. */
function linkOf({ type, raw, text, href }: Tokens.Link, within: () => Inline[]): Inline[] {
  const safe = hrefOf(href);
  if (safe === null) return texts(raw);
  const content = type === ('image' as string) ? texts(text || href) : within();
  return [{ kind: 'link', href: safe, content: content.length > 0 ? content : texts(href) }];
}
