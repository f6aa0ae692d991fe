import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ANY_TYPE, toFileName, toMediaType } from '../../../src/model/fileNames.ts';
import { MAX_FILE_NAME } from '../../../src/wire/limits.ts';

const safe = (text: string) => toFileName(text, MAX_FILE_NAME);

test.each([
  ['report.pdf', 'report.pdf'],
  ['Straße – Büro 2.pdf', 'Straße – Büro 2.pdf'],
  ['الرسومات.pdf', 'الرسومات.pdf'],
  ['../../x', 'x'],
  ['/etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\evil.dll', 'evil.dll'],
  ['..', 'file'],
  ['', 'file'],
  ['...', 'file'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['com1.tar.gz', '_com1.tar.gz'],
  ['LPT²', '_LPT²'],
  ['console.log', 'console.log'],
  ['.bashrc', '_bashrc'],
  ['ends with dots...  ', 'ends with dots'],
  ['a\u0000b\nc.txt', 'abc.txt'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['a<b>:"c|d?*.txt', 'a_b___c_d__.txt'],
])('M11: %j is saved as %j', (given, name) => {
  expect(safe(given)).toBe(name);
});

test('M11: a long name keeps its ending', () => {
  const name = safe(`${'ä'.repeat(500)}.jpeg`);
  expect(name).toHaveLength(MAX_FILE_NAME);
  expect(name.endsWith('.jpeg')).toBe(true);
});

test('M11: whatever a name is made from, it is one name, not hidden, and stays as it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
      (text) => {
        const name = safe(text);
        expect(name).toMatch(/^[^./\\][^/\\]*$/u);
        expect(name).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]|[. ]$/u);
        expect(name.length).toBeLessThanOrEqual(MAX_FILE_NAME);
        expect(name.isWellFormed()).toBe(true);
        expect(safe(name)).toBe(name);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('M11: a media type has no parameters, and what is none says nothing', () => {
  expect(toMediaType('Text/HTML; charset=utf-8')).toBe('text/html');
  expect(toMediaType('image/svg+xml')).toBe('image/svg+xml');
  for (const text of ['', 'text', 'text/', 'a b/c', 'x/y\u202Ez']) {
    expect(toMediaType(text)).toBe(ANY_TYPE);
  }
});
