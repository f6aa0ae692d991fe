import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { MemberId } from '../../../../src/model/ids.ts';
import type { Mention } from '../../../../src/model/payload.ts';
import type { Inline } from '../../../../src/ui/conversation/markdown/names.ts';
import { type Block, parse } from '../../../../src/ui/conversation/markdown/parse.ts';

const MARK = { strong: '**', emphasis: '_', strike: '~~' } as const;

/** A tree in short: what a test compares. */
const inline = (it: Inline): string => {
  switch (it.kind) {
    case 'text':
      return it.text;
    case 'code':
      return `<code ${it.text}>`;
    case 'link':
      return `<${it.href} ${it.content.map(inline).join('')}>`;
    case 'mention':
      return `<@${it.who} ${it.text}>`;
    case 'channel':
      return `<#${it.name}>`;
    default:
      return MARK[it.kind] + it.content.map(inline).join('') + MARK[it.kind];
  }
};
const block = (it: Block): string => {
  switch (it.kind) {
    case 'paragraph':
      return `${it.strong ? 'h ' : ''}${it.content.map(inline).join('')}`;
    case 'quote':
      return `> (${it.content.map(block).join(' | ')})`;
    case 'list':
      return it.items
        .map((item, i) => {
          const mark = it.start === null ? '-' : `${it.start + i}.`;
          const done = item.done === null ? '' : item.done ? ' [x]' : ' [ ]';
          return `${mark}${done} ${item.content.map(block).join(' | ')}`;
        })
        .join('; ');
    case 'code':
      return `code(${it.language}) ${it.text}`;
    case 'table':
      return [it.head, ...it.rows]
        .map((row) => row.map((cell) => cell.map(inline).join('')).join(','))
        .join('/');
    case 'rule':
      return '---';
  }
};
const read = (text: string, mentions: readonly Mention[] = []) => parse(text, mentions).map(block);

test.each([
  ['plain words, (brackets) and 3 * 4', ['plain words, (brackets) and 3 * 4']],
  ['**bold** *italic* _italic_ ~~gone~~', ['**bold** _italic_ _italic_ ~~gone~~']],
  ['***both***', ['_**both**_']],
  ['snake_case_name', ['snake_case_name']],
  ['`a * b` and ``c ` d``', ['<code a * b> and <code c ` d>']],
  ['one\ntwo', ['one\ntwo']],
  ['one\n\ntwo', ['one', 'two']],
  ['```ts\nconst a = 1 < 2;\n\nb\n```', ['code(ts) const a = 1 < 2;\n\nb']],
  ['text\n```\nx\n```\nmore', ['text', 'code() x', 'more']],
  ['- a\n- b\n  - c', ['- a; - b | - c']],
  ['3. a\n4. b', ['3. a; 4. b']],
  ['- [x] a\n- [ ] b', ['- [x] a; - [ ] b']],
  ['> said\n> more\n\nanswer', ['> (said\nmore)', 'answer']],
  ['a | b\n--|--\n1 | **2**', ['a,b/1,**2**']],
  ['# Title', ['h Title']],
  ['---', ['---']],
  ['title\n---', ['title', '---']],
  ['a\n\n    four spaces *x*', ['a', '    four spaces _x_']],
  ['1 &lt; 2 & 3', ['1 &lt; 2 & 3']],
  ['\\*not italic\\*', ['*not italic*']],
  ['C:\\dir\\*.txt', ['C:\\dir*.txt']],
])('%j', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

describe('addresses', () => {
  test.each([
    [
      'see https://a.example/_b_c_d_?e=*f*g now',
      'see <https://a.example/_b_c_d_?e=*f*g https://a.example/_b_c_d_?e=*f*g> now',
    ],
    ['**https://a.example**', '**<https://a.example/ https://a.example>**'],
    ['[words](https://a.example/b)', '<https://a.example/b words>'],
    ['<https://a.example>', '<https://a.example/ https://a.example>'],
    ['![picture](https://a.example/b.png)', '<https://a.example/b.png picture>'],
    ['[a **b**](https://a.example)', '<https://a.example/ a **b**>'],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](https://bank.example@evil.example)',
    '![x](javascript:alert(1))',
    '<javascript:xalert(1)>',
    '[x](&#106;avascript:alert(1))',
  ])('that are not safe stay text: %s', (text) => {
    expect(JSON.stringify(parse(text, []))).not.toContain('"href"');
    expect(read(text).join('')).toContain('x');
  });

  it('keeps reference definitions, which would vanish', () => {
    expect(read('[a]: https://a.example').join('')).toContain('[a]:');
  });
});

describe('HTML is text', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<style>*{display:none}</style>',
    'a <b>c</b> d',
    '<!-- c -->',
    '<div>\n\n*x*\n\n</div>',
  ])('%s', (text) => {
    const shown = read(text).join('\n\n');
    expect(shown.replaceAll('_', '*')).toBe(text);
  });
});

