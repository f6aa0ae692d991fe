/** What one does with messages, over a pretended office, through the names of the contract. */
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { EntryId } from '../../src/model/ids.ts';
import type { Arrival, FakeMessenger } from '../support/fakeMessenger.ts';
import {
  context,
  hasFocus,
  openOffice,
  page,
  rested,
  SIZES,
  settled,
  setUpGallery,
  still,
  testScreens,
  turnWheel,
} from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery(() => openOffice('read'));

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const composer = () => page.getByRole('textbox', { name: 'Message general' });
const message = (text: string) => page.getByRole('article').filter({ hasText: text });
const arrive = (text: string, options: Arrival = {}): Promise<EntryId> =>
  page.evaluate(([text, options]) => fake.arrive(text, options), [text, options] as const);

async function say(text: string): Promise<Locator> {
  await composer().fill(text);
  await composer().press('Enter');
  const said = page.getByRole('log', { name: 'Messages in general' }).getByRole('article').last();
  await said.filter({ hasText: text.split('\n').at(-1) ?? text }).waitFor();
  return said;
}

/** Presses a button of a message's toolbar. */
async function act(of: Locator, name: string): Promise<void> {
  await of.hover();
  await of.getByRole('toolbar').getByRole('button', { name, exact: true }).click();
}

/** From now on changes are kept only once they are let go. */
const holdEdits = () =>
  page.evaluate(() => {
    const { edit } = fake;
    const keep = new Promise<void>((resolve) => Object.assign(window, { keep: resolve }));
    Object.assign(fake, { edit: (...it: Parameters<typeof edit>) => keep.then(() => edit(...it)) });
  });
const letEditsGo = () => page.evaluate(() => (window as unknown as { keep(): void }).keep());

