import type { PeerId } from '../model/ids.ts';
import type { Clock, Network } from '../ports.ts';
import type { Hello, Turned } from './frames.ts';
import { type Greeting, hearHello, turnAway } from './greeting.ts';

/** Where a peer that said hello belongs. */
export type Chosen =
  | { kind: 'office'; accept(greeting: Greeting): Promise<void> }
  | { kind: 'refuse'; why: Turned };

/**
 * Takes the streams that peers open and hands each to the office that its hello names; a relay with
 * several offices has one door. Returns what closes it.
 */
export function makeDoor(
  network: Network,
  clock: Clock,
  choose: (peer: PeerId, hello: Hello) => Promise<Chosen> | Chosen,
): () => void {
  return network.onStream((stream) => {
    void (async () => {
      try {
        const greeting = await hearHello(stream, clock);
        const chosen = await choose(stream.peer, greeting.hello);
        if (chosen.kind === 'refuse') await turnAway(stream, chosen.why);
        else await chosen.accept(greeting);
      } catch {
        // Who cannot say hello, or leaves before the answer, is not told anything.
        await stream.close().catch(() => undefined);
      }
    })();
  });
}
