import type { DeviceInfo, Member } from '../messenger/messenger.ts';
import type { OpenMessenger } from '../messenger/open.ts';
import { ConfabError } from '../model/errors.ts';
import type { MemberId } from '../model/ids.ts';

/**
 * The member that a person named: an id, or a name with or without `@`. Throws `unknown-member` or
 * `ambiguous-member` (listing the ids).
 */
export function findMember(all: readonly Member[], named: string): Member {
  const byId = all.find(({ id }) => id === named);
  if (byId) return byId;
  const wanted = asName(named);
  const [first, ...more] = all.filter(({ name }) => asName(name) === wanted);
  if (!first) throw new ConfabError('unknown-member', `“${named}”`);
  if (more.length > 0) {
    throw new ConfabError('ambiguous-member', [first, ...more].map(({ id }) => id).join(', '));
  }
  return first;
}

/** Several members by what a person named. */
export const findMembers = (office: OpenMessenger, named: readonly string[]): MemberId[] =>
  named.map((name) => findMember(office.members.get(), name).id);

/** The device that a person named by its id or a beginning of it, or by its name. Throws `unknown-device`. */
export function findDevice(all: readonly DeviceInfo[], named: string): DeviceInfo {
  const found = all.filter(
    ({ id, label }) => id.startsWith(named) || asName(label) === asName(named),
  );
  const [first, second] = found;
  if (!first || second) throw new ConfabError('unknown-device', `“${named}”`);
  return first;
}

const asName = (text: string): string =>
  text.normalize('NFC').trim().replace(/^@+/u, '').toLocaleLowerCase('en').replace(/\s+/gu, ' ');
