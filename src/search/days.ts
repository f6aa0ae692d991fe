/** Unix times in milliseconds; the second one is excluded. */
export type DayRange = readonly [from: number, to: number];

const MONTHS = [
  ['january', 'januar', 'يناير'],
  ['february', 'februar', 'فبراير'],
  ['march', 'märz', 'maerz', 'مارس'],
  ['april', 'أبريل', 'ابريل'],
  ['may', 'mai', 'مايو'],
  ['june', 'juni', 'يونيو'],
  ['july', 'juli', 'يوليو'],
  ['august', 'أغسطس', 'اغسطس'],
  ['september', 'سبتمبر'],
  ['october', 'oktober', 'أكتوبر', 'اكتوبر'],
  ['november', 'نوفمبر'],
  ['december', 'dezember', 'ديسمبر'],
] as const;

const DAY = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/;
/** Day first, as dots say; with slashes either may come first, and so neither is guessed. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const MONTH = /^(\d{4})[-/](\d{1,2})$/;
const YEAR = /^(\d{4})$/;
const NAMED = /^(?:(\d{1,2})\.?[\s-]+)?(\p{L}[\p{L}\p{M}]{2,})(?:[\s-]+(\d{4}))?$/u;

const dayAt = (year: number, month: number, day: number): DayRange | null => {
  const from = new Date(year, month, day);
  const isReal = from.getFullYear() === year && from.getMonth() === month && from.getDate() === day;
  return isReal ? [from.getTime(), new Date(year, month, day + 1).getTime()] : null;
};

const monthAt = (year: number, month: number): DayRange | null =>
  month >= 0 && month <= 11
    ? [new Date(year, month, 1).getTime(), new Date(year, month + 1, 1).getTime()]
    : null;

/**
 * The days that a text names, in the time zone of whoever asks: `2024-05-03`, `3.5.2024`, `2024-05`,
 * `2024`, `may`, `3 may 2024`, `today`, `yesterday`, `this-week`, `last-month`; null when it names none.
 */
export function readDays(text: string, now: number): DayRange | null {
  const value = text.trim().toLowerCase();
  const numbers = (match: RegExpExecArray): number[] => match.slice(1).map(Number);
  const day = DAY.exec(value);
  if (day) {
    const [year = 0, month = 0, date = 0] = numbers(day);
    return dayAt(year, month - 1, date);
  }
  const dotted = DOTTED.exec(value);
  if (dotted) {
    const [date = 0, month = 0, year = 0] = numbers(dotted);
    return dayAt(year, month - 1, date);
  }
  const month = MONTH.exec(value);
  if (month) {
    const [year = 0, number = 0] = numbers(month);
    return monthAt(year, number - 1);
  }
  const year = YEAR.exec(value);
  if (year) {
    const number = Number(year[1]);
    return [new Date(number, 0, 1).getTime(), new Date(number + 1, 0, 1).getTime()];
  }
  return relative(value, new Date(now)) ?? named(value, new Date(now));
}

function relative(value: string, now: Date): DayRange | null {
  const [year, month, date] = [now.getFullYear(), now.getMonth(), now.getDate()];
  // Weeks begin on Monday (ISO 8601).
  const monday = date - ((now.getDay() + 6) % 7);
  const span = (from: number, to: number): DayRange => [
    new Date(year, month, from).getTime(),
    new Date(year, month, to).getTime(),
  ];
  switch (value.replace(/[\s_]/g, '-')) {
    case 'today':
    case 'heute':
    case 'اليوم':
      return span(date, date + 1);
    case 'yesterday':
    case 'gestern':
    case 'أمس':
      return span(date - 1, date);
    case 'this-week':
    case 'diese-woche':
    case 'هذا-الأسبوع':
      return span(monday, monday + 7);
    case 'last-week':
    case 'letzte-woche':
    case 'الأسبوع-الماضي':
      return span(monday - 7, monday);
    case 'this-month':
    case 'dieser-monat':
    case 'هذا-الشهر':
      return monthAt(year, month);
    case 'last-month':
    case 'letzter-monat':
    case 'الشهر-الماضي':
      return [new Date(year, month - 1, 1).getTime(), new Date(year, month, 1).getTime()];
    case 'this-year':
    case 'dieses-jahr':
    case 'هذه-السنة':
      return [new Date(year, 0, 1).getTime(), new Date(year + 1, 0, 1).getTime()];
    case 'last-year':
    case 'letztes-jahr':
    case 'السنة-الماضية':
      return [new Date(year - 1, 0, 1).getTime(), new Date(year, 0, 1).getTime()];
    default:
      return null;
  }
}

/** A month by its name, or the beginning of it; without a year the last one that was. */
function named(value: string, now: Date): DayRange | null {
  const match = NAMED.exec(value);
  if (!match) return null;
  const [, date, name = '', year] = match;
  const month = MONTHS.findIndex((names) => names.some((it) => it.startsWith(name)));
  if (month < 0) return null;
  const past = month > now.getMonth() ? now.getFullYear() - 1 : now.getFullYear();
  const inYear = year === undefined ? past : Number(year);
  return date === undefined ? monthAt(inYear, month) : dayAt(inYear, month, Number(date));
}
