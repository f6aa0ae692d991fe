import { cp } from 'node:fs/promises';
import { type RelayProcess, startRelay } from '../support/relay.ts';
import type { Bench } from './bench.ts';
import type { PeersWorker } from './peers.worker.ts';
import { startWorker } from './worker.ts';

/** Messages of the filled office. */
export const MESSAGES = 10_000;
/** Bytes of each one's text. */
export const BYTES = 250;
/** Who wrote them, */
const AUTHORS = 5;
/** each in so many runs of the app, taking turns: 20 chains of 500. */
const RUNS = 4;

export const PEERS = new URL('peers.worker.ts', import.meta.url);

/** An office with 10,000 messages in one channel and month, all of them at its relay only. */
export interface Filled {
  readonly relay: RelayProcess;
  /** The relay's data folder. */
  readonly folder: string;
  /** Works for as many as come. */
  readonly invite: string;
}

/** Made once a run; each benchmark gets a relay on a copy of its own. */
let made: Promise<{ folder: string; port: number; invite: string }> | null = null;

/** Starts a relay with the filled office, which `keep` holds for the length of the whole run. */
export async function openFilled(bench: Bench, keep: Bench): Promise<Filled> {
  made ??= fill(keep);
  const { folder, port, invite } = await made;
  const copy = bench.path('relay');
  await cp(folder, copy, { recursive: true });
  // The invite names the relay's port.
  const relay = await bench.open(startRelay(copy, port), (it) => it.stop());
  return { relay, folder: copy, invite };
}

async function fill(keep: Bench) {
  const folder = keep.path('relay');
  const relay = await startRelay(folder);
  const worker = startWorker<PeersWorker>(PEERS);
  const { call } = worker;
  try {
    const founder = await call('found', keep.path('founder'), relay.setup ?? '');
    const invite = await call('invite', founder, 1_000);
    await call('close', founder);
    const folders = Array.from({ length: AUTHORS }, () => keep.path('author'));
    for (const [i, data] of folders.entries()) {
      await call('close', await call('join', data, invite, `Author ${i}`));
    }
    const part = MESSAGES / AUTHORS / RUNS;
    for (let turn = 0; turn < AUTHORS * RUNS; turn++) {
      const author = await call('open', folders[turn % AUTHORS] ?? '');
      await call('fill', author, turn * part, part, BYTES);
      await call('close', author);
    }
    return { folder, port: Number(new URL(relay.url).port), invite };
  } finally {
    worker.stop();
    await relay.stop();
  }
}
