import { expect, test } from 'vitest';
import { Writer } from '../../../src/log/writer.ts';
import { ROSTER } from '../../../src/model/ids.ts';
import type { Waiting } from '../../../src/ports.ts';
import { MAX_TEXT } from '../../../src/wire/limits.ts';
import { type Device, give, setup } from '../../support/story.ts';

/** A number given to two different envelopes, over everything that ever reached the outbox. */
function doubles(puts: readonly Waiting[]): string[] {
  const seen = new Map<string, string>();
  const found: string[] = [];
  for (const { log, chain, number, envelope } of puts) {
    const place = `${log}/${chain}/${number}`;
    const bytes = String(envelope);
    if ((seen.get(place) ?? bytes) !== bytes) found.push(place);
    seen.set(place, bytes);
  }
  return found;
}

/** Keeps a copy of everything that is put into the outbox, also where the disk then refuses it. */
function watch(device: Device): Waiting[] {
  const puts: Waiting[] = [];
  const { put } = device.outbox;
  device.outbox.put = (items) => {
    puts.push(...items);
    return put(items);
  };
  return puts;
}

test('C3: one run of the app writes one chain of a log, numbered from 0', async () => {
  const { alice, general } = await setup();
  const first = await alice.say(general, 'one');
  const second = await alice.say(general, 'two');
  expect(first.at.number).toBe(0);
  expect(second.at).toMatchObject({ number: 1, chain: first.at.chain });
});

test('C3: every start of the app begins new chains', async () => {
  const { alice, general } = await setup();
  const { at } = await alice.say(general, 'one');
  await alice.restart();
  const again = await alice.say(general, 'two');
  expect(again.at.number).toBe(0);
  expect(again.at.chain).not.toBe(at.chain);
});

test('an entry that is asked for at once after another is written too', async () => {
  const { alice, log } = await setup();
  const held = await alice.logs.get(log);
  const context = {
    office: alice.office.id,
    identity: alice.identity,
    keys: alice.keyring,
    outbox: alice.outbox,
    time: alice.hlc,
  };
  const writer = new Writer(held, context, () => {});
  const draft = () => ({ content: [1, 'x'], act: null });
  for (let number = 0; number < 5; number++) {
    expect((await writer.append(draft)).at.number).toBe(number);
  }
});

test('C3: entries asked for together stand in the order asked', async () => {
  const { alice, general, log } = await setup();
  const texts = Array.from({ length: 30 }, (_, i) => `text ${i}`);
  const entries = await Promise.all(texts.map((text) => alice.say(general, text)));
  expect(entries.map(({ at }) => at.number)).toEqual(texts.map((_, i) => i));
  expect(await alice.texts(log)).toEqual(texts);
});

test('C4: after a failed write to the outbox no number is used twice', async () => {
  const { alice, bob, general, log } = await setup();
  const puts = watch(alice);
  await alice.say(general, 'kept');
  for (const reason of ['storage-full', 'storage-failed'] as const) {
    alice.disk.failure = reason;
    const lost = Promise.allSettled([alice.say(general, 'lost'), alice.say(general, 'lost too')]);
    for (const result of await lost) {
      expect(result).toMatchObject({ status: 'rejected', reason: { reason } });
    }
    alice.disk.failure = null;
    await alice.say(general, `after ${reason}`);
  }
  expect(doubles(puts)).toEqual([]);
  expect(await alice.texts(log)).toEqual(['kept', 'after storage-full', 'after storage-failed']);
  await give(alice, bob);
  expect(await bob.texts(log)).toEqual(await alice.texts(log));
});

test('C4: what a failed write left in the outbox after all is restored without a conflict', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'one');
  const { put } = alice.outbox;
  alice.outbox.put = async (items) => {
    await put(items);
    throw new Error('written, but nobody was told');
  };
  await expect(alice.say(general, 'two')).rejects.toThrow();
  alice.outbox.put = put;
  await alice.say(general, 'three');
  await give(alice, bob);
  await alice.crash();
  expect((await alice.texts(log)).sort()).toEqual(['one', 'three', 'two']);
  await give(alice, bob);
  expect(await bob.texts(log)).toEqual(await alice.texts(log));
});

