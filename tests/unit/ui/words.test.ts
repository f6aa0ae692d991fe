import { expect, test } from 'vitest';
import type { DeviceInfo, Notice } from '../../../src/messenger/messenger.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { deliveryText } from '../../../src/ui/conversation/delivery.ts';
import { noticeText } from '../../../src/ui/frame/noticeText.ts';
import { statusText } from '../../../src/ui/frame/status.ts';
import { colourOf, initialsOf } from '../../../src/ui/parts/initials.ts';
import { deviceName, isNamesake, shortId } from '../../../src/ui/people/deviceName.ts';
import { removedText } from '../../../src/ui/start/removedText.ts';
import { stateOf } from '../../../src/ui/start/stepState.ts';
import { sentenceFor } from '../../../src/ui/text/reasons.ts';
import { text } from '../../../src/ui/text/text.ts';
import { bytesText, dayText } from '../../../src/ui/text/time.ts';

test('delivery is said in the contract’s words; this device is counted', () => {
  expect(deliveryText({ kind: 'local' })).toBe('Only on this device');
  expect(deliveryText({ kind: 'relay' })).toBe('Kept by the relay');
  expect(deliveryText({ kind: 'devices', count: 1, relay: false })).toBe('On 2 devices');
});

test('the status is said in the contract’s words, and not saving outweighs everything', () => {
  const saving = { kind: 'saving' } as const;
  expect(statusText({ kind: 'connected', peers: 2 }, saving)).toBe('Connected');
  expect(statusText({ kind: 'connecting' }, saving)).toBe('Connecting…');
  expect(statusText({ kind: 'offline' }, saving)).toBe('Offline: messages wait on this device');
  expect(statusText({ kind: 'refused', turned: 'relay-refused' }, saving)).toBe(
    'Offline: messages wait on this device',
  );
  for (const why of ['full', 'failed'] as const) {
    expect(statusText({ kind: 'offline' }, { kind: 'not-saving', why })).toMatch(/^Not saving: ./);
  }
});

test.each(Object.entries(text.reasons))('%s: what happened and what to do', (_, sentence) => {
  expect(sentence).toMatch(/^\p{Lu}.+\.$/u);
  expect(sentence).not.toMatch(/!| {2}/);
  expect(sentence.length).toBeLessThan(200);
});

test('an error becomes its reason’s sentence; an unknown one is named', () => {
  expect(sentenceFor(new ConfabError('expired-invite', 'secret detail'))).toBe(
    text.reasons['expired-invite'],
  );
  expect(sentenceFor(new Error('boom'))).toContain('boom');
  expect(sentenceFor('odd')).toContain('odd');
  // A relay that went away before a part of the page was fetched is nothing that reloading alone mends.
  const unloaded = new TypeError('Failed to fetch dynamically imported module: https://x/a.js');
  expect(sentenceFor(unloaded)).toBe(text.banner.missing);
});

test('days are named from today on', () => {
  const now = new Date(2031, 4, 5, 9).getTime();
  const day = (...date: [number, number, number]): string =>
    dayText(new Date(...date, 23, 59).getTime(), now);
  expect(day(2031, 4, 5)).toBe('Today');
  expect(day(2031, 4, 4)).toBe('Yesterday');
  expect(day(2031, 4, 1)).toMatch(/Thursday/);
  expect(day(2031, 4, 1)).not.toMatch(/2031/);
  expect(day(2030, 11, 31)).toMatch(/2030/);
});

test('a day with a change of the clock is one day', () => {
  // Around the last Sundays of March and October, where the test machine may have 23 or 25 hours.
  for (const month of [2, 9]) {
    for (let date = 22; date < 31; date++) {
      const now = new Date(2031, month, date + 1, 0, 30).getTime();
      expect(dayText(new Date(2031, month, date, 0, 30).getTime(), now)).toBe('Yesterday');
    }
  }
});

