import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkify } from '../../../src/ui/conversation/linkify.ts';

const links = (text: string): (string | null)[][] =>
  linkify(text)
    .filter((piece) => piece.href !== null)
    .map((piece) => [piece.text, piece.href]);

test.each([
  ['see https://a.example/b?c=d#e now', 'https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
  ['(https://a.example/x)', 'https://a.example/x', 'https://a.example/x'],
  ['https://a.example/x_(y).', 'https://a.example/x_(y)', 'https://a.example/x_(y)'],
  ['“http://a.example”', 'http://a.example', 'http://a.example/'],
  ['www.a.example/x, and', 'www.a.example/x', 'https://www.a.example/x'],
  ['mailto:ann@a.example!', 'mailto:ann@a.example', 'mailto:ann@a.example'],
  ['HTTPS://A.example', 'HTTPS://A.example', 'https://a.example/'],
  ['https://例え.example/道', 'https://例え.example/道', 'https://xn--r8jz45g.example/%E9%81%93'],
])('%s', (text, shown, href) => {
  expect(links(text)).toEqual([[shown, href]]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://a.example',
  'file:///etc/passwd',
  'xhttps://a.example',
  'https://',
  'https://bank.example@evil.example/',
  'mailto:nobody',
])('%s is no link', (text) => {
  expect(links(text)).toEqual([]);
});

test('an address ends where a mark turns the direction of what follows', () => {
  expect(links('https://a.example/\u202Egpj.exe')).toEqual([
    ['https://a.example/', 'https://a.example/'],
  ]);
});

test('the pieces joined are the text, and only safe schemes are linked', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'https://',
      'www.',
      'mailto:',
      'http://a.b',
      ')',
      '(',
      '.',
      ' ',
      '\n',
      '@',
      '\u202E',
    ),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      const pieces = linkify(text);
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      for (const { href } of pieces) if (href) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
    }),
    { numRuns: 2_000 },
  );
});

test('a text of the greatest length costs little, whatever is in it', () => {
  for (const unit of ['(', ')', 'https://', 'www.', 'https://a.example/((((((.', '.']) {
    const text = unit.repeat(Math.floor(16_000 / unit.length));
    const start = performance.now();
    linkify(text);
    linkify(`https://a.example/${text}`.slice(0, 16_000));
    expect(performance.now() - start).toBeLessThan(250);
  }
});
