/** How one finds one's way, over a pretended office, through the names of the contract. */
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Arrival, FakeMessenger } from '../support/fakeMessenger.ts';
import {
  context,
  hasFocus,
  open,
  openOffice,
  page,
  SIZES,
  settled,
  setUpGallery,
  still,
  testScreens,
  turnWheel,
} from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery(() => openOffice('rooms'));

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const composer = (where = 'general') => page.getByRole('textbox', { name: `Message ${where}` });
const heading = (name: string) => page.getByRole('heading', { name, level: 1 });
const log = () => page.getByRole('log').first();
const conversations = () => page.getByRole('navigation', { name: 'Conversations' });
const pages = () => page.getByRole('navigation', { name: 'Pages' });
const link = (name: string) => conversations().getByRole('link', { name, exact: true });
const part = (name: string) => conversations().getByRole('region', { name });
const message = (text: string) => page.getByRole('article').filter({ hasText: text });
const arrive = (text: string, options: Arrival = {}): Promise<string> =>
  page.evaluate(([text, options]) => fake.arrive(text, options), [text, options] as const);
const switcher = () => page.getByRole('dialog', { name: 'Go to' });
const described = (of: Locator) =>
  of.evaluate(
    (it) => document.getElementById(it.getAttribute('aria-describedby') ?? '')?.innerText,
  );

async function openSwitcher(): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect.poll(() => hasFocus(switcher().getByRole('combobox'))).toBe(true);
}

async function goTo(typed: string): Promise<void> {
  await openSwitcher();
  await switcher().getByRole('combobox').fill(typed);
  await switcher().getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await switcher().waitFor({ state: 'detached' });
}

async function act(of: Locator, name: string): Promise<void> {
  await of.hover();
  await of.getByRole('toolbar').getByRole('button', { name, exact: true }).click();
}

test('in an archived channel only that is offered which is possible, and what fails is told', async () => {
  await goTo('spring');
  await heading('spring-fair').waitFor();
  await button('Restore').waitFor();
  const said = page.getByRole('article').first();
  await said.hover();
  const actions = said.getByRole('toolbar').getByRole('button');
  expect(
    await actions.evaluateAll((all) => all.map((it) => it.getAttribute('aria-label'))),
  ).toEqual(['Save for later', 'Copy link', 'Mark unread']);
  await page.evaluate(() => fake.failSending('archived'));
  const id = await said.getAttribute('data-entry');
  await page.evaluate(
    (target) => Object.assign(fake, { save: () => fake.react(target as never, '👍', true) }),
    id,
  );
  await said.getByRole('button', { name: 'Save for later' }).click();
  await page.getByText(/Not done\. This conversation is archived\./).waitFor();
});

describe('the quick switcher', () => {
  test('leads to conversations, people, pages and commands by a few letters', async () => {
    await goTo('desi');
    await heading('design').waitFor();
    await goTo('saved');
    await heading('Saved').waitFor();
    await goTo('wilhelm');
    await heading('Wilhelmina van den Broek-Oosterhuis').waitFor();
    await goTo('create ch');
    await page.getByRole('dialog', { name: 'Create channel' }).waitFor();
  });

  test('leads to what is typed also where Enter comes with the last letter', async () => {
    await openSwitcher();
    await switcher()
      .getByRole('combobox')
      .evaluate((it: HTMLInputElement) => {
        it.value = 'desi';
        it.dispatchEvent(new InputEvent('input', { bubbles: true }));
        it.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      });
    await heading('design').waitFor();
    await switcher().waitFor({ state: 'detached' });
  });

  test('offers first where one was, and gives the focus back', async () => {
    await goTo('lunch');
    await heading('lunch').waitFor();
    await goTo('desi');
    await heading('design').waitFor();
    await expect.poll(() => hasFocus(composer('design'))).toBe(true);
    await openSwitcher();
    const first = switcher().getByRole('option').first();
    await expect.poll(() => first.innerText()).toMatch(/^lunch/);
    await page.keyboard.press('Escape');
    await switcher().waitFor({ state: 'detached' });
    await expect
      .poll(() => composer('design').evaluate((it) => it === document.activeElement))
      .toBe(true);
  });

  test('goes by the arrow keys', async () => {
    await openSwitcher();
    const options = switcher().getByRole('option');
    await options.nth(1).waitFor();
    const second = (await options.nth(1).locator('.name').innerText()).trim();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading(second).waitFor();
  });
});

