import { describe, expect, test } from 'vitest';
import { toHtml } from '../../../src/messenger/export/html.ts';
import { toJson } from '../../../src/messenger/export/json.ts';
import { toMarkdown } from '../../../src/messenger/export/markdown.ts';
import type { ExportRecord, ExportWords } from '../../../src/messenger/export/record.ts';
import type { Message } from '../../../src/messenger/messenger.ts';
import type { EntryId } from '../../../src/model/ids.ts';

const words: ExportWords = {
  lang: 'en',
  dir: 'ltr',
  title: (name) => `Messages in ${name}`,
  facts: (office, date, count) => `${office}, ${date}, ${count}`,
  edited: 'edited',
  before: 'Before:',
  deleted: 'Deleted.',
  pinned: 'pinned',
  answers: (name) => `in reply to ${name}`,
  thread: 'Thread',
  file: 'File:',
  unknown: 'somebody',
};

const AT = Date.UTC(2026, 4, 3, 10);

const message = (id: string, text: string, more: Partial<Message> = {}): Message =>
  ({
    id: id as EntryId,
    from: { member: 'm', name: 'Ana <b>', self: false },
    at: AT,
    text,
    edited: false,
    versions: [],
    deleted: null,
    reactions: [],
    pinned: false,
    replyTo: null,
    root: null,
    files: [],
    me: false,
    ...more,
  }) as unknown as Message;

const hostile = '<script>alert(1)</script> & "quotes" <img src=x onerror=alert(1)>';
const root = message('root', hostile, {
  edited: true,
  versions: [{ text: 'before <i>', at: AT - 1 }],
  reactions: [{ emoji: '🎉', members: ['m' as never], mine: false }],
  pinned: true,
  files: [{ name: '<file>.pdf', type: 'application/pdf', size: 3 } as never],
});
const reply = message('reply', '```\nopen code', { root: root.id });
const gone = message('gone', '', { deleted: { by: root.from, at: AT } });
const orphan = message('orphan', 'its root is not here', { root: 'lost' as EntryId });

const record: ExportRecord = {
  office: 'Office & Co',
  conversation: { id: 'c', name: 'general', kind: 'channel', topic: 'all <of> it' },
  exported: AT,
  main: [root, gone],
  threads: new Map([
    [root.id, [reply]],
    ['lost' as EntryId, [orphan]],
  ]),
  names: new Map([['m', 'Ana']]),
};

describe('a web page', () => {
  const page = toHtml(record, words).join('');

  test('holds everything, and nothing in it runs or is fetched', () => {
    for (const text of [
      'open code',
      'its root is not here',
      'before &lt;i&gt;',
      'Deleted.',
      '🎉 Ana',
      '&lt;file&gt;.pdf',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toMatch(/<script|<img|<b>|<i>|<of>|<[^>]*\s(?:src|href|on\w+)=/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain("default-src 'none'");
  });

  test('is well formed: each tag that opens closes', () => {
    const open: string[] = [];
    for (const [, close, tag = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (tag === 'meta') continue;
      if (close) expect(open.pop()).toBe(tag);
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });

  test('tells a thread below what it began with', () => {
    expect(page.indexOf('class="thread"')).toBeGreaterThan(page.indexOf('id="root"'));
    expect(page.indexOf('open code')).toBeLessThan(page.indexOf('id="gone"'));
  });
});

test('Markdown quotes what people wrote, so that what is open in it ends with it', () => {
  const text = toMarkdown(record, words).join('');
  expect(text).toContain('# Messages in general');
  expect(text).toContain('**Ana \\<b\\>**');
  expect(text).toContain('> > ```\n> > open code\n');
  expect(text).toMatch(/\*Before: .*\*/);
  expect(text).toContain('\\<file\\>');
});

test('nothing that people gave gets out of its place in Markdown', () => {
  const reactions = [{ emoji: '<img/src=x>', members: ['m' as never], mine: false }];
  const main = [message('a', 'one\r# two\r\n# three\n# four', { reactions })];
  const text = toMarkdown({ ...record, main, threads: new Map() }, words).join('');
  expect(text).toContain('> one\n> # two\n> # three\n> # four\n');
  expect(text).not.toContain('\r');
  expect(text).toContain('\\<img/src=x\\> Ana');
});

test('JSON has all of it once, threads and edits included', () => {
  const read = JSON.parse(toJson(record).join(''));
  expect(read).toMatchObject({ format: 'confab-conversation', version: 2, office: 'Office & Co' });
  expect(read.messages.map((it: { id: string }) => it.id)).toEqual([
    'root',
    'gone',
    'reply',
    'orphan',
  ]);
  expect(read.messages[0]).toMatchObject({
    text: hostile,
    at: '2026-05-03T10:00:00.000Z',
    edits: [{ text: 'before <i>' }],
    reactions: [{ emoji: '🎉', members: [{ member: 'm', name: 'Ana' }] }],
  });
  expect(read.messages[2]).toMatchObject({ thread: 'root' });
});

test('JSON says of each message whether it tells what its author does', () => {
  const main = [message('said', 'waves'), message('done', 'waves', { me: true })];
  const read = JSON.parse(toJson({ ...record, main, threads: new Map() }).join(''));
  expect(read.messages.map((it: { me: unknown }) => it.me)).toEqual([false, true]);
});

test('what tells of its author’s doing stands behind their name on a page and in Markdown, as in the app', () => {
  const done = message('done', 'waves', {
    me: true,
    from: { member: 'm', name: 'Ana *' } as never,
  });
  const told = { ...record, main: [done], threads: new Map() };
  expect(toHtml(told, words).join('')).toContain('<p dir="auto">Ana * waves</p>');
  expect(toMarkdown(told, words).join('')).toContain('> Ana \\* waves\n');
});
