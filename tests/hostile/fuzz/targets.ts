import { WINDOW } from '../../../src/adapters/libp2p/frames.ts';
import { FrameReader, frameBytes, grantBytes } from '../../../src/adapters/libp2p/framing.ts';
import { clock } from '../../../src/adapters/node/clock.ts';
import { judge } from '../../../src/log/judge.ts';
import { type LogId, type PeerId, ROSTER } from '../../../src/model/ids.ts';
import type { Network, TopicHandler } from '../../../src/ports.ts';
import { makeBeat } from '../../../src/presence/beat.ts';
import { BeatGuard } from '../../../src/presence/guard.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../../src/sync/frames.ts';
import { Intake } from '../../../src/sync/intake.ts';
import { Ledger } from '../../../src/sync/ledger.ts';
import { Gossip } from '../../../src/sync/live.ts';
import { randomBytes } from '../../../src/wire/bytes.ts';
import { encode } from '../../../src/wire/cbor.ts';
import { decodeEnvelope } from '../../../src/wire/envelope.ts';
import { keyIdOf, presenceKeyOf } from '../../../src/wire/hash.ts';
import { makeLink, readLink } from '../../../src/wire/links.ts';
import { proveAtGate } from '../../../src/wire/proofs.ts';
import { FakeReplica } from '../../support/fakeReplica.ts';
import { setup } from '../../support/story.ts';
import { mutate, mutateText, type Pick } from './mutate.ts';

/** One way in which bytes of others come in. */
export interface Target {
  readonly name: string;
  /** Reads one mutant, made anew from the picks. Throws a ConfabError or nothing. */
  take(pick: Pick): unknown;
}

const PEER = '12D3KooWSrKnMZUcSxK8G7wmBbXdU8nFEfWGhLu6H8xjn8LmCSJb' as PeerId;
/** Of envelopes that read, one in so many is judged to its signature, which takes 2 ms. */
const SIGNED = 40;

/** What an office's devices and relay read from others. */
export async function makeTargets(): Promise<Target[]> {
  const story = await setup();
  const { alice, general, log } = story;
  for (let i = 0; i < 6; i++) await alice.say(general, `message ${i}`);
  const said = (await alice.runs(log)).flatMap(({ envelopes }) => envelopes);
  const acts = (await alice.runs(ROSTER)).flatMap(({ envelopes }) => envelopes);
  return [
    await envelopes('envelopes', story, log, said),
    await envelopes('roster entries', story, ROSTER, acts),
    frames(said, acts),
    framing(),
    await gossip(said, log),
    await beats(story),
    links(story.office),
  ];
}

type Story = Awaited<ReturnType<typeof setup>>;
const any = <T>(of: readonly T[], pick: Pick): T => of[pick(of.length)] as T;

async function envelopes(
  name: string,
  { alice, bob }: Story,
  log: LogId,
  corpus: readonly Uint8Array[],
): Promise<Target> {
  const held = await bob.logs.get(log);
  const runs = await alice.runs(log);
  let read = 0;
  return {
    name,
    take(pick) {
      const bytes = mutate(any(corpus, pick), any(corpus, pick), pick);
      // To be compared by nobody, only to be read as far as it goes.
      decodeEnvelope(bytes);
      read += 1;
      if (read % SIGNED > 0) return null;
      const run = any(runs, pick);
      const from = pick(run.envelopes.length + 1);
      const fresh = { office: held.office, log, chain: () => undefined, envelope: () => undefined };
      return [
        judge(held, bob.office, { ...run, from, envelopes: [bytes] }),
        judge(fresh, bob.office, { ...run, from: 0, envelopes: [bytes] }),
      ];
    },
  };
}

function frames(said: readonly Uint8Array[], acts: readonly Uint8Array[]): Target {
  const log = `${'B'.repeat(21)}A.202601` as LogId;
  const vector = new Map([3, 99, 2 ** 52].map((chain, i) => [chain as never, i + 1]));
  const proof = proveAtGate('invite', randomBytes(16), PEER, PEER);
  const ranges = [{ chain: 3 as never, from: 0, to: 500 }];
  const all: Frame[] = [
    { kind: 'hello', version: 1, office: 'A'.repeat(43) as never, time: 1e12, proof },
    { kind: 'welcome' },
    { kind: 'refuse', why: 'removed' },
    {
      kind: 'inventory',
      logs: [
        [log, randomBytes(16)],
        [ROSTER, randomBytes(16)],
      ],
      last: true,
      full: true,
      echo: false,
    },
    { kind: 'have', log, vector, echo: true },
    { kind: 'want', log, ranges },
    { kind: 'entries', run: { log, chain: 3 as never, from: 7, envelopes: said } },
    { kind: 'entries', run: { log: ROSTER, chain: 4 as never, from: 0, envelopes: acts } },
    { kind: 'receipt', log, vector },
    { kind: 'limit', why: 'device-quota', wait: 1_000 },
    { kind: 'vouch', holder: PEER, log, vector, signature: randomBytes(64) },
  ];
  const corpus = all.map(encodeFrame);
  return {
    name: 'frames',
    take: (pick) => decodeFrame(mutate(any(corpus, pick), any(corpus, pick), pick)),
  };
}