describe('editing', () => {
  test('changes an own message in its place; the earlier text is a focus away', async () => {
    const said = await say('Frist');
    await act(said, 'Edit');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    expect(await box.inputValue()).toBe('Frist');
    await box.fill('First');
    await box.press('Enter');
    const edited = message('First').getByRole('button', { name: 'Edited: 1 earlier version' });
    await edited.waitFor();
    // Its row is lower now: what scrolls away under it takes a tooltip along.
    await settled();
    await edited.focus();
    await page.getByRole('tooltip').filter({ hasText: 'Frist' }).waitFor();
  });

  test('leaves the earlier text a tap away', async () => {
    const said = await say('Frist');
    await act(said, 'Edit');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('First');
    await box.press('Enter');
    const edited = message('First').getByRole('button', { name: 'Edited: 1 earlier version' });
    await edited.waitFor();
    await page.mouse.move(5, 5);
    await settled();
    await edited.click({ trial: true });
    const { x, y } = await rested(edited);
    const touches = await context.newCDPSession(page);
    await touches.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      touches.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', [{ x: x + 5, y: y + 5 }]);
    await touch('touchEnd', []);
    await page.getByRole('tooltip').filter({ hasText: 'Frist' }).waitFor();
    // The next test begins with a mouse.
    await touches.detach();
  });

  test('begins with the arrow up in an empty field, and ends with Escape', async () => {
    await say('All my own');
    await composer().press('ArrowUp');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('Changed');
    await box.press('Escape');
    await box.waitFor({ state: 'detached' });
    expect(await message('All my own').count()).toBe(1);
    await expect.poll(() => hasFocus(composer())).toBe(true);
  });

  test('that began with the arrow up leads back to where one writes', async () => {
    await say('Frist');
    await composer().press('ArrowUp');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('First');
    await box.press('Enter');
    await message('First').waitFor();
    await box.waitFor({ state: 'detached' });
    // At a message this would pin it, change it and open its thread.
    await page.keyboard.type('pet');
    expect(await composer().inputValue()).toBe('pet');
  });

  test('is found as it was left: far from the screen, and in another conversation', async () => {
    await act(await say('Anfang'), 'Edit');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('Anfang und Ende');
    await composer().focus();
    // Far enough that its row is let go of.
    for (let turn = 0; turn < 3; turn++) await turnWheel(-3_000);
    await expect.poll(() => box.count()).toBe(0);
    await button('To the newest').click();
    await expect.poll(() => box.inputValue()).toBe('Anfang und Ende');
    // Nor does it take the focus again.
    expect(await box.evaluate((it) => it === document.activeElement)).toBe(false);
    const rooms = page.getByRole('navigation', { name: 'Conversations' });
    await rooms.getByRole('link', { name: 'design', exact: true }).click();
    await page.getByRole('log', { name: 'Messages in design' }).waitFor();
    await rooms.getByRole('link', { name: 'general', exact: true }).click();
    await expect.poll(() => box.inputValue()).toBe('Anfang und Ende');
    await box.press('Enter');
    await message('Anfang und Ende').waitFor();
    expect(await box.count()).toBe(0);
  });

  test('begins with the arrow up also where the message is far from the screen', async () => {
    await say('All my own');
    for (let turn = 0; turn < 3; turn++) await turnWheel(-3_000);
    await message('All my own').waitFor({ state: 'detached' });
    await composer().focus();
    await page.keyboard.press('ArrowUp');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => hasFocus(composer())).toBe(true);
  });

  test('goes on where it was left when it is asked for again', async () => {
    const said = await say('Frist');
    await act(said, 'Edit');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('First of all');
    await composer().focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => hasFocus(box)).toBe(true);
    expect(await box.inputValue()).toBe('First of all');
    await page.getByRole('article').filter({ has: box }).focus();
    await page.keyboard.press('e');
    await expect.poll(() => hasFocus(box)).toBe(true);
    expect(await box.inputValue()).toBe('First of all');
    // Also where a message was written since, which the arrow would lead to.
    await say('Second');
    await composer().press('ArrowUp');
    await expect.poll(() => hasFocus(box)).toBe(true);
    expect(await box.inputValue()).toBe('First of all');
  });

  test('that takes a while to be kept takes nobody away from where they went on', async () => {
    await act(await say('Frist'), 'Edit');
    await holdEdits();
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('First');
    await box.press('Enter');
    await composer().click();
    await letEditsGo();
    await box.waitFor({ state: 'detached' });
    await page.keyboard.type('and on');
    expect(await composer().inputValue()).toBe('and on');
  });

  test('survives a reload with its text, until it is done, given up or without a message', async () => {
    const box = page.getByRole('textbox', { name: 'Edit message' });
    const begin = async (): Promise<void> => {
      await composer().press('ArrowUp');
      await box.fill('Half a change');
      await page.reload();
      await expect.poll(() => box.inputValue()).toBe('Half a change');
      // Nobody asked for the focus there.
      await expect.poll(() => hasFocus(composer())).toBe(true);
    };
    const isForgotten = async (): Promise<void> => {
      await box.waitFor({ state: 'detached' });
      await page.reload();
      await page.locator('.messages.placed article').first().waitFor();
      expect(await box.count()).toBe(0);
      expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(
        'Half a change',
      );
    };
    await begin();
    await box.press('Escape');
    await isForgotten();
    await begin();
    await box.press('Enter');
    await message('Half a change').waitFor();
    await isForgotten();
    await begin();
    const entry = await page.locator('article:has(.edit-box)').getAttribute('data-entry');
    await page.evaluate((id) => fake.delete(id as never), entry);
    await isForgotten();
  });

  test('that was begun in a thread survives a reload there', async () => {
    // The office begins anew with each load, and its entries with the same ids.
    const talk = () =>
      page.evaluate(async () => {
        const root = fake.arrive('The plan');
        const { conversation } = await fake.message(root);
        await fake.send(conversation, 'Only heer', { thread: root });
        location.hash = `#/c/${conversation}/t/${root}`;
      });
    await talk();
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    const said = thread.getByRole('article').filter({ hasText: 'Only heer' });
    await act(said, 'Edit');
    const box = thread.getByRole('textbox', { name: 'Edit message' });
    await box.fill('Only here');
    await act(thread.getByRole('article').filter({ hasText: 'The plan' }), 'Reply');
    await page.getByText('Answering Tomás Herrera').waitFor();
    await page.reload();
    await talk();
    await expect.poll(() => box.inputValue()).toBe('Only here');
    await page.getByText('Answering Tomás Herrera').waitFor();
    await box.press('Enter');
    await thread.getByText('Only here').waitFor();
    expect(await box.count()).toBe(0);
  });

  test('that is typed on while it is being kept stays', async () => {
    const said = await say('Frist');
    const entry = await said.getAttribute('data-entry');
    await act(said, 'Edit');
    await holdEdits();
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('First');
    await box.press('Enter');
    await box.fill('First of all');
    await letEditsGo();
    const text = () => page.evaluate(async (id) => (await fake.message(id as never)).text, entry);
    await expect.poll(text).toBe('First');
    expect(await box.inputValue()).toBe('First of all');
  });

  test('is not offered for what others wrote', async () => {
    await arrive('Theirs');
    await message('Theirs').hover();
    await message('Theirs').getByRole('button', { name: 'Reply', exact: true }).waitFor();
    expect(await message('Theirs').getByRole('button', { name: 'Edit' }).count()).toBe(0);
  });

  test('that fails says so and loses nothing', async () => {
    const said = await say('Before');
    await act(said, 'Edit');
    await page.evaluate(() => fake.failSending('storage-full'));
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('After');
    await button('Save').click();
    await page.getByRole('alert').filter({ hasText: 'Not done.' }).waitFor();
    expect(await box.inputValue()).toBe('After');
  });
});

test('the actions of a message that is taller than the screen stand on it', async () => {
  const lines = Array.from({ length: 100 }, (_, line) => `Line ${line}`);
  const said = await say(lines.join('\n'));
  await page.getByRole('log').hover();
  const bar = said.getByRole('toolbar');
  await bar.waitFor();
  const isInView = () =>
    bar.evaluate((it) => {
      const { left, top, bottom } = it.getBoundingClientRect();
      const log = it.closest('[role=log]')?.getBoundingClientRect();
      const isOnTop = it.contains(document.elementFromPoint(left + 4, top + 4));
      return isOnTop && log !== undefined && top >= log.top && bottom <= log.bottom;
    });
  await expect.poll(isInView).toBe(true);
  await act(said, 'Edit');
  // One goes on at the end of it.
  const box = page.getByRole('textbox', { name: 'Edit message' });
  const isAtEnd = () => box.evaluate((it) => it.scrollTop + it.clientHeight >= it.scrollHeight - 1);
  await expect.poll(isAtEnd).toBe(true);
});

