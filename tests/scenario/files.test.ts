import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeFileFrame, encodeFileFrame } from '../../src/files/frames.ts';
import type { FileState } from '../../src/messenger/messenger.ts';
import type { FileId, PeerId } from '../../src/model/ids.ts';
import type { FrameStream, Network } from '../../src/ports.ts';
import { CHUNK } from '../../src/wire/limits.ts';
import { bytesOfFile, makeFile } from '../support/fileSource.ts';
import { anaAndBen, anaBenAndCleo, SECOND, storyWorld } from '../support/officeStory.ts';
import type { OfficeWorld, Person } from '../support/officeWorld.ts';
import { trackCrypto } from '../support/trackCrypto.ts';

const here = storyWorld();
let world: OfficeWorld;
let untrack: () => void;

beforeEach(() => {
  world = here.world;
  untrack = trackCrypto(world.clock);
});

afterEach(() => untrack());

/** Four chunks and a part of one. */
const SIZE = 4 * CHUNK + 1000;

async function send(person: Person, size = SIZE, seed = 1, text = ''): Promise<FileId> {
  const upload = person.here.files.take({ source: makeFile(size, seed) });
  const file = await world.drive(upload.ready);
  await world.drive(person.here.send(person.conversation(), text, { files: [file] }));
  return file.id;
}

/** Watches a file at somebody's, until the condition holds. */
async function until(
  what: string,
  person: Person,
  file: FileId,
  holds: (state: FileState) => boolean,
  limit?: number,
): Promise<FileState> {
  const state = person.here.files.state(file);
  const stop = state.subscribe(() => {});
  try {
    await world.until(what, () => holds(state.get()), limit);
    return state.get();
  } finally {
    stop();
  }
}

const isComplete = ({ kind }: FileState): boolean => kind === 'complete';

async function contentAt(person: Person, file: FileId, size = SIZE): Promise<Uint8Array> {
  return world.drive(person.here.files.read(file, 0, size));
}

const byDevice = (state: FileState, bytes = SIZE): number =>
  state.holders.filter((it) => it.kind === 'device' && !it.self && it.bytes === bytes).length;

const byRelay = ({ holders }: FileState): boolean =>
  holders.some((it) => it.kind === 'relay' && it.bytes === SIZE);

