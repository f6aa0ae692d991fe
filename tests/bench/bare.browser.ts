import { joinBare } from './bareNode.ts';
import { numberOf, type Peer, textOf } from './peer.ts';

/** A bare gossipsub peer in a page: the floor of a live message between two browsers. */

let peer: Peer | null = null;
/** Number and time of each text that came: milliseconds on the page's clock since 1970. */
const heard: [number, number][] = [];
const now = () => performance.timeOrigin + performance.now();

export async function join(address: string, echo: boolean): Promise<void> {
  const joined = await joinBare(address);
  peer = joined;
  joined.onText((text) => {
    const number = numberOf(text);
    // The answer to number n is -n; nobody answers answers.
    if (echo && number > 0) void joined.say(textOf(-number, text.length));
    heard.push([number, now()]);
  });
}

/** Says a text; gives when. */
export async function say(number: number, bytes: number): Promise<number> {
  if (!peer) throw new Error('not joined');
  const at = now();
  await peer.say(textOf(number, bytes));
  return at;
}

export const heardSoFar = () => heard;
