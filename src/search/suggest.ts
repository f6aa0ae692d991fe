import { isOperator, OPERATORS, type Operator } from './query.ts';
import { fold } from './words.ts';

/** What completions are chosen from. */
export interface Choices {
  readonly people: readonly string[];
  /** Names of channels, with a leading `#`, and of groups and directs. */
  readonly conversations: readonly string[];
  /** Words for days in the language of whoever asks; offered before anything is typed. */
  readonly days: readonly string[];
  /** Months in that language; offered once they are begun. */
  readonly months: readonly string[];
}

/** A completion of what is being typed. */
export interface Completion {
  /** An operator that is begun, or a value of one. */
  readonly kind: 'operator' | 'value';
  readonly operator: Operator;
  /** What stands in the place of the characters from `from` to `to`. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const MOST = 8;
/** The part before the caret: perhaps a minus, an operator, a quote that is open. */
const PART = /(?:^|\s)(-?)(?:(\p{L}{1,12}):)?("?)([^\s"]*|(?<=")[^"]*)$/u;

/** What could be meant by what stands before the caret: operators, and then their values. */
export function completionsFor(text: string, caret: number, choices: Choices): Completion[] {
  const match = PART.exec(text.slice(0, caret));
  if (!match) return [];
  const [, , name, quote = '', typed = ''] = match;
  const from = caret - typed.length - quote.length;
  const wanted = fold(typed);
  if (name === undefined) {
    if (quote !== '' || wanted === '') return [];
    return (Object.keys(OPERATORS) as Operator[])
      .filter((operator) => operator.startsWith(wanted))
      .map((operator) => ({ kind: 'operator', operator, text: `${operator}:`, from, to: caret }));
  }
  const operator = name.toLowerCase();
  if (!isOperator(operator)) return [];
  return valuesOf(operator, choices, wanted !== '')
    .filter((value) => isBegun(value, wanted))
    .slice(0, MOST)
    .map((value) => ({ kind: 'value', operator, text: `${quoted(value)} `, from, to: caret }));
}

function valuesOf(operator: Operator, choices: Choices, isBegun: boolean): readonly string[] {
  const { people, conversations, days, months } = choices;
  if (operator === 'from') return ['me', ...people];
  if (operator === 'in') return conversations;
  if (operator === 'has' || operator === 'is') return OPERATORS[operator];
  return isBegun ? [...days, ...months] : days;
}

/** Whether the typed text begins the value, or one of its words. */
const isBegun = (value: string, wanted: string): boolean => {
  const bare = wanted.replace(/^[#@]/, '');
  const folded = fold(value).replace(/^[#@]/, '');
  return folded.startsWith(bare) || folded.split(/[\s.-]+/).some((word) => word.startsWith(bare));
};

const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);