describe('names', () => {
  const ana = { member: 'ana' as MemberId, name: 'Ana' };
  const maria = { member: 'maria' as MemberId, name: 'Ana María' };

  it('are found where the message mentions them, and nowhere else', () => {
    expect(read('@Ana María, @Ana and @Ben: **@Ana** `@Ana`', [ana, maria])).toEqual([
      '<@maria @Ana María>, <@ana @Ana> and @Ben: **<@ana @Ana>** <code @Ana>',
    ]);
    expect(read('@Anabel x@Ana', [ana])).toEqual(['@Anabel x@Ana']);
    expect(read('@here and @channel', ['here'])).toEqual(['<@here @here> and @channel']);
  });

  it('of channels are found by their sign', () => {
    expect(read('see #design, and #Office-Move. Not a#b or #')).toEqual([
      'see <#design>, and <#office-move>. Not a#b or #',
    ]);
  });
});

const cases: Record<string, string> = {
  'opening brackets': '['.repeat(16_000),
  'unclosed links': '[a]('.repeat(4_000),
  'stars and letters': '*a'.repeat(8_000),
  underscores: '_'.repeat(16_000),
  ticks: '`a``'.repeat(4_000),
  quotes: '>'.repeat(16_000),
  'a long rule': '- '.repeat(8_000),
  'lists in lists': `${'- '.repeat(7_999)}x`,
  'numbered lists in quotes': `${'> 1. '.repeat(3_199)}x`,
  tags: '<a '.repeat(5_333),
  'emphasis in emphasis': '*a _b '.repeat(2_666),
  addresses: 'http://a.b/('.repeat(1_300),
  'addresses and stars': `http://a.b ${'*a'.repeat(7_900)}`,
  channels: '#a '.repeat(5_333),
  spaces: `${' '.repeat(15_998)}*x`,
  'one line': 'a*'.repeat(8_000),
  tables: `${'|a'.repeat(4_000)}\n${'|-'.repeat(4_000)}`,
};
test.each(Object.entries(cases))('hostile text is read in good time: %s', (_, text) => {
  const begin = performance.now();
  parse(text, []);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

test('500 mentions are read in good time', () => {
  const people = Array.from({ length: 100 }, (_, i) => ({
    member: `${i}` as MemberId,
    name: `Person ${i}`,
  }));
  const text = Array.from({ length: 500 }, (_, i) => `@Person ${i}`).join(' *x* ');
  const begin = performance.now();
  expect(JSON.stringify(parse(text, people)).match(/"mention"/g)?.length).toBe(100);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

it('reads anything', () => {
  const marks = fc.constantFrom(...'*_~`#>|[]()<\\@&-+.:1 \nab', '```', 'http://a.b');
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(marks, { maxLength: 80 }).map((it) => it.join('')),
  );
  fc.assert(
    fc.property(text, (it) => {
      for (const { kind } of parse(it, ['here'])) expect(kind).toBeTypeOf('string');
    }),
    { numRuns: 500 },
  );
});
