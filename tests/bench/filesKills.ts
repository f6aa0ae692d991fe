import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRandom } from '../../src/adapters/memory/random.ts';
import type { FileId, MemberId } from '../../src/model/ids.ts';
import { CHUNK } from '../../src/wire/limits.ts';
import { bytesOfFile } from '../support/fileSource.ts';
import { type Running, TerminalUser } from '../support/terminal.ts';
import type { Bench, Benchmark } from './bench.ts';
import { type Figure, median } from './figures.ts';
import type { FilesRelay, Way } from './filesRelay.worker.ts';
import { startWorker, type Worker } from './worker.ts';

const TRANSFERS = Number(process.env.CONFAB_BENCH_KILLS ?? 200);
const SEED = Number(process.env.CONFAB_BENCH_SEED ?? Date.now() % 1_000_000);
/** More than is fetched by itself: a command asks for it. */
const CHUNKS = 41;
const SIZE = (CHUNKS - 1) * CHUNK + 77;
/** The manifest is one more. */
const PLACES = CHUNKS + 1;
/** Milliseconds at most between a chunk that goes and the kill. */
const LATER = 40;
/** Pairs of people at the same time. */
const LANES = 2;
/** Of so many transfers one is killed where it is sent, the others where it is received. */
const SENT = 4;

/** Two people, of whom one sends and the other receives. */
interface Lane {
  readonly relay: Worker<FilesRelay>;
  readonly sender: TerminalUser;
  readonly member: MemberId;
  readonly receiver: TerminalUser;
  /** A folder for what is sent and received. */
  readonly folder: string;
  readonly random: () => number;
  readonly bytes: Uint8Array;
  /** What was sent last. */
  file: FileId;
}

interface Transfer {
  readonly killed: 'sender' | 'receiver';
  /** Chunks that the receiver had when it was killed. */
  readonly kept?: number;
  /** Chunks that went once more. */
  readonly again: number;
  readonly sound: boolean;
}

export const filesKills: Benchmark = {
  name: 'files-kills',
  longest: 900_000,
  async run(bench) {
    console.error(`${TRANSFERS} kills, seed ${SEED}`);
    const lanes = await openLanes(bench);
    const transfers: Transfer[] = [];
    let begun = 0;
    await Promise.all(
      lanes.map(async (lane) => {
        while (begun < TRANSFERS) {
          const killed = begun++ % SENT === SENT - 1 ? 'sender' : 'receiver';
          transfers.push(await (killed === 'sender' ? killSender(lane) : killReceiver(lane)));
        }
      }),
    );
    const corrupt = transfers.filter(({ sound }) => !sound).length;
    return {
      name: this.name,
      work: `${transfers.length} transfers of ${PLACES} chunks between terminal clients are killed (SIGKILL) at random points, where they are received or sent, and go on`,
      floor: 'none',
      figures: [
        { name: 'corrupt', value: corrupt, unit: 'files', bar: 0 },
        ...figuresOf(transfers, 'receiver'),
        ...figuresOf(transfers, 'sender'),
      ],
      details: { seed: SEED, transfers },
    };
  },
};

function figuresOf(transfers: readonly Transfer[], who: Transfer['killed']): Figure[] {
  const again = transfers.filter(({ killed }) => killed === who).map((it) => it.again);
  return [
    { name: `${who}: twice, at most`, value: Math.max(0, ...again), unit: 'chunks', bar: 8 },
    { name: `${who}: twice, median`, value: median(again), unit: 'chunks' },
  ];
}

async function openLanes(bench: Bench): Promise<Lane[]> {
  const module = new URL('filesRelay.worker.ts', import.meta.url);
  const relay = await bench.open(Promise.resolve(startWorker<FilesRelay>(module)), (it) =>
    it.stop(),
  );
  const founder = openUser(bench, 'founder');
  const setup = await relay.call('open', bench.path('relay'));
  await founder.one('create', setup, '--office', 'Bench', '--name', 'Founder');
  const join = async (name: string) => {
    const user = openUser(bench, name);
    const { link } = await founder.one('invite');
    const { member } = await user.one('join', String(link), '--name', name);
    return { user, member: member as MemberId };
  };
  const lanes: Lane[] = [];
  for (let i = 0; i < LANES; i++) {
    const { user: sender, member } = await join(`sender ${i}`);
    const { user: receiver } = await join(`receiver ${i}`);
    const folder = bench.path('folder');
    await mkdir(folder);
    const bytes = bytesOfFile(SIZE, SEED + i).slice();
    const random = makeRandom(SEED + i);
    const lane = { relay, sender, member, receiver, folder, random, bytes, file: '' as FileId };
    await writeFresh(lane);
    const lines = await sender.json<{ files?: FileId[] }>(sendingOf(lane));
    lane.file = lines.at(-1)?.files?.[0] ?? ('' as FileId);
    lanes.push(lane);
  }
  return lanes;
}