test('the actions of a message cover none of its words, also beside a panel', async () => {
  await arrive('First');
  await arrive('word '.repeat(60).trim());
  await button('Members').click();
  await page.getByRole('heading', { name: 'Members' }).waitFor();
  await settled();
  const said = message('word word');
  await said.hover();
  await said.getByRole('toolbar').waitFor();
  const covers = await said.evaluate((it) => {
    const bar = it.querySelector('[role=toolbar]')?.getBoundingClientRect();
    const words = document.createRange();
    words.selectNodeContents(it.querySelector('.message-text') as Element);
    return [...words.getClientRects()].some(
      ({ top, bottom, left, right }) =>
        bar === undefined ||
        (top < bar.bottom && bottom > bar.top && left < bar.right && right > bar.left),
    );
  });
  expect(covers).toBe(false);
});

test('a pointer that rests has the actions of what scrolling brought under it', async () => {
  for (let at = 0; at < 30; at++) await arrive(`Number ${at}`);
  await message('Number 29').hover();
  const log = page.getByRole('log', { name: 'Messages in general' });
  for (const by of [-8, 4]) {
    await log.evaluate(async (it, by) => {
      for (let frame = 0; frame < 40; frame++) {
        it.scrollBy({ top: by });
        await new Promise(requestAnimationFrame);
      }
    }, by);
    const isUnder = () =>
      log.evaluate((it) => {
        const article = it.querySelector('article:has([role=toolbar])');
        return article?.matches(':hover');
      });
    await expect.poll(isUnder).toBe(true);
  }
});

test('a row stays in the page, and keeps the focus, while a leap puts others before it', async () => {
  for (let at = 0; at < 100; at++) await arrive(`Number ${at}`);
  await message('Number 99').waitFor();
  const log = page.getByRole('log', { name: 'Messages in general' });
  const focused = await log.evaluate((it) => {
    // The first that is in the page, above the screen.
    const first = it.querySelector<HTMLElement>('article');
    first?.focus({ preventScroll: true });
    first?.addEventListener('focusout', () => {
      first.dataset.left = 'yes';
    });
    it.scrollTop -= 1_400;
    return first?.dataset.entry;
  });
  const isBefore = () =>
    log.evaluate(
      (it, id) => it.querySelector<HTMLElement>('article')?.dataset.entry !== id,
      focused,
    );
  await expect.poll(isBefore).toBe(true);
  const entry = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.entry);
  expect(await entry()).toBe(focused);
  // Taken out and put back, it would lose the click of a button that is down.
  expect(await page.evaluate(() => document.activeElement?.matches('[data-left]'))).toBe(false);
});

test('the arrows lead on from a message that was scrolled far away', async () => {
  await openOffice('many');
  await page.getByRole('log').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const entry = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.entry);
  await expect.poll(entry).toBeTruthy();
  // Until then rows between the two may not be in the page yet.
  await settled();
  const [left, above] = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('[role=log] article')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    return [all[at]?.dataset.entry, all[at - 1]?.dataset.entry];
  });
  for (let turn = 0; turn < 3; turn++) await turnWheel(-3_000);
  expect(await entry()).toBe(left);
  // As where the window loses the focus: in the page it stays.
  const list = page.getByRole('log', { name: 'Messages in general' });
  await list.evaluate((it) => {
    const lost = new FocusEvent('focusout', { bubbles: true });
    document.activeElement?.dispatchEvent(lost);
    it.scrollTop += 1_000;
  });
  await settled();
  expect(await entry()).toBe(left);
  await page.keyboard.press('ArrowUp');
  await expect.poll(entry).toBe(above);
});

test('the arrow up begins at what has arrived just now, though it is not on screen yet', async () => {
  await settled();
  const arrived = await page.evaluate(() => {
    const id = fake.arrive('Just now');
    const log = document.querySelector<HTMLElement>('[role=log]');
    log?.focus();
    log?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
    return id;
  });
  const entry = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.entry);
  await expect.poll(entry).toBe(arrived);
});

