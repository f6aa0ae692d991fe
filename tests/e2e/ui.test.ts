/** Every screen of the browser face: accessible, within the relay's Content-Security-Policy, by keyboard. */
import { describe, expect, test } from 'vitest';
import type { FakeMessenger } from '../support/fakeMessenger.ts';
import {
  complaints,
  context,
  faults,
  faultsInThemes,
  hasFocus,
  open,
  page,
  SIZES,
  setUpGallery,
  still,
} from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery();

const button = (name: string) => page.getByRole('button', { name, exact: true });
const box = (name: string) => page.getByRole('textbox', { name, exact: true });

interface Screen {
  readonly scene: string;
  /** Something that is there once the screen is. */
  readonly ready: () => Promise<unknown>;
}

const newest = () => page.getByText('I take everything back').waitFor();
const onPhone = async (act: () => Promise<void>): Promise<void> => {
  if (page.viewportSize()?.width === SIZES.phone.width) await button('Show conversations').click();
  await act();
};

const screens: Record<string, Screen> = {
  welcome: { scene: 'welcome', ready: () => page.getByRole('heading').waitFor() },
  'an unreadable link': {
    scene: 'welcome',
    ready: async () => {
      await box('Invite link').fill('nonsense');
      await button('Open link').click();
      await page.getByText('This link cannot be read.').waitFor();
    },
  },
  'create your office': { scene: 'setup', ready: () => button('Create office').waitFor() },
  'an office being created': {
    scene: 'setup&stuck',
    ready: async () => {
      await box('Office name').fill('Juniper');
      await box('Your name').fill('Mara');
      await button('Create office').click();
      await page.getByText('Connecting to the relay').waitFor();
    },
  },
  'join an office': { scene: 'join', ready: () => button('Join office').waitFor() },
  'a relay that does not answer': {
    scene: 'join&fails',
    ready: async () => {
      await box('Your name').fill('Tomás');
      await button('Join office').click();
      await page.getByText('The relay did not answer.').waitFor();
    },
  },
  'a link in the address that cannot be read': {
    scene: 'malformed',
    ready: () => page.getByText('This link cannot be read.').waitFor(),
  },
  'an invite that was used': {
    scene: 'join&used',
    ready: async () => {
      await box('Your name').fill('Tomás');
      await button('Join office').click();
      await page.getByText('This invite was used').waitFor();
    },
  },
  'a name that is too long': {
    scene: 'join',
    ready: async () => {
      await page.getByText('Lock this device with a passphrase').click();
      await box('Your name').fill('Tomás '.repeat(20));
      await page.getByText('Use 1 to 80 letters').waitFor();
    },
  },
  locked: {
    scene: 'locked',
    ready: async () => {
      await box('Passphrase').fill('correct horse');
      await button('Unlock').click();
      await page.getByText('This is not the passphrase').waitFor();
    },
  },
  'a relay that lost the office': {
    scene: 'host',
    ready: async () => {
      await button('Bring it back').click();
      await page.getByText('The relay did not answer.').waitFor();
    },
  },
  'an office that is back at its relay': {
    scene: 'host',
    ready: async () => {
      await button('Bring it back').click();
      await page.getByText('The relay did not answer.').waitFor();
      await button('Bring it back').click();
      await page.getByText('back at its relay').waitFor();
    },
  },
  'open elsewhere': { scene: 'elsewhere', ready: () => button('Use here').waitFor() },
  failed: { scene: 'failed', ready: () => button('Reload').waitFor() },
  office: { scene: 'office', ready: newest },
  'an empty office': { scene: 'empty', ready: () => page.getByText('No messages yet.').waitFor() },
  'alone in an office': {
    scene: 'alone',
    ready: () => page.getByText('the only member').waitFor(),
  },
  offline: { scene: 'offline', ready: newest },
  connecting: { scene: 'connecting', ready: newest },
  refused: { scene: 'refused', ready: newest },
  'not saving': { scene: 'full', ready: newest },
  'a wrong clock': { scene: 'clock', ready: newest },
  'a new version': { scene: 'update', ready: newest },
  'slow to open': { scene: 'slow', ready: () => page.locator('.skeleton').waitFor() },
  'far up, with new messages below': {
    scene: 'many',
    ready: async () => {
      await page.getByRole('log').focus();
      await page.keyboard.press('Home');
      await page.getByRole('heading', { name: 'This is where general begins.' }).waitFor();
      await page.evaluate(() => fake.arrive('Below'));
      await button('1 new below').waitFor();
    },
  },
  'not sent': {
    scene: 'read',
    ready: async () => {
      await newest();
      await page.evaluate(() => fake.failSending('storage-full'));
      await box('Message general').fill('Hello');
      await button('Send').click();
      await page.getByText('Not sent.').waitFor();
    },
  },
  members: {
    scene: 'read',
    ready: async () => {
      await button('Members').click();
      await page.getByRole('heading', { name: 'Members' }).waitFor();
    },
  },
  conversations: { scene: 'long-names', ready: () => onPhone(() => button('Settings').waitFor()) },
  'invite people': {
    scene: 'read',
    ready: () =>
      onPhone(async () => {
        await button('Invite people').click();
        await box('Invite link').waitFor();
      }),
  },
  'create channel': {
    scene: 'read',
    ready: () =>
      onPhone(async () => {
        await button('Create channel').click();
        await box('Channel name').fill('general');
        await button('Create channel').click();
        await page.getByText('exists already').waitFor();
      }),
  },
  settings: {
    scene: 'read',
    ready: () =>
      onPhone(async () => {
        await button('Settings').click();
        await page.getByText('18.4 MB in use.').waitFor();
        await page.getByText('b5bb9d80').waitFor();
      }),
  },
  'a passphrase being set': {
    scene: 'read',
    ready: () =>
      onPhone(async () => {
        await button('Settings').click();
        await button('Set a passphrase').click();
        await box('New passphrase').fill('one two');
        await box('New passphrase again').fill('one twofold');
        await button('Save passphrase').click();
        await page.getByText('The two are not the same.').waitFor();
      }),
  },
  'a passphrase that is set': {
    scene: 'lockable',
    ready: () =>
      onPhone(async () => {
        await button('Settings').click();
        await page.getByText('ask an admin to remove a device').waitFor();
      }),
  },
};

