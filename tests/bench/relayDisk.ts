import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ARCHIVE_FILE } from '../../relay/archiveFile.ts';
import type { Bench, Benchmark } from './bench.ts';
import { BYTES, MESSAGES, openFilled } from './filled.ts';
import { diskOf } from './processes.ts';

/** Bytes a message that a bare table of as many random envelopes of that size takes. */
async function bareTable(bench: Bench, bytes: number): Promise<number> {
  const folder = bench.path('table');
  await mkdir(folder);
  const database = new DatabaseSync(`${folder}/table.sqlite`);
  database.exec('CREATE TABLE envelope (number INTEGER PRIMARY KEY, bytes BLOB); BEGIN');
  const insert = database.prepare('INSERT INTO envelope (bytes) VALUES (?)');
  for (let i = 0; i < MESSAGES; i++) insert.run(crypto.getRandomValues(new Uint8Array(bytes)));
  database.exec('COMMIT');
  database.close();
  return (await diskOf(folder)) / MESSAGES;
}

/** Bytes of an archived envelope, on average. */
function envelopeBytes(folder: string): number {
  const database = new DatabaseSync(join(folder, ARCHIVE_FILE), { readOnly: true });
  const row = database.prepare('SELECT avg(length(bytes)) AS bytes FROM envelope').get();
  database.close();
  return Number(row?.bytes);
}

export const relayDisk: Benchmark = {
  name: 'relay-disk',
  async run(bench, keep) {
    const { relay, folder } = await openFilled(bench, keep);
    const running = (await diskOf(folder)) / MESSAGES;
    await relay.stop();
    const stopped = (await diskOf(folder)) / MESSAGES;
    const envelope = envelopeBytes(folder);
    return {
      name: this.name,
      work: `the relay's data folder with ${MESSAGES} messages of ${BYTES} bytes, over their number; everything in it counts`,
      floor: 'a bare SQLite table with as many random envelopes of the same size',
      figures: [
        {
          name: 'a message',
          value: Math.max(stopped, running),
          unit: 'bytes',
          bar: 500,
          floor: await bareTable(bench, Math.round(envelope)),
        },
        { name: 'envelope', value: envelope, unit: 'bytes', floor: BYTES },
      ],
      details: { running, stopped },
    };
  },
};
