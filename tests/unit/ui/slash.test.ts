import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Conversation, Member } from '../../../src/messenger/messenger.ts';
import type { ConversationId, MemberId } from '../../../src/model/ids.ts';
import { commandsFor, runSlash, type SlashPlace } from '../../../src/ui/commands/slash.ts';
import { Told } from '../../../src/ui/text/reasons.ts';

const room = (id: string, more: Partial<Conversation>): Conversation =>
  ({
    id,
    name: id,
    kind: 'channel',
    topic: '',
    hidden: false,
    starred: false,
    ...more,
  }) as Conversation;
const person = (name: string, more: Partial<Member> = {}): Member =>
  ({ id: name as MemberId, name, role: 'member', self: name === 'Ana', ...more }) as Member;

const rooms = [
  room('old-general', { name: 'general', archived: true }),
  room('old-lunch', { name: 'lunch', archived: true }),
  room('general', {}),
  room('design', { hidden: true }),
  room('Salaries', { kind: 'group' }),
  room('Ben', { kind: 'direct' }),
];
const people = [person('Ana'), person('Ben'), person('Ben Ho'), person('Gus', { role: 'guest' })];

const byId = <T extends { id: string }>(all: T[]) => ({
  ids: () => all.map(({ id }) => id),
  of: (id: string) => all.find((it) => it.id === id),
});
const messenger = {
  prefer: vi.fn(async () => {}),
  editConversation: vi.fn(async () => {}),
  addParticipants: vi.fn(async () => {}),
  openDirect: vi.fn(async () => 'direct' as ConversationId),
  send: vi.fn(async () => {}),
  setMode: vi.fn(async () => {}),
  setCustom: vi.fn(async () => {}),
};
const opening = { open: vi.fn(), go: vi.fn() };
const at = (conversation: string): SlashPlace =>
  ({
    view: {
      conversations: byId(rooms),
      members: byId(people),
      messenger,
      may: () => true,
      mayEdit: () => conversation === 'Salaries',
    },
    opening,
    conversation,
  }) as unknown as SlashPlace;
const run = (typed: string, where = 'general') => runSlash(typed, at(where));

beforeEach(() => vi.clearAllMocks());

describe('what is sent', () => {
  test('two slashes stand for one, and a path is a text', async () => {
    expect(await run('//me is no command')).toEqual({ text: '/me is no command' });
    expect(await run('/usr/bin/env')).toEqual({ text: '/usr/bin/env' });
    expect(await run('/ alone')).toEqual({ text: '/ alone' });
  });

  test('/me tells what one does', async () => {
    expect(await run('/me waves\nand leaves')).toEqual({ text: 'waves\nand leaves', me: true });
    await expect(run('/me  ')).rejects.toThrow('Something is missing');
  });

  test('what is no command is not sent, and told with what to do', async () => {
    const refused = run('/nonsense at all');
    await expect(refused).rejects.toBeInstanceOf(Told);
    await expect(refused).rejects.toThrow('“/nonsense” is no command');
    await expect(run('/me2')).resolves.toEqual({ text: '/me2' });
  });
});

