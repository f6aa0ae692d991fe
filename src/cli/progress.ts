import { safeLine } from './screen.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds between two tellings. */
const EVERY = 250;

export interface Progress {
  /** So many of all bytes are done. */
  tell(done: number): void;
  /** Nothing more comes. Harmless when over. */
  end(): void;
}

/**
 * Tells how far something is: as a bar on standard error where that is a terminal, as JSON lines with
 * `--json`. `what` is done to the file `name` of `total` bytes.
 */
export async function showProgress(
  terminal: Terminal,
  what: 'taking' | 'bringing' | 'fetching',
  name: string,
  total: number,
): Promise<Progress> {
  if (terminal.json) return jsonProgress(terminal, what, name, total);
  if (!process.stderr.isTTY) return { tell: () => {}, end: () => {} };
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: `${TITLES[what]} ${safeLine(name)} {bar} {percentage}% {amount}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(Math.max(1, total), 0, { amount: sizeText(0) });
  return {
    tell: (done) => bar.update(done, { amount: `${sizeText(done)} of ${sizeText(total)}` }),
    end: () => bar.stop(),
  };
}

const TITLES = { taking: 'Reading', bringing: 'Sending', fetching: 'Fetching' } as const;

function jsonProgress(terminal: Terminal, what: string, name: string, total: number): Progress {
  let last = Number.NEGATIVE_INFINITY;
  let over = false;
  return {
    tell(done) {
      const now = performance.now();
      if (over || (now - last < EVERY && done < total)) return;
      last = now;
      over = done >= total;
      terminal.show({ progress: what, name, done, total }, '');
    },
    end: () => {
      over = true;
    },
  };
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people: `3.4 MB`. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
