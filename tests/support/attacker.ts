import type { PeerId } from '../../src/model/ids.ts';
import type { FrameStream, Network } from '../../src/ports.ts';
import { decodeFrame, encodeFrame, type Frame, SYNC_VERSION } from '../../src/sync/frames.ts';
import { OFFICE } from './fakeReplica.ts';
import type { SyncWorld } from './syncWorld.ts';

type Answering = (frame: Frame, attacker: Attacker) => void;

/** A peer that greets well and then does as it likes. */
export class Attacker {
  readonly network: Network;
  readonly heard: Frame[] = [];
  /** The victim has ended the stream. */
  ended = false;
  #stream: FrameStream | null = null;

  private constructor(network: Network) {
    this.network = network;
  }

  /** Connects to the victim, greets as a member of the office and answers by `answer`. */
  static async against(
    world: SyncWorld,
    victim: PeerId,
    answer: Answering = () => {},
    name = 'mallory',
  ) {
    const network = world.hub.join(name as PeerId);
    await network.start();
    const attacker = new Attacker(network);
    let ready = false;
    const begin = async () => {
      await network.dial(world.hub.addressOf(victim));
      await attacker.open(victim, answer);
      ready = true;
    };
    void begin();
    await world.clock.runUntil(() => ready, 10_000);
    await world.clock.advance(10);
    return attacker;
  }

  async open(victim: PeerId, answer: Answering): Promise<void> {
    const stream = await this.network.open(victim);
    this.#stream = stream;
    this.ended = false;
    this.send(
      { kind: 'hello', version: SYNC_VERSION, office: OFFICE, time: 0, proof: null },
      { kind: 'welcome' },
    );
    void (async () => {
      for await (const bytes of stream) {
        const frame = decodeFrame(bytes);
        this.heard.push(frame);
        answer(frame, this);
      }
      this.ended = true;
    })();
  }

  send(...frames: Frame[]): void {
    for (const frame of frames) this.sendBytes(encodeFrame(frame));
  }

  sendBytes(bytes: Uint8Array): void {
    // Whether the victim still takes it is what the test looks at.
    this.#stream?.send(bytes).catch(() => {});
  }

  /** How many frames of a kind the victim has sent. */
  count(kind: Frame['kind']): number {
    return this.heard.filter((frame) => frame.kind === kind).length;
  }

  refusal(): string | null {
    const refuse = this.heard.find((frame) => frame.kind === 'refuse');
    return refuse?.kind === 'refuse' ? refuse.why : null;
  }
}
