import type { MemberId } from '../model/ids.ts';
import { hashOf } from '../wire/hash.ts';
import type { Core } from './core.ts';

/** Digits for each of two people: 99 bits, so that nobody finds devices that give another's number. */
const DIGITS = 30;

/** Sixty digits over the devices of this person and a member, the same on both sides. */
export function safetyNumber(core: Core, member: MemberId): string {
  const half = (id: MemberId): string => {
    const devices = [...(core.office.roster.members.get(id)?.devices ?? [])].sort();
    const hash = hashOf('confab/1/safety-number', core.office.id, id, devices);
    const number = hash.subarray(0, 16).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return (number % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
  };
  return [half(core.me.id), half(member)].sort().join('');
}
