/** How long something holds that a person sets for a while. */
export const SPANS = ['30m', '1h', '4h', 'today', 'week', 'never'] as const;
export type Span = (typeof SPANS)[number];

const MINUTE = 60_000;

/** Unix time in milliseconds at which a span that begins now ends, in the person's time zone; null for never. */
export function endOf(span: Span, now: number): number | null {
  switch (span) {
    case '30m':
      return now + 30 * MINUTE;
    case '1h':
      return now + 60 * MINUTE;
    case '4h':
      return now + 240 * MINUTE;
    case 'today':
      return midnight(now, 1);
    case 'week':
      return midnight(now, ((7 - new Date(now).getDay()) % 7) + 1);
    case 'never':
      return null;
  }
}

function midnight(now: number, days: number): number {
  const date = new Date(now);
  date.setHours(24 * days, 0, 0, 0);
  return date.getTime();
}
