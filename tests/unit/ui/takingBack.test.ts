import { beforeEach, expect, test } from 'vitest';
import type { Message, Unsent } from '../../../src/messenger/messenger.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import type { Begun, DraftKey, Kept } from '../../../src/ui/app.ts';
import { takeBack } from '../../../src/ui/pages/takingBack.ts';
import type { View } from '../../../src/ui/view.ts';
import { messageAt } from './messages.ts';

const general = 'general' as ConversationId;
const id = (name: string) => name as EntryId;

function keep<T>(isEmpty: (value: T) => boolean): Kept<T> {
  const all = makeSource<ReadonlyMap<DraftKey, T>>(new Map());
  return {
    all,
    set: (where, value) => {
      const next = new Map(all.get()).set(where, value);
      if (isEmpty(value)) next.delete(where);
      all.set(next);
    },
  };
}

const said = new Map<EntryId, Message>();
let cancelled: EntryId[];
let view: View;
const begun = () => view.app.begun.all.get();
const drafts = () => [...view.app.drafts.all.get()];

beforeEach(() => {
  said.clear();
  cancelled = [];
  view = {
    messenger: {
      message: async (wanted: EntryId) => {
        const found = said.get(wanted);
        if (!found) throw new Error('not here');
        return found;
      },
      cancel: async (wanted: EntryId) => {
        cancelled.push(wanted);
        said.delete(wanted);
      },
    },
    app: {
      drafts: keep<string>((it) => it === ''),
      begun: keep<Begun>((it) => it.change === null && it.answering === null),
    },
  } as unknown as View;
});

const item = (more: Partial<Unsent>): Unsent => ({
  id: id('it'),
  conversation: general,
  thread: null,
  about: null,
  kind: 'message',
  text: 'as it was written',
  files: [],
  since: 0,
  why: 'offline',
  cancellable: true,
  ...more,
});

test('a message comes back as it was changed by then, before what is being written', async () => {
  said.set(id('it'), { ...messageAt(1, 1), text: 'as it was changed' });
  view.app.drafts.set(general, 'being written');
  await takeBack(view, item({}));
  expect(cancelled).toEqual(['it']);
  expect(drafts()).toEqual([[general, 'as it was changed\nbeing written']]);
});

test('one that is not found comes back as it was written', async () => {
  await takeBack(view, item({ thread: id('root') }));
  expect(drafts()).toEqual([['general/root', 'as it was written']]);
});

test('a change that is begun counts more, and ends', async () => {
  said.set(id('it'), { ...messageAt(1, 1), text: 'as it was changed' });
  const change = { message: id('it'), text: 'as it is being changed' };
  view.app.begun.set(general, { change, answering: null });
  await takeBack(view, item({}));
  expect(drafts()).toEqual([[general, 'as it is being changed']]);
  expect(begun().size).toBe(0);
});

test('what a message was to be changed to stands where it is changed', async () => {
  said.set(id('old'), { ...messageAt(1, 1), id: id('old'), root: id('root') });
  await takeBack(view, item({ kind: 'edit', about: id('old'), text: 'First' }));
  expect(begun().get('general/root' as DraftKey)).toEqual({
    change: { message: 'old', text: 'First' },
    answering: null,
  });
  expect(drafts()).toEqual([]);
});

test('or, where another is being changed, before what is being written', async () => {
  said.set(id('old'), { ...messageAt(1, 1), id: id('old') });
  const begin = { change: { message: id('other'), text: 'mid' }, answering: id('asked') };
  view.app.begun.set(general, begin);
  await takeBack(view, item({ kind: 'edit', about: id('old'), text: 'First' }));
  expect(begun().get(general)).toEqual(begin);
  expect(drafts()).toEqual([[general, 'First']]);
});

test('of all else nothing comes back', async () => {
  await takeBack(view, item({ kind: 'reaction', about: id('old'), text: '' }));
  await takeBack(view, item({ kind: 'other', conversation: null }));
  expect(cancelled).toHaveLength(2);
  expect([...drafts(), ...begun()]).toEqual([]);
});