/** Opens a tab of the settings. */
const settings = (tab: string, act: () => Promise<unknown>) =>
  onPhone(async () => {
    await button('Settings').click();
    await page.getByRole('tab', { name: tab }).click();
    await act();
  });

/** Opens a member's card. */
const card = async (name: string, act: () => Promise<unknown>): Promise<void> => {
  await button('Members').click();
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('button').click();
  await page.getByRole('complementary').getByRole('article', { name }).waitFor();
  await act();
};

const openRoom = (name: string, act: () => Promise<unknown>) =>
  onPhone(async () => {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('log', { name: `Messages in ${name}` }).waitFor();
    await act();
  });

/** Everything that people can be told, at once. */
const tellAll = () =>
  page.evaluate(() => {
    const [someone] = fake.members.get().filter(({ self }) => !self);
    const device = fake.devices.get().find(({ member }) => member === someone?.id);
    if (!someone || !device) throw new Error('nobody else is here');
    const about = { member: someone.id, device: device.id };
    fake.notify({ id: 'added', kind: 'device-added', ...about, by: someone.id });
    fake.notify({ id: 'changed', kind: 'verified-changed', member: someone.id });
    fake.notify({ id: 'frozen', kind: 'device-frozen', ...about });
    fake.notify({ id: 'alone', kind: 'second-owner' });
    fake.knock('Nora');
  });

