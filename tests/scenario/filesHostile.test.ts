import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeFileFrame, encodeFileFrame, type FileFrame } from '../../src/files/frames.ts';
import type { FileState } from '../../src/messenger/messenger.ts';
import type { FilePart } from '../../src/model/attachment.ts';
import type { FileId, PeerId } from '../../src/model/ids.ts';
import type { FrameStream } from '../../src/ports.ts';
import { CHUNK, MAX_FILE, MAX_WANTED } from '../../src/wire/limits.ts';
import { bytesOfFile, makeFile } from '../support/fileSource.ts';
import { anaAndBen, anaBenAndCleo, delivered, SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';
import { trackCrypto } from '../support/trackCrypto.ts';

const here = storyWorld();
let world: OfficeWorld;
let untrack: () => void;

beforeEach(async () => {
  world = here.world;
  untrack = trackCrypto(world.clock);
  // Only devices hold anything here.
  world.relay.files = null;
  await world.relay.stop();
  await world.relay.start();
});

afterEach(() => untrack());

const SIZE = 20 * CHUNK;

async function sendPart(person: Person, size: number, bend: (part: FilePart) => FilePart) {
  const upload = person.here.files.take({ source: makeFile(size) });
  const file = await world.drive(upload.ready);
  const files = person.here.files as unknown as { partsOf(files: unknown): FilePart[] };
  const honest = files.partsOf.bind(files);
  files.partsOf = (given) => honest(given).map(bend);
  await world.drive(person.here.send(person.conversation(), '', { files: [file] }));
  files.partsOf = honest;
  return file.id;
}

async function until(
  what: string,
  person: Person,
  file: FileId,
  holds: (state: FileState) => boolean,
) {
  const state = person.here.files.state(file);
  const stop = state.subscribe(() => {});
  await world.until(what, () => holds(state.get())).finally(stop);
  return state.get();
}

/** The id of a file that does not exist. */
const nobodys = (id: FileId, seed: number): FileId =>
  `${id.slice(0, -3)}${'ABCDE'[seed]}AA` as FileId;

type Answer = (frame: FileFrame, stream: FrameStream) => Promise<void>;

/** Lets a member's device answer for files as it likes, connected to somebody; gives what it was asked. */
async function impersonate(member: Person, victim: Person, answer: Answer): Promise<FileFrame[]> {
  const peer = member.peer as PeerId;
  await world.close(member);
  const network = world.hub.join(peer);
  await network.start();
  const heard: FileFrame[] = [];
  network.onStream(async (stream) => {
    try {
      for await (const bytes of stream) {
        const frame = decodeFileFrame(bytes);
        heard.push(frame);
        await answer(frame, stream);
      }
    } catch {
      // Cut off by who found out.
    }
  }, '/confab/file/1');
  await world.drive(network.dial(world.hub.addressOf(victim.peer as PeerId)));
  return heard;
}

const say = (stream: FrameStream, frame: FileFrame) => stream.send(encodeFileFrame(frame));

const hasAll = (frame: FileFrame, stream: FrameStream): Promise<void> | undefined =>
  frame.kind === 'ask'
    ? say(stream, { kind: 'has', file: frame.file, held: 'all', until: 0 })
    : undefined;

/** Ana sends Ben a file while Cleo's device answers as told. */
async function fetchedBeside(answer: Answer): Promise<FileFrame[]> {
  const { ana, ben, cleo } = await anaBenAndCleo(world);
  const heard = await impersonate(cleo, ben, answer);
  const file = await sendPart(ana, SIZE, (part) => part);
  await until('Ben has the file', ben, file, ({ kind }) => kind === 'complete');
  const bytes = await world.drive(ben.here.files.read(file, 0, SIZE));
  expect(bytes).toEqual(bytesOfFile(SIZE));
  return heard;
}

const wanted = (heard: readonly FileFrame[]): number =>
  heard.reduce((sum, it) => sum + (it.kind === 'want' ? it.places.length : 0), 0);

describe('J10: a holder', () => {
  it('that gives wrong bytes is found out with the first of them and left alone', async () => {
    const heard = await fetchedBeside(async (frame, stream) => {
      await hasAll(frame, stream);
      if (frame.kind !== 'want') return;
      const { file } = frame;
      for (const place of frame.places) {
        await say(stream, { kind: 'chunk', file, place, bytes: new Uint8Array(CHUNK + 16) });
      }
    });
    expect(wanted(heard)).toBeLessThanOrEqual(2);
  });

  it('that says it has everything and gives nothing holds nobody up', async () => {
    const before = world.clock.now();
    const heard = await fetchedBeside(async (frame, stream) => {
      await hasAll(frame, stream);
    });
    expect(wanted(heard)).toBeLessThanOrEqual(4);
    expect(world.clock.now() - before).toBeLessThan(60 * SECOND);
  });

  it('that has not what it said it has is believed a few times only', async () => {
    const heard = await fetchedBeside(async (frame, stream) => {
      await hasAll(frame, stream);
      if (frame.kind !== 'want') return;
      const { file } = frame;
      for (const place of frame.places) {
        await say(stream, { kind: 'chunk', file, place, bytes: null });
      }
    });
    expect(wanted(heard)).toBeLessThan(20);
  });

  it('that sends on and on what nobody asked for is cut off', async () => {
    let sent = 0;
    await fetchedBeside(async (frame, stream) => {
      await hasAll(frame, stream);
      if (frame.kind !== 'ask') return;
      for (let place = 0; place < 1_000; place++) {
        const bytes = new Uint8Array(1_000);
        await say(stream, { kind: 'chunk', file: frame.file, place, bytes });
        sent += 1;
      }
    });
    expect(sent).toBeLessThan(1_000);
  });

  it('that speaks nonsense is cut off', async () => {
    await fetchedBeside(async (_, stream) => stream.send(new Uint8Array([0x83, 1, 2, 3])));
  });
});

describe('J11: who asks', () => {
  it('for more at once than anybody needs, or before a hello, is cut off', async () => {
    const { ana, ben } = await anaAndBen(world);
    const file = await sendPart(ana, SIZE, (part) => part);
    await until('Ben has it', ben, file, ({ kind }) => kind === 'complete');
    const network = world.hub.networkOf(ben.peer as PeerId);
    const hello = { kind: 'hello', version: 1, office: ben.here.office.id } as const;
    const places = Array.from({ length: MAX_WANTED }, (_, i) => i);
    const greedy = { kind: 'want', file, places } as const;
    for (const frames of [[hello, greedy, greedy, greedy], [greedy]]) {
      const stream = await world.drive(
        network.open(ana.peer as PeerId, undefined, '/confab/file/1'),
      );
      let chunks = 0;
      const reading = (async () => {
        for await (const bytes of stream) {
          if (decodeFileFrame(bytes).kind === 'chunk') chunks += 1;
        }
      })();
      for (const frame of frames) void say(stream, frame).catch(() => {});
      await world.drive(reading.catch(() => {}));
      expect(chunks).toBeLessThanOrEqual(MAX_WANTED);
    }
  });
});

describe('J9: files that nobody has', () => {
  it('hold up no other', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    for (let seed = 1; seed <= 4; seed++) {
      await sendPart(cleo, CHUNK, (part) => ({ ...part, id: nobodys(part.id, seed) }));
    }
    await world.until('Ben has the messages', () => ben.unread() === 4);
    const file = await sendPart(ana, SIZE, (part) => part);
    const state = await until('Ben has it', ben, file, ({ kind }) => kind !== 'waiting');
    expect(state.why).toBeNull();
    await until('Ben has all of it', ben, file, ({ kind }) => kind === 'complete');
  });

  it('leave their places to others when the last who had some of them leaves', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    for (let seed = 1; seed <= 4; seed++) {
      await sendPart(cleo, CHUNK, (part) => ({ ...part, id: nobodys(part.id, seed) }));
    }
    await world.until('Ben has the messages', () => ben.unread() === 4);
    // Says to have a chunk of each that is of no use to anybody.
    await impersonate(cleo, ben, async (frame, stream) => {
      if (frame.kind !== 'ask') return;
      const held = new Uint8Array([0b10]);
      await say(stream, { kind: 'has', file: frame.file, held, until: 0 });
    });
    const file = await sendPart(ana, SIZE, (part) => part);
    await until('Ben has it', ben, file, ({ kind }) => kind === 'complete');
  });
});

