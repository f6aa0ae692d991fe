import { Readable } from 'node:stream';
import type { Terminal } from '../../../src/cli/terminal.ts';
import type { Message } from '../../../src/messenger/messenger.ts';
import type { OpenMessenger } from '../../../src/messenger/open.ts';
import { ConfabError, type Reason } from '../../../src/model/errors.ts';
import {
  type FakeMessenger,
  type FakeOptions,
  makeFakeMessenger,
} from '../../support/fakeMessenger.ts';

/** A terminal over a pretended office, and what it was given to show. */
export interface FakeTerminal extends Terminal {
  readonly office: FakeMessenger;
  /** People's text, or JSON lines. */
  readonly shown: string[];
  readonly records: object[];
  readonly notes: string[];
  /** How often the office was closed. */
  readonly closes: () => number;
  /** Lets a message arrive as it would live. */
  arrive(text: string, channel?: string): void;
  interrupt(): void;
}

export interface FakeTerminalOptions extends FakeOptions {
  readonly json?: boolean;
  readonly offline?: boolean;
  readonly input?: string;
  /** Why catching up fails; it works by default. */
  readonly behind?: Reason;
}

export function makeFakeTerminal(options: FakeTerminalOptions = {}): FakeTerminal {
  const { json = false, offline = false, input = '', behind } = options;
  const connection = offline ? ({ kind: 'offline' } as const) : options.connection;
  const office = makeFakeMessenger({ ...options, ...(connection ? { connection } : {}) });
  const listeners = new Set<(messages: readonly Message[]) => void>();
  const interruption = new AbortController();
  const shown: string[] = [];
  const records: object[] = [];
  const notes: string[] = [];
  let closes = 0;
  const open: OpenMessenger = {
    ...office,
    nowCalled: (id) => id,
    holders: (id) => {
      const delivery = office.delivery(id);
      if (delivery.kind === 'devices') return delivery.count + Number(delivery.relay);
      return delivery.kind === 'relay' ? 1 : 0;
    },
    onMessages: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    caughtUp: async () => {
      if (behind) throw new ConfabError(behind, 'told to fail');
      return { received: 3, sent: 1, logs: 2 };
    },
    host: async () => {},
    close: async () => {
      closes += 1;
    },
  };
  const enter = () => Promise.resolve(open);
  return {
    office,
    shown,
    records,
    notes,
    closes: () => closes,
    arrive(text, channel = 'general') {
      const id = office.arrive(text, { channel });
      const conversation = office.conversations.get().find(({ name }) => name === channel)?.id;
      if (!conversation) throw new Error(`no channel ${channel}`);
      void office.timeline(conversation).then(({ messages, close }) => {
        const message = messages.get().find((it) => it.id === id);
        close();
        if (message) for (const listener of listeners) listener([message]);
      });
    },
    interrupt: () => interruption.abort(),
    json,
    offline,
    data: '/data/ana',
    interrupted: interruption.signal,
    show(record, text) {
      records.push(record);
      shown.push(...text.split('\n'));
    },
    showAll(all, lines) {
      records.push(...all);
      shown.push(...lines);
    },
    note: (sentence) => notes.push(sentence),
    strong: (text) => text,
    faint: (text) => text,
    passphrase: async () => 'four unrelated plain words',
    confirm: async () => true,
    ask: async () => 'twelve words',
    recoverOffice: async (_link, _origin, code) => {
      await code();
      return enter();
    },
    newPassphrase: async () => 'four unrelated plain words',
    withLock: () => Promise.reject(new ConfabError('unsupported', 'no folder behind it')),
    input: () => Readable.from([Buffer.from(input)]),
    openOffice: enter,
    createOffice: enter,
    joinOffice: enter,
  };
}
