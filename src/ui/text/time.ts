import { type Language, localeOf } from './languages.ts';
import { language } from './text.ts';

/** Formats of the language on screen, made once for each; reading them follows its changes. */
function byLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const spoken = language();
    let formats = made.get(spoken);
    if (formats === undefined) {
      formats = make(localeOf(spoken));
      made.set(spoken, formats);
    }
    return formats;
  };
}

const dates = byLanguage((locale) => ({
  clock: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
  dayAndYear: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }),
  date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
  full: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }),
  until: new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }),
  weekdayShort: new Intl.DateTimeFormat(locale, { weekday: 'short' }),
  weekdayLong: new Intl.DateTimeFormat(locale, { weekday: 'long' }),
  relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
}));

const numbers = byLanguage((locale) => new Intl.NumberFormat(locale));
const percents = byLanguage((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));
const lists = byLanguage((locale) => new Intl.ListFormat(locale));
const order = byLanguage(
  (locale) => new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }),
);

export const numberText = (value: number): string => numbers().format(value);

/** A count where there is little room. */
export const countText = (count: number): string =>
  count > 99 ? `${numberText(99)}+` : numberText(count);

/** Several, as one reads them out. */
export const listText = (items: readonly string[]): string => lists().format(items);

/** Orders names as the language does. */
export const compareNames = (a: string, b: string): number => order().compare(a, b);

/** All take Unix times in milliseconds and speak of the person's own time zone. */
export const timeText = (at: number): string => dates().clock.format(at);
export const fullTimeText = (at: number): string => dates().full.format(at);
export const untilText = (at: number): string => dates().until.format(at);

/** A day with its year, such as “4 May 2031”. */
export const dateText = (at: number): string => dates().date.format(at);

/** The days of the week from Monday on, by their numbers from Sunday 0. */
export function dayNames(): { day: number; short: string; long: string }[] {
  const { weekdayShort, weekdayLong } = dates();
  return [1, 2, 3, 4, 5, 6, 0].map((day) => {
    // 4 January 2026 is a Sunday.
    const date = new Date(2026, 0, 4 + day);
    return { day, short: weekdayShort.format(date), long: weekdayLong.format(date) };
  });
}

/** The calendar day as a number that compares; only equal for times on one day. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}

/** "Today", "Yesterday", "Monday, 4 May", and with the year when it is another one. */
export function dayText(at: number, now: number): string {
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  const that = new Date(at);
  that.setHours(0, 0, 0, 0);
  const days = Math.round((that.getTime() - today.getTime()) / 86_400_000);
  const { relative, day, dayAndYear } = dates();
  if (days === 0 || days === -1) return capital(relative.format(days, 'day'));
  return (that.getFullYear() === today.getFullYear() ? day : dayAndYear).format(at);
}

/** The time for what is of today, the day for all else. */
export const shortTimeText = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? timeText(at) : dayText(at, now);

const capital = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** A share of a whole, from 0 to 1. */
export const percentText = (share: number): string => percents().format(share);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const amounts = byLanguage((locale) =>
  units.map(
    (unit, power) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: power === 0 ? 0 : 1,
      }),
  ),
);

/** An amount of data in the largest unit that leaves at least 1. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)), 3);
  return amounts()[power]?.format(bytes / 1000 ** power) ?? '';
}