describe('the keyboard', () => {
  test('goes to the next conversation, and to the next unread one', async () => {
    await composer().focus();
    await page.keyboard.press('Alt+ArrowDown');
    await heading('lunch').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await heading('general').waitFor();
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await heading('design').waitFor();
  });

  test('goes on by two conversations when pressed twice at once', async () => {
    const names = await conversations().getByRole('link').allInnerTexts();
    const here = names.findIndex((it) => it.trim() === 'general');
    await page.evaluate(() => {
      const press = { key: 'ArrowDown', code: 'ArrowDown', altKey: true, bubbles: true };
      for (let time = 0; time < 2; time++)
        document.body.dispatchEvent(new KeyboardEvent('keydown', press));
    });
    await heading(names[here + 2]?.trim() ?? '').waitFor();
    await page.goBack();
    await page.goBack();
    await heading('general').waitFor();
  });

  test('stays with the messages once it led to the newest', async () => {
    await openOffice('many');
    await turnWheel(-3_000);
    await composer().fill('half a thought');
    await button('To the newest').press('Enter');
    await button('To the newest').waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(log())).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => hasFocus(log().getByRole('article').last())).toBe(true);
    await composer().focus();
    await turnWheel(-3_000);
    // A pointer takes nobody away from where they write.
    await button('To the newest').click();
    await button('To the newest').waitFor({ state: 'detached' });
    expect(await hasFocus(composer())).toBe(true);
  });

  test('shows all its shortcuts', async () => {
    await log().focus();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Previous, next unread conversation').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await composer().focus();
    await page.keyboard.type('why?');
    await expect.poll(() => composer().inputValue()).toBe('why?');
  });

  test('moves from part to part of the page', async () => {
    await composer().focus();
    await page.keyboard.press('F6');
    await expect.poll(() => hasFocus(link('general'))).toBe(true);
    await page.keyboard.press('F6');
    await expect.poll(() => hasFocus(log())).toBe(true);
    await page.keyboard.press('F6');
    await expect.poll(() => hasFocus(composer())).toBe(true);
    await page.keyboard.press('Shift+F6');
    await page.keyboard.press('Shift+F6');
    await expect.poll(() => hasFocus(link('general'))).toBe(true);
  });

  test('moves to the panel that is open', async () => {
    const box = page.getByRole('searchbox', { name: 'Search messages' });
    for (const name of ['Files', 'Search']) {
      await button(name).click();
      const panel = page.getByRole('complementary', { name });
      await panel.waitFor();
      if (name === 'Search') await expect.poll(() => hasFocus(box)).toBe(true);
      await composer().focus();
      await page.keyboard.press('F6');
      const isIn = () => panel.evaluate((it) => it.contains(document.activeElement));
      await expect.poll(isIn, { message: name }).toBe(true);
    }
    // Where one searches is where one wants to be.
    await page.keyboard.type('tender');
    expect(await box.inputValue()).toBe('tender');
    // The pointer still rests on the button; its name would have come by now, and taken the Escape.
    await page.waitForTimeout(600);
    expect(await page.getByRole('tooltip', { includeHidden: true }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    // One goes on where one was.
    await expect.poll(() => hasFocus(button('Search'))).toBe(true);
    await button('Search').click();
    expect(await box.inputValue()).toBe('tender');
  });

  test('does with a message what its letters stand for', async () => {
    await composer().fill('My own words');
    await composer().press('Enter');
    await message('My own words').waitFor();
    await log().focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('e');
    const box = page.getByRole('textbox', { name: 'Edit message' });
    await box.fill('My own words, changed');
    await box.press('Enter');
    await message('My own words, changed').waitFor();
    await page.keyboard.press('s');
    await message('My own words, changed').getByText('Saved', { exact: true }).waitFor();
    await page.keyboard.press('r');
    await page.getByText('Answering').waitFor();
    await page.keyboard.press('Escape');
    await log().focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Backspace');
    const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await message('Message deleted').waitFor();
  });

  test('closes the panel with Escape, and then marks as read', async () => {
    await button('Members').click();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Members' }).waitFor({ state: 'detached' });
    const before = await page.evaluate(() => fake.reads());
    await composer().focus();
    await composer().press('Escape');
    expect(await page.evaluate(() => fake.reads())).toBe(before + 1);
  });

  test('does not spend Escape on the name of a button under a pointer that rests', async () => {
    const name = page.getByRole('tooltip', { includeHidden: true });
    await button('Members').click();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await composer().focus();
    await button('Files').hover();
    await name.waitFor();
    await page.keyboard.press('Escape');
    await name.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Members' }).waitFor({ state: 'detached' });
  });

  test('does not spend Escape on a name that just comes', async () => {
    await button('Members').click();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await composer().focus();
    await page.evaluate(() => {
      const press = (): void => {
        const key = { key: 'Escape', bubbles: true, cancelable: true };
        if (document.querySelector('[role=tooltip]'))
          document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key));
      };
      new MutationObserver(press).observe(document.body, { childList: true, subtree: true });
    });
    await button('Files').hover();
    await page.getByRole('heading', { name: 'Members' }).waitFor({ state: 'detached' });
  });
});

