/** The five who pretend to work in the office; the first one founds it. */
export const PEOPLE = {
  ana: 'Ana Duarte',
  ben: 'Ben Okafor',
  cleo: 'Cleo Lindqvist',
  emil: 'Emil Hoffmann',
  layla: 'Layla Haddad',
} as const;

export type Who = keyof typeof PEOPLE;

export const WHO = Object.keys(PEOPLE) as Who[];

export const isWho = (text: string): text is Who => Object.hasOwn(PEOPLE, text);

export const OFFICE = 'Field & Stone';

/** Its channels, with what they are for; `general` is there from the beginning. */
export const CHANNELS = {
  general: 'What everybody should know',
  offers: 'Offers, figures, deadlines',
  'site-visits': 'Who is where, and what it looks like there',
  drawings: 'Plans, models, details',
  kitchen: 'Coffee, lunch, everything else',
  'it-help': 'When something does not work',
} as const;

export type Channel = keyof typeof CHANNELS;

export const isChannel = (text: string): text is Channel => Object.hasOwn(CHANNELS, text);
