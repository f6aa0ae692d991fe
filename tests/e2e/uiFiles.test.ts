/** Files in the browser, over a pretended office, through the names of the contract. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { FakeMessenger } from '../support/fakeMessenger.ts';
import {
  context,
  hasFocus,
  openOffice,
  page,
  picture,
  settled,
  setUpGallery,
  testScreens,
} from '../support/galleryPage.ts';

declare const fake: FakeMessenger;

setUpGallery(() => openOffice('files'));

let photo: Buffer;
beforeAll(async () => {
  photo = await takePhoto();
});

const WHERE = 'GPSLatitude 48.137';

/** A real JPEG of 1,200 by 800 pixels with a comment that tells where it was taken. */
async function takePhoto(): Promise<Buffer> {
  const blank = await context.newPage();
  const base64 = await blank.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1_200;
    canvas.height = 800;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    const sky = context.createLinearGradient(0, 0, 1_200, 800);
    sky.addColorStop(0, '#2c6e8f');
    sky.addColorStop(1, '#e8b04a');
    context.fillStyle = sky;
    context.fillRect(0, 0, 1_200, 800);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
  });
  await blank.close();
  const plain = Buffer.from(base64, 'base64');
  const comment = Buffer.from(
    `\u00ff\u00fe\0${String.fromCharCode(WHERE.length + 2)}${WHERE}`,
    'latin1',
  );
  return Buffer.concat([plain.subarray(0, 2), comment, plain.subarray(2)]);
}

/** A WAV file of so many samples, at 8,000 a second. */
function silence(samples: number): Buffer {
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(16_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  return wav;
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const composer = () => page.getByRole('textbox', { name: 'Message general' });
const message = (text: string) => page.getByRole('article').filter({ hasText: text });
const chooser = () => page.locator('.composer input[type=file]').first();
const tray = () => page.getByRole('region', { name: 'Files to send' });
const jpeg = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: photo });
const plain = (name: string, words: string, mimeType = 'text/plain') => ({
  name,
  mimeType,
  buffer: Buffer.from(words),
});

