import { fileURLToPath } from 'node:url';
import { createNetwork, type LibP2PNetwork } from '../src/adapters/libp2p/network.ts';
import { clock as machineClock } from '../src/adapters/node/clock.ts';
import { confirmNatively } from '../src/adapters/node/confirm.ts';
import { hashNatively } from '../src/adapters/node/hash.ts';
import type { PeerId } from '../src/model/ids.ts';
import type { Clock } from '../src/ports.ts';
import { bytesOf } from '../src/wire/bytes.ts';
import { MEMBER_QUOTA } from '../src/wire/limits.ts';
import { makeLink, SECRET_BYTES } from '../src/wire/links.ts';
import { peerIdOf } from '../src/wire/peer.ts';
import { publicKeyOf } from '../src/wire/sign.ts';
import { type Reach, reachOf } from './addresses.ts';
import { Archive } from './archive.ts';
import { readAssets } from './assets.ts';
import { CONNECTION_LIMITS, circuitRelay } from './circuit.ts';
import type { GossipRules } from './confined.ts';
import { CACHE_LIMITS, type CacheLimits, dropFileCache, FileCache } from './fileCache.ts';
import { Gate } from './gate.ts';
import { guardConnections, guardGossip } from './guarded.ts';
import { type HttpServer, openHttp } from './http.ts';
import { DEVICE_QUOTA, OFFICE_QUOTA, type Quota } from './limits.ts';
import { Offices } from './offices.ts';
import { Paces } from './paces.ts';
import { Quotas } from './quotas.ts';
import { dropSecret, keepSecret } from './secrets.ts';
import { countStreams } from './streams.ts';
import { sharedWebSockets } from './webSocket.ts';

/** Files beside the archive. */
const NETWORK_KEY = 'network.key';
const SETUP_KEY = 'setup.key';
const BUILT_APP = fileURLToPath(new URL('../dist', import.meta.url));
/** Any address that the transport takes: where to listen is the HTTP server's matter. */
const LISTEN = '/ip4/0.0.0.0/tcp/0/ws';

export interface RelayOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Folder of the archive and the keys; made when missing. */
  readonly data: string;
  /** Where people reach it, when a proxy stands before it. */
  readonly publicUrl?: URL | null;
  /** Where the page is, when that is not where the relay is reached; links lead there. */
  readonly appUrl?: URL | null;
  /** Folder of the built web app, default dist/; null serves none. */
  readonly webApp?: string | null;
  /** How much may be added to the archive, in bytes; by default those of limits.ts. */
  readonly quota?: Partial<Quota>;
  /** How much of files is kept, for how long; by default CACHE_LIMITS; null keeps none. */
  readonly files?: Partial<CacheLimits> | null;
  /** Told of faults for which nobody waits. */
  readonly onError?: (error: unknown) => void;
  /** By default the machine's. */
  readonly clock?: Clock;
}

/** A running relay. */
export interface Relay {
  readonly peer: PeerId;
  readonly port: number;
  /** Where the web app is: what its links begin with. */
  readonly url: string;
  /** Multiaddrs, the first of which works on this machine unless there is a public URL. */
  readonly addresses: readonly string[];
  /** The link that founds the first office; null once that exists. */
  setupLink(): string | null;
  /** Ends connections, writes what waits, gives port and folder free. Harmless when closed. */
  close(): Promise<void>;
}