/** Screens about people, devices and private conversations. */
const trustScreens: Record<string, Screen> = {
  'link a browser': {
    scene: 'link',
    ready: async () => {
      await button('Link this browser').click();
      await page.getByText('Compare these words').waitFor();
      await page.getByText('harvest').waitFor();
    },
  },
  'a browser that was not let in': {
    scene: 'link&refused',
    ready: async () => {
      await button('Link this browser').click();
      await page.getByText('did not let this device in').waitFor();
    },
  },
  'a browser that nobody answered': {
    scene: 'link&late',
    ready: async () => {
      await button('Link this browser').click();
      await page.getByText('while the link worked').waitFor();
    },
  },
  'come back': {
    scene: 'recover',
    ready: async () => {
      await box('Recovery code').fill('legal winner');
      await button('Come back').click();
      await page.getByText('This is no recovery code').waitFor();
    },
  },
  removed: {
    scene: 'rooms',
    ready: async () => {
      await newest();
      await page.evaluate(() => fake.putOut('Tomás Herrera'));
      await page.getByRole('heading', { name: 'You were removed from Juniper Studio' }).waitFor();
      await button('Delete everything here').click();
      await page.getByText('This cannot be undone').waitFor();
    },
  },
  notices: {
    scene: 'rooms',
    ready: async () => {
      await newest();
      await tellAll();
      await page.getByText('1 person or device waits').waitFor();
      await page.getByRole('button', { name: /more notices$/ }).click();
      await page.getByText('You are the only owner').waitFor();
    },
  },
  'groups and directs': {
    scene: 'rooms',
    ready: () => onPhone(() => page.getByRole('heading', { name: 'Direct messages' }).waitFor()),
  },
  'a guest’s office': { scene: 'guest', ready: newest },
  'a member’s card': {
    scene: 'rooms',
    ready: () =>
      card('Tomás Herrera', () => button('Remove from the office: Tomás Herrera').waitFor()),
  },
  'a guest’s card': {
    scene: 'rooms',
    ready: () => card('Wilhelmina', () => page.getByRole('heading', { name: 'Sees' }).waitFor()),
  },
  'verify a member': {
    scene: 'rooms',
    ready: () =>
      card('Ben Okafor', async () => {
        await button('Verify').click();
        await button('Mark as verified').waitFor();
      }),
  },
  'remove a member': {
    scene: 'rooms',
    ready: () =>
      card('Ben Okafor', async () => {
        await button('Remove from the office: Ben Okafor').click();
        await button('Remove Ben Okafor').waitFor();
      }),
  },
  'let a member back in': {
    scene: 'rooms',
    ready: () =>
      card('Ben Okafor', async () => {
        await button('Let back in with a new device').click();
        await box('Link for the new device').waitFor();
      }),
  },
  'new message': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await button('New message').click();
        await page.getByRole('combobox', { name: 'People' }).fill('Ben');
        await page.getByRole('option', { name: 'Ben Okafor' }).click();
        await box('Group name').waitFor();
        await page.getByRole('combobox', { name: 'People' }).fill('Jo');
        await page.getByRole('option', { name: 'Jonas Weber' }).waitFor();
      }),
  },
  'browse channels': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await button('Browse channels').click();
        await page.getByRole('button', { name: 'spring-fair' }).waitFor();
      }),
  },
  'an archived channel': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await button('Browse channels').click();
        await page.getByRole('button', { name: 'spring-fair' }).click();
        await button('Restore').waitFor();
      }),
  },
  'a group that is closed to this device': {
    scene: 'rooms',
    ready: () =>
      openRoom('Salaries', async () => {
        await box('Message Salaries').waitFor();
        await page.evaluate(() => {
          const room = fake.conversations.get().find(({ name }) => name === 'Salaries');
          return fake.editConversation(room?.id as never, { closed: true } as never);
        });
        await page.getByRole('heading', { name: 'Closed to this device' }).waitFor();
        await box('Message Salaries').waitFor({ state: 'detached' });
      }),
  },
  'details of a group': {
    scene: 'rooms',
    ready: () =>
      openRoom('Salaries', async () => {
        await button('Details').click();
        await button('Leave group').click();
      }),
  },
  'details of a channel': {
    scene: 'rooms',
    ready: () =>
      openRoom('design', async () => {
        await button('Details').click();
        await button('Archive').click();
        await page.getByText('It moves out of').waitFor();
      }),
  },
  'invite a guest': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await button('Invite people').click();
        await page.getByText('Guest', { exact: true }).click();
        await page.getByRole('combobox', { name: 'Channels for the guest' }).fill('des');
        await page.getByRole('option', { name: 'design' }).waitFor();
      }),
  },
  'own devices': {
    scene: 'rooms',
    ready: () =>
      settings('Devices', async () => {
        await page.getByRole('button', { name: /^Remove device/ }).click();
        await page.getByText('The office’s key changes').waitFor();
      }),
  },
  'link a device': {
    scene: 'rooms',
    ready: () =>
      settings('Devices', async () => {
        await button('Link a device').click();
        await box('Link for the other device').waitFor();
      }),
  },
  'a device that asks': {
    scene: 'rooms',
    ready: () =>
      settings('Devices', async () => {
        await page.evaluate(() => fake.knock());
        await button('Approve').waitFor();
      }),
  },
  'a recovery code': {
    scene: 'rooms',
    ready: () =>
      settings('Devices', async () => {
        await button('Make a recovery code').click();
        await page.getByRole('list', { name: 'Your recovery code' }).waitFor();
      }),
  },
  'one’s status': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await page.getByRole('button', { name: /^Your status/ }).click();
        await page.getByText('Do not disturb', { exact: true }).last().click();
        await box('What you are doing').fill('Writing the tender');
        await page.getByLabel('Clear it').waitFor();
      }),
  },
  'an emoji for one’s status': {
    scene: 'rooms',
    ready: () =>
      onPhone(async () => {
        await page.getByRole('button', { name: /^Your status/ }).click();
        await page.getByRole('dialog').getByRole('button', { name: /emoji/i }).click();
        await page.getByRole('searchbox', { name: 'Search emoji' }).fill('tada');
        await page.getByRole('button', { name: 'party popper' }).waitFor();
      }),
  },
  'the settings of notifications': {
    scene: 'rooms',
    ready: () =>
      settings('Notifications', async () => {
        await page.getByText('Quiet hours', { exact: true }).click();
        await button('Monday').waitFor();
      }),
  },
  'the outbox': {
    scene: 'offline',
    ready: async () => {
      await page.getByRole('link', { name: '3 waiting; kept on this device' }).click();
      await page.getByRole('heading', { name: 'Outbox' }).waitFor();
      await page.getByText('Nobody is connected.').first().waitFor();
    },
  },
  'who has a message': {
    scene: 'rooms',
    ready: async () => {
      await newest();
      await page.getByRole('button', { name: 'On 4 devices' }).last().click();
      await page.getByRole('dialog', { name: 'Who has it' }).waitFor();
    },
  },
  'what is lacking, and who types': {
    scene: 'rooms',
    ready: async () => {
      await newest();
      await page.evaluate(() => {
        const { id: conversation } =
          fake.conversations.get().find(({ name }) => name === 'general') ?? {};
        const [, one, two] = fake.members.get();
        if (!conversation || !one || !two) throw new Error('nobody is here');
        fake.setTyping(conversation, [one.id, two.id]);
        const [device] = one.devices;
        const gap = { conversation, count: 14, member: one.id, cause: 'holders-away' } as const;
        fake.setGaps([{ ...gap, device: device ?? null, lastSeen: Date.now() }]);
      });
      await page.getByText('14 messages by').waitFor();
      await page.getByText('are typing').waitFor();
    },
  },
  'the office’s settings': {
    scene: 'rooms',
    ready: () =>
      settings('Office', async () => {
        await page.evaluate(() => fake.knock('Nora'));
        await page.getByText('Nora wants to join.').waitFor();
        await button('Leave Juniper Studio').click();
      }),
  },
};

