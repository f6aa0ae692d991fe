import { type Channel, PEOPLE, WHO, type Who } from './people.ts';

/** What is said again and again, in other words each time: the days between the scenes, and now. */

type Random = () => number;

export const pick = <T>(random: Random, from: readonly T[]): T => {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

const PLACES = ['Mill Lane', 'Orchard Row', 'the school', 'the pharmacy', 'Harbour Street'];
const PARTS = ['the stairs', 'the roof', 'the facade', 'the north wing', 'the cellar', 'the doors'];
const WORKS = [
  'the section',
  'the tender',
  'the door list',
  'the model',
  'the fire plan',
  'page 12',
];

interface Talk {
  readonly channel: Channel;
  say(random: Random): string;
  /** What another one may say to it. */
  answer(random: Random, name: string): string;
}

const TALKS: readonly Talk[] = [
  {
    channel: 'general',
    say: (r) => {
      const first = pick(r, WORKS);
      const then = WORKS.filter((it) => it !== first);
      return `Today: ${first} for ${pick(r, PLACES)}, then ${pick(r, then)}.`;
    },
    answer: (r) =>
      pick(r, ['Same here, after ten.', 'I can look at it before lunch.', 'Good luck.']),
  },
  {
    channel: 'site-visits',
    say: (r) => `At ${pick(r, PLACES)} until ${10 + Math.floor(r() * 6)}, ${pick(r, PARTS)} first.`,
    answer: (r, name) =>
      pick(r, [
        `Say hello to the foreman, ${name}.`,
        'Bring pictures, please.',
        'Mind the ladder.',
      ]),
  },
  {
    channel: 'drawings',
    say: (r) => `New version of ${pick(r, PARTS)} for ${pick(r, PLACES)} is in the folder.`,
    answer: (r) =>
      pick(r, ['Much clearer.', 'The dimension at axis 3 is missing.', 'I would print this one.']),
  },
  {
    channel: 'offers',
    say: (r) =>
      `News from ${pick(r, PLACES)}: they want ${pick(r, PARTS)} by ${pick(r, ['Tuesday', 'Friday'])}.`,
    answer: (r) => pick(r, ['Doable.', 'Only without the handrail.', 'I will call them.']),
  },
  {
    channel: 'kitchen',
    say: (r) =>
      pick(r, [
        'The coffee machine wants to be descaled. It has said so three times.',
        'There are apples from my garden on the counter.',
        'Whose is the green cup?',
        'Lunch at half past twelve?',
        'The dishwasher is done. It sounds proud.',
      ]),
    answer: (r) => pick(r, ['Mine.', 'On my way.', 'Thank you, that is kind.', 'Not it.']),
  },
];

export interface Exchange {
  readonly channel: Channel;
  readonly lines: readonly { readonly who: Who; readonly text: string }[];
  readonly reaction: { readonly who: Who; readonly emoji: string } | null;
}

/** One says something, another may answer, a third may react. */
export function makeExchange(random: Random, among: readonly Who[] = WHO): Exchange {
  const talk = pick(random, TALKS);
  const who = pick(random, among);
  const others = among.filter((it) => it !== who);
  const lines = [{ who, text: talk.say(random) }];
  const answers = random() < 0.6 && others.length > 0;
  const name = PEOPLE[who].split(' ')[0] ?? '';
  if (answers) lines.push({ who: pick(random, others), text: talk.answer(random, name) });
  const reacts = random() < 0.4 && others.length > 0;
  return {
    channel: talk.channel,
    lines,
    reaction: reacts
      ? { who: pick(random, others), emoji: pick(random, ['👍', '😄', '👀', '🙏', '✅']) }
      : null,
  };
}

/** What somebody says to a visitor's message. */
export function replyTo(random: Random, text: string): string {
  if (/\b(hi|hello|hey|morning|hallo|moin)\b|مرحبا|السلام/i.test(text))
    return pick(random, ['Hello, and welcome.', 'Hi, good to see you here.', 'Morning.']);
  if (/thank|danke|شكر/i.test(text)) return pick(random, ['Any time.', 'With pleasure.']);
  if (/lunch|coffee|cake/i.test(text))
    return pick(random, ['I am in.', 'One o’clock, the blue door?', 'Always.']);
  if (/\?\s*$|؟/.test(text))
    return pick(random, [
      'Good question. I will look it up after this drawing.',
      'Yes, as far as I know.',
      'Ask Ana, she was there.',
      'Half past two, I think.',
    ]);
  return pick(random, [
    'Makes sense.',
    'I had the same thought on the way here.',
    'Noted. Shall we do it this week?',
    'Then let us try it.',
    'Could you put that into the offers channel too?',
  ]);
}
