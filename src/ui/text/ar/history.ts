import type { history as English } from '../en/history.ts';
import { number } from './grammar.ts';

/** Arabic: earlier messages that are still on their way, and what was damaged here. */
export const history: typeof English = {
  coming: (here, known) => `الرسائل السابقة: ${number(here)} من ${number(known)} هنا`,
  waiting: (here, known) => `الرسائل السابقة تنتظر: ${number(here)} من ${number(known)} هنا`,
  pause: 'إيقاف مؤقت',
  resume: 'متابعة',
  pauseLabel: 'إيقاف الرسائل السابقة مؤقتًا',
  resumeLabel: 'متابعة الرسائل السابقة',
  damaged: 'تضررت بعض الرسائل السابقة على هذا الجهاز. ستصل مرة أخرى من المُرحِّل ومن أجهزة زملائك.',
};
