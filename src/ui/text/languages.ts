/** The languages of the app, in the order in which they are offered. */
export const LANGUAGES = ['en', 'de', 'ar'] as const;

export type Language = (typeof LANGUAGES)[number];

export const isLanguage = (tag: string | undefined): tag is Language =>
  LANGUAGES.some((language) => language === tag);

/** What a language calls itself: who looks for theirs cannot read the others. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  ar: 'العربية',
};

export const directionOf = (language: Language): 'ltr' | 'rtl' =>
  language === 'ar' ? 'rtl' : 'ltr';

const preferred = (): readonly string[] =>
  typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);

const languageIn = (tag: string): string | undefined => tag.split('-')[0];

/** The first of the person's languages that the app speaks; else English. */
export const systemLanguage = (): Language => preferred().map(languageIn).find(isLanguage) ?? 'en';

/** A language as the person spells dates and numbers in it: `en-IN` where the browser says so. */
export const localeOf = (language: Language): string =>
  preferred().find((tag) => languageIn(tag) === language) ?? language;

/** The language that a choice stands for here. */
export const chosenLanguage = (choice: 'system' | Language): Language =>
  choice === 'system' ? systemLanguage() : choice;
