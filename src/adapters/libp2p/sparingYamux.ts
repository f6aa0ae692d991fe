import { yamux } from '@libp2p/yamux';

type Factory = ReturnType<ReturnType<typeof yamux>>;
type Muxer = ReturnType<Factory['createStreamMuxer']>;

/** States of a yamux stream that its next frame must tell of. Source: StreamState of @libp2p/yamux. */
const INIT = 0;
const SYN_RECEIVED = 2;

/** What yamux's classes have and their interfaces do not name. */
interface InsideStream {
  readonly state: number;
  /** Bytes that the peer may still send. */
  readonly recvWindowCapacity: number;
  /** Bytes that it may send at once. */
  readonly recvWindow: number;
  sendWindowUpdate(): void;
}
interface InsideMuxer {
  _newStream(...args: unknown[]): InsideStream;
}

/**
 * yamux whose streams give their window back when half of it is used, as other implementations do.
 * As it comes, each message is answered by a window update of its own: a frame to encrypt, send, read
 * and decrypt for every message that a relay passes on, to and from everybody.
 */
export const sparingYamux = (): (() => Factory) => () => {
  const factory = yamux()();
  const make = factory.createStreamMuxer.bind(factory);
  return Object.assign(factory, {
    createStreamMuxer: (connection: Parameters<typeof make>[0]) => spare(make(connection)),
  });
};

function spare(muxer: Muxer): Muxer {
  const inside = muxer as unknown as InsideMuxer;
  const newStream = inside._newStream.bind(muxer);
  inside._newStream = (...args) => {
    const stream = newStream(...args);
    const sendWindowUpdate = stream.sendWindowUpdate.bind(stream);
    stream.sendWindowUpdate = () => {
      const { state, recvWindow, recvWindowCapacity } = stream;
      const owed = state === INIT || state === SYN_RECEIVED;
      if (owed || recvWindowCapacity <= recvWindow / 2) sendWindowUpdate();
    };
    return stream;
  };
  return muxer;
}
