import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeDoors } from '../../src/cli/compose.ts';
import { readInviteLink, readSetupLink } from '../../src/cli/links.ts';
import type { OpenMessenger } from '../../src/messenger/open.ts';
import { type RelayProcess, startRelay } from '../support/relay.ts';

const FLOODER = fileURLToPath(new URL('flooder.child.ts', import.meta.url));
const MIB = 1024 ** 2;
/** MiB that one device may add in a day, and a hundred times as much for the flood. */
const QUOTA = 2;
const FLOOD = 100 * QUOTA;
/** Milliseconds of the flood, and between two honest messages. */
const LASTS = 8_000;
const EVERY = 150;
/** Bytes of memory that the relay may have more than before: buffers of a few peers, and the heap's slack. */
const MOST_MEMORY = 200 * MIB;

/** No folder here is locked. */
const nobody = (): Promise<string> => Promise.reject(new Error('a locked folder'));
let folder: string;
let relay: RelayProcess;
const open: OpenMessenger[] = [];
let flooder: ChildProcess | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'confab-flood-'));
  relay = await startRelay(join(folder, 'relay'), 0, ['--quota', `${QUOTA}M`]);
});
afterEach(async () => {
  if (flooder?.exitCode === null) flooder.kill('SIGKILL');
  for (const messenger of open.splice(0)) await messenger.close();
  await relay.stop();
  rmSync(folder, { recursive: true, force: true });
});

const doors = (name: string) =>
  makeDoors({
    data: join(folder, name),
    offline: false,
    report: () => undefined,
    passphrase: nobody,
  });
const generalOf = (messenger: OpenMessenger) => {
  const found = messenger.conversations.get().find(({ name }) => name === 'general');
  if (!found) throw new Error('no channel general');
  return found.id;
};
const onDisk = (): number =>
  readdirSync(join(folder, 'relay')).reduce(
    (sum, name) => sum + statSync(join(folder, 'relay', name)).size,
    0,
  );
const memory = (): number =>
  1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))?.[1]);

async function found(): Promise<OpenMessenger> {
  const { link, origin } = readSetupLink(relay.setup ?? '');
  const ana = await doors('Ana').createOffice(link, origin, { office: 'Lab', person: 'Ana' }, {});
  open.push(ana);
  return ana;
}

async function join_(ana: OpenMessenger, name: string): Promise<OpenMessenger> {
  const { link: text } = await ana.invite();
  await vi.waitFor(() => expect(ana.outbox.get()).toBe(0), { timeout: 10_000 });
  const { link, origin } = readInviteLink(text);
  return doors(name).joinOffice(link, origin, name, {});
}

/** Starts the flood; resolves when it has made what it offers. */
async function flood(ana: OpenMessenger, ways: readonly string[]): Promise<void> {
  const args = [join(folder, 'Mallory'), relay.addresses[0] ?? '', ana.office.id, generalOf(ana)];
  flooder = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', FLOODER, ...args, String(FLOOD), ...ways],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (!flooder.stdout) throw new Error('no output of the flooder');
  await once(createInterface({ input: flooder.stdout }), 'line');
}

test.each([
  ['entries, as a program would that keeps to the protocol', ['entries'], 0.9],
  ['live messages and beats', ['gossip'], 0],
  ['everything at once', ['entries', 'gossip', 'streams'], 0],
])('a flood of %s: others chat on, and memory and disk stay bounded', async (_, ways, least) => {
  const ana = await found();
  const ben = await join_(ana, 'Ben');
  open.push(ben);
  await (await join_(ana, 'Mallory')).close();
  const late: number[] = [];
  ben.onMessages((messages) => {
    for (const { text } of messages) late.push(Date.now() - Number(text));
  });
  const [diskBefore, before] = [onDisk(), memory()];
  await flood(ana, ways);

  let most = 0;
  let sent = 0;
  const until = Date.now() + LASTS;
  while (Date.now() < until) {
    await ana.send(generalOf(ana), String(Date.now()));
    sent += 1;
    most = Math.max(most, memory());
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  await vi.waitFor(() => expect(late.length).toBeGreaterThanOrEqual(sent), { timeout: 20_000 });
  const sorted = late.filter((it) => !Number.isNaN(it)).sort((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity;
  expect(p95).toBeLessThan(2_000);
  expect(most - before).toBeLessThan(MOST_MEMORY);
  expect(onDisk() - diskBefore).toBeGreaterThan(least * QUOTA * MIB);
  // Own messages of the honest are a few KiB; the write-ahead log is emptied when it is quiet.
  await vi.waitFor(() => expect(onDisk() - diskBefore).toBeLessThan(QUOTA * MIB * 1.1), {
    timeout: 20_000,
  });
  const health = await (await fetch(`${relay.url}/health`)).json();
  expect(health).toMatchObject({ status: 'ok' });
});
