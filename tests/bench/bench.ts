import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './figures.ts';

/** What a benchmark may use while it runs. */
export class Bench {
  /** An empty folder of its own. */
  readonly folder: string;
  readonly #ends: (() => unknown)[] = [];
  #folders = 0;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async begin(name: string): Promise<Bench> {
    return new Bench(await mkdtemp(join(tmpdir(), `confab-bench-${name}-`)));
  }

  /** Path of a folder that does not exist yet. */
  path(name: string): string {
    this.#folders += 1;
    return join(this.folder, `${name}-${this.#folders}`);
  }

  /** Opens what must be closed when the benchmark is over, whatever becomes of it. */
  async open<T>(opening: Promise<T>, close: (it: T) => unknown): Promise<T> {
    const it = await opening;
    this.#ends.push(() => close(it));
    return it;
  }

  /** Does something when the benchmark is over, whatever becomes of it. */
  onEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Closes what was opened so far, the last first. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }

  /** Closes what was opened and removes the folder. */
  async end(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Benchmark {
  readonly name: string;
  /** Milliseconds that it may take; by default five minutes. */
  readonly longest?: number;
  /** `keep` outlives it: for what several benchmarks of one run share. */
  run(bench: Bench, keep: Bench): Promise<Outcome>;
}
