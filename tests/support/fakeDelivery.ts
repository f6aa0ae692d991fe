import type {
  DeviceInfo,
  Gap,
  Message,
  Messenger,
  Observable,
  Safety,
  Unsent,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import type { Talk } from '../../src/messenger/talk.ts';

interface Options {
  readonly devices: Observable<readonly DeviceInfo[]>;
  readonly outbox: Source<number>;
  rooms(): readonly {
    readonly messages: Observable<readonly Message[]>;
    readonly talk: Pick<Talk, 'thread'>;
  }[];
  readonly now: number;
}

type Faked = 'heldBy' | 'seenBy' | 'openOutbox' | 'cancel' | 'safety' | 'gaps';

/** Where messages are held, what waits, and what is lacking. */
export function fakeDelivery({
  devices,
  outbox,
  rooms,
  now,
}: Options): Pick<Messenger, Faked> & { setGaps(gaps: readonly Gap[]): void } {
  const look = (): Safety => (outbox.get() > 0 ? 'waiting' : 'safe');
  const safety = makeSource<Safety>(look());
  outbox.subscribe(() => safety.set(look()));
  const gaps = makeSource<readonly Gap[]>([]);
  const waiting = (): Unsent[] =>
    rooms()
      .flatMap(({ messages, talk }) => {
        const main = messages.get().filter(({ root }) => root === null);
        return main.flatMap((it) => (it.thread ? [it, ...talk.thread(it.id)] : it));
      })
      .filter(({ from }) => from.self)
      .sort((a, b) => a.at - b.at)
      .slice(-outbox.get() || Number.POSITIVE_INFINITY)
      .map(({ id, conversation, root, text, files }, index) => ({
        id,
        conversation,
        thread: root,
        about: null,
        kind: 'message',
        text,
        files,
        since: now - index * 240_000,
        why: index === 1 ? 'held' : 'offline',
        cancellable: index !== 1,
      }));
  const items = makeSource<readonly Unsent[]>([]);
  return {
    heldBy: () => ({ relay: true, devices: devices.get().slice(1, 4), others: 0 }),
    seenBy: () => [],
    openOutbox: async () => {
      items.set(waiting());
      return { items, close: () => {} };
    },
    cancel: async (id) => {
      items.set(items.get().filter((it) => it.id !== id));
      outbox.set(items.get().length);
    },
    safety,
    gaps,
    setGaps: (all) => gaps.set(all),
  };
}