test('amounts are given in the largest unit that leaves at least one', () => {
  expect(bytesText(0)).toMatch(/^0/);
  expect(bytesText(999)).toMatch(/^999/);
  expect(bytesText(18_400_000)).toMatch(/^18.4 MB$/);
  expect(bytesText(3e15)).toMatch(/GB$/);
});

test('initials are the first letters of the first and last word, whatever the script', () => {
  expect(initialsOf('Mara Lindqvist')).toBe('ML');
  expect(initialsOf('ann')).toBe('A');
  expect(initialsOf('Wilhelmina van den Broek-Oosterhuis')).toBe('WB');
  expect(initialsOf('🦊')).toBe('🦊');
  expect(initialsOf('(Bob) Smith')).toBe('BS');
  expect(initialsOf('')).toBe('');
});

test('a colour is the same for the same id, and ids spread over the circle', () => {
  expect(colourOf('abc')).toEqual(colourOf('abc'));
  const many = Array.from({ length: 300 }, (_, index) => colourOf(`member${index}`));
  expect(new Set(many.map(({ hue, deep }) => `${hue} ${deep}`)).size).toBe(24);
});

test('steps before the current one are done, those after it wait', () => {
  expect([0, 1, 2].map((index) => stateOf(index, 1, false))).toEqual(['done', 'doing', 'waiting']);
  expect([0, 1, 2].map((index) => stateOf(index, 1, true))).toEqual(['done', 'failed', 'waiting']);
});

test('who put a device out, and how its person comes back, is told apart from leaving', () => {
  const device = removedText({ by: 'Ana', own: true, still: true }, 'Acme');
  expect(device.title).toBe('This device was removed from Acme');
  expect(device.lead).toMatch(/^You removed it/);
  expect(device.back).toMatch(/still belong .* link it from another of your devices/s);
  expect(device.back).not.toMatch(/invite/);
  const byAdmin = removedText({ by: 'Ana', still: true }, 'Acme');
  expect(byAdmin.title).toBe(device.title);
  expect(byAdmin.lead).toMatch(/^Ana removed this device\./);
  expect(byAdmin.back).toBe(device.back);
  const person = removedText({ by: 'Ana' }, 'Acme');
  expect(person.title).toBe('You were removed from Acme');
  expect(person.back).toMatch(/new invite link/);
  const left = removedText({ by: 'Ben', own: true }, 'Acme');
  expect(left.title).toBe('This device has left Acme');
  expect(left.lead).toBe(text.removed.kept);
});

test('a notice speaks to whoever did it as “you”', () => {
  const names = { nameOf: (id: string) => id, named: () => 'Phone' };
  const say = (notice: object, me: string) =>
    noticeText(notice as Notice, { ...names, me: me as never });
  for (const kind of ['device-added', 'device-asks']) {
    const notice = { id: '', kind, member: 'Cleo', device: 'phone', by: 'Ben' };
    expect(say(notice, 'Ana')).toMatch(/^Ben let Cleo back in with a new device/);
    expect(say(notice, 'Ben')).toMatch(/^You let Cleo back in with a new device/);
  }
  const own = { id: '', kind: 'device-added', member: 'Ana', device: 'phone', by: 'Ana' };
  expect(say(own, 'Ana')).toBe('You added a device: Phone.');
  expect(say(own, 'Ben')).toBe('Ana added a device: Phone.');
});

test('devices of one person that are called alike are told apart by their ids', () => {
  const make = (id: string, member: string, label: string) =>
    ({ id: id.repeat(22), member, label }) as unknown as DeviceInfo;
  const [old, fresh] = [make('ab', 'Ana', 'Chrome on Linux'), make('cd', 'Ana', 'Chrome on Linux')];
  const all = [old, fresh, make('ef', 'Ana', 'Phone'), make('gh', 'Ben', 'Phone')];
  expect(all.map((it) => isNamesake(it, all))).toEqual([true, true, false, false]);
  expect(deviceName(old)).toBe(deviceName(fresh));
  expect(shortId(old.id)).not.toBe(shortId(fresh.id));
});