describe('J5: a file that is not what its message says', () => {
  it.each([
    ['claims 2^53 − 1 bytes', Number.MAX_SAFE_INTEGER, 'file-too-large'],
    ['claims a byte more than any file has', MAX_FILE + 1, 'file-too-large'],
  ])('%s: whoever wants it is told so', async (_, size, why) => {
    const { ana, ben } = await anaAndBen(world);
    const file = await sendPart(ana, SIZE, (part) => ({ ...part, size }));
    await world.until('Ben has the message', () => ben.unread() === 1);
    ben.here.files.fetch(file);
    const state = await until('Ben is told', ben, file, ({ kind }) => kind === 'failed');
    expect(state).toMatchObject({ why, here: 0 });
  });

  it.each([
    ['claims another size than its manifest', (part: FilePart) => ({ ...part, size: SIZE + 1 })],
    [
      'cannot be opened with the key in its message',
      (part: FilePart) => ({ ...part, key: new Uint8Array(32).fill(9) }),
    ],
  ])('%s: whoever wants it is told so', async (_, bend) => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    await impersonate(cleo, ben, async (frame, stream) => {
      await hasAll(frame, stream);
      if (frame.kind !== 'want') return;
      const { file } = frame;
      const bytes = ana.disk.blobs.get(file) ?? null;
      for (const place of frame.places) await say(stream, { kind: 'chunk', file, place, bytes });
    });
    const file = await sendPart(ana, SIZE, bend);
    const state = await until('Ben is told', ben, file, ({ kind }) => kind === 'failed');
    expect(state).toMatchObject({ why: 'malformed', here: 0 });
  });
});