describe('what is done', () => {
  test('/topic sets it, whatever the case of the name', async () => {
    expect(await run('/TOPIC Signs and doors')).toBeNull();
    expect(messenger.editConversation).toHaveBeenCalledWith('general', {
      topic: 'Signs and doors',
    });
  });

  test('/topic takes none away by mistake, and says when one is too long', async () => {
    await expect(run('/topic')).rejects.toThrow('Something is missing');
    await expect(run(`/topic ${'a'.repeat(251)}`)).rejects.toThrow('at most 250 characters');
    expect(messenger.editConversation).not.toHaveBeenCalled();
  });

  test('/status takes an emoji that stands before the words, close to them or not', async () => {
    const said = async (typed: string) => {
      await run(typed);
      return messenger.setCustom.mock.lastCall;
    };
    const of = (emoji: string, text: string) => [{ emoji, text, until: null }];
    expect(await said('/status 🍕 pizza')).toEqual(of('🍕', 'pizza'));
    expect(await said('/status 🍕pizza')).toEqual(of('🍕', 'pizza'));
    expect(await said('/status 👩🏽‍💻🍕')).toEqual(of('👩🏽‍💻', '🍕'));
    expect(await said('/status 🇩🇪')).toEqual(of('🇩🇪', ''));
    expect(await said('/status at lunch')).toEqual(of('', 'at lunch'));
    expect(await said('/status two\nlines \u200fhere')).toEqual(of('', 'two lines here'));
    expect(await said('/status clear')).toEqual([null]);
    await expect(run(`/status ${'a'.repeat(81)}`)).rejects.toThrow('at most 80 characters');
  });

  test('/dnd and /away hold for a time that is written out or short, and for no other', async () => {
    const HOUR = 3_600_000;
    const lasting = async (typed: string) => {
      const before = Date.now();
      await run(typed);
      const [mode, until] = (messenger.setMode.mock.lastCall ?? []) as unknown as [string, number];
      return [mode, until && Math.round((until - before) / HOUR)];
    };
    expect(await lasting('/dnd 2h')).toEqual(['dnd', 2]);
    expect(await lasting('/dnd 120 minutes')).toEqual(['dnd', 2]);
    expect(await lasting('/away 1 day')).toEqual(['away', 24]);
    expect(await lasting('/dnd')).toEqual(['dnd', null]);
    await expect(run('/dnd 10 months')).rejects.toThrow('“10 months” is no time');
    await expect(run('/dnd 5 donuts')).rejects.toThrow('is no time');
  });

  test('/invite takes people in where they can be, and else opens the invite', async () => {
    await run('/invite');
    expect(opening.open).toHaveBeenCalledWith({ kind: 'invite' });
    await run('/invite @Ben Ho', 'Salaries');
    expect(messenger.addParticipants).toHaveBeenCalledWith('Salaries', ['Ben Ho']);
    await run('/invite gus', 'general');
    expect(messenger.addParticipants).toHaveBeenCalledWith('general', ['Gus']);
    await expect(run('/invite @Ben')).rejects.toThrow('can read this channel already');
    await expect(run('/invite @Ben', 'Ben')).rejects.toThrow('between its people');
    await expect(run('/invite @Nobody', 'Salaries')).rejects.toThrow('“@Nobody”');
  });

  test('/msg opens a direct, and sends what stands behind the name', async () => {
    await run('/msg @Ben Ho are you in?');
    expect(messenger.openDirect).toHaveBeenCalledWith(['Ben Ho']);
    expect(messenger.send).toHaveBeenCalledWith('direct', 'are you in?');
    expect(opening.go).toHaveBeenCalledWith('direct');
    await run('/msg ana');
    expect(messenger.openDirect).toHaveBeenLastCalledWith([]);
    expect(messenger.send).toHaveBeenCalledTimes(1);
  });

  test('/join and /leave put a channel into the list and out of it', async () => {
    await run('/join #Design');
    expect(messenger.prefer).toHaveBeenCalledWith('design', 'hide', false);
    expect(opening.go).toHaveBeenCalledWith('design');
    await expect(run('/join nowhere')).rejects.toThrow('no channel “nowhere”');
    await run('/join General');
    expect(opening.go, 'an archived one has the same name').toHaveBeenLastCalledWith('general');
    await run('/join lunch');
    expect(opening.go).toHaveBeenLastCalledWith('old-lunch');
    await run('/leave');
    expect(messenger.prefer).toHaveBeenLastCalledWith('general', 'hide', true);
    expect(opening.go, 'nothing that is archived').toHaveBeenLastCalledWith('Salaries');
    await run('/leave', 'Salaries');
    expect(opening.open).toHaveBeenLastCalledWith({ kind: 'details', conversation: 'Salaries' });
  });
});

test('commands are offered by the beginning of their names, where they can be used', () => {
  const names = (typed: string, where = 'general') =>
    commandsFor(typed, at(where)).map(({ insert }) => insert);
  expect(names('m')).toEqual(['/me', '/msg']);
  expect(names('topic')).toEqual([]);
  expect(names('topic', 'Salaries')).toEqual(['/topic']);
});