/**
 * Opens a relay: archive, web app, libp2p node, offices. Rejects with a ConfabError: `in-use` for the
 * folder or the port, `not-allowed` for a host or port that cannot be had, and what storage says.
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  confirmNatively();
  hashNatively();
  const relay = new RunningRelay(options);
  try {
    await relay.open();
    return relay;
  } catch (error) {
    await relay.close();
    throw error;
  }
}

class RunningRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #onError: (error: unknown) => void;
  readonly #gate: Gate;
  readonly #clock: Clock;
  readonly #paces: Paces;
  /** What is open, in the order opened. */
  readonly #ends: (() => Promise<void>)[] = [];
  #offices: Offices | null = null;
  #network: LibP2PNetwork | null = null;
  #reach: Reach = { url: '', addresses: [], sockets: [] };
  #setup: Uint8Array | null = null;
  peer = '' as PeerId;
  port = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#onError = options.onError ?? console.error;
    this.#clock = options.clock ?? machineClock;
    this.#paces = new Paces(this.#clock, (peer) => this.#offices?.memberOf(peer) ?? null);
    this.#gate = new Gate({
      clock: this.#clock,
      isMember: (peer) => this.#offices?.isMember(peer) ?? false,
      mayMeet: (one, other) => this.#offices?.mayMeet(one, other) ?? false,
      hangUp: (peer) => void this.#network?.hangUp(peer).catch(this.#onError),
    });
  }

  get url(): string {
    return this.#options.appUrl?.href.replace(/\/$/, '') ?? this.#reach.url;
  }

  get #quota(): Quota {
    const usual = { member: MEMBER_QUOTA, device: DEVICE_QUOTA, office: OFFICE_QUOTA };
    return { ...usual, ...this.#options.quota };
  }

  get addresses(): readonly string[] {
    return this.#reach.addresses;
  }

  setupLink(): string | null {
    if (!this.#setup) return null;
    return makeLink(this.url, { kind: 'setup', relays: this.addresses, secret: this.#setup });
  }

  async open(): Promise<void> {
    const { data, host, publicUrl = null } = this.#options;
    const archive = new Archive(data);
    this.#ends.push(() => archive.close());
    const seed = keepSecret(data, NETWORK_KEY, 32);
    this.peer = peerIdOf(bytesOf(publicKeyOf(seed)));
    if (archive.offices().length === 0) this.#setup = keepSecret(data, SETUP_KEY, SECRET_BYTES);
    const http = await this.#openHttp();
    this.#reach = reachOf(host, http.port, this.peer, publicUrl);
    const network = await this.#makeNetwork(seed, http);
    this.#openOffices(archive, network);
    await network.start();
  }

  async #openHttp(): Promise<HttpServer> {
    const { host, port, webApp = BUILT_APP } = this.#options;
    const http = await openHttp({
      host,
      port,
      assets: webApp === null ? null : readAssets(webApp),
      health: () => ({
        status: 'ok',
        peers: this.#gate.peers(),
        offices: this.#offices?.count ?? 0,
      }),
      onError: this.#onError,
      connectTo: () => this.#reach.sockets,
    });
    this.#ends.push(() => http.close());
    this.port = http.port;
    return http;
  }

  async #makeNetwork(seed: Uint8Array, http: HttpServer) {
    const network = await createNetwork({
      seed,
      transports: [sharedWebSockets(http)],
      gossip: guardGossip(this.#rules()),
      services: { relay: circuitRelay(), streams: countStreams(this.#gate, this.#paces) },
      addresses: { listen: [LISTEN], announce: [...this.addresses] },
      connectionGater: guardConnections(this.#gate, this.#paces),
      connectionManager: CONNECTION_LIMITS,
      onError: this.#onError,
    });
    network.onEvent(({ kind, peer }) => {
      if (kind === 'peer-connected') this.#gate.connected(peer);
      if (kind === 'peer-disconnected') this.#gate.disconnected(peer);
    });
    this.#gate.onAdmitted((peer) => network.introduce(peer));
    this.#ends.push(async () => {
      await network.stop();
      this.#gate.close();
    });
    this.#network = network;
    return network;
  }

  #rules(): GossipRules {
    return {
      gate: this.#gate,
      paces: this.#paces,
      rateOf: (peer, topic) => this.#offices?.rateOf(peer, topic) ?? null,
      mayKnow: (peer, topic) => this.#offices?.mayKnow(peer, topic) ?? false,
    };
  }

  #openOffices(archive: Archive, network: LibP2PNetwork): void {
    const offices = new Offices({
      archive,
      network,
      clock: this.#clock,
      gate: this.#gate,
      quotas: new Quotas(archive, this.#quota, this.#clock),
      paces: this.#paces,
      files: this.#openFiles(),
      setup: this.#setup,
      onFounded: () => {
        this.#setup = null;
        dropSecret(this.#options.data, SETUP_KEY);
      },
      onError: this.#onError,
    });
    this.#ends.push(() => offices.close());
    this.#offices = offices;
    offices.start();
  }

  #openFiles(): FileCache | null {
    const { data, files } = this.#options;
    if (files === null) {
      dropFileCache(data);
      return null;
    }
    const cache = new FileCache(data, { ...CACHE_LIMITS, ...files }, this.#clock);
    this.#ends.push(() => cache.close());
    return cache;
  }

  async close(): Promise<void> {
    // One part that fails to close keeps none of the others from closing.
    for (const end of this.#ends.splice(0).reverse()) await end().catch(this.#onError);
  }
}
