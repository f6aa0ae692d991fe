import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type CreateListenerOptions,
  type Listener,
  type ListenerEvents,
  type Transport,
  TypedEventEmitter,
  transportSymbol,
} from '@libp2p/interface';
import { AbstractMultiaddrConnection, ipPortToMultiaddr, type SendResult } from '@libp2p/utils';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Libp2pOptions } from 'libp2p';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

/** Bytes that may wait in one socket before its streams are told to wait. */
const MAX_BUFFERED = 1024 * 1024;
/** Bytes of one WebSocket message: libp2p sends at most 64 KiB in one. */
const MAX_PAYLOAD = 1024 * 1024;
/** Milliseconds a socket has to answer a close before it is cut. */
const CLOSE_TIMEOUT = 2_000;

/** Whoever owns the HTTP server hands its upgrade requests on. */
export interface Upgrades {
  onUpgrade(handler: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): () => void;
}

type TransportFactory = NonNullable<Libp2pOptions['transports']>[number];

/**
 * A libp2p transport that takes WebSockets from an HTTP server which serves other things too, so
 * that a relay needs one port. (@libp2p/websockets only listens with a server of its own.) It does
 * not dial: a relay is dialled.
 */
export function sharedWebSockets(upgrades: Upgrades): TransportFactory {
  return ({ logger }): Transport => ({
    [transportSymbol]: true,
    [Symbol.toStringTag]: 'confab/shared-websockets',
    dial: () => Promise.reject(new Error('a relay does not dial')),
    createListener: (options) =>
      new SharedListener(upgrades, options, logger.forComponent('confab:web-socket')),
    listenFilter: (addresses) => addresses.filter((it) => it.getComponents().at(-1)?.name === 'ws'),
    dialFilter: () => [],
  });
}

type Bytes = Parameters<AbstractMultiaddrConnection['sendData']>[0];
type Log = ReturnType<Parameters<TransportFactory>[0]['logger']['forComponent']>;

class SharedListener extends TypedEventEmitter<ListenerEvents> implements Listener {
  readonly #upgrades: Upgrades;
  readonly #upgrader: CreateListenerOptions['upgrader'];
  readonly #log: Log;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    // What is sent is encrypted and cannot be compressed.
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT,
  } as ConstructorParameters<typeof WebSocketServer>[0]);
  readonly #closing = new AbortController();
  #release: () => void = () => undefined;
  #address: Multiaddr | null = null;

  constructor(upgrades: Upgrades, options: CreateListenerOptions, log: Log) {
    super();
    this.#upgrades = upgrades;
    this.#upgrader = options.upgrader;
    this.#log = log;
  }

  async listen(address: Multiaddr): Promise<void> {
    this.#address = address;
    this.#release = this.#upgrades.onUpgrade((request, socket, head) => {
      this.#server.handleUpgrade(request, socket, head, (it) => this.#take(it, request));
    });
    this.safeDispatchEvent('listening');
  }

  #take(socket: WebSocket, request: IncomingMessage): void {
    const { remoteAddress = '0.0.0.0', remotePort = 0 } = request.socket;
    const connection = new SocketConnection(
      socket,
      ipPortToMultiaddr(remoteAddress, remotePort).encapsulate('/ws'),
      this.#log,
    );
    this.#upgrader.upgradeInbound(connection, { signal: this.#closing.signal }).catch((error) => {
      this.#log('upgrade of %a failed: %s', connection.remoteAddr, error);
      connection.abort(error instanceof Error ? error : new Error(String(error)));
    });
  }

  getAddrs(): Multiaddr[] {
    return this.#address ? [this.#address] : [];
  }

  updateAnnounceAddrs(): void {}

  async close(): Promise<void> {
    this.#release();
    this.#closing.abort();
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.safeDispatchEvent('close');
  }
}

/** One WebSocket as libp2p's connection, with back-pressure both ways. */
export class SocketConnection extends AbstractMultiaddrConnection {
  readonly #socket: WebSocket;
  /** libp2p has no room for more now. */
  #full = false;
  /** Until when the peer has sent more than it may; what ends that. */
  #early: ReturnType<typeof setTimeout> | null = null;
  #pace: (bytes: number) => number = () => 0;

  constructor(socket: WebSocket, remoteAddr: Multiaddr, log: Log) {
    super({ remoteAddr, direction: 'inbound', log });
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data: RawData, binary: boolean) => {
      if (binary && Buffer.isBuffer(data)) this.#take(data);
      else this.abort(new Error('text instead of bytes'));
    });
    socket.once('close', (code) => {
      if (this.#early) clearTimeout(this.#early);
      // 1006: it ended without a close message, so what was on its way is lost.
      if (code === 1006) this.onRemoteReset();
      else this.onTransportClosed();
    });
    // An error is followed by the close above; without a listener it would end the process.
    socket.on('error', (error) => log('socket of %a: %s', remoteAddr, error.message));
  }

  /** Reads no faster than `pace` lets: it is told of bytes read and gives the milliseconds to wait. */
  paceBy(pace: (bytes: number) => number): void {
    this.#pace = pace;
  }

  #take(data: Buffer): void {
    const wait = this.#pace(data.length);
    if (wait > 0 && !this.#early) {
      this.#socket.pause();
      this.#early = setTimeout(() => {
        this.#early = null;
        if (!this.#full) this.#socket.resume();
      }, wait);
    }
    this.onData(data);
  }

  override sendData(data: Bytes): SendResult {
    this.#socket.send(data.subarray(), this.#onSent);
    return {
      sentBytes: data.byteLength,
      canSendMore: this.#socket.bufferedAmount < MAX_BUFFERED,
    };
  }

  readonly #onSent = (): void => {
    if (this.writableNeedsDrain && this.#socket.bufferedAmount < MAX_BUFFERED / 2) {
      this.safeDispatchEvent('drain');
    }
  };

  override sendReset(): void {
    this.#socket.terminate();
  }

  override async sendClose(): Promise<void> {
    this.#socket.close();
  }

  override sendPause(): void {
    this.#full = true;
    this.#socket.pause();
  }

  override sendResume(): void {
    this.#full = false;
    if (!this.#early) this.#socket.resume();
  }
}
