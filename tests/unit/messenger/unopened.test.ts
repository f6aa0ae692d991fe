import { expect, test } from 'vitest';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import type { Entry } from '../../../src/log/entry.ts';
import type { Core } from '../../../src/messenger/core.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import { Seeing } from '../../../src/messenger/seen.ts';
import { makeTyping } from '../../../src/messenger/typing.ts';
import type { ConversationId, DeviceId, LogId, OfficeId } from '../../../src/model/ids.ts';
import { toWire } from '../../../src/model/payload.ts';
import { Typing } from '../../../src/presence/typing.ts';

type Grown = (log: LogId, entries: readonly Entry[], own: boolean) => void;

const CHANNEL = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;
const GROUP = 'BBBBBBBBBBBBBBBBBBBBBA' as ConversationId;
const BEN = 'ben' as DeviceId;
const logOf = (conversation: ConversationId) => `${conversation}.202601` as LogId;

/** What follows the logs, on a core that has no more than it needs; `opened` counts decryptions. */
function setUp() {
  const listeners = new Set<Grown>();
  const typing = new Typing({
    office: 'office' as OfficeId,
    identity: { device: 'ana' } as never,
    clock: makeVirtualClock(),
    rooms: () => [],
    takesPart: () => true,
  });
  const rooms = new Map([
    [CHANNEL, { kind: 'channel' }],
    [GROUP, { kind: 'group' }],
  ]);
  const core = {
    presence: { typing },
    identity: { device: 'ana' },
    office: { memberOf: (device: DeviceId) => device, roster: { conversations: rooms } },
    preferences: { now: makeSource({ seen: true }) },
    logs: {
      onGrown: (listener: Grown) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  } as unknown as Core;
  let opened = 0;
  const say = (conversation: ConversationId, payload: Parameters<typeof toWire>[0]) => {
    const at = { id: `${opened}`, log: logOf(conversation), device: BEN, chain: 1, number: 0 };
    const entry = {
      at,
      get content() {
        opened += 1;
        return { kind: 'open', value: toWire(payload) };
      },
    } as unknown as Entry;
    for (const listener of listeners) listener(at.log, [entry], false);
  };
  return { core, typing, say, opened: () => opened };
}

test('what somebody says who was not heard to type is not opened to see that they have stopped', () => {
  const { core, say, opened, typing } = setUp();
  const { close } = makeTyping(core);
  say(CHANNEL, { kind: 'message', text: 'hello' });
  expect(opened()).toBe(0);
  typing.isTyping = () => true;
  say(CHANNEL, { kind: 'message', text: 'hello' });
  expect(opened()).toBe(1);
  close();
});

test('M13: what is said in channels is not opened to see who has read what', () => {
  const { core, say, opened } = setUp();
  const seeing = new Seeing(core);
  seeing.start();
  say(CHANNEL, { kind: 'message', text: 'hello' });
  expect(opened()).toBe(0);
  say(GROUP, { kind: 'seen', upTo: [[1 as never, 5]] });
  expect(seeing.by({ log: logOf(GROUP), chain: 1 as never, number: 4 })).toEqual([BEN]);
});
