import type { Benchmark } from '../bench.ts';
import { openFace } from '../face.ts';
import { percentile } from '../figures.ts';
import { PEERS } from '../filled.ts';
import type { PeersWorker } from '../peers.worker.ts';
import { cpuOf } from '../processes.ts';
import { startWorker } from '../worker.ts';
import { allHere, join } from './joining.ts';
import { LARGE, openLarge } from './large.ts';
import { heapOf } from './openLarge.ts';

/** Milliseconds until all are there, at most. */
const WITHIN = 280_000;
/** Milliseconds between two texts of those who talk meanwhile. */
const EVERY = 500;
/** Where they talk: not where the newest page is looked for, which their texts would push out of sight. */
const THEIRS = 'channel-01';

export const joinLarge: Benchmark = {
  name: 'join-large',
  longest: 600_000,
  async run(bench) {
    const { invite, newest, relay } = await openLarge(bench, LARGE);
    const talkers = await twoTalking(invite, bench.path('ana'), bench.path('ben'));
    bench.onEnd(talkers.stop);
    const face = await openFace(bench, { sought: [newest] });
    const acted = await join(face, invite, 'Carla');
    const talking = talkers.talk(120);
    const painted = (await face.painted(newest, WITHIN)) - acted;
    const delays = await talking;
    const all = (await allHere(face, WITHIN)) - acted;
    const { longTasks } = await face.watch();
    const during = longTasks.filter(({ at }) => at >= acted);
    const longest = Math.max(0, ...during.map(({ took }) => took));
    return {
      name: this.name,
      work: `a browser with an empty profile joins an office of ${LARGE.messages} messages, from the click on, while two others talk`,
      floor: '',
      figures: [
        { name: 'newest page painted', value: painted / 1000, unit: 's', bar: 3 },
        { name: 'all', value: all / 1000, unit: 's', bar: 300 },
        { name: 'longest task', value: longest, unit: 'ms', bar: 100 },
        { name: 'p95 of the others', value: percentile(delays, 0.95), unit: 'ms', bar: 250 },
        { name: 'heap at the end', value: await heapOf(face.page), unit: 'MB', bar: 150 },
        { name: 'CPU of the relay', value: (await cpuOf(relay.pid)) / 1000, unit: 's' },
      ],
      details: {
        tasks: during.map(({ at, took }) => [Math.round(at - acted), took]).slice(0, 200),
        over100: during.filter(({ took }) => took > 100).length,
        delays: delays.map((it) => (Number.isFinite(it) ? Math.round(it) : 'unheard')),
      },
    };
  },
};

/** Two members in processes of their own, who leave the history waiting. */
async function twoTalking(invite: string, one: string, other: string) {
  const [a, b] = [startWorker<PeersWorker>(PEERS), startWorker<PeersWorker>(PEERS)];
  const ana = await a.call('recent', one, invite, 'Ana', THEIRS);
  const ben = await b.call('recent', other, invite, 'Ben', THEIRS);
  await b.call('listen', ben);
  return {
    async talk(count: number): Promise<number[]> {
      const said = await a.call('saySteadily', ana, 0, count, EVERY, 120);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const heard = new Map(await b.call('heard', ben));
      return said.flatMap(({ at }, number) => {
        const when = heard.get(number);
        return when === undefined ? [Number.POSITIVE_INFINITY] : [when - at];
      });
    },
    stop() {
      a.stop();
      b.stop();
    },
  };
}
