import { text } from './text.ts';

/** The person's own spelling of dates where the browser speaks the app's language. */
const locale =
  (typeof navigator === 'undefined' ? [] : navigator.languages).find(
    (tag) => tag.split('-')[0] === text.language,
  ) ?? text.language;

const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const dayAndYear = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const until = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** All take Unix times in milliseconds and speak of the person's own time zone. */
export const timeText = (at: number): string => clock.format(at);
export const fullTimeText = (at: number): string => full.format(at);
export const untilText = (at: number): string => until.format(at);

/** A day with its year, such as “4 May 2031”. */
export const dateText = (at: number): string => date.format(at);

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
  if (days === 0 || days === -1) return capital(relative.format(days, 'day'));
  return (that.getFullYear() === today.getFullYear() ? day : dayAndYear).format(at);
}

const capital = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** An amount of data in the largest unit that leaves at least 1. */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)), 3);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}