describe('a file', () => {
  it('comes by itself from who sent it, and both know who has it', async () => {
    const { ana, ben } = await anaAndBen(world);
    const file = await send(ana, SIZE, 1, 'the plan');
    await world.until('Ben has the message', () => ben.unread() === 1);
    await until('Ben has the file', ben, file, isComplete);
    expect(await contentAt(ben, file)).toEqual(bytesOfFile(SIZE));
    const [message] = await world.messages(ben, ben.conversation());
    expect(message?.text).toBe('the plan');
    expect(message?.files).toMatchObject([{ id: file, name: 'plan.bin', size: SIZE }]);
    await until('Ana knows that Ben has it', ana, file, (it) => byDevice(it) === 1);
  });

  it('that is listed and looked for, and was never asked for, is not fetched', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.drive(ben.here.files.configure({ fetchUpTo: 0 }));
    const file = await send(ana);
    await world.until('Ben has the message', () => ben.unread() === 1);
    await world.drive(ben.here.files.list());
    for (const bytes of [0, 1]) {
      const reading = ben.here.files.read(file, 0, bytes).catch((error) => error);
      expect(await world.drive(reading)).toMatchObject({ reason: 'file-incomplete' });
    }
    await world.clock.advance(30 * SECOND);
    expect(ben.here.files.state(file).get()).toMatchObject({ kind: 'none', here: 0 });
    const kept = [...ben.disk.state.keys()].map(String);
    expect(kept.filter((key) => key.startsWith('file-want/'))).toEqual([]);
  });

  it('of no bytes, of one, of exactly one chunk and of one more arrives', async () => {
    const { ana, ben } = await anaAndBen(world);
    for (const size of [0, 1, CHUNK, CHUNK + 1]) {
      const file = await send(ana, size, size + 1);
      await world.until('Ben knows of it', () => ben.here.files.state(file).get().size === size);
      await until(`${size} bytes`, ben, file, isComplete);
      expect(await contentAt(ben, file, size)).toEqual(bytesOfFile(size, size + 1));
    }
  });

  it('sent twice by one person is kept once, and another content is not', async () => {
    const { ana } = await anaAndBen(world);
    const first = await send(ana);
    const blobs = ana.disk.blobs.size;
    expect(await send(ana)).toBe(first);
    expect(ana.disk.blobs.size).toBe(blobs);
    expect(await send(ana, SIZE, 2)).not.toBe(first);
    expect(await world.drive(ana.here.files.list())).toHaveLength(3);
  });

  it('reaches who comes when its sender has left, through the relay', async () => {
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    const file = await send(ana);
    const { holders } = await until('the relay has it', ana, file, byRelay);
    const relay = holders.find(({ kind }) => kind === 'relay');
    expect(relay).toMatchObject({ until: expect.any(Number) });
    await world.close(ana);
    await world.open(ben);
    await world.until('Ben has the message', () => ben.unread() === 1);
    await until('Ben has the file', ben, file, isComplete);
    expect(await contentAt(ben, file)).toEqual(bytesOfFile(SIZE));
  });

  it('waits where nobody has it, and comes by itself when its holder is back', async () => {
    world.relay.files = null;
    await world.relay.stop();
    await world.relay.start();
    const { ana, ben } = await anaAndBen(world);
    await world.close(ben);
    const file = await send(ana);
    await world.until('the message is out', () => ana.here.outbox.get() === 0);
    await world.close(ana);
    await world.open(ben);
    await world.until('Ben has the message', () => ben.unread() === 1);
    await world.clock.advance(30 * SECOND);
    expect(ben.here.files.state(file).get()).toMatchObject({ kind: 'waiting', here: 0 });
    await world.close(ben);
    await world.open(ben);
    await world.open(ana);
    await until('Ben has the file', ben, file, isComplete);
  });

  it('goes on where it stopped when the device crashes half-way', async () => {
    const { ana, ben } = await anaAndBen(world);
    const size = 40 * CHUNK;
    const file = await send(ana, size);
    await until('Ben has a part', ben, file, ({ here }) => here > 10 * CHUNK);
    const before = ben.disk.blobs.size;
    await world.crash(ben);
    expect(ben.disk.blobs.size).toBeGreaterThanOrEqual(before);
    const sent = () => world.hub.sentBy(ana.peer as never) + world.hub.sentBy(world.relay.peer);
    await world.open(ben);
    const at = sent();
    await until('Ben has the file', ben, file, isComplete);
    const chunks = (sent() - at) / CHUNK;
    expect(chunks).toBeLessThan(40 - before + 9);
    expect(await contentAt(ben, file, size)).toEqual(bytesOfFile(size));
  });

  it('is fetched by itself also where the device ends as soon as its message is known', async () => {
    const { ana, ben } = await anaAndBen(world);
    const { state } = ben.disk;
    let crashing: Promise<void> | null = null;
    state.set = (key, value) => {
      if (key.startsWith('file/')) crashing ??= Promise.resolve().then(() => world.crash(ben, all));
      return Map.prototype.set.call(state, key, value) as typeof state;
    };
    const all = (writes: number) => writes;
    const file = await send(ana);
    await world.until('Ben knows of it', () => crashing !== null);
    await world.drive(crashing ?? Promise.reject(new Error('Ben did not crash')));
    await world.open(ben);
    await until('Ben has the file', ben, file, isComplete);
    expect(await contentAt(ben, file)).toEqual(bytesOfFile(SIZE));
  });

  it('comes from several at once, and from the others when one of them leaves', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    await world.close(cleo);
    const size = 60 * CHUNK;
    const file = await send(ana, size);
    await world.until('Ben knows of it', () => ben.unread() === 1);
    ben.here.files.fetch(file);
    await until('Ben has it', ben, file, isComplete);
    await world.open(cleo);
    await world.until('Cleo knows of it', () => cleo.unread() === 1);
    await world.until('Cleo is with both', () => connectedTo(cleo) === 3);
    cleo.here.files.fetch(file);
    const before = [ana, ben].map(({ peer }) => world.hub.sentBy(peer as never));
    await until('Cleo has a part', cleo, file, ({ here }) => here > 20 * CHUNK);
    const after = [ana, ben].map(({ peer }) => world.hub.sentBy(peer as never));
    for (const i of [0, 1]) expect((after[i] ?? 0) - (before[i] ?? 0)).toBeGreaterThan(2 * CHUNK);
    await world.crash(ana);
    await until('Cleo has it', cleo, file, isComplete);
    expect(await contentAt(cleo, file, size)).toEqual(bytesOfFile(size));
  });

  it('whose message is deleted goes everywhere, unless another message carries it', async () => {
    const { ana, ben } = await anaAndBen(world);
    const file = await send(ana);
    await send(ana);
    await until('Ben has the file', ben, file, isComplete);
    await until('the relay has it', ana, file, byRelay);
    const [one, two] = await world.messages(ana, ana.conversation());
    await world.drive(ana.here.delete(one?.id as never));
    await world.clock.advance(20 * SECOND);
    expect(ben.disk.blobs.size).toBeGreaterThan(0);
    await world.drive(ana.here.delete(two?.id as never));
    await world.clock.advance(20 * SECOND);
    expect([ana.disk.blobs.size, ben.disk.blobs.size]).toEqual([0, 0]);
    await world.until('the relay let go', () => world.relay.cached === 0);
    expect(await world.drive(ben.here.files.list())).toEqual([]);
  });

  it('that is deleted goes from a relay whose stream ends as it is told', async () => {
    let cuts = 2;
    world.relay.cheat = (network) => endingAtForget(network, () => cuts-- > 0);
    await world.relay.stop();
    await world.relay.start();
    const { ana, ben } = await anaAndBen(world);
    const file = await send(ana);
    await until('Ben has the file', ben, file, isComplete);
    await until('the relay has it', ana, file, byRelay);
    const [message] = await world.messages(ana, ana.conversation());
    await world.drive(ana.here.delete(message?.id as never));
    await world.until('the relay let go', () => world.relay.cached === 0, 120 * SECOND);
    expect(cuts).toBeLessThan(2);
  });

  it('that a moderator deletes in one conversation stays for those of another', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const group = await world.drive(ben.here.createGroup('Two', [memberOf(cleo)]));
    await world.close(cleo);
    const file = await send(ben);
    const upload = ben.here.files.take({ source: makeFile(SIZE) });
    const again = await world.drive(upload.ready);
    await world.drive(ben.here.send(group, '', { files: [again] }));
    await until('the relay has it', ben, file, byRelay);
    await until('Ana has it', ana, file, isComplete);
    const [message] = await world.messages(ana, ana.conversation());
    await world.drive(ana.here.delete(message?.id as never));
    await world.until('Ana let go', () => ana.disk.blobs.size === 0);
    await world.clock.advance(20 * SECOND);
    await world.close(ana);
    await world.close(ben);
    await world.open(cleo);
    await until('Cleo has it from the relay', cleo, again.id, isComplete);
    expect(again.id).toBe(file);
    expect(await contentAt(cleo, file)).toEqual(bytesOfFile(SIZE));
  });

  it('J8: is given to nobody who was removed, and to nobody outside its group', async () => {
    const { ana, ben, cleo } = await anaBenAndCleo(world);
    const group = await world.drive(ana.here.createGroup('Two', [memberOf(ben)]));
    const upload = ana.here.files.take({ source: makeFile(SIZE, 5) });
    const file = await world.drive(upload.ready);
    await world.drive(ana.here.send(group, '', { files: [file] }));
    await until('Ben has it', ben, file.id, isComplete);
    await until('the relay has it', ana, file.id, byRelay);
    expect(await askedBy(cleo, file.id)).toEqual(['unknown-file', 'unknown-file']);
    expect(await askedBy(ben, file.id)).toEqual(['has', 'has']);
    await world.drive(ana.here.removeMember(memberOf(ben)));
    await world.clock.advance(5 * SECOND);
    expect(await askedBy(ben, file.id)).not.toContain('has');

    async function askedBy(person: Person, id: FileId): Promise<string[]> {
      const answers: string[] = [];
      for (const peer of [ana.peer as PeerId, world.relay.peer]) {
        answers.push(await world.drive(ask(world, person, peer, id)));
      }
      return answers;
    }
  });

  it('that does not fit is told of, and comes once there is room', async () => {
    const { ana, ben } = await anaAndBen(world);
    ben.disk.blobRoom = 64 * 1024 * 1024 + 2 * CHUNK;
    const file = await send(ana);
    await until('Ben is told', ben, file, ({ kind }) => kind === 'failed');
    expect(ben.here.files.state(file).get().why).toBe('storage-full');
    ben.disk.blobRoom = Number.POSITIVE_INFINITY;
    ben.here.files.fetch(file);
    await until('Ben has the file', ben, file, isComplete);
  });

  it('makes room by itself for another, where others have it and it is not to be kept', async () => {
    const { ana, ben } = await anaAndBen(world);
    const old = await send(ana, SIZE, 1);
    await until('Ben has the first', ben, old, isComplete);
    const kept = await send(ana, SIZE, 2);
    await until('Ben has the second', ben, kept, isComplete);
    ben.here.files.keep(kept, true);
    ben.disk.blobRoom = 64 * 1024 * 1024 + 3 * SIZE - CHUNK;
    const fresh = await send(ana, SIZE, 3);
    await until('Ben has the third', ben, fresh, isComplete);
    expect(ben.here.files.state(kept).get()).toMatchObject({ kind: 'complete', kept: true });
    await until('the first went', ben, old, ({ here }) => here === 0);
  });

  it('that was given up before it was sent leaves nothing', async () => {
    const { ana } = await anaAndBen(world);
    const upload = ana.here.files.take({ source: makeFile(SIZE) });
    await world.drive(upload.ready);
    upload.cancel();
    await world.until('nothing is left', () => ana.disk.blobs.size === 0);
    const other = ana.here.files.take({ source: makeFile(20 * CHUNK) });
    other.cancel();
    await expect(world.drive(other.ready)).rejects.toMatchObject({ reason: 'closed' });
    await world.until('nothing is left', () => ana.disk.blobs.size === 0);
  });

  it('whose original is gone while it is taken in is told of', async () => {
    const { ana } = await anaAndBen(world);
    const source = { ...makeFile(8 * CHUNK), read: async () => new Uint8Array(5) };
    const upload = ana.here.files.take({ source });
    await expect(world.drive(upload.ready)).rejects.toMatchObject({ reason: 'file-gone' });
    expect(upload.state.get()).toEqual({ kind: 'failed', why: 'file-gone' });
    expect(ana.disk.blobs.size).toBe(0);
  });
});

