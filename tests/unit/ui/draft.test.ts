import { createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import type { Messenger } from '../../../src/messenger/messenger.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import { createDraft } from '../../../src/ui/conversation/draft.ts';
import { keepDrafts, keepTheme } from '../../../src/ui/keep.ts';
import { text } from '../../../src/ui/text/text.ts';

const conversation = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;

/** A browser's storage, with room for so many characters. */
function makeStorage(room = Number.POSITIVE_INFINITY): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

function setUp() {
  const storage = makeStorage();
  const sends: { text: string; done: () => void; fail: () => void }[] = [];
  const messenger = {
    send: (_: ConversationId, sent: string) =>
      new Promise<EntryId>((resolve, reject) => {
        sends.push({
          text: sent,
          done: () => resolve('id' as EntryId),
          fail: () => reject(new ConfabError('storage-full', 'told to')),
        });
      }),
  } as unknown as Messenger;
  const open = () =>
    createRoot(() =>
      createDraft((it) => messenger.send(conversation, it), keepDrafts(storage), conversation),
    );
  return { open, sends };
}

test('what is typed survives a reload', () => {
  const { open } = setUp();
  open().write('half a thought');
  expect(open().text()).toBe('half a thought');
});

test('a text stays kept until the messenger holds it', async () => {
  const { open, sends } = setUp();
  const draft = open();
  draft.write('  hello  ');
  const sending = draft.send();
  expect(sends[0]?.text).toBe('hello');
  expect(draft.text()).toBe('');
  expect(open().text().trim()).toBe('hello');
  sends[0]?.done();
  await sending;
  expect(open().text()).toBe('');
});

test('what is taken back elsewhere stands before what is written, also when it comes late', () => {
  const drafts = keepDrafts(makeStorage());
  const open = () => createDraft(async () => {}, drafts, conversation);
  const [draft, close] = createRoot((dispose) => [open(), dispose] as const);
  drafts.set(conversation, 'not this');
  expect(draft.text()).toBe('not this');
  draft.write('half a thought');
  drafts.set(conversation, 'nor this\nhalf a thought');
  expect(draft.text()).toBe('nor this\nhalf a thought');
  draft.write('');
  close();
  drafts.set(conversation, 'later');
  expect(draft.text()).toBe('');
});

test.each(['', 'hello you'])(
  'what is under way when one comes back is sent once: %s',
  async (more) => {
    const drafts = keepDrafts(makeStorage());
    const sent = Promise.withResolvers<void>();
    const open = () => createDraft(() => sent.promise, drafts, conversation);
    const [draft, leave] = createRoot((dispose) => [open(), dispose] as const);
    draft.write('hello');
    const sending = draft.send();
    leave();
    const again = createRoot(open);
    expect(again.text()).toBe('hello');
    if (more) again.write(more);
    sent.resolve();
    await sending;
    expect(again.text()).toBe(more);
    expect(drafts.all.get().get(conversation) ?? '').toBe(more);
  },
);

test('a text that is not sent comes back before what was typed since, with a sentence', async () => {
  const { open, sends } = setUp();
  const draft = open();
  draft.write('first');
  const sending = draft.send();
  draft.write('second');
  sends[0]?.fail();
  await sending;
  expect(draft.text()).toBe('first\nsecond');
  expect(draft.failure()).toBe(text.reasons['storage-full']);
  expect(open().text()).toBe('first\nsecond');
  draft.write('first\nsecond.');
  expect(draft.failure()).toBe(null);
});

test('of two texts under way, the one that fails stays', async () => {
  const { open, sends } = setUp();
  const draft = open();
  draft.write('one');
  const one = draft.send();
  draft.write('two');
  const two = draft.send();
  sends[1]?.done();
  await two;
  expect(open().text()).toBe('one');
  sends[0]?.fail();
  await one;
  expect(draft.text()).toBe('one');
});

test('white space alone is not sent', async () => {
  const { open, sends } = setUp();
  const draft = open();
  draft.write(' \n ');
  await draft.send();
  expect(sends).toEqual([]);
});

test('where the browser’s storage is full, a draft lives as long as the page', () => {
  const drafts = keepDrafts(makeStorage(3));
  drafts.set(conversation, 'longer');
  expect(drafts.all.get().get(conversation)).toBe('longer');
});

test('a theme is remembered, and nonsense is the system’s', () => {
  const storage = makeStorage();
  keepTheme(storage).set('dark');
  expect(keepTheme(storage).get()).toBe('dark');
  storage.setItem('confab.theme', 'plaid');
  expect(keepTheme(storage).get()).toBe('system');
});
