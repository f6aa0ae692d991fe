import { number } from './grammar.ts';

/** English: earlier messages that are still on their way, and what was damaged here. */
export const history = {
  coming: (here: number, known: number) =>
    `Earlier messages: ${number(here)} of ${number(known)} here`,
  waiting: (here: number, known: number) =>
    `Earlier messages wait: ${number(here)} of ${number(known)} here`,
  pause: 'Pause',
  resume: 'Resume',
  pauseLabel: 'Pause earlier messages',
  resumeLabel: 'Resume earlier messages',
  damaged:
    'Some earlier messages on this device were damaged. They come again from the relay and your colleagues’ devices.',
};
