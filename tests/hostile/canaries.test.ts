import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDoors } from '../../src/cli/compose.ts';
import { readInviteLink, readSetupLink } from '../../src/cli/links.ts';
import type { OpenMessenger } from '../../src/messenger/open.ts';
import { filesHolding } from '../support/canary.ts';
import { makeFile } from '../support/fileSource.ts';
import { storyWorld } from '../support/officeStory.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

/** What only members may know, spelled so that nothing else says it by chance. */
const CANARIES = {
  text: 'canary-text-zwp3kq8v',
  person: 'Canary-Ana-b6xw1jh9',
  guest: 'Canary-Ben-t2mv7rc4',
  office: 'Canary-Office-q9dk5fz2',
  channel: 'canary-channel-y4gs8nl6',
  file: 'canary-file-h7vd2mx5.pdf',
};
const all = Object.values(CANARIES);
/** Bytes of memory that are read at once; the last ones are looked at again with the next. */
const CHUNK = 16 * 1024 ** 2;
const LAP = 256;
/** Two chunks and a bit. */
const FILE_BYTES = 600_000;

/** No folder here is locked. */
const nobody = (): Promise<string> => Promise.reject(new Error('a locked folder'));
let folder: string;
let relay: RelayProcess;
const opened: OpenMessenger[] = [];
const here = storyWorld();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'confab-canary-'));
  relay = await startRelay(join(folder, 'relay'));
});
afterEach(async () => {
  for (const messenger of opened.splice(0)) await messenger.close();
  await relay.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The texts that stand in a process's memory, as UTF-8 or UTF-16. */
async function memoryHolding(pid: number, texts: readonly string[]): Promise<Set<string>> {
  const needles = texts.flatMap((it) => [
    [it, Buffer.from(it)] as const,
    [it, Buffer.from(it, 'utf16le')] as const,
  ]);
  const found = new Set<string>();
  const memory = await open(`/proc/${pid}/mem`);
  try {
    for (const [from, to] of await writableRegions(pid)) {
      for (let at = from; at < to; at += CHUNK - LAP) {
        const buffer = Buffer.alloc(Math.min(CHUNK, to - at));
        // A region may be gone by now.
        const read = await memory.read(buffer, 0, buffer.length, at).catch(() => null);
        if (!read) break;
        for (const [text, bytes] of needles) if (buffer.includes(bytes)) found.add(text);
      }
    }
  } finally {
    await memory.close();
  }
  return found;
}

async function writableRegions(pid: number): Promise<[number, number][]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  return [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)].map(([, from = '', to = '']) => [
    Number.parseInt(from, 16),
    Number.parseInt(to, 16),
  ]);
}

test('the relay’s disk and memory hold no text and no name', async () => {
  const doors = (name: string) =>
    makeDoors({
      data: join(folder, name),
      offline: false,
      report: () => undefined,
      passphrase: nobody,
    });
  const { link: setup, origin } = readSetupLink(relay.setup ?? '');
  const names = { office: CANARIES.office, person: CANARIES.person };
  const ana = await doors('ana').createOffice(setup, origin, names, {});
  opened.push(ana);
  const channel = await ana.createChannel(CANARIES.channel);
  const { link: text } = await ana.invite();
  await vi.waitFor(() => expect(ana.outbox.get()).toBe(0), { timeout: 10_000 });
  const { link } = readInviteLink(text);
  const ben = await doors('ben').joinOffice(link, origin, CANARIES.guest, {});
  opened.push(ben);
  const file = await ana.files.take({ source: makeFile(FILE_BYTES, 1, CANARIES.file) }).ready;
  await ana.send(channel, `${CANARIES.text} with a file`, { files: [file] });
  for (let i = 1; i < 20; i++) await ana.send(channel, `${CANARIES.text} ${i}`);
  await vi.waitFor(
    () => {
      const unread = ben.conversations.get().find(({ id }) => id === channel)?.unread;
      expect(unread).toBe(20);
      expect([ana.outbox.get(), ben.outbox.get()]).toEqual([0, 0]);
    },
    { timeout: 20_000 },
  );
  expect(await filesHolding(join(folder, 'relay'), all)).toEqual([]);
  expect([...(await memoryHolding(relay.pid, all))]).toEqual([]);
  // The search finds what is there: the office's public name, and the names in this very process.
  expect([...(await memoryHolding(relay.pid, [ana.office.id]))]).toEqual([ana.office.id]);
  expect((await memoryHolding(process.pid, all)).size).toBe(all.length);
});

test('no frame and no live message holds a text or a name', async () => {
  const { world } = here;
  let frames = 0;
  const leaks: string[] = [];
  world.hub.onWire((_from, _to, bytes) => {
    frames += 1;
    const frame = Buffer.from(bytes);
    for (const it of all) {
      if (frame.includes(it) || frame.includes(Buffer.from(it, 'utf16le'))) leaks.push(it);
    }
  });
  const ana = await world.found(CANARIES.person, CANARIES.office);
  await world.drive(ana.here.createChannel(CANARIES.channel));
  const ben = await world.join(CANARIES.guest, await world.inviteBy(ana));
  await world.drive(ana.here.send(ana.conversation(CANARIES.channel), CANARIES.text));
  const file = await world.drive(
    ana.here.files.take({ source: makeFile(FILE_BYTES, 1, CANARIES.file) }).ready,
  );
  await world.drive(
    ana.here.send(ana.conversation(CANARIES.channel), CANARIES.text, { files: [file] }),
  );
  await world.until('Ben has both', () => ben.unread(CANARIES.channel) === 2);
  await world.drive(ben.here.rename(`${CANARIES.guest} II`));
  await world.clock.advance(60_000);
  expect(frames).toBeGreaterThan(50);
  expect(leaks).toEqual([]);
});