test('the options of a picker stay in place while people come and go', async () => {
  await button('New message').click();
  await page.getByRole('combobox', { name: 'People' }).fill('Tom');
  const option = page.getByRole('option', { name: 'Tomás Herrera' });
  await option.waitFor();
  const isThere = await option.evaluateHandle((it) => () => it.isConnected);
  await page.evaluate(async () => {
    const he = fake.members.get().find(({ name }) => name === 'Tomás Herrera');
    if (!he) throw new Error('Tomás Herrera is not here');
    await fake.setRole(he.id, 'admin');
  });
  expect(await isThere.evaluate((it) => it())).toBe(true);
  await option.click();
  await button('Take Tomás Herrera off').waitFor();
});

/** The first message on screen, and where it stands there. */
const top = (): Promise<string> =>
  log().evaluate((it) => {
    const { top } = it.getBoundingClientRect();
    const shown = [...it.querySelectorAll<HTMLElement>('article')];
    const first = shown.find((row) => row.getBoundingClientRect().bottom > top + 1);
    return `${first?.dataset.entry} ${Math.round((first?.getBoundingClientRect().top ?? 0) - top)}`;
  });

describe('addresses', () => {
  test('stand for panels and pages: a reload keeps them, back and forward lead through', async () => {
    await button('Members').click();
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /Aiko Tanaka/ })
      .click();
    await page.getByRole('complementary').getByRole('article', { name: 'Aiko Tanaka' }).waitFor();
    await page.reload();
    await page.getByRole('complementary').getByRole('article', { name: 'Aiko Tanaka' }).waitFor();
    await page.goBack();
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /Aiko Tanaka/ })
      .waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Members' }).waitFor({ state: 'detached' });
    await pages().getByRole('link', { name: 'Inbox' }).click();
    await heading('Inbox').waitFor();
    await page.reload();
    await heading('Inbox').waitFor();
    await page.goBack();
    await heading('general').waitFor();
    await page.goForward();
    await heading('Inbox').waitFor();
    expect(await page.title()).toContain('Inbox · Juniper Studio');
  });

  test('the place where one read is kept while one is elsewhere', async () => {
    await openOffice('many');
    await turnWheel(-3_000);
    await expect.poll(() => button('To the newest').count()).toBe(1);
    await settled();
    const before = await top();
    await link('design').click();
    await heading('design').waitFor();
    await page.goBack();
    await heading('general').waitFor();
    await page.locator('.messages.placed article').first().waitFor();
    await expect.poll(async () => (await top()).split(' ')[0]).toBe(before.split(' ')[0]);
  });

  test('the place where one read survives a reload; an address with a message wins', async () => {
    await openOffice('pages');
    for (let turn = 0; turn < 3; turn++) await turnWheel(-3_000);
    const before = await top();
    await page.reload();
    await expect.poll(top).toBe(before);
    await button('To the newest').click();
    await settled();
    const newest = log().getByRole('article').last();
    const address = `${page.url().split('/m/')[0]}/m/${await newest.getAttribute('data-entry')}`;
    for (let turn = 0; turn < 3; turn++) await turnWheel(-3_000);
    await page.evaluate((address) => history.replaceState(null, '', address), address);
    await page.reload();
    await newest.and(page.locator('.sought')).waitFor();
  });
});