describe('sending', () => {
  test('several at once with a caption; pictures come with a preview', async () => {
    await chooser().setInputFiles([jpeg('harbour.jpg'), plain('notes.txt', 'as said')]);
    await tray().getByRole('img').or(tray().locator('img')).first().waitFor();
    await tray().getByText('notes.txt').waitFor();
    await composer().fill('The harbour at seven');
    await composer().press('Enter');
    const said = message('The harbour at seven');
    await said.getByRole('button', { name: 'Open picture harbour.jpg' }).waitFor();
    await said.getByText('notes.txt').waitFor();
    expect(await tray().count()).toBe(0);
    expect(await composer().inputValue()).toBe('');
  });

  test('a file alone, without a word', async () => {
    await chooser().setInputFiles([plain('alone.txt', 'words')]);
    await button('Send').click();
    await message('alone.txt').waitFor();
    await settled();
    // Where it is held stands beside it, on no line of its own.
    const file = await message('alone.txt').locator('.file').boundingBox();
    const mark = await message('alone.txt').locator('.delivered').boundingBox();
    const { x = 0, y = 0, width = 0, height = 0 } = file ?? {};
    expect(mark?.x).toBeGreaterThanOrEqual(x + width);
    expect(mark?.x).toBeLessThan(x + width + 16);
    expect(mark?.y).toBeGreaterThan(y);
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThanOrEqual(y + height);
  });

  test('pictures lose where they were taken, unless one keeps it', async () => {
    for (const keeps of [false, true]) {
      const name = `place-${keeps}.jpg`;
      await chooser().setInputFiles([jpeg(name)]);
      await tray().locator('img').waitFor();
      if (keeps) await page.getByText('Keep place and camera details in pictures').click();
      await composer().press('Enter');
      await message('')
        .last()
        .getByRole('button', { name: `Open picture ${name}` })
        .waitFor();
      const told = await page.evaluate(async (name) => {
        const listed = (await fake.files.list()).find(({ file }) => file.name === name);
        if (!listed) return null;
        const bytes = await fake.files.read(listed.file.id, 0, listed.file.size);
        return new TextDecoder('latin1').decode(bytes);
      }, name);
      expect(told?.includes(WHERE), name).toBe(keeps);
    }
  });

  test('what is dropped and what is pasted', async () => {
    await page.evaluate(() => {
      const carry = (name: string): DataTransfer => {
        const data = new DataTransfer();
        data.items.add(new File(['words'], name, { type: 'text/plain' }));
        return data;
      };
      const main = document.querySelector('main');
      const box = document.querySelector('textarea');
      const init = { bubbles: true, cancelable: true };
      main?.dispatchEvent(
        new DragEvent('dragover', { ...init, dataTransfer: carry('dropped.txt') }),
      );
      main?.dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: carry('dropped.txt') }));
      box?.dispatchEvent(
        new ClipboardEvent('paste', { ...init, clipboardData: carry('pasted.txt') }),
      );
    });
    await tray().getByText('dropped.txt').waitFor();
    await tray().getByText('pasted.txt').waitFor();
    await button('Remove dropped.txt').click();
    expect(await tray().getByText('dropped.txt').count()).toBe(0);
  });

  test('what is dropped onto a thread goes into the thread', async () => {
    const article = page.getByRole('article').last();
    await article.focus();
    await page.keyboard.press('t');
    const panel = page.getByRole('complementary', { name: 'Thread' });
    await panel.waitFor();
    const drag = (type: string) =>
      panel.evaluate((it, type) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['words'], 'dropped.txt', { type: 'text/plain' }));
        const init = { bubbles: true, cancelable: true, dataTransfer };
        it.dispatchEvent(new DragEvent(type, init));
      }, type);
    await drag('dragover');
    await panel.getByText('Drop files to send them to the thread').waitFor();
    await picture('dropping onto a thread');
    await drag('drop');
    await panel.getByText('dropped.txt').waitFor();
    expect(await tray().count()).toBe(1);
    await panel.getByRole('textbox').press('Enter');
    await panel.getByRole('article').filter({ hasText: 'dropped.txt' }).waitFor();
  });

  test('says where they go while they hover', async () => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['words'], 'a.txt'));
      document
        .querySelector('main')
        ?.dispatchEvent(new DragEvent('dragover', { bubbles: true, dataTransfer: data }));
    });
    await page.getByText('Drop files to send them to general').waitFor();
  });

  test('that fails says why, and is tried again; nothing is lost', async () => {
    await page.evaluate(() => fake.files.failTaking('storage-full'));
    await chooser().setInputFiles([plain('large.txt', 'words')]);
    await tray().getByText('This device has no room for it.').waitFor();
    await composer().fill('With this');
    await composer().press('Enter');
    const way = page.getByRole('list', { name: 'On its way' });
    await way.getByRole('alert').filter({ hasText: 'Not sent.' }).waitFor();
    await way.getByRole('button', { name: 'Stop' }).click();
    expect(await composer().inputValue()).toBe('With this');
    await page.evaluate(() => fake.files.failTaking(null));
    await button('Try large.txt again').click();
    await composer().press('Enter');
    await message('With this').getByText('large.txt').waitFor();
  });

  test('more than a message carries are left out, and it says so', async () => {
    const many = Array.from({ length: 22 }, (_, index) => plain(`${index}.txt`, 'w'));
    await chooser().setInputFiles(many);
    await page.getByText('A message carries at most 20 files').waitFor();
    expect(await tray().getByRole('listitem').count()).toBe(20);
  });
});

