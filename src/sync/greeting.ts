import { ConfabError } from '../model/errors.ts';
import type { OfficeId, PeerId } from '../model/ids.ts';
import type { Clock, FrameStream, Network } from '../ports.ts';
import type { GateProof } from '../wire/proofs.ts';
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type Hello,
  SYNC_VERSION,
  type Turned,
} from './frames.ts';

/** Milliseconds for each step of the greeting. */
const GREETING_TIMEOUT = 10_000;

export type Answer = { kind: 'welcome' } | { kind: 'refuse'; why: Turned };

/** A stream read frame by frame. */
export class Incoming {
  readonly stream: FrameStream;
  readonly #frames: AsyncIterator<Uint8Array>;

  constructor(stream: FrameStream) {
    this.stream = stream;
    this.#frames = stream[Symbol.asyncIterator]();
  }

  get peer(): PeerId {
    return this.stream.peer;
  }

  /** The next frame; null at the stream's end. Throws `malformed` or `unsupported`. */
  async next(): Promise<Frame | null> {
    const { done, value } = await this.#frames.next();
    return done ? null : decodeFrame(value);
  }

  /** The next frame, within the time a greeting may take; the stream is closed when it does not come. */
  async soon(clock: Clock): Promise<Frame> {
    let late = false;
    const cancel = clock.after(GREETING_TIMEOUT, () => {
      late = true;
      void this.stream.close();
    });
    try {
      const frame = await this.next();
      if (frame) return frame;
    } finally {
      cancel();
    }
    throw new ConfabError(late ? 'timeout' : 'closed', `greeting with ${this.peer}`);
  }
}

/** A stream whose opener has said hello. */
export interface Greeting {
  readonly incoming: Incoming;
  readonly hello: Hello;
}

/** Reads the hello of a peer that opened a stream. Throws `timeout`, `closed`, `malformed`. */
export async function hearHello(stream: FrameStream, clock: Clock): Promise<Greeting> {
  const incoming = new Incoming(stream);
  const hello = await incoming.soon(clock);
  if (hello.kind !== 'hello') throw new ConfabError('malformed', `${hello.kind} before hello`);
  return { incoming, hello };
}

export const helloOf = (office: OfficeId, clock: Clock, proof: GateProof | null): Hello => ({
  kind: 'hello',
  version: SYNC_VERSION,
  office,
  time: Math.max(0, Math.floor(clock.now())),
  proof,
});

/** Tells a peer why it is not let in, and ends the stream. */
export async function turnAway(stream: FrameStream, why: Turned): Promise<void> {
  await refuse(stream, why);
  await stream.close();
}

/** Tells a peer why it is not let in; the stream stays open for what it may ask then. */
export const refuse = (stream: FrameStream, why: Turned): Promise<void> =>
  stream.send(encodeFrame({ kind: 'refuse', why })).catch(() => undefined);

export interface Opened {
  readonly incoming: Incoming;
  readonly hello: Hello;
}

/**
 * Opens a stream and greets. The opener says hello; the other says hello and welcome, or refuse;
 * the opener then welcomes or refuses in turn (SPEC Y1). `turned`: what the opener asks of who has
 * refused it, before the stream ends.
 */
export async function greet(
  network: Network,
  clock: Clock,
  peer: PeerId,
  own: Hello,
  judge: (hello: Hello) => Promise<Answer>,
  turned: (why: Turned, incoming: Incoming) => Promise<void> = async () => {},
): Promise<Opened | { readonly refused: Turned; readonly by: 'peer' | 'us' }> {
  const stream = await network.open(peer);
  const incoming = new Incoming(stream);
  try {
    await stream.send(encodeFrame(own));
    const hello = await incoming.soon(clock);
    if (hello.kind === 'refuse') {
      await turned(hello.why, incoming);
      return await refused(stream, hello.why);
    }
    if (hello.kind !== 'hello') throw new ConfabError('malformed', `${hello.kind} before hello`);
    const answer = await incoming.soon(clock);
    if (answer.kind === 'refuse') return await refused(stream, answer.why);
    if (answer.kind !== 'welcome')
      throw new ConfabError('malformed', `${answer.kind} before welcome`);
    const ours = await judge(hello);
    if (ours.kind === 'refuse') {
      await turnAway(stream, ours.why);
      return { refused: ours.why, by: 'us' };
    }
    await stream.send(encodeFrame({ kind: 'welcome' }));
    return { incoming, hello };
  } catch (error) {
    await stream.close();
    throw error;
  }
}

async function refused(stream: FrameStream, why: Turned): Promise<{ refused: Turned; by: 'peer' }> {
  await stream.close();
  return { refused: why, by: 'peer' };
}
