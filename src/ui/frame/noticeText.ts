import type { Notice } from '../../messenger/messenger.ts';
import type { DeviceId, MemberId } from '../../model/ids.ts';
import { text } from '../text/text.ts';

interface Names {
  /** Who reads it. */
  readonly me: MemberId;
  nameOf(member: MemberId): string;
  named(device: DeviceId): string;
}

/** What a notice says. */
export function noticeText(notice: Notice, names: Names): string {
  const { me, nameOf, named } = names;
  switch (notice.kind) {
    case 'device-added':
      return addedText(notice, names);
    case 'device-asks': {
      const [name, device] = [nameOf(notice.member), named(notice.device)];
      if (notice.by === me) return text.notices.youLetBackAsks(name, device);
      return text.notices.deviceAsks(name, device, notice.by ? nameOf(notice.by) : '');
    }
    case 'verified-changed':
      return text.notices.verifiedChanged(nameOf(notice.member));
    case 'device-frozen':
      return text.notices.deviceFrozen(nameOf(notice.member), named(notice.device));
    case 'second-owner':
      return text.notices.secondOwner;
    case 'recovery-ended':
      return text.notices.recoveryEnded;
  }
}

function addedText(
  { member, device, by }: Extract<Notice, { kind: 'device-added' }>,
  { me, nameOf, named }: Names,
): string {
  const [name, label] = [nameOf(member), named(device)];
  if (by === null || by === member) {
    return member === me
      ? text.notices.ownDeviceAdded(label)
      : text.notices.deviceAdded(name, label);
  }
  return by === me
    ? text.notices.youLetBack(name, label)
    : text.notices.deviceAddedBy(name, label, nameOf(by));
}
