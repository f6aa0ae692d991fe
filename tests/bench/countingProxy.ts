import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback that counts what goes through it. */
export interface CountingProxy {
  readonly port: number;
  /** Bytes so far from those who connect, and to them. */
  counted(): { up: number; down: number };
  close(): Promise<void>;
}

export async function openProxy(to: number): Promise<CountingProxy> {
  let up = 0;
  let down = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port: to, host: '127.0.0.1', noDelay: true });
    client.on('data', (bytes) => {
      up += bytes.length;
    });
    target.on('data', (bytes) => {
      down += bytes.length;
    });
    for (const [from, into] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.pipe(into);
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
      from.on('error', () => into.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    counted: () => ({ up, down }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A multiaddr on loopback with another port. */
export const withPort = (address: string, port: number): string =>
  address.replace(/\/tcp\/\d+\//, `/tcp/${port}/`);
