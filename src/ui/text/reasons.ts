import { ConfabError, type Reason } from '../../model/errors.ts';
import { text } from './text.ts';

/** The sentence for anything that was thrown: what happened, and what the person can do. */
export function sentenceFor(error: unknown): string {
  return error instanceof ConfabError ? sentenceOf(error.reason) : text.unexpected(nameOf(error));
}

export const sentenceOf = (reason: Reason): string => text.reasons[reason];

const nameOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
