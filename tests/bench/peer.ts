/** A device of a benchmark, real or bare: says texts and hears those of others. */
export interface Peer {
  /** Resolves when the text is on its way. */
  say(text: string): Promise<unknown>;
  /** Calls with each text that comes from somebody else. */
  onText(listener: (text: string) => void): void;
  close(): Promise<void>;
}

const WORDS = 'so much to say and never quite the time to say it all before the coffee is cold ';

/** A text of exactly so many bytes (ASCII) that begins with its number. */
export const textOf = (number: number, bytes: number): string =>
  `${number} ${WORDS.repeat(Math.ceil(bytes / WORDS.length))}`.slice(0, bytes);

export const numberOf = (text: string): number => Number.parseInt(text, 10);