test('deleting asks first, and leaves a quiet trace', async () => {
  const said = await say('Regretted');
  await act(said, 'Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  // What stands behind a dialog is heard again once that is gone.
  await message('Regretted').waitFor();
  await act(said, 'Delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await message('Message deleted').waitFor();
  const focused = () => message('Message deleted').evaluate((it) => it === document.activeElement);
  await expect.poll(focused).toBe(true);
  expect(await page.getByText('Regretted').count()).toBe(0);
});

test('a reply shows what it answers, and leads there', async () => {
  const question = await arrive('Shall we?');
  await act(message('Shall we?'), 'Reply');
  await page.getByText('Answering Tomás Herrera').waitFor();
  await composer().fill('We shall');
  await composer().press('Enter');
  const quote = message('We shall').getByRole('link', { name: /In answer to Tomás Herrera/ });
  await quote.click();
  await expect.poll(() => page.url()).toContain(`/m/${question}`);
  await composer().press('Escape');
  await act(message('We shall'), 'Reply');
  // What is answered is kept as the draft is.
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByText('Answering').waitFor({ state: 'detached' });
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByText('Answering').waitFor();
  await composer().press('Escape');
  await page.getByText('Answering').waitFor({ state: 'detached' });
});

test('what a link led to is brought on screen again where it is pressed once more', async () => {
  const question = await arrive('Shall we?');
  await arrive('We shall', { replyTo: question });
  const quote = message('We shall').getByRole('link', { name: /In answer to/ });
  await quote.click();
  await expect.poll(() => page.url()).toContain(`/m/${question}`);
  const asked = page.locator(`[data-entry="${question}"]`);
  await expect.poll(() => asked.getAttribute('class')).toContain('sought');
  await expect.poll(() => asked.getAttribute('class')).not.toContain('sought');
  await quote.click();
  await expect.poll(() => asked.getAttribute('class')).toContain('sought');
});

test('what is being answered survives a reload, as its draft does', async () => {
  const others = page.getByRole('article').filter({ hasNot: page.locator('.delivered') });
  const asked = others.last();
  const words = (await asked.locator('.message-text').innerText()).slice(0, 20);
  await act(asked, 'Reply');
  await composer().fill('We shall');
  await page.reload();
  const answering = page.locator('.answering');
  await answering.getByText('Answering').waitFor();
  expect(await answering.innerText()).toContain(words);
  // What others wrote is not kept in the clear for it.
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(words);
  await composer().press('Enter');
  await message('We shall')
    .getByRole('link', { name: /In answer to/ })
    .waitFor();
  await answering.waitFor({ state: 'detached' });
  await page.reload();
  await page.locator('.messages.placed article').first().waitFor();
  expect(await answering.count()).toBe(0);
});

test('what is answered and deleted meanwhile is not answered any more', async () => {
  await arrive('Shall we?');
  await act(message('Shall we?'), 'Reply');
  await page.getByText('Answering Tomás Herrera').waitFor();
  const entry = await message('Shall we?').getAttribute('data-entry');
  await page.evaluate((id) => fake.delete(id as never), entry);
  await page.getByText('Answering').waitFor({ state: 'detached' });
});

test('the draft of a thread is found at its message once that is closed', async () => {
  await arrive('The plan');
  await act(message('The plan'), 'Reply in thread');
  await page.getByRole('textbox', { name: 'Reply in thread' }).fill('unfinished');
  const mark = message('The plan').getByRole('link', { name: 'Draft of a reply' });
  expect(await mark.count()).toBe(0);
  await button('Close thread').click();
  await mark.click();
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Reply in thread' }).inputValue())
    .toBe('unfinished');
});

describe('reactions', () => {
  test('are chosen by name, given and taken back', async () => {
    await arrive('News');
    await act(message('News'), 'React');
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    // By the name that stands at it.
    await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('party popp');
    await picker.getByRole('button', { name: 'party popper' }).click();
    const given = message('News').getByRole('button', { name: '🎉 1 by you' });
    await given.waitFor();
    expect(await given.getAttribute('aria-pressed')).toBe('true');
    await given.click();
    await given.waitFor({ state: 'detached' });
    await act(message('News'), 'React');
    await page.getByRole('button', { name: 'party popper' }).first().waitFor();
  });

  test('the arrow keys lead over the emoji', async () => {
    await act(await say('Shall we?'), 'React');
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    const choices = picker.locator('.emoji-grid').first().getByRole('button');
    await choices.first().waitFor();
    await picker.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => hasFocus(choices.first())).toBe(true);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => hasFocus(choices.nth(1))).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    const below = picker.locator('.emoji-grid').nth(1).getByRole('button').first();
    await expect.poll(() => hasFocus(below)).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => hasFocus(choices.first())).toBe(true);
    await page.keyboard.press('Enter');
    await message('Shall we?')
      .getByRole('button', { name: /👍 1 by you/ })
      .waitFor();
  });

  test('the emoji stay where they opened, wherever the pointer goes', async () => {
    await arrive('News');
    await act(message('News'), 'React');
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    const search = picker.getByRole('searchbox', { name: 'Search emoji' });
    await search.fill('tada');
    const party = picker.getByRole('button', { name: 'party popper' });
    await party.waitFor();
    await still();
    const before = await rested(picker);
    await party.hover();
    await search.fill('');
    await picker.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
    expect(await rested(picker)).toEqual(before);
    // They fill it, side by side, whatever other part of the app has loaded meanwhile.
    const grid = await rested(picker.locator('.emoji-grid').first());
    expect(grid.width).toBeGreaterThan(before.width - 40);
    await message('News').getByRole('toolbar').waitFor();
    await composer().hover();
    await page.keyboard.press('Escape');
    await picker.waitFor({ state: 'detached' });
    const focused = () => message('News').evaluate((it) => it === document.activeElement);
    await expect.poll(focused).toBe(true);
  });

  test('who clicks elsewhere while the emoji are open stays there', async () => {
    await arrive('News');
    await act(message('News'), 'React');
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    await picker.getByRole('searchbox', { name: 'Search emoji' }).fill('tada');
    await composer().click();
    await picker.waitFor({ state: 'detached' });
    // What was put off until the picker was gone has been done by then.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await page.keyboard.type('Never mind');
    expect(await composer().inputValue()).toBe('Never mind');
  });

  test('whose names are told under a pointer that rests leave Escape to the panel', async () => {
    const target = await arrive('News');
    await page.evaluate(
      (target) =>
        fake.remark({ kind: 'reaction', target: target as never, emoji: '👍', on: true }, 3),
      target,
    );
    await button('Members').click();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await composer().focus();
    await settled();
    await message('News').getByRole('button', { name: '👍 1 by Ben Okafor' }).hover();
    await page.getByRole('tooltip', { includeHidden: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Members' }).waitFor({ state: 'detached' });
  });

  test('by others are counted and named', async () => {
    const target = await arrive('News');
    await page.evaluate((target) => {
      for (const from of [2, 3]) {
        fake.remark({ kind: 'reaction', target: target as never, emoji: '👍', on: true }, from);
      }
    }, target);
    const given = message('News').getByRole('button', {
      name: '👍 2 by Aiko Tanaka and Ben Okafor',
    });
    await given.click();
    await message('News')
      .getByRole('button', { name: /👍 3 by .*you/ })
      .waitFor();
  });
});

describe('threads', () => {
  test('open beside the conversation, at an address of their own', async () => {
    await arrive('The plan');
    await act(message('The plan'), 'Reply in thread');
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    await thread.getByText('The plan').waitFor();
    const box = page.getByRole('textbox', { name: 'Reply in thread' });
    await box.fill('Only here');
    await box.press('Enter');
    await thread.getByText('Only here').waitFor();
    const also = page.getByRole('checkbox', { name: 'Also send to general' });
    await also.check();
    await box.fill('In both');
    await box.press('Enter');
    const log = page.getByRole('log', { name: 'Messages in general' });
    await log.getByText('In both').waitFor();
    expect(await log.getByText('Only here').count()).toBe(0);
    // It holds for one reply: the next is between those in the thread again.
    await expect.poll(() => also.isChecked()).toBe(false);
    await box.fill('Here again');
    await box.press('Enter');
    await thread.getByText('Here again').waitFor();
    expect(await log.getByText('Here again').count()).toBe(0);
    const origin = log.getByRole('article').filter({ hasText: 'In both' });
    await button('Close thread').click();
    await origin.getByRole('link', { name: 'From a thread' }).click();
    await thread.getByText('In both').waitFor();
    expect(await thread.getByText('From a thread').count()).toBe(0);
    await log.getByRole('link', { name: /3 replies/ }).waitFor();
    expect(page.url()).toContain('/t/');
    await page.goBack();
    await thread.waitFor({ state: 'detached' });
    await page.goForward();
    await thread.waitFor();
    await button('Close thread').click();
    await thread.waitFor({ state: 'detached' });
  });

  test('are read where they are read', async () => {
    const rooms = page.getByRole('navigation', { name: 'Conversations' });
    const general = rooms.getByRole('link', { name: 'general', exact: true });
    const root = await arrive('The plan');
    await expect.poll(() => general.getAttribute('aria-describedby')).toBeNull();
    await rooms.getByRole('link', { name: 'lunch', exact: true }).click();
    await page.getByRole('log', { name: 'Messages in lunch' }).waitFor();
    await arrive('One thing about it', { thread: root });
    await arrive('And another', { thread: root });
    await general.and(page.locator(':has-text("2")')).waitFor();
    await general.click();
    await page.getByRole('link', { name: /2 replies 2 new/ }).click();
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    await thread.getByText('New messages').waitFor();
    await expect.poll(() => general.getAttribute('aria-describedby')).toBeNull();
    // It stays where it was, to be found again.
    expect(await thread.getByText('New messages').count()).toBe(1);
    await arrive('A third', { thread: root });
    await thread.getByText('A third').waitFor();
    await expect.poll(() => general.getAttribute('aria-describedby')).toBeNull();
  });

  test('follow what comes at their end, however long it is', async () => {
    const root = await arrive('The plan');
    await act(message('The plan'), 'Reply in thread');
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    await thread.getByText('The plan').waitFor();
    await arrive(`${'A line\n'.repeat(60)}and the last`, { thread: root });
    await arrive(`${'A line\n'.repeat(20)}and the very last`, { thread: root });
    const left = () => thread.evaluate((it) => it.scrollHeight - it.clientHeight - it.scrollTop);
    await expect.poll(left).toBeLessThan(2);
    // Who reads further up stays there, also where the last word was their own.
    const box = page.getByRole('textbox', { name: 'Reply in thread' });
    await box.fill('Mine');
    await box.press('Enter');
    await thread.getByText('Mine').waitFor();
    await expect.poll(left).toBeLessThan(2);
    await thread.evaluate((it) => it.scrollTo({ top: 0 }));
    await arrive('Late', { thread: root, at: Date.now() - 3_600_000 });
    await thread.getByText('Late').waitFor();
    await settled();
    expect(await thread.evaluate((it) => it.scrollTop)).toBeLessThan(100);
  });

  test('opened at a reply, are left where one reads on', async () => {
    const root = await arrive('The plan');
    const wanted = await arrive('The tenth', { thread: root });
    for (let i = 0; i < 30; i++) await arrive(`Reply ${i}`, { thread: root });
    const { conversation } = await page.evaluate((id) => fake.message(id), root);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/c/${conversation}/t/${root}/m/${wanted}`);
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    await expect.poll(() => thread.evaluate((it) => it.scrollTop)).toBe(0);
    await thread.getByText('Reply 29').scrollIntoViewIfNeeded();
    const before = await thread.evaluate((it) => it.scrollTop);
    await arrive('Late', { thread: root, at: Date.now() - 3_600_000 });
    await thread.getByText('Late').waitFor();
    await settled();
    expect(await thread.evaluate((it) => it.scrollTop)).toBeGreaterThanOrEqual(before);
  });

  test('open where a link leads to a message that stands in one alone', async () => {
    const root = await arrive('The plan');
    const reply = await arrive('Only there', { thread: root });
    const { conversation } = await page.evaluate((id) => fake.message(id), root);
    const before = page.url();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/c/${conversation}/m/${reply}`);
    const thread = page.getByRole('log', { name: 'Messages in the thread' });
    await thread.getByText('Only there').waitFor();
    expect(await page.getByText('That message is not on this device.').count()).toBe(0);
    // Back leads to where one was, not to the link again.
    await page.goBack();
    await thread.waitFor({ state: 'detached' });
    expect(page.url()).toBe(before);
  });

  test('keep their own draft', async () => {
    await arrive('The plan');
    await act(message('The plan'), 'Reply in thread');
    await page.getByRole('textbox', { name: 'Reply in thread' }).fill('unfinished');
    await button('Close thread').click();
    await page.getByRole('log', { name: 'Messages in the thread' }).waitFor({ state: 'detached' });
    await act(message('The plan'), 'Reply in thread');
    const box = page.getByRole('textbox', { name: 'Reply in thread' });
    await expect.poll(() => box.inputValue()).toBe('unfinished');
    expect(await composer().inputValue()).toBe('');
  });
});