/** The bytes of a stream, before they are frames, in two pieces. */
function framing(): Target {
  const corpus = [
    new Uint8Array([...frameBytes(randomBytes(200)), ...grantBytes(70_000)]),
    new Uint8Array([...frameBytes(randomBytes(1)), ...frameBytes(randomBytes(20_000))]),
  ];
  return {
    name: 'streams',
    take(pick) {
      const bytes = mutate(any(corpus, pick), any(corpus, pick), pick);
      const reader = new FrameReader(WINDOW);
      const at = pick(bytes.length + 1);
      return [reader.read(bytes.subarray(0, at)), reader.read(bytes.subarray(at))];
    },
  };
}

/** Live messages, as sync takes them; what is behind is a replica without signatures. */
async function gossip(said: readonly Uint8Array[], log: LogId): Promise<Target> {
  const replica = new FakeReplica(PEER);
  let handler: TopicHandler | null = null;
  const network = {
    subscribe: (_: string, it: TopicHandler) => {
      handler = it;
      return () => undefined;
    },
  } as Partial<Network> as Network;
  const live = new Gossip({
    clock: { now: () => 0 },
    network,
    replica: Object.assign(replica, { admit: async () => ({ kind: 'gap', have: 0 }) as const }),
    intake: new Intake(clock, replica, new Ledger(replica, () => false).read(), () => undefined),
    topicOf: (it) => it,
    mayRead: () => true,
    // All of them are read.
    isPaced: () => true,
    missing: () => undefined,
    unjudged: () => undefined,
    unheard: () => undefined,
    onError: () => undefined,
  });
  live.join(log);
  const corpus = [encode([log, 77, 0, said]), encode([log, 77, 5, said.slice(0, 1)])];
  return {
    name: 'gossip',
    take: (pick) => handler?.validate(mutate(any(corpus, pick), any(corpus, pick), pick), PEER),
  };
}

const SAID = {
  webrtc: true,
  standing: 'away',
  pause: 15_000,
  relayed: true,
  word: {
    at: 5,
    mode: 'dnd',
    until: null,
    custom: { emoji: '🌴', text: 'On holiday', until: 9 },
  },
} as const;

async function beats({ alice, office }: Story): Promise<Target> {
  const key = presenceKeyOf(alice.officeKey, office);
  const now = clock.now();
  const named = { id: keyIdOf(key), key };
  const make = (at: number, state: 'came' | 'leaving') =>
    makeBeat(office, alice.identity, named, at, { ...SAID, state });
  const corpus = await Promise.all([make(now, 'came'), make(now + 5, 'leaving')]);
  let read = 0;
  return {
    name: 'beats',
    take(pick) {
      const bytes = mutate(any(corpus, pick), any(corpus, pick), pick);
      read += 1;
      const signed = read % SIGNED === 0;
      // A guard of its own each time, so that no beat is old news.
      return new BeatGuard(
        office,
        () => signed,
        () => now,
      ).judge(bytes);
    },
  };
}

function links(office: Story['office']): Target {
  const relays = [`/dns/office.example/tcp/443/tls/ws/p2p/${PEER}`];
  const secret = randomBytes(16);
  const origin = 'https://office.example';
  const texts = [
    makeLink(origin, { kind: 'setup', relays, secret }),
    makeLink(origin, { kind: 'join', relays, secret, office, name: 'Wonderland' }),
  ];
  const data = texts.map((it) => Buffer.from(it.slice(it.lastIndexOf('/') + 1), 'base64url'));
  return {
    name: 'links',
    take(pick) {
      const at = pick(texts.length);
      const text = texts[at] as string;
      if (pick(3) === 0) return readLink(mutateText(text, pick));
      const bytes = mutate(data[at] as Uint8Array, any(data, pick), pick);
      return readLink(
        text.slice(0, text.lastIndexOf('/') + 1) + Buffer.from(bytes).toString('base64url'),
      );
    },
  };
}
