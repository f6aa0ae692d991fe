/** What a benchmark found: one number beside its bar and its floor. */
export interface Figure {
  /** What was measured, such as `median`. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'bytes' | '%' | 'KB' | 'MB' | 'chunks' | 'files';
  /** What it must not exceed; for `%`, what it must reach. Absent where it only informs. */
  readonly bar?: number;
  /** The same work without Confab, measured in the same run, in the same unit. */
  readonly floor?: number;
  /** What value / floor must not exceed. */
  readonly ratioBar?: number;
}

export interface Outcome {
  /** The benchmark's name on the command line. */
  readonly name: string;
  /** The work, as a sentence. */
  readonly work: string;
  /** What the floor is. */
  readonly floor: string;
  readonly figures: readonly Figure[];
  /** Further facts, for the JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export const ratioOf = ({ value, floor }: Figure): number | undefined =>
  floor ? value / floor : undefined;

/** Whether each bar holds; true where there is none. */
export function holds(figure: Figure): boolean {
  const { value, unit, bar, ratioBar } = figure;
  const ratio = ratioOf(figure);
  const inBar = bar === undefined || (unit === '%' ? value >= bar : value <= bar);
  return inBar && (ratioBar === undefined || (ratio !== undefined && ratio <= ratioBar));
}

/** The middle of some numbers; NaN of none. */
export const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);

/** The number below which the share `part` (0 to 1) of them lies, by nearest rank; NaN of none. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Three significant digits, and never fewer than the whole number has. */
export const round = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));

const COLUMNS = ['benchmark', 'figure', 'measured', 'bar', 'floor', 'ratio', ''] as const;

/** The outcomes as a table for people. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ name, figures }) => figures.map((it) => rowOf(name, it)));
  const all = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) =>
        i < 2 || i > 5 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    line(COLUMNS),
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

function rowOf(name: string, figure: Figure): string[] {
  const { unit, value, bar, floor, ratioBar } = figure;
  const ratio = ratioOf(figure);
  const compare = unit === '%' ? '≥' : '≤';
  const judged = bar !== undefined || ratioBar !== undefined;
  return [
    name,
    figure.name,
    `${round(value)} ${unit}`,
    bar === undefined ? '' : `${compare} ${bar} ${unit}`,
    floor === undefined ? '' : `${round(floor)} ${unit}`,
    ratio === undefined ? '' : `${round(ratio)}${ratioBar ? ` (≤ ${ratioBar})` : ''}`,
    judged ? (holds(figure) ? 'met' : 'MISSED') : '',
  ];
}
