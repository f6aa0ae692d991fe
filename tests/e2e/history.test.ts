import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { monthOf, startOf } from '../../src/model/time.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { makeCorpus } from '../bench/corpus.ts';
import { fillArchive } from '../bench/large/fill.ts';
import { inviteTo } from '../bench/large/large.ts';
import { foundEmpty } from '../bench/large/office.ts';
import { Person } from '../support/person.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

/** An office of eight months, 6,000 messages and two channels, nearly all of them in `general`. */
const MONTHS = 8;
const MESSAGES = 6_000;

let folder = '';
let relay: RelayProcess;
let dora: Person;
/** The texts of `general`, oldest first. */
const said: string[] = [];
/** Numbers of what was said last month. */
const lastMonth = new Set<number>();
/** The entry of one of them. */
let before: string | null = null;
/** Entries of the messages that were in the page while it was scrolled back, by their numbers. */
const entries = new Map<number, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confab-history-'));
  const now = Date.now();
  const founded = startOf(monthOf(now) - MONTHS + 1);
  const office = await foundEmpty(2, 2, { founded, now });
  const shape = { messages: MESSAGES, conversations: 2, members: 2, months: MONTHS, until: now };
  const corpus = [...makeCorpus(shape)].map((it) => ({
    ...it,
    conversation: it.index % 10 === 0 ? 1 : 0,
    text: `Number ${it.index}.`,
    edits: [],
    deleted: false,
    thread: null,
    replyTo: null,
  }));
  for (const { conversation, text, index, at } of corpus) {
    if (conversation === 0) said.push(text);
    if (monthOf(at) === monthOf(now) - 1) lastMonth.add(index);
  }
  await fillArchive(join(folder, 'relay'), office, corpus);
  relay = await startRelay(join(folder, 'relay'));
  const facts = { office: office.id, secret: toBase64url(office.secret) };
  dora = await Person.at(join(folder, 'dora'));
  await dora.join(inviteTo(relay, facts), 'Large', 'Dora');
});

afterAll(async () => {
  await dora?.context.close();
  await relay?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const log = (page: Page) => page.getByRole('log', { name: 'Messages in general' });
const message = (page: Page, text: string) =>
  log(page).getByRole('article').filter({ hasText: text });

/** Numbers of the messages in the page, and the one at the top of the screen with its place. */
const onScreen = (page: Page) =>
  log(page).evaluate((element) => {
    const top = element.getBoundingClientRect().top;
    const rows = [...element.querySelectorAll('article')].map((row) => ({
      number: Number(/Number (\d+)\./.exec(row.textContent ?? '')?.[1]),
      entry: row.dataset.entry ?? null,
      at: row.getBoundingClientRect().top - top,
    }));
    const first = rows.find(({ at }) => at >= 0) ?? { number: -1, at: 0, entry: null };
    return { first, rows, numbers: rows.map(({ number }) => number) };
  });

const isUnbroken = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => {
    const before = numbers[i - 1];
    // Every tenth is said in the other channel.
    return before === undefined || number - before === (number % 10 === 1 ? 2 : 1);
  });

test('who joins has the newest messages at once, none of them unread, and the rest comes', async () => {
  await message(dora.page, said.at(-1) as string).waitFor();
  await dora.status('Connected');
  await dora.page
    .getByRole('button', { name: 'Pause' })
    .waitFor({ state: 'detached', timeout: 60_000 });
  expect(await dora.page.title()).not.toMatch(/^\(/);
});

test('one scrolls back through the months to the beginning, and nothing jumps', async () => {
  const { page } = dora;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 2_000 && least > 1; step++) {
    await log(page).evaluate((element) => {
      element.scrollTop -= element.clientHeight * 3;
    });
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const { first, rows, numbers } = await onScreen(page);
    for (const { number, entry } of rows) if (entry) entries.set(number, entry);
    expect(isUnbroken(numbers), `after ${step} steps: ${numbers}`).toBe(true);
    if (lastMonth.has(first.number)) before ??= first.entry;
    least = Math.min(least, ...numbers);
  }
  expect(least).toBe(1);
  const rows = await log(page).getByRole('article').count();
  expect(rows).toBeLessThan(200);
});

test('the newest is one press away, and a link finds an old month', async () => {
  const { page } = dora;
  await page.getByRole('button', { name: 'To the newest' }).click();
  await message(page, said.at(-1) as string).waitFor();
  const third = MESSAGES / 3;
  const [number, entry] = [...entries].reduce((best, it) =>
    Math.abs(it[0] - third) < Math.abs(best[0] - third) ? it : best,
  );
  await goTo(entry);
  await message(page, `Number ${number}.`).waitFor();
  expect(isUnbroken((await onScreen(page)).numbers)).toBe(true);
  const box = page.getByRole('textbox', { name: 'Message general' });
  await box.fill('I am back.');
  await box.press('Enter');
  await message(page, 'I am back.').waitFor();
});

/** Follows a link to a message of `general`, or to its end. */
async function goTo(entry: string | null): Promise<void> {
  const conversation = `#/c/${await conversationOf(dora.page)}`;
  await dora.page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    entry === null ? conversation : `${conversation}/m/${entry}`,
  );
}

