import { expect, test } from 'vitest';
import type { Act, JoinAct } from '../../../src/model/acts.ts';
import type { ConversationId, LogId, OfficeId } from '../../../src/model/ids.ts';
import { ROSTER } from '../../../src/model/ids.ts';
import { Keyring, type KnownKey, namedKey } from '../../../src/office/keyring.ts';
import { keyIdOf, rosterKeyOf } from '../../../src/wire/hash.ts';

const OFFICE = 'o'.repeat(42).concat('A') as OfficeId;
const GROUP = 'g'.repeat(21).concat('A') as ConversationId;
const bytes = (fill: number) => new Uint8Array(32).fill(fill);

const known = (scope: KnownKey['scope'], key: Uint8Array): KnownKey => ({
  generation: keyIdOf(key),
  scope,
  key,
});

const rosterKey = namedKey(rosterKeyOf(bytes(1), OFFICE));

test('I6: the pass under which one person knocked opens joins, and hides nothing', () => {
  const keyring = new Keyring(OFFICE, [known('office', bytes(1))]);
  keyring.takePasses([bytes(2)]);
  const [join, profile] = [{ t: 'join' } as JoinAct, { t: 'profile', seen: [] } as Act];
  expect(keyring.find(rosterKey.id, ROSTER, join)).toEqual(rosterKey.key);
  expect(keyring.find(keyIdOf(bytes(2)), ROSTER, join)).toEqual(bytes(2));
  expect(keyring.find(keyIdOf(bytes(2)), ROSTER, profile)).toBeUndefined();
  expect(keyring.known).toHaveLength(1);
});

test('the key of a group opens it alone, before the roster tells of it', () => {
  const keyring = new Keyring(OFFICE, [known('office', bytes(1)), known(GROUP, bytes(3))]);
  const log = `${GROUP}.203105` as LogId;
  expect(keyring.find(keyIdOf(bytes(3)), log)).toEqual(bytes(3));
  expect(keyring.find(rosterKey.id, log)).toBeUndefined();
});

test('what was derived is kept while no new key comes', () => {
  const keyring = new Keyring(OFFICE, [known('office', bytes(1))]);
  const before = keyring.presence();
  expect(keyring.add([known('office', bytes(1))])).toEqual([]);
  expect(keyring.presence()).toBe(before);
  keyring.add([known('office', bytes(2))]);
  expect(keyring.presence()).toHaveLength(2);
});