test('a draft that is too long fails alone', async () => {
  const { alice, general, log } = await setup();
  const results = await Promise.allSettled([
    alice.say(general, 'before'),
    alice.say(general, '\u{4E00}'.repeat(2 * MAX_TEXT)),
    alice.say(general, 'after'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { reason: 'text-too-long' } });
  expect(await alice.texts(log)).toEqual(['before', 'after']);
});

test('a crash between outbox and log is mended at the next start', async () => {
  const { alice, bob, general, log } = await setup();
  await alice.say(general, 'durable');
  await (await alice.logs.get(log)).flushed();
  const entries = [await alice.say(general, 'only in the outbox'), await alice.say(general, 'too')];
  await alice.crash();
  expect(await alice.texts(log)).toEqual(['durable', 'only in the outbox', 'too']);
  const held = await alice.logs.get(log);
  for (const { at } of entries) expect(held.holds(at.chain, at.number, at.bytes)).toBe(true);
  await give(alice, bob);
  expect(await bob.texts(log)).toEqual(await alice.texts(log));
  await alice.restart();
  expect(await alice.texts(log)).toHaveLength(3);
});

test('T2: readings grow, whatever the clock does, and after what was seen', async () => {
  const { alice, bob, general, log, time } = await setup();
  const first = await alice.say(general, 'at noon');
  time.now -= 300_000;
  const second = await alice.say(general, 'the clock was turned back');
  expect(second.at.hlc).toBeGreaterThan(first.at.hlc);
  await give(alice, bob);
  const answer = await bob.say(general, 'an answer');
  expect(await bob.texts(log)).toEqual(['at noon', 'the clock was turned back', 'an answer']);
  expect(answer.at.hlc).toBeGreaterThan(first.at.hlc);
});

test('T2: readings grow after what was seen, also over a restart', async () => {
  const { alice, bob, general, log, time } = await setup();
  time.now += 300_000;
  await alice.say(general, 'my clock runs five minutes ahead');
  await give(alice, bob);
  time.now -= 300_000;
  await bob.restart();
  expect(await bob.texts(log)).toHaveLength(1);
  await bob.say(general, 'an answer');
  expect((await bob.texts(log)).at(-1)).toBe('an answer');
});

test('A7: an own act that nobody could read is refused, and what comes after it is written', async () => {
  const { alice } = await setup();
  const act = (role: string) => () => ({
    content: {},
    act: { t: 'role', seen: [], member: 'A'.repeat(22), role } as never,
  });
  await expect(alice.logs.append(ROSTER, act('king'))).rejects.toMatchObject({
    reason: 'malformed',
  });
  const twice = alice.office.roster.heads.flatMap((head) => [head, head]);
  const doubled = () => ({ content: {}, act: { t: 'profile', seen: twice } as never });
  await expect(alice.logs.append(ROSTER, doubled)).rejects.toMatchObject({ reason: 'malformed' });
  const { at } = await alice.logs.append(ROSTER, act('admin'));
  expect(at.act).toMatchObject({ role: 'admin' });
});

test('C3: what is asked for in the moment in which others are made again stands in no place of theirs', async () => {
  const { alice, log } = await setup();
  const held = await alice.logs.get(log);
  const puts: Waiting[] = [];
  const outbox = {
    ...alice.outbox,
    put: async (items: readonly Waiting[]) => void puts.push(...items),
    replace: async (_: unknown, __: unknown, ___: unknown, items: readonly Waiting[]) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      puts.push(...items);
    },
  };
  const { office, identity, keyring: keys, hlc: time } = alice;
  const writer = new Writer(held, { office: office.id, identity, keys, outbox, time }, () => {});
  const draft = (text: string) => () => ({ content: [1, text], act: null });
  const { at } = await writer.append(draft('written offline'));
  await new Promise((resolve) => setTimeout(resolve));
  const again = [{ make: draft('written offline'), made: () => {} }];
  const remade = writer.remake(again, { chain: at.chain, from: 0 });
  await writer.append(draft('sent in that moment'));
  await new Promise((resolve) => setTimeout(resolve));
  await writer.append(draft('and one more'));
  await remade;
  expect(doubles(puts)).toEqual([]);
});
