import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { openPage, type TestPage } from '../support/page.ts';

const module = new URL('profileLife.browser.ts', import.meta.url);

const opened: TestPage[] = [];
afterEach(async () => {
  for (const tab of opened.splice(0)) await tab.close().catch(() => {}); // a killed browser
});

async function start(options: { userDataDir?: string; port?: number } = {}): Promise<TestPage> {
  const tab = await openPage(module, options);
  opened.push(tab);
  return tab;
}

/** Calls an export of the module in any page that has it. */
const call = (page: Page, name: string, ...args: unknown[]): Promise<unknown> =>
  page.evaluate(
    ([name, args]) =>
      (
        globalThis as unknown as {
          underTest: Record<string, (...args: unknown[]) => unknown>;
        }
      ).underTest[name]?.(...args),
    [name, args] as const,
  );

async function secondTab({ context, page }: TestPage): Promise<Page> {
  const second = await context.newPage();
  await second.goto(page.url());
  return second;
}

/** Kills every process of the browser at once, without a word. */
async function kill({ context }: TestPage): Promise<void> {
  const browser = context.browser();
  assert.isNotNull(browser);
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const gone = new Promise((resolve) => context.once('close', resolve));
  for (const { id } of processInfo) process.kill(id, 'SIGKILL');
  await gone;
}

describe('a browser', () => {
  test('that is killed keeps what was acknowledged', async () => {
    const userDataDir = mkdtempSync(join(tmpdir(), 'confab-profile-'));
    try {
      const first = await start({ userDataDir });
      const port = Number(new URL(first.page.url()).port);
      await first.run('open');
      for (let number = 0; number < 5; number++) {
        assert.isNull(await first.run('put', number, 400));
        assert.isNull(await first.run('append', 400));
        assert.isNull(await first.run('putChunk', number, 1_000 + number));
      }
      await kill(first);
      await first.close().catch(() => {}); // frees the port
      const second = await start({ userDataDir, port });
      assert.deepEqual(await second.run('open'), { entries: 5, waiting: [0, 1, 2, 3, 4] });
      assert.deepEqual(await second.run('chunks'), [1_000, 1_001, 1_002, 1_003, 1_004]);
    } finally {
      for (const tab of opened.splice(0)) await tab.close().catch(() => {});
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  test('whose disk is full says so, and keeps all once there is space again', async () => {
    const tab = await start();
    const session = await tab.context.newCDPSession(tab.page);
    const origin = new URL(tab.page.url()).origin;
    // First, because Chromium remembers for a while how much space there was.
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 300_000 });
    await tab.run('open');
    assert.isNull(await tab.run('append', 1_000));
    assert.equal(await tab.run('append', 500_000), 'storage-full');
    assert.equal(await tab.run('put', 0, 500_000), 'storage-full');
    assert.equal(await tab.run('putChunk', 0, 500_000), 'storage-full');
    assert.deepEqual(await tab.run('chunks'), []);
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    assert.isNull(await tab.run('append', 1_000));
    assert.isNull(await tab.run('put', 1, 500_000));
    assert.isNull(await tab.run('putChunk', 0, 500_000));
    await tab.page.reload();
    assert.deepEqual(await tab.run('open'), { entries: 3, waiting: [1] });
    assert.deepEqual(await tab.run('chunks'), [500_000]);
  });

  test('that never answers an open is told as failed, not waited for', async () => {
    const tab = await start();
    await tab.page.clock.install();
    await tab.run('open');
    for (const [attempt, database] of [
      ['tryOpen', 'hangs'],
      ['tryOpenLog', 'life/roster'],
    ] as const) {
      await tab.run('block', database);
      const reason = tab.run(attempt);
      await tab.page.clock.runFor(10_001);
      assert.equal(await reason, 'storage-failed', attempt);
    }
  });
});

describe('a second tab', () => {
  test('is refused, takes over by asking, and the first is told after it closed', async () => {
    const first = await start();
    const second = await secondTab(first);
    assert.isTrue(await first.run('take'));
    await first.run('open');
    assert.isFalse(await call(second, 'take'));
    assert.deepEqual(await first.run('toldSoFar'), []);
    assert.isTrue(await call(second, 'takeOver'));
    assert.deepEqual(await first.run('toldSoFar'), ['asked', 'closed']);
    assert.isFalse(await first.run('take'));
    assert.isTrue(await first.run('takeOver'));
    assert.deepEqual(await call(second, 'toldSoFar'), ['asked', 'closed']);
  });

  test('that takes over has all chunks that the first was keeping', async () => {
    const first = await start();
    const second = await secondTab(first);
    assert.isTrue(await first.run('take'));
    await first.run('open');
    await first.run('beginChunks', 30);
    assert.isTrue(await call(second, 'takeOver'));
    assert.deepEqual(await first.run('begunChunks'), new Array(30).fill(null));
    await call(second, 'open');
    assert.deepEqual(await call(second, 'chunks'), new Array(30).fill(200_000));
  });

  test('takes over where nobody has the profile', async () => {
    const first = await start();
    assert.isTrue(await first.run('takeOver'));
    await first.run('release');
    assert.isTrue(await first.run('take'));
    assert.deepEqual(await first.run('toldSoFar'), []);
  });

  test('gets the profile when the first releases it or is closed', async () => {
    const first = await start();
    assert.isTrue(await first.run('take'));
    const [second, third] = [await secondTab(first), await secondTab(first)];
    await call(second, 'queue');
    await call(third, 'queue');
    await first.run('release');
    assert.isNull(await call(second, 'queuedTurn'));
    await second.close();
    assert.isNull(await call(third, 'queuedTurn'));
    assert.isFalse(await first.run('take'));
  });

  test('can stop waiting', async () => {
    const first = await start();
    assert.isTrue(await first.run('take'));
    const second = await secondTab(first);
    await call(second, 'queue');
    await call(second, 'stopWaiting');
    assert.equal(await call(second, 'queuedTurn'), 'closed');
  });

  test('can stop waiting in the moment it began to', async () => {
    const first = await start();
    assert.isTrue(await first.run('take'));
    const second = await secondTab(first);
    await call(second, 'queueAndStop');
    assert.equal(await call(second, 'queuedTurn'), 'closed');
    await first.run('release');
    // The browser may give it to the second first, which lets go of it at once.
    await expect.poll(() => first.run('take')).toBe(true);
  });

  test('takes over from a frozen tab without its answer, which is told when it thaws', async () => {
    const first = await start();
    assert.isTrue(await first.run('take'));
    const second = await secondTab(first);
    await first.run('freeze', 3_000);
    assert.isTrue(await call(second, 'takeOver', 300));
    await expect.poll(() => first.run('toldSoFar')).toEqual(['stolen', 'closed']);
    assert.isFalse(await first.run('take'));
  });
});
