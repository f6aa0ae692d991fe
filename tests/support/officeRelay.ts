import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../relay/archive.ts';
import { CACHE_LIMITS, type CacheLimits, FileCache } from '../../relay/fileCache.ts';
import { Gate } from '../../relay/gate.ts';
import { DEVICE_QUOTA, OFFICE_QUOTA, type Quota } from '../../relay/limits.ts';
import { Offices } from '../../relay/offices.ts';
import { Paces } from '../../relay/paces.ts';
import { Quotas } from '../../relay/quotas.ts';
import type { Hub } from '../../src/adapters/memory/hub.ts';
import type { PeerId } from '../../src/model/ids.ts';
import type { Clock, Network } from '../../src/ports.ts';
import { bytesOf, randomBytes } from '../../src/wire/bytes.ts';
import { MEMBER_QUOTA } from '../../src/wire/limits.ts';
import { SECRET_BYTES, type SetupLink } from '../../src/wire/links.ts';
import { peerIdOf } from '../../src/wire/peer.ts';
import { publicKeyOf } from '../../src/wire/sign.ts';

/** What runs while the relay does. */
interface Running {
  readonly archive: Archive;
  readonly network: Network;
  readonly gate: Gate;
  readonly offices: Offices;
  readonly files: FileCache | null;
}

/** The relay of a scenario: its real offices, gate and archive, over the hub instead of libp2p. */
export class OfficeRelay {
  readonly peer: PeerId = peerIdOf(bytesOf(publicKeyOf(new Uint8Array(32).fill(9))));
  readonly address = `/memory/${this.peer}/p2p/${this.peer}`;
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #report: (error: unknown) => void;
  /** What it gives when it starts next. */
  quota: Quota = { member: MEMBER_QUOTA, device: DEVICE_QUOTA, office: OFFICE_QUOTA };
  /** How much of files it keeps when it starts next; null keeps none. */
  files: CacheLimits | null = CACHE_LIMITS;
  /** What the relay does with its network when it starts next, if it is not honest. */
  cheat: (network: Network) => Network = (network) => network;
  #folder: string;
  #setup: Uint8Array | null = null;
  #running: Running | null = null;

  /** `from`: the folder of a relay that is not running, to begin with a copy of it. */
  constructor(hub: Hub, clock: Clock, report: (error: unknown) => void, from?: string) {
    this.#hub = hub;
    this.#clock = clock;
    this.#report = report;
    this.#folder = makeFolder(from);
  }

  get running(): boolean {
    return this.#running !== null;
  }

  get folder(): string {
    return this.#folder;
  }

  get archive(): Archive {
    if (!this.#running) throw new Error('the relay does not run');
    return this.#running.archive;
  }

  /** Bytes of files that it keeps. */
  get cached(): number {
    return this.#running?.files?.bytes ?? 0;
  }

  get gate(): Gate {
    if (!this.#running) throw new Error('the relay does not run');
    return this.#running.gate;
  }

  /** The link that founds an office here. */
  get setupLink(): SetupLink {
    if (!this.#setup) throw new Error('the relay has its office already');
    return { kind: 'setup', relays: [this.address], secret: this.#setup };
  }

  async start(): Promise<void> {
    if (this.#running) return;
    const archive = new Archive(this.#folder, () => this.#clock.now());
    if (archive.offices().length === 0) this.#setup ??= randomBytes(SECRET_BYTES);
    const files = this.files && new FileCache(this.#folder, this.files, this.#clock);
    const network = this.cheat(this.#hub.join(this.peer, { webrtc: false }));
    const gate: Gate = new Gate({
      clock: this.#clock,
      isMember: (peer) => offices.isMember(peer),
      mayMeet: (one, other) => offices.mayMeet(one, other),
      hangUp: (peer) => void network.hangUp(peer),
    });
    network.onEvent(({ kind, peer }) => {
      if (kind === 'peer-connected') gate.connected(peer);
      if (kind === 'peer-disconnected') gate.disconnected(peer);
    });
    const offices: Offices = new Offices({
      archive,
      network,
      clock: this.#clock,
      gate,
      setup: this.#setup,
      quotas: new Quotas(archive, this.quota, this.#clock),
      paces: new Paces(this.#clock),
      files,
      onFounded: () => {
        this.#setup = null;
      },
      onError: this.#report,
    });
    offices.start();
    await network.start();
    this.#running = { archive, network, gate, offices, files };
  }

  /** Starts anew with a set-up link for one more office. */
  async makeRoom(): Promise<void> {
    await this.stop();
    this.#setup = randomBytes(SECRET_BYTES);
    await this.start();
  }

  /** Ends cleanly. */
  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    await running.offices.close();
    await running.network.stop();
    running.gate.close();
    await running.files?.close();
    await running.archive.close();
  }

  /** Ends without a word to anybody. What was being written may be there afterwards, unacknowledged. */
  async crash(): Promise<void> {
    if (this.#running) this.#hub.crash(this.peer);
    await this.stop();
  }

  /** Loses everything but its key and address. */
  async replace(): Promise<void> {
    await this.crash();
    rmSync(this.#folder, { recursive: true });
    this.#folder = makeFolder();
    await this.start();
  }

  /** Ends, and leaves nothing behind. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** In memory where the system has such a folder: a thousand schedules write a lot to be thrown away. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

function makeFolder(from?: string): string {
  const folder = mkdtempSync(join(SCRATCH, 'confab-relay-'));
  if (from) cpSync(from, folder, { recursive: true });
  return folder;
}