function openUser(bench: Bench, name: string): TerminalUser {
  const user = new TerminalUser(bench.path(name));
  bench.onEnd(() => user.stop());
  return user;
}

const pathIn = ({ folder }: Lane, name: 'in' | 'out'): string => join(folder, `${name}.bin`);
const sendingOf = (lane: Lane) => ['send', 'general', '--file', pathIn(lane, 'in'), '--json'];

/** A file of other bytes: the same would be known, and sealed under the same key. */
async function writeFresh(lane: Lane): Promise<void> {
  for (let i = 0; i < 8; i++) lane.bytes[i] = Math.floor(lane.random() * 256);
  await writeFile(pathIn(lane, 'in'), lane.bytes);
}

/** Kills a command at a random point of what it moves; false where it had ended before. */
async function killAt({ relay, random }: Lane, way: Way, command: Running): Promise<boolean> {
  const [chunks, wait] = [1 + Math.floor(random() * PLACES), random() * LATER];
  await Promise.race([relay.call('reached', way, chunks), command.ended]);
  await new Promise((resolve) => setTimeout(resolve, wait));
  const { code, err } = await command.kill('SIGKILL');
  if (code) throw new Error(`it ended by itself with ${code}: ${err}`);
  return code === null;
}

/** A file that is here is fetched, killed, and fetched on; from the beginning where it came to its end. */
async function killReceiver(lane: Lane): Promise<Transfer> {
  const { relay, receiver, file } = lane;
  const way: Way = `given/${file}`;
  for (;;) {
    await clear(lane);
    await relay.call('begin', way);
    const get = receiver.start('file', 'get', file, '--out', pathIn(lane, 'out'), '--json');
    if (!(await killAt(lane, way, get))) continue;
    const kept = (await chunksOf(receiver)).length;
    const sound = await fetchWhole(lane);
    const { again } = await relay.call('counted', way);
    return { killed: 'receiver', kept, again, sound };
  }
}

/** A file is sent, killed on its way to the relay, and brought on by the next command that connects. */
async function killSender(lane: Lane): Promise<Transfer> {
  const { relay, sender, member } = lane;
  const way: Way = `brought/${member}`;
  for (;;) {
    await clear(lane);
    await writeFresh(lane);
    await relay.call('begin', way);
    if (!(await killAt(lane, way, sender.start(...sendingOf(lane))))) continue;
    const tail = sender.start('tail', 'general', '--json');
    await Promise.race([relay.call('reached', way, PLACES), tail.ended]);
    await tail.kill('SIGKILL');
    const { again, file } = await relay.call('counted', way);
    lane.file = file;
    return { killed: 'sender', again, sound: await fetchWhole(lane) };
  }
}

/** Fetches what is lacking; tells whether the file is what was sent. */
async function fetchWhole(lane: Lane): Promise<boolean> {
  const out = pathIn(lane, 'out');
  await lane.receiver.json(['file', 'get', lane.file, '--out', out]);
  return (await readFile(out)).equals(lane.bytes);
}

/** Nothing of any file is at either of them. */
async function clear({ sender, receiver, ...lane }: Lane): Promise<void> {
  const { folder } = lane;
  const gone = [join(sender.data, 'files'), join(receiver.data, 'files'), join(folder, 'out.bin')];
  for (const path of gone) await rm(path, { recursive: true, force: true });
}

async function chunksOf({ data }: TerminalUser): Promise<string[]> {
  const folder = join(data, 'files');
  await mkdir(folder, { recursive: true });
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((it) => it.isFile() && !it.name.endsWith('.part')).map(({ name }) => name);
}
