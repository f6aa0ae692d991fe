import type { history as English } from '../en/history.ts';
import { number } from './grammar.ts';

/** German: earlier messages that are still on their way, and what was damaged here. */
export const history: typeof English = {
  coming: (here, known) => `Frühere Nachrichten: ${number(here)} von ${number(known)} hier`,
  waiting: (here, known) => `Frühere Nachrichten warten: ${number(here)} von ${number(known)} hier`,
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  pauseLabel: 'Frühere Nachrichten anhalten',
  resumeLabel: 'Frühere Nachrichten fortsetzen',
  damaged:
    'Einige frühere Nachrichten auf diesem Gerät waren beschädigt. Sie kommen noch einmal vom Relay und von den Geräten der anderen.',
};
