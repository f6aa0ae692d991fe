import { programAt } from '../../src/adapters/node/built.js';
import { keepCompiled } from '../../src/adapters/node/keepCompiled.js';
import { readInviteLink, readSetupLink } from '../../src/cli/links.ts';
import type { Doors } from '../../src/cli/terminal.ts';
import type { OpenMessenger } from '../../src/messenger/office.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { joinBare } from './bareNode.ts';
import { numberOf, type Peer, textOf } from './peer.ts';
import { answer, monotonic } from './worker.ts';

/** Milliseconds that a catch-up may take. */
const CATCH_UP_WITHIN = 120_000;
/** Texts sent at once when many are to be there soon. */
const BATCH = 500;

interface OfficePeer extends Peer {
  readonly messenger: OpenMessenger;
  readonly general: ConversationId;
}

const peers: Peer[] = [];
/** Per peer, the number and time of each text that came. */
const heard: [number: number, at: number][][] = [];

const add = (peer: Peer): number => peers.push(peer) - 1;

function need(index: number): Peer {
  const peer = peers[index];
  if (!peer) throw new Error(`no peer ${index} here`);
  return peer;
}

function office(index: number): OfficePeer {
  const peer = need(index);
  if (!('messenger' in peer)) throw new Error(`peer ${index} is bare`);
  return peer as OfficePeer;
}

/** The terminal client's ways into an office, from what was built of it, loaded as it loads them. */
async function doors(data: string): Promise<Doors> {
  await keepCompiled();
  const { makeDoors } = await import(programAt('doors', 'src/cli/doors.ts'));
  return makeDoors({ data, offline: false, report: console.error });
}

/** As the terminal client does it, its own texts left out. */
function peerOf(messenger: OpenMessenger, channel = 'general'): OfficePeer {
  const general = messenger.conversations.get().find(({ name }) => name === channel)?.id;
  if (!general) throw new Error(`no channel ${channel}`);
  return {
    messenger,
    general,
    say: (text) => messenger.send(general, text),
    onText(listener) {
      messenger.onMessages((messages) => {
        for (const { text, from } of messages) if (!from.self) listener(text);
      });
    },
    close: () => messenger.close(),
  };
}

/** All messages of the channel, oldest first, read and decrypted. */
async function readAll({ messenger, general }: OfficePeer): Promise<string[]> {
  const timeline = await messenger.timeline(general);
  while (!timeline.complete.get()) await timeline.loadOlder();
  const texts = timeline.messages.get().map(({ text }) => text);
  timeline.close();
  return texts;
}

const caughtUp = ({ messenger }: OfficePeer) =>
  messenger.caughtUp(AbortSignal.timeout(CATCH_UP_WITHIN));

/** Waits until the monotonic clock shows `at` milliseconds. */
async function until(at: number): Promise<void> {
  const rest = at - monotonic();
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
}

const functions = {
  async found(data: string, setup: string, relays?: string[]): Promise<number> {
    const { link, origin } = readSetupLink(setup);
    const names = { office: 'Acme', person: 'Founder' };
    const via = relays ? { ...link, relays } : link;
    return add(peerOf(await (await doors(data)).createOffice(via, origin, names, {})));
  },
  async join(data: string, invite: string, name: string, relays?: string[]): Promise<number> {
    const { link, origin } = readInviteLink(invite);
    const via = relays ? { ...link, relays } : link;
    return add(peerOf(await (await doors(data)).joinOffice(via, origin, name, {})));
  },
  /** Joins, leaves and comes back: a member whom the relay knows when it connects. */
  async member(data: string, invite: string, name: string, relays?: string[]): Promise<number> {
    const { link, origin } = readInviteLink(invite);
    const via = relays ? { ...link, relays } : link;
    const joined = peerOf(await (await doors(data)).joinOffice(via, origin, name, {}));
    await joined.close();
    return add(peerOf(await (await doors(data)).openOffice()));
  },
  /** As `member`, without the history, and talks in a channel of one's choice. */
  async recent(data: string, invite: string, name: string, channel?: string): Promise<number> {
    const { link, origin } = readInviteLink(invite);
    const joined = peerOf(await (await doors(data)).joinOffice(link, origin, name, {}));
    joined.messenger.pauseHistory(true);
    await joined.close();
    return add(peerOf(await (await doors(data)).openOffice(), channel));
  },
  async open(data: string): Promise<number> {
    return add(peerOf(await (await doors(data)).openOffice()));
  },
  bare: async (address: string) => add(await joinBare(address)),
  async invite(peer: number, uses: number): Promise<string> {
    const { link } = await office(peer).messenger.invite({ uses });
    await caughtUp(office(peer));
    return link;
  },
  /** From now on notes what this peer hears. */
  listen(peer: number): void {
    const notes: [number, number][] = [];
    heard[peer] = notes;
    need(peer).onText((text) => notes.push([numberOf(text), monotonic()]));
  },
  /** What a peer heard since it was last asked. */
  heard: (peer: number) => heard[peer]?.splice(0) ?? [],
  /** Says a text; gives when, in monotonic milliseconds. */
  async say(peer: number, number: number, bytes: number): Promise<number> {
    const at = monotonic();
    await need(peer).say(textOf(number, bytes));
    return at;
  },
  /**
   * Says `count` texts, one every `every` ms, beginning with number `from`. Gives when each was due
   * and when it was said.
   */
  async saySteadily(peer: number, from: number, count: number, every: number, bytes: number) {
    const said: { due: number; at: number }[] = [];
    const start = monotonic() + every;
    const sent: Promise<unknown>[] = [];
    for (let i = 0; i < count; i++) {
      const due = start + i * every;
      await until(due);
      said.push({ due, at: monotonic() });
      sent.push(need(peer).say(textOf(from + i, bytes)));
    }
    await Promise.all(sent);
    return said;
  },
  /** Writes many texts as fast as it goes and waits until the relay has them. */
  async fill(peer: number, from: number, count: number, bytes: number): Promise<void> {
    const { messenger, general } = office(peer);
    for (let at = 0; at < count; at += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - at) }, (_, i) => from + at + i);
      await Promise.all(batch.map((number) => messenger.send(general, textOf(number, bytes))));
    }
    await caughtUp(office(peer));
  },
  caughtUp: async (peer: number) => void (await caughtUp(office(peer))),
  read: async (peer: number) => (await readAll(office(peer))).length,
  /** Joins with an empty folder and reads everything; gives the milliseconds of the parts. */
  async catchUp(data: string, invite: string, name: string) {
    const { link, origin } = readInviteLink(invite);
    const start = monotonic();
    const joined = peerOf(await (await doors(data)).joinOffice(link, origin, name, {}));
    const in_ = monotonic();
    await caughtUp(joined);
    const durable = monotonic();
    const texts = await readAll(joined);
    const done = monotonic();
    await joined.close();
    return {
      texts: texts.length,
      joined: in_ - start,
      durable: durable - start,
      readable: done - start,
    };
  },
  memory: () => process.memoryUsage.rss(),
  close: async (peer: number) => void (await need(peer).close()),
};

export type PeersWorker = typeof functions;

answer(functions);