function connectedTo(person: Person): number {
  const connection = person.here.connection.get();
  return connection.kind === 'connected' ? connection.peers : 0;
}

const memberOf = (person: Person) => person.here.me.get().id;

/** A relay's network on which a stream ends, while `cuts` says so, as *forget* comes on it. */
function endingAtForget(network: Network, cuts: () => boolean): Network {
  const cut = (stream: FrameStream): FrameStream => ({
    peer: stream.peer,
    send: (frame) => stream.send(frame),
    close: () => stream.close(),
    async *[Symbol.asyncIterator]() {
      for await (const bytes of stream) {
        if (decodeFileFrame(bytes).kind === 'forget' && cuts()) return;
        yield bytes;
      }
    },
  });
  return new Proxy(network, {
    get(target, name) {
      if (name === 'onStream') {
        const onStream: Network['onStream'] = (handler, protocol) =>
          target.onStream(
            (stream) => handler(protocol === '/confab/file/1' ? cut(stream) : stream),
            protocol,
          );
        return onStream;
      }
      const it = Reflect.get(target, name, target);
      return typeof it === 'function' ? it.bind(target) : it;
    },
  });
}

/** What somebody's device is answered who asks another one about a file, whatever its own app thinks. */
async function ask(
  { hub }: OfficeWorld,
  person: Person,
  peer: PeerId,
  file: FileId,
): Promise<string> {
  const office = person.here.office.id;
  try {
    const network = hub.networkOf(person.peer as PeerId);
    if (!network.connected().some((it) => it.peer === peer))
      await network.dial(hub.addressOf(peer));
    const stream = await network.open(peer, undefined, '/confab/file/1');
    await stream.send(encodeFileFrame({ kind: 'hello', version: 1, office }));
    await stream.send(encodeFileFrame({ kind: 'ask', file }));
    for await (const bytes of stream) {
      const frame = decodeFileFrame(bytes);
      await stream.close();
      return frame.kind === 'refuse' ? frame.why : frame.kind;
    }
    return 'closed';
  } catch {
    return 'closed';
  }
}
