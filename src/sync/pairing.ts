import type { PeerId } from '../model/ids.ts';
import type { Clock, Network, NetworkEvent } from '../ports.ts';
import { Backoff } from './backoff.ts';
import type { Frame, Hello, Turned } from './frames.ts';
import { type Answer, type Greeting, greet, type Incoming, refuse, turnAway } from './greeting.ts';
import type { Ended, Session } from './session.ts';

/** Milliseconds that the peer whose part it is gets to open the stream before we do. */
const COURTESY = 5_000;
/** Milliseconds between tries to open a stream on a connection that stands. */
const OPEN_BACKOFF = [500, 30_000] as const;
/** Milliseconds for which a peer that misbehaved, or was refused, is left alone. */
const SHUNNED = 60_000;
/** Milliseconds within which two streams of one pair are taken for opened by both at once. */
const AT_ONCE = 10_000;
/** Milliseconds that a session must last for the next one to be opened without a growing pause. */
const HEALTHY = 30_000;

export interface Pairs {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whose part it is to open a stream with a connected peer; null: it is not known yet. */
  opens(peer: PeerId): 'us' | 'them' | 'only-them' | null;
  hello(peer: PeerId): Promise<Hello>;
  judge(peer: PeerId, hello: Hello): Promise<Answer>;
  /** Shows a peer that it was removed, which it was just told; ends the stream. Never rejects. */
  showRemoval(incoming: Incoming): Promise<void>;
  /** A peer says why it does not let this device in: what it can show of that is asked for. Never rejects. */
  hearRefusal(why: Turned, incoming: Incoming): Promise<void>;
  makeSession(incoming: Incoming, opener: boolean): Session;
  begun(session: Session, hello: Hello): void;
  ended(session: Session, why: Ended): void;
  refused(peer: PeerId, why: Turned, by: 'peer' | 'us'): void;
}

interface Pair {
  opening: boolean;
  cancel: (() => void) | null;
  readonly backoff: Backoff;
}

