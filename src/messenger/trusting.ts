import type { Role } from '../model/acts.ts';
import { ConfabError } from '../model/errors.ts';
import type { ConversationId, DeviceId, EntryId, InviteId, MemberId } from '../model/ids.ts';
import { has, type Power } from '../office/permissions.ts';
import type { Core } from './core.ts';
import {
  answerTo,
  approve,
  labelDevice,
  linkDevice,
  makeRecovery,
  refuse,
  withdraw,
} from './devices.ts';
import { hasOver, readmit, removeDevice, removeMember, rotate, setRole } from './people.ts';
import {
  addParticipants,
  createGroup,
  editConversation,
  letIn,
  mayEdit,
  openDirect,
  removeParticipants,
} from './rooms.ts';
import { safetyNumber } from './safetyNumber.ts';
import type { Trust } from './trust.ts';
import { devicesOf } from './verifying.ts';

/** Who belongs, with which devices and roles, and what they may do. */
export function trusting(core: Core, trust: Trust) {
  return {
    removed: trust.removed,
    devices: trust.devices,
    waiting: trust.waiting,
    invites: trust.invites,
    notices: trust.notices,
    dismiss: (id: string) => trust.dismiss(id),
    may: (power: Power, over?: MemberId) =>
      over === undefined ? has(core.me.role, power) : hasOver(core, power, over),
    mayEdit: (id: ConversationId, what: 'names' | 'archive') => {
      const room = core.office.roster.conversations.get(id);
      return room !== undefined && mayEdit(core, room, what === 'archive');
    },
    setRole: (member: MemberId, role: Role) => setRole(core, member, role),
    removeMember: (member: MemberId) => removeMember(core, member),
    removeDevice: (device: DeviceId) => removeDevice(core, device),
    rotate: () => rotate(core),
    labelDevice: (device: DeviceId, label: string) => labelDevice(core, device, label),
    linkDevice: () => linkDevice(core),
    answerTo: (join: string) => answerTo(core, join),
    approve: (join: EntryId) => approve(core, join),
    letIn: (device: DeviceId) => letIn(core, device),
    refuse: (join: EntryId) => refuse(core, join),
    withdraw: (id: InviteId) => withdraw(core, id),
    readmit: (member: MemberId) => readmit(core, member),
    makeRecovery: () => makeRecovery(core),
    safetyNumber: (member: MemberId) => safetyNumber(core, member),
    async verify(member: MemberId, number: string | null) {
      const { roster } = core.office;
      if (!roster.members.has(member)) throw new ConfabError('unknown-member', member);
      // Devices that came since are not those that were compared.
      if (number !== null && number !== safetyNumber(core, member)) {
        throw new ConfabError('number-changed', member);
      }
      await core.verifying.set(member, number === null ? null : devicesOf(roster, member));
    },
    createGroup: (name: string, members: readonly MemberId[]) => createGroup(core, name, members),
    openDirect: (members: readonly MemberId[]) => openDirect(core, members),
    editConversation: (id: ConversationId, change: Parameters<typeof editConversation>[2]) =>
      editConversation(core, id, change),
    addParticipants: (id: ConversationId, members: readonly MemberId[]) =>
      addParticipants(core, id, members),
    removeParticipants: (id: ConversationId, members: readonly MemberId[]) =>
      removeParticipants(core, id, members),
  };
}