/** Whether a message is shown soon when its link is followed. */
async function isFound(entry: string): Promise<boolean> {
  await goTo(null);
  await goTo(entry);
  const row = log(dora.page).locator(`[data-entry="${entry}"]`);
  return row.waitFor({ timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function conversationOf(page: Page): Promise<string> {
  const link = await dora.link('general').getAttribute('href');
  const id = /#\/c\/([^/]+)/.exec(link ?? '')?.[1];
  if (!id) throw new Error(`no conversation in ${link} at ${page.url()}`);
  return id;
}

/** Changes what Dora's browser keeps of last month's `general` while the app is not running; opens the app after. */
async function damaged(only: 'full' | 'empty'): Promise<number> {
  await dora.context.close();
  dora = await Person.at(join(folder, 'dora'));
  const { page } = dora;
  await page.goto(`${relay.url}/health`);
  const month = new Date(startOf(monthOf(Date.now()) - 1)).toISOString().slice(0, 7);
  const count = await page.evaluate(damage, { month: month.replace('-', ''), only });
  await page.goto(relay.url);
  await message(page, 'I am back.').waitFor();
  await dora.status('Connected');
  return count;
}

const notice = () => dora.page.getByRole('alert').filter({ hasText: 'were damaged' });

test('a damaged update that held nothing is no news', async () => {
  expect(await damaged('empty')).toBeGreaterThan(0);
  expect(await isFound(before as string)).toBe(true);
  expect(await notice().count()).toBe(0);
});

test('a damaged month is set aside and comes again, and the person is told', async () => {
  expect(await damaged('full')).toBeGreaterThan(0);
  // It is found when it is opened, and there again when it came.
  await goTo(before);
  await notice().waitFor();
  await expect.poll(() => isFound(before as string), { timeout: 40_000 }).toBe(true);
  expect(isUnbroken((await onScreen(dora.page)).numbers)).toBe(true);
});

/**
 * Runs in the page: flips a bit in the middle of each stored update of the busier channel's log of a
 * month, or in the empty ones that y-indexeddb leaves when it opens a log. Gives how many it changed.
 */
async function damage({ month, only }: { month: string; only: 'full' | 'empty' }): Promise<number> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const updatesIn = (database: IDBDatabase) =>
    database.transaction('updates', 'readwrite').objectStore('updates');
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  let busiest: { database: IDBDatabase; size: number } | null = null;
  for (const name of names.filter((it) => it.endsWith(`.${month}`))) {
    const database = await answer(indexedDB.open(name));
    const all: Uint8Array[] = await answer(updatesIn(database).getAll());
    const size = all.reduce((sum, it) => sum + it.length, 0);
    if (busiest && busiest.size >= size) database.close();
    else {
      busiest?.database.close();
      busiest = { database, size };
    }
  }
  if (!busiest) throw new Error(`no log of ${month} among ${names}`);
  const updates = updatesIn(busiest.database);
  // Who leaves the page before that takes all of it back.
  const kept = new Promise((resolve, reject) => {
    updates.transaction.oncomplete = resolve;
    updates.transaction.onabort = () => reject(updates.transaction.error);
  });
  const [keys, all] = await Promise.all([
    answer(updates.getAllKeys()),
    answer(updates.getAll() as IDBRequest<Uint8Array[]>),
  ]);
  let count = 0;
  for (const [i, bytes] of all.entries()) {
    if (bytes.length > 2 !== (only === 'full')) continue;
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 1;
    await answer(updates.put(bytes, keys[i]));
    count++;
  }
  await kept;
  busiest.database.close();
  return count;
}
