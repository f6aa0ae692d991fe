import { DatabaseSync } from 'node:sqlite';
import { multiaddr } from '@multiformats/multiaddr';
import { BYTES_PROTOCOL, takeBytes } from './bareBytes.ts';
import { makeBareNode } from './bareNode.ts';
import { answer, monotonic } from './worker.ts';

const functions = {
  /** Fetches records from the hub into a new database; gives the milliseconds from the dial on. */
  async take(address: string, path: string, count: number, bytes: number): Promise<number> {
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec('CREATE TABLE record (id INTEGER PRIMARY KEY, bytes BLOB)');
    const insert = database.prepare('INSERT INTO record (bytes) VALUES (?)');
    const node = await makeBareNode(false);
    const start = monotonic();
    const stream = await node.dialProtocol(multiaddr(address), BYTES_PROTOCOL);
    await takeBytes(stream, count, bytes, (records) => {
      database.exec('BEGIN');
      for (const record of records) insert.run(record);
      database.exec('COMMIT');
    });
    const took = monotonic() - start;
    await node.stop();
    database.close();
    return took;
  },
};

export type TakeWorker = typeof functions;

answer(functions);