describe('seeing', () => {
  test('pictures by keyboard: near, on, back, away', async () => {
    const first = page.getByRole('button', { name: /^Open picture/ }).first();
    await first.focus();
    await first.press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.getByText('1 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('2 of 3').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await viewer.getByText('3 of 3').waitFor();
    const scale = () =>
      viewer
        .locator('.viewer-moved')
        .evaluate((it) => new DOMMatrix(getComputedStyle(it).transform).a);
    await page.keyboard.press('+');
    await expect.poll(scale).toBeGreaterThan(1);
    await page.keyboard.press('0');
    await expect.poll(scale).toBe(1);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(first)).toBe(true);
    await first.press('Enter');
    await viewer.waitFor();
    const address = page.url();
    await page.evaluate(() => history.back());
    await viewer.waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
    await expect.poll(() => hasFocus(first)).toBe(true);
  });

  test('a picture that is near is moved by the arrows, and one goes on with the page keys', async () => {
    await page
      .getByRole('button', { name: /^Open picture/ })
      .first()
      .press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.getByText('1 of 3').waitFor();
    const moved = () =>
      viewer.locator('.viewer-moved').evaluate((it) => {
        const { e, f } = new DOMMatrix(getComputedStyle(it).transform);
        return [Math.sign(Math.round(e)), Math.sign(Math.round(f))];
      });
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(moved).toEqual([-1, -1]);
    await viewer.getByText('1 of 3').waitFor();
    await page.keyboard.press('PageDown');
    await viewer.getByText('2 of 3').waitFor();
    await page.keyboard.press('PageUp');
    await viewer.getByText('1 of 3').waitFor();
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
  });

  test('the keyboard stays in the viewer when one goes on from a button of one picture', async () => {
    await page
      .getByRole('button', { name: /^Open picture/ })
      .first()
      .press('Enter');
    const viewer = page.getByRole('dialog');
    await viewer.getByText('1 of 3').waitFor();
    await viewer.getByRole('button', { name: 'Download' }).press('Enter');
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('2 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('3 of 3').waitFor();
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
  });

  test('who has a picture is told where it is looked at', async () => {
    const first = page.getByRole('button', { name: /^Open picture/ }).first();
    await first.press('Enter');
    const viewer = page.getByRole('dialog', { name: /^Viewing/ });
    await viewer.getByRole('button', { name: /^More about/ }).press('Enter');
    const about = page.getByRole('dialog', { name: 'Who has it' });
    await about.getByText('Keep on this device').waitFor();
    await page.keyboard.press('Escape');
    await about.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
  });

  test('a file is stopped, fetched and played without losing the keyboard', async () => {
    await button('Stop fetching walkthrough.mp4').press('Enter');
    await expect.poll(() => hasFocus(button('Fetch walkthrough.mp4'))).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => hasFocus(button('Stop fetching walkthrough.mp4'))).toBe(true);
    const buffer = silence(8_000);
    await chooser().setInputFiles([{ name: 'pause.wav', mimeType: 'audio/wav', buffer }]);
    await composer().press('Enter');
    await button('Play pause.wav').press('Enter');
    await expect.poll(() => hasFocus(page.locator('audio'))).toBe(true);
  });

  test('a picture that is looked at does not follow into another conversation', async () => {
    const first = page.getByRole('button', { name: /^Open picture/ }).first();
    // What comes into the page above may move it once more.
    await first.scrollIntoViewIfNeeded();
    await settled();
    await first.click();
    await page.getByRole('dialog').waitFor();
    await page.evaluate(() => {
      const other = fake.conversations.get().find(({ name }) => name === 'design');
      location.hash = `#/c/${other?.id}`;
    });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('log', { name: 'Messages in design' }).waitFor();
  });

  test('markup is read, never run', async () => {
    const page2 = '<script>document.title = "run"</script><img src=x onerror="document.title=1">';
    await chooser().setInputFiles([plain('page.html', page2, 'text/html')]);
    await composer().press('Enter');
    await button('Preview page.html').click();
    await page.getByRole('dialog').getByText('document.title = "run"').waitFor();
    expect(await page.title()).not.toContain('run');
    expect(await page.locator('iframe, object, embed').count()).toBe(0);
  });

  test('a download has a safe name, and a type that nothing runs', async () => {
    await chooser().setInputFiles([plain('vector.svg', '<svg onload="x()"/>', 'image/svg+xml')]);
    await composer().press('Enter');
    const waits = page.waitForEvent('download');
    await button('Download vector.svg').click();
    expect((await waits).suggestedFilename()).toBe('vector.svg');
  });

  test('of a file that did not fit it is told how much is here', async () => {
    await page.evaluate(() => {
      const [drawings] = fake.files.samples.slice(-1);
      if (drawings) fake.files.set(drawings.id, { here: 5_000_000 });
    });
    await page.getByText(/^5 MB of .* here · This device has no room for it/).waitFor();
  });

  test('who has a file, and how much of it', async () => {
    await button('More about walkthrough.mp4').click();
    const about = page.getByRole('dialog', { name: 'Who has it' });
    await about.getByText(/The relay, until/).waitFor();
    await about.getByText('Keep on this device').click();
    await page.keyboard.press('Escape');
    await about.waitFor({ state: 'detached' });
  });

  test('all files of a conversation, by kind and person, at an address of their own', async () => {
    await button('Files').click();
    const panel = page.getByRole('complementary', { name: 'Files' });
    await panel.getByText('minutes.md').waitFor();
    expect(page.url()).toContain('/p/files');
    await panel.getByText('Pictures', { exact: true }).click();
    expect(await panel.getByText('minutes.md').count()).toBe(0);
    await panel.getByText('tile-samples.webp').waitFor();
    await panel.getByText('All', { exact: true }).click();
    await panel
      .getByRole('combobox', { name: 'Sent by' })
      .selectOption({ label: 'Mara Lindqvist' });
    await panel.getByText('minutes.md').waitFor();
    expect(await panel.getByText('walkthrough.mp4').count()).toBe(0);
  });
});