describe('J2: who names a file of others again', () => {
  const bends: Record<string, (part: FilePart) => FilePart> = {
    'another key': (part) => ({ ...part, key: new Uint8Array(32) }),
    'another size': (part) => ({ ...part, size: part.size + 1 }),
    'an impossible size': (part) => ({ ...part, size: MAX_FILE }),
  };
  it.each(Object.keys(bends))('under %s costs nobody their copy', async (name) => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    let part: FilePart | null = null;
    const file = await sendPart(ana, SIZE, (it) => {
      part = it;
      return it;
    });
    await until('Ben has it', ben, file, ({ kind }) => kind === 'complete');
    // Whichever comes first where they are kept by the names of their messages.
    for (let i = 0; i < 4; i++) {
      const files = cleo.here.files as unknown as { partsOf(files: unknown): FilePart[] };
      files.partsOf = () => [(bends[name] as (it: FilePart) => FilePart)(part as never)];
      await world.drive(cleo.here.send(cleo.conversation(), 'mine', { files: [{} as never] }));
    }
    await delivered(world, cleo);
    for (const person of [ana, ben]) {
      expect(await world.drive(person.here.files.list())).toHaveLength(5);
      await world.close(person);
      await world.open(person);
    }
    await world.clock.advance(60 * SECOND);
    for (const { here } of [ana, ben]) {
      const bytes = await world.drive(here.files.read(file, 0, SIZE));
      expect(Buffer.from(bytes).equals(Buffer.from(bytesOfFile(SIZE)))).toBe(true);
    }
  });
});

describe('room', () => {
  it('is never made of the last copy: whoever was removed is not believed to have it', async () => {
    const { ana, ben } = await anaAndBen(world);
    const file = await sendPart(ana, SIZE, (part) => part);
    await until('Ben has it', ben, file, ({ kind }) => kind === 'complete');
    const whole = ({ holders }: FileState) => holders.filter(({ bytes }) => bytes === SIZE);
    await until('Ana knows', ana, file, (state) => whole(state).length === 2);
    await world.drive(ana.here.removeMember(ben.here.me.get().id));
    await world.close(ana);
    await world.open(ana);
    await world.clock.advance(60 * SECOND);
    ana.disk.blobRoom = 64 * 1024 * 1024 + SIZE + 4 * CHUNK;
    const { ready } = ana.here.files.take({ source: makeFile(SIZE + CHUNK, 2) });
    await expect(world.drive(ready)).rejects.toMatchObject({ reason: 'storage-full' });
    const bytes = await world.drive(ana.here.files.read(file, 0, SIZE));
    expect(Buffer.from(bytes).equals(Buffer.from(bytesOfFile(SIZE)))).toBe(true);
  });
});
