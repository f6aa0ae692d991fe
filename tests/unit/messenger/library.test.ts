import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import type { Entry } from '../../../src/log/entry.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { Library } from '../../../src/messenger/library.ts';
import type { FilePart } from '../../../src/model/attachment.ts';
import type { EntryId, FileId, LogId, MemberId } from '../../../src/model/ids.ts';
import { toWire } from '../../../src/model/payload.ts';

const id = (letter: string): string => `${letter.repeat(42)}A`;
const log = `${id('A').slice(0, 21)}A.202611` as LogId;

const part = (letter: string): FilePart => ({
  id: id(letter) as FileId,
  key: new Uint8Array(32),
  name: `${letter}.txt`,
  type: 'text/plain',
  size: 10,
});

function entryOf(letter: string, device: string, bytes: number, value: unknown = null): Entry {
  const envelope = { ciphertext: new Uint8Array(bytes) };
  const at = { id: id(letter), log, device, hlc: 1, envelope };
  return { at, peek: () => ({ kind: 'open', value }) } as unknown as Entry;
}

const deletion = (letter: string, target: string, device: string): Entry =>
  entryOf(letter, device, 80, toWire({ kind: 'delete', target: id(target) as EntryId }));

/** A library over one log, in which each device is its own member and only `admin` moderates. */
async function makeLibrary(
  entries: Entry[] = [],
  state = makeStateStore(new Disk()),
  early: readonly LogId[] = [],
) {
  const clock = makeVirtualClock();
  let grown: (log: LogId, entries: readonly Entry[], own: boolean) => void = () => {};
  const core = {
    device: { clock, state },
    logs: {
      onGrown(listener: typeof grown) {
        grown = listener;
        return () => {};
      },
      get: async () => ({ entries: () => entries }),
      vectors: () => new Map(entries.length > 0 ? [[log, new Map()]] : []),
    },
    takeEarly: () => new Set(early),
    onRoster: () => () => {},
    report(error: unknown) {
      throw error;
    },
  } as unknown as Core;
  const library = new Library(core, new Uint8Array(32), {
    counts: () => true,
    memberOf: (device) => device as unknown as MemberId,
    mayModerate: (device) => (device as string) === 'admin',
  });
  await library.start();
  return {
    library,
    clock,
    entries,
    state,
    /** Comes in a run of its own, with no time in between. */
    rush(entry: Entry) {
      entries.push(entry);
      grown(log, [entry], false);
    },
    async come(entry: Entry, ...files: FilePart[]) {
      entries.push(entry);
      if (files.length > 0) library.add(entry, files);
      else grown(log, [entry], false);
      await clock.advance(1_000);
    },
  };
}

test.each(['dan', 'admin'])(
  'a message that comes after its deletion by %s carries nothing',
  async (by) => {
    const { library, come } = await makeLibrary();
    await come(entryOf('A', 'ana', 200), part('F'));
    await come(deletion('D', 'B', by));
    await come(entryOf('B', 'dan', 200), part('G'));
    expect(library.part(part('G').id)).toBeNull();
    expect(library.part(part('F').id)).not.toBeNull();
  },
);

test('a message that somebody else seemed to delete before it came keeps its files', async () => {
  const { library, come } = await makeLibrary();
  await come(entryOf('A', 'ana', 200), part('F'));
  await come(deletion('D', 'B', 'eve'));
  await come(entryOf('B', 'dan', 200), part('G'));
  expect(library.part(part('G').id)).not.toBeNull();
});

/** A message with a file, that tells when it is decrypted. */
function carrying(letter: string, file: string, onRead: () => void): Entry {
  const value = toWire({ kind: 'message', text: letter, files: [part(file)] });
  const { at } = entryOf(letter, 'ana', 200);
  const peek = () => {
    onRead();
    return { kind: 'open', value };
  };
  return { at, peek } as unknown as Entry;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

test('while much comes in short runs nothing is decrypted; then all of it is', async () => {
  const { library, clock, rush, state } = await makeLibrary();
  let read = 0;
  for (const letter of LETTERS) {
    rush(carrying(letter, letter, () => read++));
    await clock.advance(1);
  }
  expect(read).toBeLessThanOrEqual(21);
  const before = read;
  await clock.advance(900);
  expect(read).toBe(before);
  await clock.advance(1_000);
  expect([...library.files()]).toHaveLength(LETTERS.length);
  expect(await state.scan('file-unseen/')).toEqual([]);
});

test('who asks what there is does not wait for quiet', async () => {
  const { library, clock, rush } = await makeLibrary();
  for (const letter of LETTERS) rush(carrying(letter, letter, () => {}));
  await clock.settle();
  expect([...library.files()].length).toBeLessThan(LETTERS.length);
  const { now } = clock;
  const before = now();
  await library.upToDate();
  expect([...library.files()]).toHaveLength(LETTERS.length);
  expect(now() - before).toBe(0);
});

test('what was not looked at when the app ended is looked at after the next start', async () => {
  const { library, clock, entries, state, rush } = await makeLibrary();
  for (const letter of LETTERS) rush(carrying(letter, letter, () => {}));
  await clock.settle();
  library.close();
  const next = await makeLibrary(entries, state);
  await next.clock.advance(2_000);
  expect([...next.library.files()]).toHaveLength(LETTERS.length);
});

test('what came while this device joined, before anybody listened, is looked at', async () => {
  const entries = [carrying('A', 'F', () => {})];
  const { library } = await makeLibrary(entries);
  await library.upToDate();
  expect([...library.files()]).toEqual([part('F').id]);
});

test('what comes while the app opens, before anybody listens, is looked at', async () => {
  const { library, entries, state } = await makeLibrary();
  library.close();
  entries.push(carrying('A', 'F', () => {}));
  const next = await makeLibrary(entries, state, [log]);
  await next.clock.advance(2_000);
  expect([...next.library.files()]).toEqual([part('F').id]);
});

test('what was looked at is not decrypted again with each start', async () => {
  let read = 0;
  const entries = [carrying('A', 'F', () => read++)];
  const { library, state } = await makeLibrary(entries);
  await library.upToDate();
  library.close();
  const next = await makeLibrary(entries, state);
  await next.clock.advance(2_000);
  expect(read).toBe(1);
});
