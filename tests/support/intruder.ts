import type { OfficeId, PeerId } from '../../src/model/ids.ts';
import type { FrameStream, Network } from '../../src/ports.ts';
import { decodeFrame, encodeFrame, type Frame, SYNC_VERSION } from '../../src/sync/frames.ts';
import type { GateProof } from '../../src/wire/proofs.ts';
import type { OfficeWorld, Person } from './officeWorld.ts';

/** A program of somebody's own that speaks to the relay: it keeps to the protocol as far as it likes. */
export class Intruder {
  readonly network: Network;
  readonly heard: Frame[] = [];
  ended = false;
  readonly #world: OfficeWorld;
  #stream: FrameStream | null = null;

  private constructor(world: OfficeWorld, network: Network) {
    this.#world = world;
    this.network = network;
  }

  /** Connects to the relay as any peer. */
  static async as(world: OfficeWorld, peer: PeerId): Promise<Intruder> {
    const network = world.hub.join(peer);
    await network.start();
    await world.drive(network.dial(world.relay.address));
    return new Intruder(world, network);
  }

  /** Connects with the keys of a person whose app is closed. */
  static async with(world: OfficeWorld, person: Person): Promise<Intruder> {
    await world.close(person);
    if (!person.peer) throw new Error(`${person.name} has no keys yet`);
    return Intruder.as(world, person.peer);
  }

  /** Says hello to an office; gives what the relay makes of it. */
  async greet(office: OfficeId, proof: GateProof | null = null): Promise<string> {
    const stream = await this.#world.drive(this.network.open(this.#world.relay.peer));
    this.#stream = stream;
    this.heard.length = 0;
    this.ended = false;
    void this.#read(stream);
    const time = Math.floor(this.#world.clock.now());
    this.send({ kind: 'hello', version: SYNC_VERSION, office, time, proof });
    await this.#world.clock.advance(100);
    const refusal = this.heard.find((it) => it.kind === 'refuse');
    if (refusal?.kind === 'refuse') return refusal.why;
    this.send({ kind: 'welcome' });
    return this.heard.some((it) => it.kind === 'welcome') ? 'welcome' : 'nothing';
  }

  send(...frames: Frame[]): void {
    // Whether the relay still takes it is what the test looks at.
    for (const frame of frames) this.#stream?.send(encodeFrame(frame)).catch(() => {});
  }

  /** What the relay has answered, of one kind. */
  of<K extends Frame['kind']>(kind: K): Extract<Frame, { kind: K }>[] {
    return this.heard.filter((it): it is Extract<Frame, { kind: K }> => it.kind === kind);
  }

  async #read(stream: FrameStream): Promise<void> {
    try {
      for await (const bytes of stream) this.heard.push(decodeFrame(bytes));
    } finally {
      this.ended = true;
    }
  }
}
