import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { assert } from 'chai';
import { afterEach, beforeEach, describe, test } from 'vitest';
import * as Y from 'yjs';
import { openDataFolder } from '../../src/adapters/node/dataFolder.ts';
import { encode } from '../../src/wire/cbor.ts';
import { assertRejects, LOG, noise, waiting } from './device.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'confab-data-'));
  folder = join(root, 'some where', 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const program = fileURLToPath(new URL('dataFolder.child.ts', import.meta.url));

/** Starts the child on the folder; its lines come one by one. */
function startChild(task: 'hold' | 'write' | 'end') {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, folder, task],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const kill = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { lines, kill, ended: once(child, 'exit') };
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a data folder', () => {
  test('and everything in it is its owner’s alone, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      const data = await openDataFolder(folder);
      await data.outbox.put([waiting(0)]);
      assert.equal(mode(folder), '700');
      const files = readdirSync(folder);
      assert.includeMembers(files, [
        ...['confab.sqlite', 'confab.sqlite-wal', 'confab.sqlite-shm', 'confab.lock'],
      ]);
      for (const file of files) assert.equal(mode(join(folder, file)), '600', file);
      await data.close();
      assert.sameMembers(readdirSync(folder), ['confab.sqlite', 'confab.lock']);
    } finally {
      process.umask(before);
    }
  });

  test('that was open to others is closed to them, but one with other things in it is not', async () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    await (await openDataFolder(folder)).close();
    assert.equal(mode(folder), '700');
    const shared = join(root, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o755);
    writeFileSync(join(shared, 'notes.txt'), 'mine');
    await (await openDataFolder(shared)).close();
    assert.equal(mode(shared), '755');
  });

  test('opened again in the same process is refused by name, then free', async () => {
    const data = await openDataFolder(folder);
    for (let i = 0; i < 2; i++) {
      const error = await openDataFolder(folder).catch((error: Error) => error);
      assert.instanceOf(error, Error);
      assert.match((error as Error).message, /^in-use: /);
      assert.include((error as Error).message, folder);
    }
    await data.outbox.put([waiting(0)]);
    await data.close();
    await data.close();
    await (await openDataFolder(folder)).close();
  });

  test('open in another process is refused until that is killed, and after a refusal too', async () => {
    const child = startChild('hold');
    await once(child.lines, 'line');
    await assertRejects(openDataFolder(folder), 'in-use');
    await assertRejects(openDataFolder(folder), 'in-use');
    await child.kill();
    await (await openDataFolder(folder)).close();
  });

  test('of this process stays locked for others after an open here was refused', async () => {
    const data = await openDataFolder(folder);
    await assertRejects(openDataFolder(folder), 'in-use');
    const other = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', program, folder, 'hold'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    children.push(other);
    let errors = '';
    other.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [code] = await once(other, 'close');
    assert.equal(code, 1);
    assert.include(errors, `in-use: the data folder ${folder}`);
    await data.close();
  });

  test('keeps, over kill -9 at any moment, all that was said to be kept', async () => {
    for (const lines of [5, 50, 173]) {
      rmSync(folder, { recursive: true, force: true });
      const child = startChild('write');
      const said = { put: -1, kept: -1, dropped: 0 };
      let seen = 0;
      for await (const line of child.lines) {
        const [what, number] = line.split(' ');
        if (what && number) said[what as keyof typeof said] = Number(number);
        if (++seen === lines) void child.kill();
      }
      assert.isAtLeast(seen, lines);
      const data = await openDataFolder(folder);
      const numbers = (await data.outbox.all()).map((item) => item.number);
      for (let number = said.dropped + 2; number <= said.put; number++) {
        assert.include(numbers, number);
      }
      assert.isAtLeast(numbers[0] ?? 0, said.dropped, 'what was dropped stays dropped');
      const doc = new Y.Doc();
      await data.logs.open(LOG, doc);
      const held = doc.getArray<[Uint8Array]>('chain').map(([bytes]) => bytes[0]);
      assert.isAtLeast(held.length, said.kept + 1);
      assert.deepEqual(
        held,
        Array.from({ length: held.length }, (_, number) => number & 255),
      );
      await data.close();
    }
  });

  test('keeps no process alive once it is closed', async () => {
    const [code] = await startChild('end').ended;
    assert.equal(code, 0);
    const data = await openDataFolder(folder);
    assert.lengthOf(await data.outbox.all(), 1, 'what was asked for before the close is kept');
    await data.close();
  });

  test('leaves no descriptors behind', async () => {
    const descriptors = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(root);
        } catch {
          return false; // closed meanwhile: the listing's own
        }
      });
    const data = await openDataFolder(folder);
    const doc = new Y.Doc();
    await data.logs.open(LOG, doc);
    doc.getArray('chain').push([[noise(10)]]);
    if (process.platform === 'linux') assert.isNotEmpty(descriptors());
    await data.close();
    doc.getArray('chain').push([[noise(10)]]);
    if (process.platform === 'linux') assert.isEmpty(descriptors());
  });
});