test('a message without a word is known by its files, wherever it is told of', async () => {
  const both = 'a.txt and b.txt';
  await chooser().setInputFiles([plain('a.txt', 'words'), plain('b.txt', 'words')]);
  await button('Send').click();
  const said = message('a.txt').first();
  await said.waitFor();
  await said.focus();
  await page.keyboard.press('r');
  await page.locator('.answering').getByText(both).waitFor();
  await picture('answering files');
  await composer().fill('These two');
  await composer().press('Enter');
  await message('These two')
    .getByRole('link', { name: `In answer to Mara Lindqvist: ${both}` })
    .waitFor();
  await said.focus();
  await page.keyboard.press('p');
  await page.keyboard.press('s');
  await button('Pinned messages').click();
  await page.getByRole('complementary', { name: 'Pinned messages' }).getByText(both).waitFor();
  await picture('pinned files');
  await said.focus();
  await page.keyboard.press('Backspace');
  const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
  await dialog.getByText(both).waitFor();
  await picture('deleting files');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Saved' }).click();
  await page.getByRole('article').getByText(both).waitFor();
  await picture('saved files');
});

test('a row of the panel stays as it is while more files come', async () => {
  await button('Files').click();
  const panel = page.getByRole('complementary', { name: 'Files' });
  await panel.getByRole('button', { name: 'More about walkthrough.mp4' }).click();
  const about = page.getByRole('dialog', { name: 'Who has it' });
  await about.waitFor();
  const count = await panel.getByRole('listitem').count();
  const row = panel.getByRole('listitem').filter({ hasText: 'walkthrough.mp4' });
  await row.evaluate((it) => {
    it.dataset.before = 'yes';
  });
  await page.evaluate(() => fake.arrive('More', { files: fake.files.samples.slice(0, 1) }));
  await message('More').waitFor();
  await expect.poll(() => panel.getByRole('listitem').count()).toBe(count + 1);
  expect(await row.getAttribute('data-before')).toBe('yes');
  expect(await about.count()).toBe(1);
});

const screens: Readonly<Record<string, () => Promise<void>>> = {
  messages: async () => {},
  tray: async () => {
    await chooser().setInputFiles([jpeg('harbour.jpg'), plain('notes.txt', 'as said')]);
    await tray().locator('img').waitFor();
  },
  viewer: async () => {
    // Until then the list goes back to its end, if what is scrolled to is higher up.
    await settled();
    await page
      .getByRole('button', { name: /^Open picture/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
  },
  holders: async () => {
    await button('More about walkthrough.mp4').click();
    await page.getByRole('dialog', { name: 'Who has it' }).waitFor();
  },
  panel: async () => {
    await button('Files').click();
    await page.getByRole('complementary', { name: 'Files' }).getByText('minutes.md').waitFor();
  },
  'holders in the panel': async () => {
    await button('Files').click();
    const panel = page.getByRole('complementary', { name: 'Files' });
    await panel.getByRole('button', { name: 'More about walkthrough.mp4' }).click();
    const about = page.getByRole('dialog', { name: 'Who has it' });
    await about.getByText('Keep on this device').click();
    await about.getByRole('switch', { checked: true }).waitFor();
  },
};

testScreens(screens);
