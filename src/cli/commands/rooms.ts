import type { Conversation } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { findConversation, titleOf } from '../conversations.ts';
import { findMembers } from '../people.ts';
import { safeLine } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { acting } from './people.ts';

/** `group create NAME [MEMBER…]` */
export function createGroup(
  terminal: Terminal,
  name: string,
  named: readonly string[],
): Promise<void> {
  return acting(terminal, async (office) => {
    const id = await office.createGroup(name, findMembers(office, named));
    return () => terminal.show({ id, name }, `Created the group ${safeLine(name)}.`);
  });
}

/** `group add|remove GROUP MEMBER…` and `channel add-guest|remove-guest`; `leave` without members. */
export function changePeople(
  terminal: Terminal,
  how: 'add' | 'remove' | 'leave',
  group: string,
  named: readonly string[],
): Promise<void> {
  return acting(terminal, async (office) => {
    const room = find(office, group);
    const people = how === 'leave' ? [office.me.get().id] : findMembers(office, named);
    if (how === 'add') await office.addParticipants(room.id, people);
    else await office.removeParticipants(room.id, people);
    const record = { id: room.id, name: room.name, members: people };
    const title = safeLine(titleOf(room));
    return () =>
      terminal.show(record, how === 'leave' ? `You left ${title}.` : `Done in ${title}.`);
  });
}

/** `direct MEMBER…`: opens the direct with these people, or finds it. */
export function direct(terminal: Terminal, named: readonly string[]): Promise<void> {
  return acting(terminal, async (office) => {
    const id = await office.openDirect(findMembers(office, named));
    const name = office.conversations.get().find((it) => it.id === id)?.name ?? '';
    return () => terminal.show({ id, name }, `Direct with ${safeLine(name)}: ${id}`);
  });
}

/** `channel rename|topic|archive|restore`: also for groups. */
export function editRoom(
  terminal: Terminal,
  named: string,
  change: Parameters<OpenMessenger['editConversation']>[1],
): Promise<void> {
  return acting(terminal, async (office) => {
    const { id } = find(office, named);
    await office.editConversation(id, change);
    const {
      name = '',
      topic = '',
      archived = false,
    } = office.conversations.get().find((it) => it.id === id) ?? {};
    return () => terminal.show({ id, name, topic, archived }, `Changed ${safeLine(name)}.`);
  });
}

const find = (office: OpenMessenger, named: string): Conversation =>
  findConversation(office.conversations.get(), named);