describe('going back', () => {
  const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
  const back = () => page.evaluate(() => history.back());
  /** Moves in the history, and waits until the page has come to rest there. */
  const move = (by: number, stops = 1) =>
    page.evaluate(
      ([by, stops]) =>
        new Promise<void>((resolve) => {
          let stopped = 0;
          const stop = (): void => {
            if (++stopped < stops) return;
            window.removeEventListener('popstate', stop);
            resolve();
          };
          window.addEventListener('popstate', stop);
          history.go(by);
        }),
      [by, stops] as const,
    );
  /** Opens with something below it in the history. */
  const inDesign = async (): Promise<void> => {
    await link('design').click();
    await heading('design').waitFor();
  };
  /** The entry of what was closed is gone, too. */
  const isPlain = () => expect.poll(() => page.evaluate(() => history.state)).toBe(null);

  const all: Record<string, [name: string, show: () => Promise<void>]> = {
    'a dialog': ['Create channel', () => button('Create channel').click()],
    'a dialog with an address': ['Settings', () => button('Settings').click()],
    'the switcher': ['Go to', openSwitcher],
    'what is chosen at a message': [
      'Emoji',
      async () => {
        await arrive('News', { channel: 'design' });
        await act(message('News'), 'React');
      },
    ],
    'what is asked first': [
      'Delete this message?',
      async () => {
        await arrive('News', { channel: 'design' });
        await act(message('News'), 'Delete');
      },
    ],
  };
  test.each(Object.entries(all))('closes %s, and then leaves', async (_, [name, show]) => {
    await inDesign();
    await show();
    await dialog(name).waitFor();
    await back();
    await dialog(name).waitFor({ state: 'detached' });
    await heading('design').waitFor();
    await back();
    await heading('general').waitFor();
  });

  test.each(Object.entries(all))('leaves at once after Escape: %s', async (_, [name, show]) => {
    await inDesign();
    await show();
    await dialog(name).waitFor();
    await page.keyboard.press('Escape');
    await dialog(name).waitFor({ state: 'detached' });
    await isPlain();
    await back();
    await heading('general').waitFor();
  });

  test('what was closed does not come again by going forward', async () => {
    await inDesign();
    await button('Create channel').click();
    await dialog('Create channel').waitFor();
    await back();
    await dialog('Create channel').waitFor({ state: 'detached' });
    await move(1, 2);
    await heading('design').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await back();
    await heading('general').waitFor();
  });

  test('leads from what a dialog did to where it was opened, and forward again', async () => {
    await inDesign();
    await button('Create channel').click();
    await page.getByRole('textbox', { name: 'Channel name' }).fill('garden');
    await page.keyboard.press('Enter');
    await heading('garden').waitFor();
    await isPlain();
    await back();
    await heading('design').waitFor();
    await move(1);
    await heading('garden').waitFor();
    await goTo('lunch');
    await heading('lunch').waitFor();
    await goTo('saved');
    await heading('Saved').waitFor();
    await move(-1);
    await heading('lunch').waitFor();
    await move(-1);
    await heading('garden').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('closes one of two that stand above each other', async () => {
    await inDesign();
    await page.getByRole('button', { name: /^Your status/ }).click();
    const status = page.getByRole('dialog', { name: /status/i });
    await status.waitFor();
    await status.getByRole('button', { name: /emoji/i }).first().click();
    await dialog('Emoji').waitFor();
    await back();
    await dialog('Emoji').waitFor({ state: 'detached' });
    await status.waitFor();
    await back();
    await status.waitFor({ state: 'detached' });
    await heading('design').waitFor();
    await back();
    await heading('general').waitFor();
  });

  test('passes over what one dialog took the place of', async () => {
    await inDesign();
    await goTo('create ch');
    await dialog('Create channel').waitFor();
    await back();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await back();
    await heading('general').waitFor();
  });

  test('closes the list of conversations on a phone, and leads back from what was chosen there', async () => {
    await page.setViewportSize(SIZES.phone);
    const list = page.getByRole('dialog');
    await button('Show conversations').click();
    await list.waitFor();
    await back();
    await list.waitFor({ state: 'detached' });
    await heading('general').waitFor();
    await button('Show conversations').click();
    await list.getByRole('link', { name: 'design', exact: true }).click();
    await list.waitFor({ state: 'detached' });
    await heading('design').waitFor();
    await isPlain();
    await move(-1);
    await heading('general').waitFor();
    await move(1);
    await heading('design').waitFor();
  });

  test('a dialog that stays open while one is led elsewhere stands over the new place', async () => {
    await button('Create channel').click();
    await dialog('Create channel').waitFor();
    await page.evaluate(() => {
      const design = fake.conversations.get().find(({ name }) => name === 'design');
      // As the service worker tells of a notification that was clicked.
      const data = { open: `#/c/${design?.id}` };
      navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data }));
    });
    await expect.poll(() => page.title()).toContain('design');
    await dialog('Create channel').waitFor();
    await back();
    await dialog('Create channel').waitFor({ state: 'detached' });
    await heading('design').waitFor();
    await back();
    await heading('general').waitFor();
  });

  test('a reload closes what has no address, and leaves nothing of it behind', async () => {
    await inDesign();
    await button('Create channel').click();
    await dialog('Create channel').waitFor();
    await page.reload();
    await heading('design').waitFor();
    await isPlain();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await back();
    await heading('general').waitFor();
  });

  test('settings have an address for each section, which a reload opens', async () => {
    await inDesign();
    await button('Settings').click();
    const tab = (name: string) => dialog('Settings').getByRole('tab', { name, selected: true });
    await tab('General').waitFor();
    await dialog('Settings').getByRole('tab', { name: 'Devices' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/c\/[^/]+\/d\/settings\/devices$/);
    await page.reload();
    await tab('Devices').waitFor();
    await page.keyboard.press('Escape');
    await dialog('Settings').waitFor({ state: 'detached' });
    await expect.poll(() => page.url()).toMatch(/#\/c\/[^/]+$/);
    await heading('design').waitFor();
    await move(1);
    await tab('Devices').waitFor();
    await back();
    await dialog('Settings').waitFor({ state: 'detached' });
    await back();
    await heading('general').waitFor();
  });

  test('what an address opens by itself has the focus as a whole, and none of its buttons', async () => {
    const url = page.url().replace(/(\/c\/[^/]+).*/, '$1/d/settings/general');
    const fresh = await context.newPage();
    // To look at the page from here would count as somebody's deed.
    await fresh.addInitScript(() =>
      document.addEventListener('focusin', ({ target }) => {
        const it = target as HTMLElement;
        if (it.closest('[role=dialog]')) console.info(`focus: ${it.role ?? it.textContent}`);
      }),
    );
    const told = fresh.waitForEvent('console', (it) => it.text().startsWith('focus: '));
    await fresh.goto(url);
    expect((await told).text()).toBe('focus: dialog');
    await fresh.close();
  });

  test.each([
    ['keys', 'Keyboard shortcuts'],
    ['browse', 'Browse channels'],
    ['details', 'general'],
    ['settings/office', 'Settings'],
  ])('an address opens a dialog over its place: %s', async (address, name) => {
    const hash = await page.evaluate(() => location.hash);
    await page.goto('about:blank');
    await open('rooms', `${hash}/p/members/d/${address}`);
    await dialog(name).waitFor();
    await back();
    await dialog(name).waitFor({ state: 'detached' });
    await heading('general').waitFor();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    expect(await page.evaluate(() => location.hash)).toBe(`${hash}/p/members`);
  });
});

describe('the sidebar', () => {
  test('has what is starred at its top', async () => {
    await button('Star this conversation').click();
    await part('Starred').getByRole('link', { name: 'general' }).waitFor();
    expect(await part('Channels').getByRole('link', { name: 'general' }).count()).toBe(0);
    await button('Take the star away').click();
    await part('Channels').getByRole('link', { name: 'general' }).waitFor();
  });

  test('tells mentions apart from unread messages', async () => {
    await arrive('@channel lunch is here', { channel: 'office-move' });
    await arrive('just so', { channel: 'office-move' });
    await expect.poll(() => described(link('office-move'))).toBe('2 unread messages, 1 mention');
  });

  test('folds a part, and keeps in sight what brings news', async () => {
    const fold = part('Channels').getByRole('button', { name: 'Channels', exact: true });
    await fold.click();
    expect(await fold.getAttribute('aria-expanded')).toBe('false');
    await link('announcements').waitFor({ state: 'detached' });
    await link('general').waitFor();
    await link('lunch').waitFor();
    await page.reload();
    await link('general').waitFor();
    expect(await link('announcements').count()).toBe(0);
    await fold.click();
    await link('announcements').waitFor();
  });

  test('lets a channel be left and joined again', async () => {
    await button('Browse channels').click();
    const dialog = page.getByRole('dialog', { name: 'Browse channels' });
    await dialog.getByRole('button', { name: 'Leave channel: engineering' }).click();
    await dialog.getByRole('button', { name: 'Join channel: engineering' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await link('engineering').waitFor({ state: 'detached' });
    await arrive('@channel fire drill', { channel: 'engineering' });
    await link('engineering').waitFor();
    await composer().fill('/join #engineering');
    await composer().press('Enter');
    await heading('engineering').waitFor();
  });
});

describe('searching', () => {
  const box = () => page.getByRole('searchbox', { name: 'Search messages' });
  const results = () => page.getByRole('list', { name: 'Results' }).getByRole('link');
  const ask = async (question: string): Promise<void> => {
    await button('Search').click();
    await expect.poll(() => hasFocus(box())).toBe(true);
    await box().fill(question);
  };
  /** From now on results come only once they are let come. */
  const hold = () =>
    page.evaluate(() => {
      const { find } = fake.search;
      const held = new Promise<void>((resolve) => Object.assign(window, { letCome: resolve }));
      Object.assign(fake.search, {
        find: (...it: Parameters<typeof find>) => held.then(() => find(...it)),
      });
    });
  const letCome = () => page.evaluate(() => (window as unknown as { letCome(): void }).letCome());

  test('Enter opens the first result, also where it comes before that', async () => {
    const found = await arrive('zeppelin at nine', { channel: 'design' });
    await hold();
    await ask('zeppelin');
    await page.keyboard.press('Enter');
    await letCome();
    await heading('design').waitFor();
    await expect.poll(() => page.url()).toContain(`/m/${found}`);
    await expect.poll(() => hasFocus(results().first())).toBe(true);
  });

  test('how much was searched is said, while the rest is read, comes or waits', async () => {
    const note = (words: string | RegExp) => page.getByText(words).waitFor();
    await ask('nothing like this');
    await page.getByText('No message matches.').waitFor();
    await page.evaluate(() => fake.search.coverage.set({ kind: 'partly', back: Date.now() + 9e8 }));
    await note('Messages are being read for the first time; results will grow.');
    const back = Date.UTC(2024, 4, 3, 12);
    await page.evaluate((back) => fake.search.coverage.set({ kind: 'partly', back }), back);
    await note('Searched back to May 3, 2024; older messages are still coming.');
    await page.evaluate(() => fake.search.coverage.set({ kind: 'whole' }));
    await page.evaluate(() =>
      fake.progress.set({ kind: 'catching-up', received: 5, held: 50, lacking: 1_500 }),
    );
    await note('What is here was searched; 1,500 older messages are still coming.');
    await page.evaluate(() => fake.progress.set({ kind: 'paused', held: 60, lacking: 1_490 }));
    await note('What is here was searched; 1,490 older messages wait until you resume them.');
    await page.evaluate(() => fake.progress.set({ kind: 'idle' }));
    await page.getByText(/What is here was searched/).waitFor({ state: 'detached' });
  });

  test('who shows more goes on at the first of it, and who forgets what was asked, in the box', async () => {
    for (let i = 1; i <= 25; i++) await arrive(`zeppelin number ${i}`, { channel: 'lunch' });
    await ask('zeppelin');
    await button('Show more').focus();
    await page.keyboard.press('Enter');
    await results().nth(24).waitFor();
    await expect.poll(() => hasFocus(results().nth(20))).toBe(true);
    await page.keyboard.press('Enter');
    await heading('lunch').waitFor();
    await box().fill('');
    await button('Forget them').focus();
    await page.keyboard.press('Enter');
    await button('Forget them').waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(box())).toBe(true);
  });

  test('Enter means only what was asked, and nobody who went away', async () => {
    await arrive('zeppelin at nine', { channel: 'design' });
    await arrive('balloon at ten', { channel: 'lunch' });
    await hold();
    await ask('zeppelin');
    await page.keyboard.press('Enter');
    await box().fill('balloon');
    await letCome();
    await results().filter({ hasText: 'balloon' }).waitFor();
    await heading('general').waitFor();
    await hold();
    await box().fill('zeppelin');
    await page.keyboard.press('Enter');
    await composer().focus();
    await letCome();
    await results().filter({ hasText: 'zeppelin' }).waitFor();
    await heading('general').waitFor();
    expect(await hasFocus(composer())).toBe(true);
  });

  test('the arrows go on through the results from one that was opened elsewhere', async () => {
    for (const channel of ['lunch', 'design', 'general'])
      await arrive(`zeppelin over ${channel}`, { channel });
    await ask('zeppelin');
    await results().nth(2).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await heading('design').waitFor();
    await composer('design').waitFor();
    await message('zeppelin over design').and(page.locator('.sought')).waitFor();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => hasFocus(results().nth(2))).toBe(true);
    await page.keyboard.press('Enter');
    await heading('lunch').waitFor();
  });
});

test('messages are put aside, shown and done with', async () => {
  await arrive('Best news of the week, again');
  await act(message('Best news of the week, again'), 'Save for later');
  await message('Best news of the week, again').getByText('Saved', { exact: true }).waitFor();
  await pages().getByRole('link', { name: 'Saved' }).click();
  await heading('Saved').waitFor();
  await message('Best news of the week, again')
    .getByRole('link', { name: 'Open in general' })
    .click();
  await heading('general').waitFor();
  await page.goBack();
  await message('Best news of the week, again')
    .getByRole('button', { name: 'Remove from saved' })
    .click();
  await page.getByRole('heading', { name: 'Nothing is saved.' }).waitFor();
});

test('the inbox gathers what happened to this person, and is marked as read', async () => {
  await openOffice('read', '#/inbox');
  await page.getByRole('heading', { name: 'Nothing for you yet.' }).waitFor();
  await arrive('@Mara Lindqvist which colour?', { channel: 'design' });
  await arrive('@here free cake', { channel: 'lunch', from: 2 });
  const asked = message('which colour?');
  await asked.getByText('Tomás Herrera mentioned you in design').waitFor();
  await expect
    .poll(() => described(pages().getByRole('link', { name: 'Inbox' })))
    .toBe('2 unread items');
  await button('Mark all as read').click();
  await expect.poll(() => asked.getByText('New', { exact: true }).count()).toBe(0);
  await asked.getByRole('link', { name: 'Open in design' }).click();
  await heading('design').waitFor();
  await message('which colour?').waitFor();
});

describe('commands', () => {
  const send = async (typed: string): Promise<void> => {
    await composer().fill(typed);
    await composer().press('Enter');
  };

  test('are offered when a text begins with a slash', async () => {
    await composer().press('/');
    await page.getByRole('option').first().waitFor();
    // Within one task, as quick fingers on a busy machine are: the list is no longer that of the slash alone.
    await composer().evaluate(async (box: HTMLTextAreaElement) => {
      box.value = '/to';
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
      for (let turn = 0; turn < 50; turn++) await null;
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
    });
    expect(await composer().inputValue()).toBe('/topic ');
    await page.keyboard.type('Cakes and plans');
    await page.keyboard.press('Enter');
    await page.getByText('Cakes and plans').waitFor();
    expect(await composer().inputValue()).toBe('');
  });

  test('that are none are told, not sent', async () => {
    await send('/nonsense here');
    await page.getByRole('alert').filter({ hasText: '“/nonsense” is no command' }).waitFor();
    expect(await composer().inputValue()).toBe('/nonsense here');
    expect(await message('/nonsense').count()).toBe(0);
    await send('//nonsense here');
    await message('/nonsense here').waitFor();
  });

  test('/me says what one does', async () => {
    await send('/me *waves*');
    await log().locator('.message-text.me').filter({ hasText: 'Mara Lindqvist waves' }).waitFor();
  });

  test('/msg writes to somebody, /star keeps a conversation at the top', async () => {
    await send('/star');
    await part('Starred').getByRole('link', { name: 'general' }).waitFor();
    await send('/msg @Aiko Tanaka are you there?');
    await heading('Aiko Tanaka').waitFor();
    await message('are you there?').waitFor();
  });
});

test('a finger that rests on a message opens its actions', async () => {
  await arrive('Best news of the week, again');
  const text = message('Best news of the week, again').locator('.message-text');
  await text.waitFor();
  await settled();
  // Resolves once it stands still and nothing lies over it; nothing is clicked.
  await text.click({ trial: true });
  const { x = 0, y = 0 } = (await text.boundingBox()) ?? {};
  const touches = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    touches.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touches.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await touch('touchStart', [{ x: x + 120, y: y + 5 }]);
  const sheet = page.getByRole('dialog', { name: 'Message actions' });
  await sheet.waitFor();
  await still();
  // It stands under the finger by now: lifting that is no choice.
  const under = ([x, y]: number[]) =>
    document.elementFromPoint(x ?? 0, y ?? 0)?.closest('.sheet') != null;
  expect(await page.evaluate(under, [x + 120, y + 5])).toBe(true);
  await touch('touchEnd', []);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  expect(await sheet.isVisible()).toBe(true);
  await sheet.getByRole('button', { name: 'Reply', exact: true }).click();
  await page.getByText('Answering Tomás Herrera').waitFor();
  // The next test begins with a mouse.
  await touches.detach();
});

/** Screens of this file, as they are opened. */
const screens: Readonly<Record<string, () => Promise<unknown>>> = {
  sidebar: async () => {
    await arrive('@channel lunch is here', { channel: 'office-move' });
    await page.evaluate(() => {
      const [room] = fake.conversations.get();
      return room && fake.prefer(room.id, 'star', true);
    });
    if (await button('Show conversations').count()) await button('Show conversations').click();
    await part('Starred').waitFor();
  },
  inbox: async () => {
    await arrive('@Mara Lindqvist which colour?', { channel: 'design' });
    await page.evaluate(() => {
      location.hash = '#/inbox';
    });
    await message('which colour?').waitFor();
  },
  'empty inbox': async () => {
    await openOffice('empty', '#/inbox');
    await page.getByRole('heading', { name: 'Nothing for you yet.' }).waitFor();
  },
  saved: async () => {
    await page.evaluate(async () => {
      for (const text of ['first', 'second']) await fake.save(fake.arrive(text), true);
      location.hash = '#/saved';
    });
    await message('second').waitFor();
  },
  switcher: async () => {
    await page.keyboard.press('Control+k');
    await switcher().getByRole('option').nth(3).waitFor();
  },
  shortcuts: async () => {
    await page.keyboard.press('Control+/');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  },
  commands: async () => {
    await composer().pressSequentially('/');
    await page.getByRole('option').first().waitFor();
  },
};

testScreens(screens);
