import type { Removal } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

export interface RemovedText {
  readonly title: string;
  /** Who did it, if that is to be said, and what is still here. */
  readonly lead: string;
  /** How one comes back. */
  readonly back: string;
}

/** What somebody reads on a device that has no part in the office any more. */
export function removedText({ by, own, still, displaced }: Removal, office: string): RemovedText {
  const words = text.removed;
  if (displaced) {
    return {
      title: words.titleDisplaced(office),
      lead: `${words.displaced} ${words.kept}`,
      back: words.back,
    };
  }
  const title = own ? words.titleDevice(office) : words.title(office);
  const who = by === '' ? '' : words.by(by);
  // Who left themselves knows it.
  const did = own ? (still ? words.byYou : '') : who;
  return {
    title: still ? words.titleOnly(office) : title,
    lead: did ? `${did} ${words.kept}` : words.kept,
    back: still ? words.backStill : words.back,
  };
}