/** What reaches beyond the right edge, shortened to what helps. */
const tooWide = (): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
      .filter((it) => it.checkVisibility() && !it.closest('svg, .unseen'))
      .map((it) => it.outerHTML.slice(0, 120)),
  );

describe.each(Object.entries({ ...screens, ...trustScreens }))('%s', (_, screen) => {
  test.each(Object.entries(SIZES))('is accessible in both themes, %s', async (_, size) => {
    await page.setViewportSize(size);
    await open(screen.scene);
    await screen.ready();
    expect(await faultsInThemes()).toEqual([]);
    // As wide as a phone of old, or as half a screen enlarged to 400 %.
    if (size === SIZES.phone) {
      await page.setViewportSize({ width: 320, height: 640 });
      await still();
      // A tooltip that is open finds its new place a moment after the window changed.
      await expect.poll(tooWide).toEqual([]);
    }
  });
});

describe('by keyboard', () => {
  test('Enter sends, Shift+Enter breaks the line, and the focus stays', async () => {
    await open('read');
    const message = box('Message general');
    await message.fill('first');
    await message.press('Shift+Enter');
    await page.keyboard.type('second');
    expect(await message.inputValue()).toBe('first\nsecond');
    await message.press('Enter');
    await page.getByRole('article').getByText('first second').waitFor();
    expect(await message.inputValue()).toBe('');
    await expect.poll(() => hasFocus(message)).toBe(true);
  });

  test('a dialog takes the focus, keeps it, and gives it back', async () => {
    await open('read');
    await button('Create channel').focus();
    await page.keyboard.press('Enter');
    await box('Channel name').waitFor();
    expect(await button('Create channel').count()).toBe(1);
    await expect
      .poll(() => box('Channel name').evaluate((it) => it === document.activeElement))
      .toBe(true);
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect
      .poll(() => button('Create channel').evaluate((it) => it === document.activeElement))
      .toBe(true);
  });

  test('the conversations are reached and opened', async () => {
    await open('read');
    await page.getByRole('link', { name: 'design', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('log', { name: 'Messages in design' }).waitFor();
    await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/c\//);
  });

  test('from message to message with the arrows, and to what can be done with one', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('many');
    await newest();
    await page.getByRole('log').focus();
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.entry ?? '');
    const walked: string[] = [];
    for (let step = 0; step < 30; step++) {
      await page.keyboard.press('ArrowUp');
      await expect.poll(focused).not.toBe(walked.at(-1) ?? '');
      walked.push(await focused());
    }
    expect(new Set(walked).size).toBe(30);
    expect(walked).not.toContain('');
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe(walked[28]);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getBoundingClientRect().top))
      .toBeGreaterThan(50);
    expect(await faults()).toEqual([]);
    const toolbar = page.getByRole('toolbar', { name: 'Message actions' });
    // Who holds an own message comes before what can be done with it.
    const inToolbar = () => toolbar.evaluate((it) => it.contains(document.activeElement));
    for (let step = 0; step < 3 && !(await inToolbar()); step++) await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const copy = toolbar.getByRole('button', { name: 'Copy link' });
    await expect.poll(() => hasFocus(copy)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toMatch(new RegExp(`#/c/[^/]+/m/${walked[28]}$`));
  });

  test('on a phone a dialog takes the place of the conversations', async () => {
    await page.setViewportSize(SIZES.phone);
    await open('read');
    await button('Show conversations').click();
    await button('Settings').click();
    await box('Your name').waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect
      .poll(() => button('Show conversations').evaluate((it) => it === document.activeElement))
      .toBe(true);
  });

  test('on a phone the conversations slide in and out', async () => {
    await page.setViewportSize(SIZES.phone);
    await open('read');
    const drawer = page.getByRole('dialog');
    await button('Show conversations').click();
    await drawer.getByRole('navigation', { name: 'Conversations' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Conversations' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => drawer.count()).toBe(0);
    await expect
      .poll(() => button('Show conversations').evaluate((it) => it === document.activeElement))
      .toBe(true);
    await button('Show conversations').click();
    await drawer.getByRole('link', { name: 'lunch', exact: true }).click();
    await page.getByRole('log', { name: 'Messages in lunch' }).waitFor();
    await expect.poll(() => drawer.count()).toBe(0);
  });

  test('on a phone the conversations are there before they slide in, and seen once focused', async () => {
    await page.setViewportSize(SIZES.phone);
    await open('read');
    const nav = page.getByRole('navigation', { name: 'Conversations' });
    const lunch = nav.getByRole('link', { name: 'lunch', exact: true });
    await lunch.waitFor();
    const width = async () => (await nav.boundingBox())?.width;
    await expect.poll(width).toBe(1);
    await lunch.focus();
    await expect.poll(width).toBeGreaterThan(200);
    await page.keyboard.press('Enter');
    await page.getByRole('log', { name: 'Messages in lunch' }).waitFor();
    await expect.poll(width).toBe(1);
  });
});

describe('what outsiders rely on', () => {
  test('roles and names of the frame', async () => {
    await open('office');
    await newest();
    const design = page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('link', { name: 'design', exact: true });
    const description = await design.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${description}"]`).textContent()).toBe('3 unread messages');
    await page
      .getByRole('main')
      .getByRole('log', { name: 'Messages in general', exact: true })
      .waitFor();
    await page
      .getByRole('article', { name: /^Priya Raman/ })
      .first()
      .waitFor();
    await box('Message general').waitFor();
    await button('Send').waitFor();
    expect(await page.getByRole('status').allTextContents()).toEqual(['Connected']);
    await button('New message').waitFor();
    await button('Search').waitFor();
    for (const later of ['Edit', 'React', 'Delete']) {
      expect(await button(later).count()).toBe(0);
    }
  });

  test('an own message says where it is held', async () => {
    await open('read');
    await newest();
    await page.evaluate(() => fake.setConnection({ kind: 'offline' }));
    await page.getByText('Offline: messages wait on this device').waitFor();
    await box('Message general').fill('Where are you');
    await page.keyboard.press('Enter');
    const own = page.getByRole('article').filter({ hasText: 'Where are you' });
    await own.getByRole('img', { name: 'Only on this device' }).waitFor();
    // In between it stands for a moment that a look from outside may miss.
    const told = await page.evaluateHandle(() => {
      const told: string[] = [];
      new MutationObserver(() => {
        const newest = [...document.querySelectorAll('[role=log] article')].at(-1);
        told.push(newest?.querySelector('[role=img]')?.getAttribute('aria-label') ?? '');
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
      return told;
    });
    await page.evaluate(() => fake.setConnection({ kind: 'connected', peers: 1 }));
    await box('Message general').fill('Here again');
    await page.keyboard.press('Enter');
    const again = page.getByRole('article').filter({ hasText: 'Here again' });
    await again.getByRole('img', { name: 'On 5 devices' }).waitFor();
    expect(await told.jsonValue()).toContain('Kept by the relay');
  });

  test('an invite is made with the chosen terms and copied', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('read');
    await button('Invite people').click();
    await page.getByText(/^Works once, until/).waitFor();
    const link = await box('Invite link').inputValue();
    await button('Copy link').click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.getByText('25', { exact: true }).click();
    expect(await box('Invite link').count()).toBe(0);
    await button('Make another link').click();
    await page.getByText(/^Works 25 times, until/).waitFor();
    await page.getByRole('img', { name: 'QR code of the invite link' }).waitFor();
  });

  test('a channel is created and opened, and a reload stays there', async () => {
    await open('read');
    await button('Create channel').click();
    await box('Channel name').fill('Garden');
    await button('Create channel').click();
    await page.getByRole('log', { name: 'Messages in garden' }).waitFor();
    await page.getByRole('link', { name: 'lunch', exact: true }).click();
    await page.getByRole('log', { name: 'Messages in lunch' }).waitFor();
    await page.reload();
    await page.getByRole('log', { name: 'Messages in lunch' }).waitFor();
  });

  test('a part of the app that does not load says so, and the rest goes on', async () => {
    await page.route('**/InviteDialog*', (route) => route.abort());
    await open('read');
    await button('Invite people').click();
    await page.getByText('could not be loaded').waitFor();
    await box('Message general').fill('Still here');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Still here').waitFor();
    expect(complaints.join()).toContain('InviteDialog');
    complaints.length = 0;
  });

  test('a draft survives a reload and is marked in the sidebar', async () => {
    await open('read');
    await box('Message general').fill('half a thought');
    await page.reload();
    expect(await box('Message general').inputValue()).toBe('half a thought');
    await page.getByRole('link', { name: 'lunch', exact: true }).click();
    const general = page.getByRole('link', { name: 'general', exact: true });
    const described = () =>
      general.evaluate(
        (it) => document.getElementById(it.getAttribute('aria-describedby') ?? '')?.textContent,
      );
    await expect.poll(described).toBe('Draft');
  });

  test('what is taken back stands before what is being written', async () => {
    await open('offline');
    await newest();
    await page.getByRole('link', { name: '3 waiting; kept on this device' }).click();
    const item = page.locator('.outbox-item').first();
    const room = await item.getByRole('link').innerText();
    await item.getByRole('link').click();
    await box(`Message ${room}`).fill('being written');
    await page.goBack();
    await item.getByRole('button', { name: /^Cancel/ }).click();
    await expect.poll(() => page.locator('.outbox-item').count()).toBe(2);
    await page.goForward();
    const written = () => box(`Message ${room}`).inputValue();
    await expect.poll(written).toMatch(/^.+\nbeing written$/s);
  });

  test('what is taken back from a thread goes back there', async () => {
    await open('offline');
    await newest();
    await page.evaluate(async () => {
      const root = fake.arrive('The plan');
      const { conversation } = await fake.message(root);
      await fake.send(conversation, 'too early', { thread: root });
    });
    await page.getByRole('link', { name: /waiting; kept on this device/ }).click();
    const item = page.locator('.outbox-item').filter({ hasText: 'too early' });
    await item.getByRole('link', { name: 'general' }).click();
    const inThread = box('Reply in thread');
    await inThread.fill('being written');
    await page.goBack();
    await item.getByRole('button', { name: 'Cancel: too early' }).click();
    await item.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'general', exact: true }).click();
    const plan = page.getByRole('article').filter({ hasText: 'The plan' });
    await plan.getByRole('link', { name: 'Draft of a reply' }).click();
    await expect.poll(() => inThread.inputValue()).toBe('too early\nbeing written');
    expect(await box('Message general').inputValue()).toBe('');
  });

  test('a theme is chosen against the system and remembered', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open('read');
    await newest();
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.body.parentElement as Element).backgroundColor);
    const light = await ground();
    await button('Settings').click();
    await page.getByText('Dark', { exact: true }).click();
    await expect.poll(ground).not.toBe(light);
    await page.reload();
    await newest();
    await expect.poll(ground).not.toBe(light);
  });

  test('a passphrase is set, asked for after locking, and removed', async () => {
    await open('read');
    await button('Settings').click();
    await button('Set a passphrase').click();
    await box('New passphrase').fill('correct horse battery');
    await box('New passphrase again').fill('correct horse battery');
    await button('Save passphrase').click();
    await button('Lock now').click();
    await page.getByRole('heading', { name: 'Confab is locked' }).waitFor();
    await box('Passphrase').fill('correct horse batteries');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the passphrase').waitFor();
    await box('Passphrase').fill('correct horse battery');
    await page.keyboard.press('Enter');
    await newest();
    await button('Settings').click();
    await button('Remove passphrase').click();
    await box('Current passphrase').fill('correct horse battery');
    await button('Remove passphrase').click();
    await button('Set a passphrase').waitFor();
  });

  test('the emoji of a status is chosen by keyboard', async () => {
    await open('rooms');
    await page.getByRole('button', { name: /^Your status/ }).click();
    const status = page.getByRole('dialog');
    await status.getByRole('button', { name: /emoji/i }).focus();
    await page.keyboard.press('Enter');
    const search = page.getByRole('searchbox', { name: 'Search emoji' });
    await expect.poll(() => search.evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.type('tada');
    await page.getByRole('button', { name: 'party popper' }).waitFor();
    await page.keyboard.press('Enter');
    const chosen = page.getByRole('dialog').getByRole('button', { name: /^Emoji.*🎉/ });
    await expect.poll(() => chosen.evaluate((it) => it === document.activeElement)).toBe(true);
  });

  test('what was typed before joining survives a reload', async () => {
    await open('join');
    await box('Your name').fill('Tomás');
    await page.reload();
    expect(await box('Your name').inputValue()).toBe('Tomás');
  });

  test('a used invite is told as that, with no step to blame', async () => {
    await open('join&used');
    await box('Your name').fill('Tomás');
    await button('Join office').click();
    await page.getByText('This invite was used').waitFor();
    await expect.poll(() => page.getByRole('list', { name: 'Progress' }).count()).toBe(0);
  });

  test('a channel’s name that is too long is refused, not cut', async () => {
    await open('read');
    await button('Create channel').click();
    await box('Channel name').fill('x'.repeat(81));
    expect(await box('Channel name').inputValue()).toHaveLength(81);
    await button('Create channel').click();
    await page.getByText('Use 1 to 80 letters').waitFor();
  });

  test('founding and joining end in the office', async () => {
    await open('setup');
    await box('Office name').fill('Juniper');
    await box('Your name').fill('Mara');
    await page.keyboard.press('Enter');
    await page.getByRole('log', { name: 'Messages in general' }).waitFor();
    await open('join');
    await page.getByRole('heading', { name: 'Join Juniper Studio' }).waitFor();
    await box('Your name').fill('Tomás');
    await button('Join office').click();
    await page.getByRole('log', { name: 'Messages in general' }).waitFor();
    await open('elsewhere');
    await page.getByRole('heading', { name: 'Confab is open in another tab' }).waitFor();
    await button('Use here').click();
    await newest();
  });
});

test('a device that was put out is offered a newer version too', async () => {
  await open('update');
  await newest();
  await page.evaluate(() => fake.putOut('Tomás Herrera'));
  await page.getByRole('heading', { name: 'You were removed from Juniper Studio' }).waitFor();
  await page.getByText('A new version is ready.').waitFor();
  await button('Reload').waitFor();
});
