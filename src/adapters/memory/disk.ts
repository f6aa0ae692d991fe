import { ConfabError } from '../../model/errors.ts';
import type { LogId } from '../../model/ids.ts';
import type { Waiting } from '../../ports.ts';

/** What a device's keys are made of; each 32 bytes. */
export interface Seeds {
  readonly signing: Uint8Array;
  readonly box: Uint8Array;
  readonly network: Uint8Array;
}

/** One opening of a disk: dead after a crash. */
export interface Session {
  readonly alive: boolean;
  /** Runs `change` as one durable write, a moment later; all or nothing. */
  write(change: () => void): Promise<void>;
  /** Calls `lose` at a crash, with how much of what is not durable yet is to stay; the returned function ends that. */
  onCrash(lose: (survivors: Survivors) => void): () => void;
}

/** Of `count` writes that nobody was told of, how many reached the disk, oldest first. */
export type Survivors = (count: number) => number;

/**
 * What survives a restart, in memory: the backing of every store in this folder. Open stores on the
 * same disk again to restart; `crash` first to lose what was not acknowledged.
 */
export class Disk {
  /** While set, every write is refused for this reason. */
  failure: 'storage-full' | 'storage-failed' | null = null;

  readonly logs = new Map<LogId, Uint8Array[]>();
  readonly state = new Map<string, Uint8Array>();
  readonly secrets = new Map<string, Uint8Array>();
  /** The search index. */
  readonly shards = new Map<string, Uint8Array>();
  /** By place, in the order put. */
  readonly waiting = new Map<string, Waiting>();
  identity: Seeds | null = null;
  readonly blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Bytes that chunks of files may take. */
  blobRoom = Number.POSITIVE_INFINITY;

  #generation = 0;
  readonly #losses = new Set<(survivors: Survivors) => void>();

  begin(): Session {
    const disk = this;
    const generation = this.#generation;
    return {
      get alive() {
        return generation === disk.#generation;
      },
      async write(change) {
        // A turn of its own, so that a crash can come between a call and its completion.
        await Promise.resolve();
        if (!this.alive) throw new ConfabError('closed', 'the device crashed');
        if (disk.failure) throw new ConfabError(disk.failure, 'told to refuse writes');
        change();
      },
      onCrash: (lose) => {
        this.#losses.add(lose);
        return () => this.#losses.delete(lose);
      },
    };
  }

  /** Ends everything that is open at once. Of what was not acknowledged, only `survivors` stay. */
  crash(survivors: Survivors = () => 0): void {
    for (const lose of this.#losses) lose(survivors);
    this.#losses.clear();
    this.#generation++;
  }
}
