import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { makeSearch } from '../../../src/messenger/lazySearch.ts';
import type { TalkSource } from '../../../src/messenger/talk.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import type { Finder } from '../../../src/search/finder.ts';

const NOTHING = { hits: [], total: 0, more: false, alike: false, known: new Map() };

/** The search of an office in which nothing was said; `make` gives one index after the other. */
function searchOver(
  make: (nth: number, onLost: () => void) => Partial<Finder>,
  secret = async () => new Uint8Array(32),
) {
  const clock = makeVirtualClock();
  const reports: unknown[] = [];
  let made = 0;
  const core = {
    device: {
      clock,
      keys: { secret },
      finder: async (onLost: () => void) => ({
        start: async (_: Uint8Array, told: (it: unknown) => void) =>
          told({ kind: 'loaded', logs: [] }),
        drop: async () => {},
        ask: async () => NOTHING,
        close: async () => {},
        ...make(++made, onLost),
      }),
    },
    logs: { onGrown: () => () => {}, vectors: () => new Map() },
    onRoster: () => () => {},
    now: () => 0,
    reading: { onChange: () => () => {} },
    directory: { members: { get: () => [] }, conversations: { get: () => [] } },
    report: (error: unknown) => reports.push(error),
  } as unknown as Core;
  return { search: makeSearch(core, {} as TalkSource), made: () => made, reports };
}

const gone = () => new ConfabError('storage-failed', 'the search worker');

test('a search whose code could not be loaded once answers the next question', async () => {
  const { search, made } = searchOver((nth) => {
    if (nth === 1) throw gone();
    return {};
  });
  await expect(search.find('plan')).rejects.toMatchObject({ reason: 'storage-failed' });
  expect(await search.find('plan')).toMatchObject({ hits: [], total: 0 });
  expect(made()).toBe(2);
});

test('a question on which the worker died is asked of another one', async () => {
  const { search, made } = searchOver((nth, onLost) => ({
    ask: async () => {
      if (nth > 1) return NOTHING;
      onLost();
      throw gone();
    },
  }));
  expect(await search.find('plan')).toMatchObject({ hits: [], total: 0 });
  expect(made()).toBe(2);
});

test('the one that was lost is closed, and is not asked again', async () => {
  let closed = 0;
  let lose = () => {};
  const { search, made } = searchOver((nth, onLost) => {
    if (nth === 1) lose = onLost;
    return { close: async () => void closed++ };
  });
  await search.find('plan');
  lose();
  lose();
  await search.find('plan');
  expect([made(), closed]).toEqual([2, 1]);
  lose();
  await search.find('plan');
  await search.close();
  expect([made(), closed]).toEqual([2, 2]);
});

test('a question that fails for itself is not asked twice', async () => {
  let asked = 0;
  const { search } = searchOver(() => ({
    ask: async () => {
      asked++;
      throw gone();
    },
  }));
  await expect(search.find('plan')).rejects.toMatchObject({ reason: 'storage-failed' });
  expect(asked).toBe(1);
});

test('an office that is closed while its search begins says nothing of it', async () => {
  const asked = Promise.withResolvers<void>();
  const key = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const { search, reports } = searchOver(
    () => ({}),
    () => {
      asked.resolve();
      return key.promise;
    },
  );
  search.begin();
  await asked.promise;
  await search.close();
  key.reject(new ConfabError('locked', 'the passphrase is missing'));
  await new Promise(setImmediate);
  search.begin();
  await new Promise(setImmediate);
  expect(reports).toEqual([]);
});