/** Sees to it that each connected pair has one stream, whoever opens it. */
export class Pairing {
  readonly sessions = new Map<PeerId, Session>();
  readonly #is: Pairs;
  readonly #pairs = new Map<PeerId, Pair>();
  readonly #shunned = new Map<PeerId, number>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(is: Pairs) {
    this.#is = is;
  }

  event(event: NetworkEvent): void {
    if (this.#closed) return;
    if (event.kind === 'peer-disconnected') this.#disconnected(event.peer);
    else if (event.kind === 'peer-connected') this.connected(event.peer);
    else if (event.direct && this.sessions.get(event.peer)?.opener)
      void this.#open(event.peer, true);
  }

  /** A connection stands: a stream is opened, unless the peer is to do it. Harmless when there is one. */
  connected(peer: PeerId): void {
    const pair = this.#pairs.get(peer) ?? this.#add(peer);
    const opens = this.#is.opens(peer);
    if (this.#closed || pair.opening || pair.cancel || this.sessions.has(peer)) return;
    if (opens === 'us') void this.#open(peer, false);
    else if (opens === 'them') this.#later(peer, pair, COURTESY);
  }

  /** Opens at once what waits for its next try. */
  wake(): void {
    for (const [peer, pair] of this.#pairs) {
      pair.backoff.reset();
      pair.cancel?.();
      pair.cancel = null;
      this.connected(peer);
    }
  }

  /** Takes a stream that a peer opened. */
  async accept({ incoming, hello }: Greeting): Promise<void> {
    const { peer, stream } = incoming;
    if (this.#isShunned(peer)) return stream.close();
    const answer = await this.#is.judge(peer, hello);
    if (this.#closed) return stream.close();
    if (answer.kind === 'refuse') return this.#turnAway(incoming, answer.why);
    const own = await this.#is.hello(peer);
    if (!this.#makeWay(peer, false)) return stream.close();
    this.#begin(incoming, hello, false, [own, { kind: 'welcome' }]);
  }

  /** Ends all sessions; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { cancel } of this.#pairs.values()) cancel?.();
    this.#pairs.clear();
    for (const session of this.sessions.values()) session.end('closed');
    await Promise.all(this.#running);
  }

  async #turnAway(incoming: Incoming, why: Turned): Promise<void> {
    if (why !== 'removed') return turnAway(incoming.stream, why);
    await refuse(incoming.stream, why);
    await this.#is.showRemoval(incoming);
  }

  #add(peer: PeerId): Pair {
    const backoff = new Backoff(...OPEN_BACKOFF, this.#is.random);
    const pair: Pair = { opening: false, cancel: null, backoff };
    this.#pairs.set(peer, pair);
    return pair;
  }

  #disconnected(peer: PeerId): void {
    this.#pairs.get(peer)?.cancel?.();
    this.#pairs.delete(peer);
    this.sessions.get(peer)?.end('closed');
  }

  async #open(peer: PeerId, replace: boolean): Promise<void> {
    const pair = this.#pairs.get(peer);
    if (!pair || pair.opening || this.#closed || (this.sessions.has(peer) && !replace)) return;
    pair.opening = true;
    let pause: number | null = null;
    try {
      const { network, clock } = this.#is;
      const own = await this.#is.hello(peer);
      const opened = await greet(
        network,
        clock,
        peer,
        own,
        (hello) => this.#is.judge(peer, hello),
        (why, incoming) => this.#is.hearRefusal(why, incoming),
      );
      if ('refused' in opened) {
        pause = SHUNNED;
        this.#is.refused(peer, opened.refused, opened.by);
      } else if (this.#pairs.get(peer) !== pair || !this.#makeWay(peer, true)) {
        await opened.incoming.stream.close();
      } else this.#begin(opened.incoming, opened.hello, true, []);
    } catch {
      // A stream that does not open is tried again. What failed on this side was told where it did.
      pause = pair.backoff.next();
    } finally {
      pair.opening = false;
    }
    if (pause !== null && this.#pairs.get(peer) === pair) this.#later(peer, pair, pause);
  }

  #later(peer: PeerId, pair: Pair, pause: number): void {
    if (this.#closed || pair.cancel) return;
    pair.cancel = this.#is.clock.after(pause, () => {
      pair.cancel = null;
      void this.#open(peer, false);
    });
  }

  /**
   * Whether a new stream may take the place of what there is. When both open at once, both keep the
   * stream that the smaller id opened.
   */
  #makeWay(peer: PeerId, opener: boolean): boolean {
    const { clock, network } = this.#is;
    const old = this.sessions.get(peer);
    if (!old) return true;
    const atOnce = old.opener !== opener && clock.now() - old.begun < AT_ONCE;
    if (atOnce && old.opener === network.peer < peer) return false;
    old.end('replaced');
    return true;
  }

  #begin(incoming: Incoming, hello: Hello, opener: boolean, first: readonly Frame[]): void {
    const session = this.#is.makeSession(incoming, opener);
    this.sessions.set(session.peer, session);
    const running = session.run(first).then((why) => this.#ended(session, why));
    // What it is given at once comes behind the greeting.
    this.#is.begun(session, hello);
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  #ended(session: Session, why: Ended): void {
    const { peer } = session;
    const { clock, network, opens } = this.#is;
    if (this.sessions.get(peer) === session) this.sessions.delete(peer);
    if (why === 'misbehaved') this.#shunned.set(peer, clock.now() + SHUNNED);
    this.#is.ended(session, why);
    const pair = this.#pairs.get(peer);
    if (this.#closed || !pair || this.sessions.has(peer)) return;
    if (why === 'silent') void network.hangUp(peer).catch(() => undefined);
    const who = opens(peer);
    if (who === 'only-them' || who === null) return;
    if (clock.now() - session.begun > HEALTHY) pair.backoff.reset();
    const courtesy = who === 'them' ? COURTESY : 0;
    this.#later(peer, pair, why === 'misbehaved' ? SHUNNED : courtesy + pair.backoff.next());
  }

  #isShunned(peer: PeerId): boolean {
    const now = this.#is.clock.now();
    for (const [other, until] of this.#shunned) if (until < now) this.#shunned.delete(other);
    return this.#shunned.has(peer);
  }
}
