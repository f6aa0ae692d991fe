/**
 * A member's device with a program of its own: it joins nothing and asks nothing, it only sends, as
 * fast as it can. Arguments: data folder, relay's address, office, conversation, MiB to offer,
 * and with what: `entries`, `gossip`, `streams`.
 */
import { webSockets } from '@libp2p/websockets';
import { createNetwork } from '../../src/adapters/libp2p/network.ts';
import { openDevice } from '../../src/cli/compose.ts';
import type { Admitted } from '../../src/log/judge.ts';
import { type ConversationId, logOf, type OfficeId } from '../../src/model/ids.ts';
import { hlcAt, monthOf } from '../../src/model/time.ts';
import type { FrameStream } from '../../src/ports.ts';
import { decodeFrame, encodeFrame, type Frame, SYNC_VERSION } from '../../src/sync/frames.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import { encode } from '../../src/wire/cbor.ts';
import { topicOf } from '../../src/wire/hash.ts';
import { craft } from '../support/craft.ts';

const [data = '', address = '', office = '', conversation = '', mebibytes = '1', ...ways] =
  process.argv.slice(2);
const TEXT = 'x'.repeat(15_000);
const IN_CHAIN = 64;

/** No folder here is locked. */
const nobody = (): Promise<string> => Promise.reject(new Error('a locked folder'));
const { device } = await openDevice({
  data,
  make: false,
  offline: true,
  report: () => undefined,
  passphrase: nobody,
});
const identity = await device.keys.load();
if (!identity) throw new Error(`no keys in ${data}`);
const log = logOf(conversation as ConversationId, monthOf(Date.now()));
const by = {
  identity,
  office: office as OfficeId,
  log,
  key: randomBytes(32),
  hlc: hlcAt(Date.now()),
};
const chains: Admitted[][] = [];
for (let bytes = 0; bytes < Number(mebibytes) * 1024 ** 2; bytes += IN_CHAIN * TEXT.length) {
  chains.push(await craft(by, new Array(IN_CHAIN).fill([1, TEXT])));
}
const network = await createNetwork({
  seed: identity.networkSeed,
  transports: [webSockets()],
  onError: () => undefined,
});
await network.start();
console.log(JSON.stringify({ offers: chains.length * IN_CHAIN }));

let given = 0;
let turnedAway = 0;
/** Waits a turn of the event loop, no more. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Offers everything, answers every want, and asks for needless things in between. */
async function pushEntries(stream: FrameStream): Promise<void> {
  const send = (frame: Frame): Promise<void> => stream.send(encodeFrame(frame));
  await send({
    kind: 'hello',
    version: SYNC_VERSION,
    office: office as OfficeId,
    time: Date.now(),
    proof: null,
  });
  await send({ kind: 'welcome' });
  const vector = new Map(
    chains
      .map((it) => [it[0]?.chain as Admitted['chain'], it.length])
      .sort((a, b) => (a[0] as number) - (b[0] as number)) as [Admitted['chain'], number][],
  );
  await send({ kind: 'inventory', logs: [], last: true, full: true, echo: true });
  await send({ kind: 'have', log, vector, echo: true });
  for await (const bytes of stream) {
    const frame = decodeFrame(bytes);
    if (frame.kind !== 'want') continue;
    for (const { chain, from, to } of frame.ranges) {
      const entries = chains.find((it) => it[0]?.chain === chain) ?? [];
      for (let at = from; at < to; at += 16) {
        const envelopes = entries.slice(at, Math.min(to, at + 16)).map((it) => it.bytes);
        await send({ kind: 'entries', run: { log, chain, from: at, envelopes } });
        given += envelopes.length;
      }
    }
    for (let i = 0; i < 50; i++) await send({ kind: 'have', log, vector, echo: true });
  }
}

async function pushGossip(): Promise<void> {
  const topics = [conversation, 'presence', 'roster'].map((it) =>
    topicOf(office as OfficeId, it as 'roster'),
  );
  for (let i = 0; network.connected().length > 0; i++) {
    const chain = chains[i % chains.length] ?? [];
    const entry = chain[i % IN_CHAIN];
    const bytes = entry
      ? encode([log, entry.chain, entry.number, [entry.bytes, randomBytes(8)]])
      : randomBytes(100);
    await network
      .publish(topics[i % 3] ?? '', i % 3 === 0 ? bytes : randomBytes(200))
      .catch(() => 0);
    if (i % 20 === 0) await turn();
  }
}

async function pushStreams(): Promise<void> {
  while (network.connected().length > 0) {
    const [relay] = network.connected();
    if (relay)
      await network
        .open(relay.peer)
        .then((it) => void it.close())
        .catch(() => undefined);
    await turn();
  }
}

process.on('SIGTERM', () => {
  console.log(JSON.stringify({ given, turnedAway }));
  process.exit(0);
});
for (;;) {
  try {
    const peer = await network.dial(address);
    const stream = await network.open(peer);
    await Promise.all([
      ways.includes('entries') && pushEntries(stream),
      ways.includes('gossip') && pushGossip(),
      ways.includes('streams') && pushStreams(),
    ]);
  } catch {
    turnedAway += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
