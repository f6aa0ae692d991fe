import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ARCHIVE_FILE } from '../../../relay/archiveFile.ts';
import { startRelay } from '../../support/relay.ts';
import type { Benchmark } from '../bench.ts';
import { median } from '../figures.ts';
import { diskOf, memoryOf } from '../processes.ts';
import { LARGE, openLarge } from './large.ts';

const ROUNDS = 5;

/** Bytes of all archived envelopes. */
function envelopesIn(folder: string): number {
  const database = new DatabaseSync(join(folder, ARCHIVE_FILE), { readOnly: true });
  const row = database.prepare('SELECT sum(length(bytes)) AS bytes FROM envelope').get();
  database.close();
  return Number(row?.bytes);
}

export const archiveLarge: Benchmark = {
  name: 'archive-large',
  async run(bench) {
    const { relay, folder, entries } = await openLarge(bench, LARGE);
    await relay.stop();
    const [disk, envelopes] = [await diskOf(folder), envelopesIn(folder)];
    const starts: number[] = [];
    const floors: number[] = [];
    const resident: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const empty = await timed(bench.path('empty'));
      floors.push(empty.took);
      await empty.relay.stop();
      const full = await timed(folder);
      starts.push(full.took);
      resident.push((await memoryOf(full.relay.pid)).most);
      await full.relay.stop();
    }
    return {
      name: this.name,
      work: `a relay's archive of ${entries} entries: its folder, its start until it is ready, its memory`,
      floor: 'bytes of the envelopes; the start of an empty relay',
      figures: [
        { name: 'on disk', value: disk / 1e6, unit: 'MB', floor: envelopes / 1e6, ratioBar: 1.5 },
        { name: 'start', value: median(starts), unit: 'ms', bar: 1_000, floor: median(floors) },
        { name: 'resident', value: Math.max(...resident), unit: 'MB', bar: 250 },
      ],
      details: { starts, floors, resident },
    };
  },
};

async function timed(folder: string) {
  const begun = performance.now();
  const relay = await startRelay(folder);
  return { relay, took: performance.now() - begun };
}