/** On a phone a panel is a dialog, and all outside of one is out of reach. */
describe('in a thread on a phone', () => {
  const thread = () => page.getByRole('log', { name: 'Messages in the thread' });
  const openThread = async (): Promise<Locator> => {
    await page.setViewportSize(SIZES.phone);
    await say('The plan');
    await page.getByRole('article').last().focus();
    await page.keyboard.press('t');
    await thread().waitFor();
    return thread().getByRole('article').filter({ hasText: 'The plan' });
  };

  test('a reaction is chosen by keyboard, and the focus comes back', async () => {
    const plan = await openThread();
    await plan.focus();
    await page.keyboard.press('+');
    const search = page.getByRole('searchbox', { name: 'Search emoji' });
    await expect.poll(() => search.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.type('tada');
    await page.getByRole('button', { name: 'party popper' }).waitFor();
    await page.keyboard.press('Enter');
    await plan.getByRole('button', { name: '🎉 1 by you' }).waitFor();
    await expect.poll(() => plan.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  test('who has a message is told, and the focus comes back', async () => {
    const plan = await openThread();
    await plan.focus();
    const held = plan.locator('.delivered');
    await held.focus();
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: 'Who has it' });
    await told.waitFor();
    await still();
    expect(await page.locator('.drawer').evaluate((it) => it.querySelector('.held'))).toBeTruthy();
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'detached' });
    await thread().waitFor();
    await expect.poll(() => held.evaluate((it) => it === document.activeElement)).toBe(true);
  });
});