describe('a passphrase', () => {
  test('leaves no key in any file that could be read without it, and gives them back', async () => {
    const data = await openDataFolder(folder);
    const { networkSeed } = await data.keys.create();
    const secret = noise(32);
    await data.keys.putSecret('office-keys', secret);
    const { signing, box } = data.database.connection
      .prepare('SELECT signing, box FROM identity')
      .get() as Record<string, Uint8Array>;
    // The private part of PKCS #8 is its end.
    const keys = [networkSeed, secret, signing?.slice(-32), box?.slice(-32)] as Uint8Array[];
    const holding = () =>
      keys.map((key) =>
        readdirSync(folder).some((file) =>
          readFileSync(join(folder, file)).includes(Buffer.from(key)),
        ),
      );
    assert.deepEqual(holding(), [true, true, true, true], 'the scan finds what is there');
    await data.keys.lock.set('four unrelated plain words');
    assert.deepEqual(holding(), [false, false, false, false], 'while it is open');
    await data.close();
    assert.deepEqual(holding(), [false, false, false, false], 'once it is closed');

    const again = await openDataFolder(folder);
    await again.keys.lock.remove('four unrelated plain words');
    assert.deepEqual(await again.keys.secret('office-keys'), secret);
    assert.deepEqual((await again.keys.load())?.networkSeed, networkSeed);
    await again.close();
  });

  test('whose record is damaged or from later is told, and nothing is given up', async () => {
    const data = await openDataFolder(folder);
    await data.keys.create();
    await data.keys.lock.set('four unrelated plain words');
    const { connection } = data.database;
    const change = connection.prepare("UPDATE secret SET value = ? WHERE name = 'confab/lock'");
    for (const [record, reason] of [
      [noise(40), 'identity-lost'],
      [encode([1, 40, noise(16), noise(32)]), 'identity-lost'],
      [encode([2, 'unheard of']), 'unsupported'],
    ] as const) {
      change.run(record);
      await assertRejects(data.keys.lock.remove('four unrelated plain words'), reason);
    }
    await data.close();
  });
});

describe('a file that is not sound', () => {
  test('is refused when it is no database', async () => {
    await (await openDataFolder(folder)).close();
    writeFileSync(join(folder, 'confab.sqlite'), noise(10_000));
    await assertRejects(openDataFolder(folder), 'storage-failed');
    await assertRejects(openDataFolder(folder), 'storage-failed');
  });

  test('is refused, untouched, when it is another program’s database', async () => {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'confab.sqlite');
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    foreign.close();
    await assertRejects(openDataFolder(folder), 'storage-failed');
    const still = new DatabaseSync(path);
    const names = still.prepare('SELECT name FROM sqlite_schema').all();
    still.close();
    assert.deepEqual(
      names.map((row) => row.name),
      ['theirs'],
    );
  });

  test('is refused when a newer version wrote it', async () => {
    const data = await openDataFolder(folder);
    data.database.connection.exec('PRAGMA user_version = 999');
    await data.close();
    await assertRejects(openDataFolder(folder), 'unsupported');
  });

  test('is refused where the folder is a file', async () => {
    writeFileSync(join(root, 'file'), '');
    await assertRejects(openDataFolder(join(root, 'file')), 'no-folder');
    await assertRejects(openDataFolder(join(root, 'file', 'below')), 'no-folder');
  });

  test('does not stay locked by a refused open', async () => {
    await (await openDataFolder(folder)).close();
    const path = join(folder, 'confab.sqlite');
    writeFileSync(path, noise(10_000));
    await assertRejects(openDataFolder(folder), 'storage-failed');
    rmSync(path);
    await (await openDataFolder(folder)).close();
    assert.isTrue(existsSync(path));
  });
});

describe('a damaged record', () => {
  test('of a log is set aside, and what stood before it stays readable', async () => {
    const data = await openDataFolder(folder);
    const doc = new Y.Doc();
    const stored = await data.logs.open(LOG, doc);
    for (let number = 0; number < 6; number++) {
      doc.getArray('chain').push([[new Uint8Array([number])]]);
      await stored.flushed();
    }
    await stored.close();
    const { connection } = data.database;
    connection.exec("UPDATE log_update SET bytes = x'00ff00ff' WHERE seq = 4");

    const again = new Y.Doc();
    const mended = await data.logs.open(LOG, again);
    const numbers = () => again.getArray<[Uint8Array]>('chain').map(([bytes]) => bytes[0]);
    assert.deepEqual(numbers(), [0, 1, 2]);
    assert.equal(connection.prepare('SELECT count(*) AS n FROM damaged').get()?.n, 1);

    // Catch-up brings the rest from elsewhere.
    Y.applyUpdate(again, Y.encodeStateAsUpdate(doc));
    assert.deepEqual(numbers(), [0, 1, 2, 3, 4, 5]);
    await mended.close();
    const third = new Y.Doc();
    await data.logs.open(LOG, third);
    assert.deepEqual(Y.encodeStateAsUpdate(third), Y.encodeStateAsUpdate(doc));
    await data.close();
  });

  test('of the identity is told as lost, not replaced', async () => {
    const data = await openDataFolder(folder);
    await data.keys.create();
    const { connection } = data.database;
    const other = await crypto.subtle.generateKey('Ed25519', true, ['sign']);
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', other.privateKey));
    for (const damaged of [noise(48), new Uint8Array(), pkcs8]) {
      connection.prepare('UPDATE identity SET signing = ?').run(damaged);
      await assertRejects(data.keys.load(), 'identity-lost');
      await assertRejects(data.keys.create(), 'already-in-office');
    }
    await data.close();
  });
});
