import { type Language, localeOf } from './languages.ts';

/** The plural forms that whole numbers have in each language, by CLDR's names. */
interface Forms {
  en: 'one' | 'other';
  de: 'one' | 'other';
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
}

export interface Grammar<L extends Language> {
  number(value: number): string;
  /** A number with what it counts; `#` in a form stands for the number. */
  counted(count: number, forms: Readonly<Record<Forms[L], string>>): string;
}

/** How a language counts. */
export function grammarOf<L extends Language>(language: L): Grammar<L> {
  const numbers = new Intl.NumberFormat(localeOf(language));
  const rules = new Intl.PluralRules(language);
  const number = (value: number): string => numbers.format(value);
  return {
    number,
    counted: (count, forms) =>
      forms[rules.select(count) as Forms[L]].replaceAll('#', number(count)),
  };
}