test('pins are listed beside the conversation', async () => {
  await arrive('The door code changed');
  await act(message('The door code changed'), 'Pin');
  await message('The door code changed').getByText('Pinned').waitFor();
  await button('Pinned messages').click();
  const panel = page.getByRole('complementary', { name: 'Pinned messages' });
  await panel.getByText('The door code changed').waitFor();
  await panel.getByRole('button', { name: 'Unpin' }).click();
  await panel.getByText('Nothing is pinned here.').waitFor();
});

test('marked as unread, it stays so until one comes back', async () => {
  await arrive('First of two');
  await arrive('Second of two');
  const general = page.getByRole('link', { name: 'general', exact: true });
  await expect.poll(() => general.getAttribute('aria-describedby')).toBe(null);
  await act(message('First of two'), 'Mark unread');
  await expect.poll(() => general.getAttribute('aria-describedby')).not.toBe(null);
  await page.getByText('New messages').waitFor();
  await page.mouse.move(5, 5);
  await page.getByRole('link', { name: 'design', exact: true }).click();
  await page.getByRole('log', { name: 'Messages in design' }).waitFor();
  await expect.poll(() => general.getAttribute('aria-describedby')).not.toBe(null);
  await general.click();
  await expect.poll(() => general.getAttribute('aria-describedby')).toBe(null);
});

