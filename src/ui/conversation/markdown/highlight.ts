import { common, createLowlight } from 'lowlight';

/** A stretch of code: plain, or of a kind. */
export type Span = string | { readonly class: string; readonly text: string };

const lowlight = createLowlight(common);

/** What the highlighter names, and how it is shown; all else is plain. */
const CLASSES: Readonly<Record<string, string>> = {
  'hljs-keyword': 'code-keyword',
  'hljs-built_in': 'code-keyword',
  'hljs-literal': 'code-keyword',
  'hljs-selector-tag': 'code-keyword',
  'hljs-string': 'code-string',
  'hljs-regexp': 'code-string',
  'hljs-addition': 'code-string',
  'hljs-number': 'code-number',
  'hljs-attr': 'code-number',
  'hljs-attribute': 'code-number',
  'hljs-title': 'code-title',
  'hljs-name': 'code-title',
  'hljs-section': 'code-title',
  'hljs-type': 'code-title',
  'hljs-comment': 'code-comment',
  'hljs-quote': 'code-comment',
  'hljs-meta': 'code-comment',
  'hljs-deletion': 'code-deletion',
};

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly Node[];
}

/** Code in spans; null for a language that is not known. */
export function highlight(text: string, language: string): Span[] | null {
  if (!lowlight.registered(language)) return null;
  const spans: Span[] = [];
  const walk = (node: Node, outer: string): void => {
    const names = Array.isArray(node.properties?.className) ? node.properties.className : [];
    const own = names.map((name) => CLASSES[String(name)]).find((it) => it !== undefined);
    const shown = own ?? outer;
    if (node.value !== undefined) {
      spans.push(shown === '' ? node.value : { class: shown, text: node.value });
    }
    for (const child of node.children ?? []) walk(child, shown);
  };
  walk(lowlight.highlight(language, text) as Node, '');
  return spans;
}
