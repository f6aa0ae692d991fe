import type {
  Conversation,
  DeviceInfo,
  Member,
  Messenger,
  Notice,
  OpenInvite,
  Removal,
  WaitingJoin,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import { ConfabError } from '../../src/model/errors.ts';
import type { ConversationId, DeviceId, EntryId, InviteId, MemberId } from '../../src/model/ids.ts';
import { has } from '../../src/office/permissions.ts';

const NUMBER = '1234567890'.repeat(6);

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
  | 'answerTo'
  | 'approve'
  | 'letIn'
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

export type FakeTrust = Trusting & {
  /** Lets somebody knock: a device of this person, or with a name somebody new. */
  knock(name?: string): void;
  /** Lets everybody be told something. */
  notify(notice: Notice): void;
  /** Puts this device out. */
  putOut(by: string): void;
};

export interface FakeTrustOptions {
  readonly now: number;
  readonly members: Source<readonly Member[]>;
  readonly conversations: () => readonly Conversation[];
  /** Makes a conversation; for a direct `name` is empty. */
  readonly addRoom: (room: Pick<Conversation, 'kind' | 'name' | 'participants'>) => ConversationId;
  readonly changeRoom: (id: ConversationId, change: Partial<Conversation>) => void;
}

const DAY = 86_400_000;
const LABELS = ['Firefox on Linux', 'Chrome on Android', 'Safari on macOS', 'Terminal on Linux'];
const LINK = `https://chat.juniper.example/#/link/${'hQGBeDkvaXA0LzE5Mi4xNjguMS4yMC90Y3AvODc4Ny93cy9wMnAv'.repeat(4)}`;
const CODE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const WORDS = ['harvest', 'lantern', 'copper', 'tide'];

/** What a messenger offers about people, devices and roles, for the face to be looked at alone. */
export function makeFakeTrust(options: FakeTrustOptions): FakeTrust {
  const { now, members } = options;
  const me = (): Member => members.get().find(({ self }) => self) as Member;
  const devices = makeSource<readonly DeviceInfo[]>(
    members.get().flatMap(({ id: member, devices, self }, index) =>
      devices.map((id, number) => ({
        id,
        member,
        label: LABELS[(index + number) % LABELS.length] ?? '',
        since: now - (40 - index * 3 - number) * DAY,
        self: self && number === 0,
        frozen: false,
      })),
    ),
  );
  const notices = makeSource<readonly Notice[]>([]);
  const waiting = makeSource<readonly WaitingJoin[]>([]);
  const removed = makeSource<Removal | null>(null);
  const invites = makeSource<readonly OpenInvite[]>([
    invite('member', 5, 2, me().id, now + 3 * DAY),
    invite('guest', 1, 0, me().id, now + 6 * DAY),
  ]);
  const changeMember = (id: MemberId, change: Partial<Member>): void =>
    members.set(members.get().map((it) => (it.id === id ? { ...it, ...change } : it)));
  const addDevice = (member: MemberId, label: string): void => {
    const id = `linked${devices.get().length}`.padEnd(42, '-').concat('A') as DeviceId;
    const device = { id, member, label, since: Date.now(), self: false, frozen: false };
    devices.set([...devices.get(), device]);
  };
  const forget = (id: EntryId): WaitingJoin | undefined => {
    const join = waiting.get().find((it) => it.id === id);
    waiting.set(waiting.get().filter((it) => it !== join));
    return join;
  };
  const room = (id: ConversationId): Conversation => {
    const found = options.conversations().find((it) => it.id === id);
    if (!found) throw new ConfabError('unknown-conversation', id);
    return found;
  };

  return {
    removed,
    devices,
    waiting,
    invites,
    notices,
    dismiss: (id) => notices.set(notices.get().filter((notice) => notice.id !== id)),
    may: (power, over) => has(me().role, power) && over !== me().id,
    mayEdit: (id) => room(id).kind !== 'direct' && me().role !== 'guest',
    setRole: async (id, role) => changeMember(id, { role }),
    removeMember: async (id) => {
      if (id === me().id) removed.set({ by: me().name, own: true });
      else members.set(members.get().filter((it) => it.id !== id));
    },
    removeDevice: async (id) => devices.set(devices.get().filter((it) => it.id !== id)),
    rotate: async () => {},
    labelDevice: async (id, label) => {
      if (label.trim() === '') throw new ConfabError('invalid-name', label);
      devices.set(devices.get().map((it) => (it.id === id ? { ...it, label } : it)));
    },
    linkDevice: async () => ({ link: LINK, expires: Date.now() + 600_000 }),
    answerTo: (id) => (waiting.get().some((it) => it.id.startsWith(id)) ? 'others' : 'unknown'),
    approve: async (id) => {
      const join = forget(id);
      if (join?.for) addDevice(join.for, join.label);
    },
    letIn: async () => {},
    refuse: async (id) => void forget(id),
    withdraw: async (id) => invites.set(invites.get().filter((it) => it.id !== id)),
    readmit: async () => ({ link: LINK, expires: now + 7 * DAY }),
    makeRecovery: async () => {
      const others = invites.get().filter(({ kind }) => kind !== 'recovery');
      invites.set([...others, invite('recovery', 1, 0, me().id, Number.MAX_SAFE_INTEGER)]);
      return { words: CODE.split(' '), link: LINK.replace('#/link/', '#/recover/') };
    },
    safetyNumber: () => NUMBER,
    verify: async (id, number) => {
      if (number !== null && number !== NUMBER) throw new ConfabError('number-changed', id);
      changeMember(id, { verification: number === null ? 'none' : 'verified' });
    },
    createGroup: async (name, others) =>
      options.addRoom({ kind: 'group', name, participants: [me().id, ...others] }),
    openDirect: async (others) => {
      const participants = [me().id, ...others].sort();
      const known = options
        .conversations()
        .find(
          (it) => it.kind === 'direct' && [...it.participants].sort().join() === `${participants}`,
        );
      return known?.id ?? options.addRoom({ kind: 'direct', name: '', participants });
    },
    editConversation: async (id, change) => options.changeRoom(id, change),
    addParticipants: async (id, added) =>
      options.changeRoom(id, { participants: [...room(id).participants, ...added] }),
    removeParticipants: async (id, gone) =>
      options.changeRoom(id, {
        participants: room(id).participants.filter((it) => !gone.includes(it)),
      }),

    knock: (name) => {
      const id = `join${waiting.get().length}`.padEnd(42, '-').concat('A') as EntryId;
      const join = { id, for: name === undefined ? me().id : null, name: name ?? '', words: WORDS };
      waiting.set([...waiting.get(), { ...join, label: 'Firefox on Windows' }]);
    },
    notify: (notice) => notices.set([...notices.get(), notice]),
    putOut: (by) => removed.set({ by }),
  };
}

let made = 0;

function invite(
  kind: OpenInvite['kind'],
  uses: number,
  used: number,
  by: MemberId,
  expires: number,
): OpenInvite {
  const id = `invite${made++}`.padEnd(42, '-').concat('A') as InviteId;
  return { id, kind, expires, uses, used, by };
}