describe('while writing', () => {
  test('names are completed and mean their people', async () => {
    await composer().pressSequentially('Ask @aik');
    await page.getByRole('option', { name: /Aiko Tanaka/ }).waitFor();
    await composer().press('Enter');
    await expect.poll(() => composer().inputValue()).toBe('Ask @Aiko Tanaka ');
    await composer().press('Enter');
    await page.locator('.mention', { hasText: '@Aiko Tanaka' }).waitFor();
  });

  test('channels are completed and lead there', async () => {
    await composer().pressSequentially('see #des');
    await page.getByRole('option', { name: '#design' }).waitFor();
    await composer().press('Tab');
    await composer().press('Enter');
    await message('see').getByRole('link', { name: '#design' }).click();
    await page.getByRole('log', { name: 'Messages in design' }).waitFor();
  });

  test('emoji are completed by their codes', async () => {
    await composer().pressSequentially('done :tad');
    await page.getByRole('option', { name: /:tada:/ }).click();
    await expect.poll(() => composer().inputValue()).toBe('done 🎉 ');
  });

  test('emoji are written out by the colon behind their code', async () => {
    await composer().pressSequentially('done :tada');
    await page.getByRole('option', { name: /:tada:/ }).waitFor();
    await composer().pressSequentially(': at 10:30:15, :nothing: ');
    await expect.poll(() => composer().inputValue()).toBe('done 🎉 at 10:30:15, :nothing: ');
    await composer().fill('');
    await composer().pressSequentially('`:tada:` :+1:');
    await expect.poll(() => composer().inputValue()).toBe('`:tada:` 👍');
  });

  test('emoji have the tone that was chosen, and are at hand in the picker afterwards', async () => {
    await page.evaluate(() => localStorage.setItem('confab.emoji.skin', '3'));
    await composer().pressSequentially(':wave');
    await page.getByRole('option', { name: /:wave:/ }).click();
    await expect.poll(() => composer().inputValue()).toBe('👋🏽 ');
    await button('Emoji').click();
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    const first = picker
      .getByRole('heading', { name: 'Recent' })
      .locator('xpath=..')
      .getByRole('button')
      .first();
    expect(await first.textContent()).toBe('👋🏽');
    // What is chosen stands where the caret was, and one goes on behind it.
    await picker.getByRole('searchbox').fill('tada');
    const chosen = picker.getByRole('button').filter({ hasText: '🎉' });
    // At once, for the next letter may follow at once.
    const goesOn = await chosen.evaluate((it: HTMLElement) => {
      it.click();
      return document.activeElement?.matches('textarea');
    });
    expect(goesOn).toBe(true);
    await picker.waitFor({ state: 'detached' });
    await page.keyboard.type('and on');
    await expect.poll(() => composer().inputValue()).toBe('👋🏽 🎉and on');
  });

  test('what is found only after the text was sent is not offered any more', async () => {
    const isData = /(?:compact|iamcal)-[^/]*\.js$/;
    const [asked, held] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
    await page.route(isData, async (route) => {
      asked.resolve(route.request().url());
      await held.promise;
      await route.continue();
    });
    await composer().pressSequentially('done :tad');
    const data = await asked.promise;
    await composer().press('Enter');
    await message('done :tad').waitFor();
    held.resolve();
    // Resolves with the module itself, after all who waited for it before.
    await page.evaluate(`import(${JSON.stringify(data)}).then(() => {})`);
    await settled();
    expect(await page.getByRole('listbox').count()).toBe(0);
    await composer().fill('once more :tad');
    await page.getByRole('option', { name: /:tada:/ }).waitFor();
  });

  test('a name that is written to its end is sent as it stands', async () => {
    await composer().fill('that is for @Aiko Tanaka');
    await page.getByRole('listbox').waitFor();
    await composer().press('Enter');
    await message('that is for').locator('.mention').waitFor();
  });

  test('Escape closes the list, Enter then sends', async () => {
    await composer().pressSequentially('hello @be');
    await page.getByRole('listbox').waitFor();
    await composer().press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await composer().press('Enter');
    await message('hello @be').waitFor();
  });
});

test('where a message is held stands behind its last word, also in a list or a quote', async () => {
  const mark = page.getByRole('button', { name: 'On 5 devices' });
  for (const [text, last] of [
    ['Bring\n- bread\n- wine', 'listitem'],
    ['Said\n> it was three times', 'blockquote'],
  ] as const) {
    await composer().fill(text);
    await composer().press('Enter');
    const said = message(text.split('\n')[0] ?? text);
    await said.getByRole(last).last().filter({ has: mark }).waitFor();
    expect(await said.getByRole('button', { name: 'On 5 devices' }).count()).toBe(1);
  }
});

