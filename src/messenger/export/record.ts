import type { EntryId } from '../../model/ids.ts';
import type { Message } from '../messenger.ts';

export type { ExportFormat, ExportWords } from './words.ts';

/** A conversation as it is exported. */
export interface ExportRecord {
  readonly office: string;
  readonly conversation: {
    readonly id: string;
    readonly name: string;
    readonly kind: 'channel' | 'group' | 'direct';
    readonly topic: string;
  };
  /** Unix time in milliseconds. */
  readonly exported: number;
  /** What stands in the conversation itself, in display order. */
  readonly main: readonly Message[];
  /** The replies of each thread, in order, by its root; the root may be missing. */
  readonly threads: ReadonlyMap<EntryId, readonly Message[]>;
  readonly names: ReadonlyMap<string, string>;
}

/** All messages once: those that stand in a thread and in the conversation too are told in the thread. */
export const countOf = ({ main, threads }: ExportRecord): number =>
  new Set([...main, ...[...threads.values()].flat()].map(({ id }) => id)).size;

/** Each message of the conversation with its thread; then threads whose root is not held. */
export function* conversationsIn(
  record: ExportRecord,
): Generator<{ readonly root: Message | null; readonly replies: readonly Message[] }> {
  const told = new Set<EntryId>();
  for (const root of record.main) {
    if (root.root !== null && record.threads.has(root.root) && told.has(root.root)) {
      // It stands in a thread that was told: where it also stood in the conversation it is named once more.
      yield { root, replies: [] };
      continue;
    }
    told.add(root.id);
    yield { root, replies: record.threads.get(root.id) ?? [] };
  }
  for (const [id, replies] of record.threads) {
    if (!told.has(id)) yield { root: null, replies };
  }
}
