/** Milliseconds of each unit that a duration may be given in. */
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const DURATION = /^(\d+(?:\.\d+)?)\s*([smhdw])$/i;

/** A duration such as `7d`, `12h`, `30m` or `1.5h` in milliseconds; null when it cannot be read. */
export function readDuration(text: string): number | null {
  const [, amount, unit] = DURATION.exec(text.trim()) ?? [];
  if (!amount || !unit) return null;
  const milliseconds = Math.round(Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
  return milliseconds > 0 && Number.isSafeInteger(milliseconds) ? milliseconds : null;
}

/** A duration as a person says it: `7 days`, `90 minutes`. */
export function sayDuration(milliseconds: number): string {
  const [name, size] =
    milliseconds % UNITS.d === 0
      ? (['day', UNITS.d] as const)
      : milliseconds % UNITS.h === 0
        ? (['hour', UNITS.h] as const)
        : milliseconds >= UNITS.m
          ? (['minute', UNITS.m] as const)
          : (['second', UNITS.s] as const);
  const count = Math.round(milliseconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
