import { beforeEach, describe, expect, test } from 'vitest';
import { Disk } from '../../../src/adapters/memory/disk.ts';
import { makeStateStore } from '../../../src/adapters/memory/stateStore.ts';
import type { Receipts } from '../../../src/log/receipts.ts';
import type { Place } from '../../../src/messenger/numbers.ts';
import { Reading } from '../../../src/messenger/reading.ts';
import type { ChainId, LogId, Month } from '../../../src/model/ids.ts';

const log = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
const chain = 7 as ChainId;
const at = (number: number): Place => ({ log, chain, number });
/** So many entries by somebody else are held. */
const held = (count: number) => new Map([[chain, count]]);

const nobodys = { isOwn: () => false } as unknown as Receipts;
const open = async (disk: Disk): Promise<Reading> => {
  const reading = new Reading(makeStateStore(disk), nobodys, () => 0 as Month);
  await reading.start();
  return reading;
};

let disk: Disk;
let reading: Reading;

beforeEach(async () => {
  disk = new Disk();
  reading = await open(disk);
});

const isRead = (number: number, it = reading): boolean => it.isRead(log, chain, number);

describe('what was read by itself, as in a thread', () => {
  test('counts no more, and what stands before it stays unread', () => {
    reading.markOnly([at(2), at(4)]);
    expect([0, 1, 2, 3, 4].filter((it) => isRead(it))).toEqual([2, 4]);
    expect(reading.unread(log, held(5))).toBe(3);
    expect(reading.isReadThrough(log, chain, 2)).toBe(false);
  });

  test('means the person no more', () => {
    reading.loud([at(1), at(2)]);
    reading.markOnly([at(2)]);
    expect(reading.mentions(log)).toBe(1);
  });

  test('is told once', () => {
    const told: string[] = [];
    reading.onChange((conversation) => told.push(conversation));
    reading.markOnly([at(2)]);
    reading.markOnly([at(2)]);
    expect(told).toHaveLength(1);
  });

  test('with nothing unread before it is read like all else', () => {
    reading.mark([[log, held(2)]]);
    reading.markOnly([at(3)]);
    reading.markOnly([at(2)]);
    expect(reading.isReadThrough(log, chain, 3)).toBe(true);
    expect(reading.unread(log, held(5))).toBe(1);
  });

  test('is remembered', async () => {
    reading.markOnly([at(2)]);
    const again = await open(disk);
    expect(isRead(2, again)).toBe(true);
    expect(isRead(1, again)).toBe(false);
    expect(again.unread(log, held(5))).toBe(4);
  });

  test('is unread once more where all from there on is marked so', () => {
    reading.markOnly([at(2), at(4)]);
    expect(reading.unmark([at(3)])).toEqual([log]);
    expect([2, 3, 4].map((it) => isRead(it))).toEqual([true, false, false]);
    expect(reading.unread(log, held(5))).toBe(4);
  });

  test('is forgotten once all is read', () => {
    reading.markOnly([at(2)]);
    reading.mark([[log, held(5)]]);
    expect(reading.unmark([at(1)])).toEqual([log]);
    expect(isRead(2)).toBe(false);
    expect(reading.unread(log, held(5))).toBe(4);
  });
});
