import type {
  DeviceInfo,
  Messenger,
  Notice,
  OpenInvite,
  WaitingJoin,
} from '../../src/messenger/messenger.ts';
import { makeSource } from '../../src/messenger/observable.ts';
import type { ConversationId } from '../../src/model/ids.ts';

type Trusting = Pick<
  Messenger,
  | 'removed'
  | 'devices'
  | 'waiting'
  | 'invites'
  | 'notices'
  | 'dismiss'
  | 'may'
  | 'mayEdit'
  | 'setRole'
  | 'removeMember'
  | 'removeDevice'
  | 'rotate'
  | 'labelDevice'
  | 'linkDevice'
  | 'approve'
  | 'refuse'
  | 'withdraw'
  | 'readmit'
  | 'makeRecovery'
  | 'safetyNumber'
  | 'verify'
  | 'createGroup'
  | 'openDirect'
  | 'editConversation'
  | 'addParticipants'
  | 'removeParticipants'
>;

/** What a messenger offers about people, devices and roles, for the face to be looked at alone. */
export function makeFakeTrust(): Trusting {
  const notices = makeSource<readonly Notice[]>([]);
  const nothing = async (): Promise<void> => {};
  const link = { link: 'http://localhost:8787/#/link/AAAA', expires: Date.now() + 600_000 };
  return {
    removed: makeSource<{ readonly by: string } | null>(null),
    devices: makeSource<readonly DeviceInfo[]>([]),
    waiting: makeSource<readonly WaitingJoin[]>([]),
    invites: makeSource<readonly OpenInvite[]>([]),
    notices,
    dismiss: (id) => notices.set(notices.get().filter((notice) => notice.id !== id)),
    may: () => true,
    mayEdit: () => true,
    setRole: nothing,
    removeMember: nothing,
    removeDevice: nothing,
    rotate: nothing,
    labelDevice: nothing,
    linkDevice: async () => link,
    approve: nothing,
    refuse: nothing,
    withdraw: nothing,
    readmit: async () => link,
    makeRecovery: async () => ({
      words: 'legal winner thank year wave sausage worth useful legal winner thank yellow'.split(
        ' ',
      ),
      link: link.link,
    }),
    safetyNumber: () => '123456789012345678901234567890123456789012345678901234567890',
    verify: nothing,
    createGroup: async () => 'G'.repeat(21).concat('A') as ConversationId,
    openDirect: async () => 'D'.repeat(21).concat('A') as ConversationId,
    editConversation: nothing,
    addParticipants: nothing,
    removeParticipants: nothing,
  };
}