/** A conversation with everything that can stand in one. */
async function livelyOffice(): Promise<void> {
  await page.evaluate(() => {
    const remark = (it: object, from: number) => fake.remark(it as never, from);
    const rich = fake.arrive(
      '**Plan** for _Thursday_ with @Mara Lindqvist, see #design and https://example.org/plan\n\n> What was said\n\n- one\n- [x] done\n- [ ] open\n\n```ts\nconst a: number = 1; // why\n```\n\na | b\n--|--:\n`1` | 2',
    );
    fake.arrive('I agree with that', { replyTo: rich as never, from: 2 });
    for (const from of [0, 2, 3])
      remark({ kind: 'reaction', target: rich, emoji: '👍', on: true }, from);
    remark({ kind: 'reaction', target: rich, emoji: '🎉', on: true }, 4);
    const root = fake.arrive('Who brings what?', { from: 4 });
    fake.arrive('Bread', { thread: root, from: 2 });
    fake.arrive('Cheese, and a knife', { thread: root, from: 3, also: true });
    remark({ kind: 'edit', target: root, text: 'Who brings what on Thursday?' }, 4);
    remark({ kind: 'pin', target: root, on: true }, 4);
    const gone = fake.arrive('gone', { from: 6 });
    remark({ kind: 'delete', target: gone }, 2);
  });
  await message('Who brings what on Thursday?').first().waitFor();
}

const screens: Record<string, () => Promise<unknown>> = {
  'everything that can stand in a conversation': () =>
    message('Who brings what on Thursday?').first().hover(),
  'a thread': async () => {
    await message('Who brings what')
      .getByRole('link', { name: /2 replies/ })
      .click();
    await page.getByRole('log', { name: 'Messages in the thread' }).getByText('Bread').waitFor();
  },
  'choosing a reaction in a thread': async () => {
    await message('Who brings what')
      .getByRole('link', { name: /2 replies/ })
      .click();
    const bread = page
      .getByRole('log', { name: 'Messages in the thread' })
      .getByRole('article')
      .filter({ hasText: 'Bread' });
    await bread.focus();
    await page.keyboard.press('+');
    await page.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
  },
  'the drafts of threads': async () => {
    for (const text of ['Who brings what', 'I agree']) {
      await message(text).first().focus();
      await page.keyboard.press('t');
      await page.getByRole('textbox', { name: 'Reply in thread' }).fill('Wine');
      await button('Close thread').click();
      await message(text).getByText('Draft of a reply').waitFor();
    }
  },
  'a change and an answer after a reload': async () => {
    await openOffice('read');
    await composer().press('ArrowUp');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('A change that was begun');
    const others = page.getByRole('article').filter({ hasNot: page.locator('.delivered') });
    await act(others.last(), 'Reply');
    await page.getByText('Answering').waitFor();
    await page.reload();
    await box.waitFor();
  },
  'pinned messages': async () => {
    await button('Pinned messages').click();
    await page.getByRole('button', { name: 'Unpin' }).waitFor();
  },
  'choosing a reaction': async () => {
    await act(message('I agree'), 'React');
    await page.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
  },
  'deleting a message': async () => {
    await act(message('I agree'), 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).waitFor();
  },
  'editing a message': async () => {
    await act(await say('An own one'), 'Edit');
    await button('Save').waitFor();
  },
  'answering and completing a name': async () => {
    await act(message('I agree'), 'Reply');
    await composer().pressSequentially('@a');
    await page.getByRole('option').first().waitFor();
  },
};

testScreens(screens, livelyOffice);

describe('hostile content is harmless', () => {
  test('the font does not look around in long words, which takes the square of their length', async () => {
    await arrive('[a]('.repeat(100));
    const text = message('[a](').locator('.message-text p');
    for (const it of [text, composer()])
      expect(await it.evaluate((it) => getComputedStyle(it).fontVariantLigatures)).toBe(
        'no-contextual',
      );
  });

  const cases: Record<string, string> = {
    script: '<script>document.title = "owned"</script><img src=x onerror="document.title=1">',
    style: '<style>* { display: none }</style>',
    'a javascript link': '[click](javascript:alert(1)) <javascript:alert(2)>',
    'a data link': '[click](data:text/html,<script>alert(1)</script>)',
    'a turned direction': 'safe \u{202E}txt.exe\u{202C} \u{2066}x',
    'stacked marks': `Z${'\u{0300}\u{0301}\u{0302}'.repeat(400)}algo`,
    'one long line': 'x'.repeat(16_000),
    'one long word of brackets': '[a]('.repeat(4_000),
    'lists in lists': `${'- '.repeat(7_999)}x`,
    '500 mentions': '@Tomás Herrera '.repeat(500),
    'quotes in quotes': '>'.repeat(16_000),
    'a wide table': `${'|a'.repeat(400)}\n${'|-'.repeat(400)}\n${'|b'.repeat(400)}`,
  };
  test.each(Object.entries(cases))('%s', async (_, text) => {
    const begin = Date.now();
    await arrive(text);
    await arrive('After it');
    await message('After it').waitFor();
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect(await page.title()).toMatch(/^(?:\(\d+\) )?general · Juniper Studio$/);
    const log = page.getByRole('log', { name: 'Messages in general' });
    const bad =
      'a[href^="javascript:"], a[href^="data:"], img, iframe, article script, article style';
    expect(await log.locator(bad).count()).toBe(0);
    // Nothing reaches beyond the column, or over its neighbours.
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
  });
});
