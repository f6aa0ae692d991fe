import { FileCache } from '../../relay/fileCache.ts';
import { openRelay } from '../../relay/relay.ts';
import type { FileId, MemberId } from '../../src/model/ids.ts';
import { answer } from './worker.ts';

/** What goes over the wire: chunks of a file that the relay gives, or that a member brings to it. */
export type Way = `given/${FileId}` | `brought/${MemberId}`;

/** How often each chunk went since it was last counted. */
const ways = new Map<Way, Map<string, number>>();
/** Who waits until so many chunks went. */
const waiting = new Map<Way, { readonly chunks: number; readonly tell: () => void }>();

const { get, put } = FileCache.prototype;
FileCache.prototype.get = function (file, place) {
  count(`given/${file.name}`, `${file.name}/${place}`);
  return get.call(this, file, place);
};
FileCache.prototype.put = function (file, place, bytes) {
  count(`brought/${file.member}`, `${file.name}/${place}`);
  return put.call(this, file, place, bytes);
};

function count(way: Way, chunk: string): void {
  const chunks = ways.get(way) ?? new Map<string, number>();
  ways.set(way, chunks.set(chunk, (chunks.get(chunk) ?? 0) + 1));
  const waiter = waiting.get(way);
  if (!waiter || chunks.size < waiter.chunks) return;
  waiting.delete(way);
  waiter.tell();
}

const functions = {
  /** Opens the relay that this process is; gives the link that founds an office on it. */
  async open(data: string): Promise<string> {
    const relay = await openRelay({ host: '127.0.0.1', port: 0, data, webApp: null });
    return relay.setupLink() ?? '';
  },

  /** Counts anew from now on. */
  begin(way: Way): void {
    ways.delete(way);
  },

  /** Resolves when so many different chunks went. */
  reached(way: Way, chunks: number): Promise<void> {
    return new Promise((resolve) => {
      if ((ways.get(way)?.size ?? 0) >= chunks) resolve();
      else waiting.set(way, { chunks, tell: resolve });
    });
  },

  /** How many chunks went more than once: how many times too often in all. And of which file the last was. */
  counted(way: Way): { again: number; file: FileId } {
    const chunks = ways.get(way) ?? new Map<string, number>();
    const all = [...chunks.values()].reduce((sum, times) => sum + times, 0);
    const last = [...chunks.keys()].at(-1) ?? '';
    return { again: all - chunks.size, file: last.slice(0, last.indexOf('/')) as FileId };
  },
};

export type FilesRelay = typeof functions;

answer(functions);
