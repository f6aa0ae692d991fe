import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { Entry } from '../../../src/log/entry.ts';
import { LastPage } from '../../../src/messenger/lastPage.ts';
import type { ConversationId } from '../../../src/model/ids.ts';
import { setup } from '../../support/story.ts';

const other = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const KEY = 'page/last';

/** Alice's channel with some messages, and what is kept of it. */
async function kept(texts: readonly string[]) {
  const { alice, general } = await setup();
  const entries: Entry[] = [];
  for (const text of texts) entries.push(await alice.say(general, text));
  const clock = makeVirtualClock();
  const { office, keyring, state } = alice;
  const months = { held: entries.length };
  const context = { office: office.id, keys: keyring, state, clock, held: () => months.held };
  const make = () => new LastPage(context);
  const shown = { conversation: general, newestPage: (count: number) => entries.slice(-count) };
  const page = make();
  page.keep(shown);
  await clock.advance(10_000);
  /** What the next start finds. */
  const found = async (conversation = general) => {
    const next = make();
    await next.start();
    return next.take(conversation);
  };
  return { alice, general, entries, months, clock, make, found };
}

const textsOf = (page: readonly Entry[] | null) =>
  page?.map(({ content }) => content.kind === 'open' && (content.value as unknown[])[1]);

test('the next start finds the page as it was, with its places and ids', async () => {
  const { entries, found } = await kept(['one', 'two']);
  const page = await found();
  expect(textsOf(page)).toEqual(['one', 'two']);
  const placeOf = ({ at: { id, log, chain, number, device, hlc, bytes } }: Entry) => ({
    ...{ id, log, chain, number, device, hlc, bytes },
  });
  expect(page?.map(placeOf)).toEqual(entries.map(placeOf));
});

test('it finds it once, and of that conversation alone', async () => {
  const { general, make, found } = await kept(['one']);
  expect(await found(other)).toBeNull();
  const next = make();
  await next.start();
  expect(textsOf(next.take(general))).toEqual(['one']);
  expect(next.take(general)).toBeNull();
});

test('what holds more by now is not begun with: it would say that nothing came', async () => {
  const { months, found } = await kept(['one', 'two']);
  months.held += 1;
  expect(await found()).toBeNull();
});

test('what is kept is sealed', async () => {
  const { alice } = await kept(['the canary sings']);
  const [, bytes] = (await alice.state.get(KEY)) as [string, Uint8Array];
  expect(Buffer.from(bytes).includes('canary')).toBe(false);
});

test('of a page that is damaged nothing is shown', async () => {
  const { alice, general, found } = await kept(['one', 'two']);
  const [, bytes, sum] = (await alice.state.get(KEY)) as [string, Uint8Array, number];
  for (let at = 0; at < bytes.length; at += 7) {
    const bent = bytes.slice();
    bent[at] = (bent[at] ?? 0) ^ 4;
    await alice.state.set({ [KEY]: [general, bent, sum] });
    expect(await found(), `byte ${at}`).toBeNull();
  }
  for (const nothing of [[], 7, [general, 'text', sum], [general, new Uint8Array(), sum]]) {
    await alice.state.set({ [KEY]: nothing });
    expect(await found()).toBeNull();
  }
});

test('of long messages fewer are kept, and of one that is too long none', async () => {
  const long = 'x'.repeat(14_000);
  const { found } = await kept(Array.from({ length: 30 }, (_, i) => `${i} ${long}`));
  const page = await found();
  expect(page?.length).toBe(5);
});

test('what changed just before it is closed is kept', async () => {
  const { alice, general, entries, make, found } = await kept(['one']);
  const page = make();
  page.keep({ conversation: general, newestPage: () => entries });
  entries.push(await alice.say(general, 'two'));
  await page.close();
  expect(textsOf(await found())).toEqual(['one', 'two']);
});

test('while much is said it is kept now and then', async () => {
  const { alice, general, entries, clock, make } = await kept(['one']);
  const page = make();
  const sizeKept = async () => ((await alice.state.get(KEY)) as [string, Uint8Array])[1].length;
  const before = await sizeKept();
  entries.push(await alice.say(general, 'two'));
  for (let second = 0; second < 29; second++) {
    page.keep({ conversation: general, newestPage: () => entries });
    await clock.advance(1_000);
  }
  expect(await sizeKept()).toBe(before);
  for (let second = 0; second < 2; second++) {
    page.keep({ conversation: general, newestPage: () => entries });
    await clock.advance(1_000);
  }
  expect(await sizeKept()).toBeGreaterThan(before);
  await page.close();
});

test('nothing is kept of a window that does not show the newest', async () => {
  const { general, make, found } = await kept(['one']);
  const page = make();
  page.keep({ conversation: general, newestPage: () => null });
  await page.close();
  expect(textsOf(await found())).toEqual(['one']);
});
