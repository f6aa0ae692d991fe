import { en } from './en.ts';

/** Every word on screen. A language is one object of this shape; English is the first. */
export type Text = typeof en;

export const text: Text = en;
