import { ConfabError, type Reason } from '../../model/errors.ts';
import { text } from './text.ts';

/** Something that was not done, told to the person in a sentence of its own. */
export class Told extends Error {}

/** What browsers say of a part of the app that they could not fetch; each has its own words. */
const UNLOADED = /dynamically imported module|importing a module script/i;

/** The sentence for anything that was thrown: what happened, and what the person can do. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Told) return error.message;
  if (error instanceof TypeError && UNLOADED.test(error.message)) return text.banner.missing;
  return error instanceof ConfabError ? sentenceOf(error.reason) : text.unexpected(nameOf(error));
}

export const sentenceOf = (reason: Reason): string => text.reasons[reason];

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
