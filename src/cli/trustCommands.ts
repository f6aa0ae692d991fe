import { Argument, type Command, Option } from 'commander';
import type { Role } from '../messenger/messenger.ts';
import type { Terminal } from './terminal.ts';

type Act = (action: (terminal: Terminal) => Promise<void>) => Promise<void>;

const MEMBER = 'a person’s name with or without @, or an id';
const DEVICE = 'a device’s name, its id, or the beginning of it';
const YES = new Option('--yes', 'do not ask').default(false);
const people = () => import('./commands/people.ts');
const devices = () => import('./commands/devices.ts');
const rooms = () => import('./commands/rooms.ts');

/** Who belongs, with which devices and roles: `remove`, `role`, `device`, `group`, `verify` and the like. */
export function addTrust(program: Command, act: Act): void {
  addPeople(program, act);
  addApproval(program, act);
  addDevices(program, act);
  addRooms(program, act);
}

function addPeople(program: Command, act: Act): void {
  program
    .command('remove')
    .description('put a member out of the office and change its keys')
    .argument('<member>', MEMBER)
    .addOption(YES)
    .action((name: string, { yes }: { yes: boolean }) =>
      act(async (terminal) => (await people()).removeMember(terminal, name, yes)),
    );
  program
    .command('leave')
    .description('leave the office')
    .addOption(YES)
    .action(({ yes }: { yes: boolean }) =>
      act(async (terminal) => (await people()).leave(terminal, yes)),
    );
  program
    .command('role')
    .description('change what a member may do')
    .argument('<member>', MEMBER)
    .addArgument(new Argument('<role>').choices(['owner', 'admin', 'member']))
    .action((name: string, role: Role) =>
      act(async (terminal) => (await people()).setRole(terminal, name, role)),
    );
  program
    .command('rotate')
    .description('change the key of the office')
    .action(() => act(async (terminal) => (await people()).rotate(terminal)));
  program
    .command('verify')
    .description('the safety number of a member, to be compared with what they see')
    .argument('<member>', MEMBER)
    .option('--confirm [number]', 'it was compared and is the same; asks, where no number is given')
    .addOption(new Option('--forget', 'forget that it was compared').conflicts('confirm'))
    .action((name: string, { confirm, forget }: { confirm?: true | string; forget?: true }) =>
      act(async (terminal) =>
        (await people()).verify(terminal, name, confirm ?? (forget ? 'forget' : null)),
      ),
    );
  program
    .command('notices')
    .description('what you should know of members and their devices')
    .action(() => act(async (terminal) => (await people()).notices(terminal)));
}

function addApproval(program: Command, act: Act): void {
  program
    .command('readmit')
    .description('a link that gives a member who lost all devices a new one')
    .argument('<member>', MEMBER)
    .action((name: string) => act(async (terminal) => (await people()).readmit(terminal, name)));
  program
    .command('waiting')
    .description('who waits to be let in')
    .action(() => act(async (terminal) => (await people()).waiting(terminal)));
  program
    .command('approve')
    .description(
      'let somebody in who waits, or the device of somebody readmitted into what is private',
    )
    .argument('<id>', 'as “confab waiting” or “confab notices” gives it')
    .option('--words <words>', 'the four words that the other side shows')
    .addOption(YES)
    .action((id: string, { words = null, yes }: { words?: string | null; yes: boolean }) =>
      act(async (terminal) => (await people()).approve(terminal, id, words, yes)),
    );
  program
    .command('refuse')
    .description('do not let somebody in who waits')
    .argument('<id>', 'as “confab waiting” gives it')
    .action((id: string) => act(async (terminal) => (await people()).refuse(terminal, id)));
  const invites = program.command('invites').description('invites that can still be used');
  invites
    .command('list')
    .description('those that you may withdraw')
    .action(() => act(async (terminal) => (await people()).invites(terminal)));
  invites
    .command('withdraw')
    .description('make an invite useless')
    .argument('<id>')
    .action((id: string) => act(async (terminal) => (await people()).withdraw(terminal, id)));
}

function addDevices(program: Command, act: Act): void {
  const device = program.command('device').description('your devices');
  device
    .command('list')
    .description('your browsers and terminal clients')
    .action(() => act(async (terminal) => (await devices()).devices(terminal)));
  device
    .command('remove')
    .description('put a device out and change the keys')
    .argument('<device>', DEVICE)
    .addOption(YES)
    .action((name: string, { yes }: { yes: boolean }) =>
      act(async (terminal) => (await devices()).removeDevice(terminal, name, yes)),
    );
  device
    .command('rename')
    .description('name one of your devices')
    .argument('<device>', DEVICE)
    .argument('<name>')
    .action((name: string, label: string) =>
      act(async (terminal) => (await devices()).renameDevice(terminal, name, label)),
    );
  device
    .command('link')
    .description('a link that makes another browser or terminal client a device of yours')
    .option('--words <words>', 'let it in when it shows these four words, without asking')
    .action(({ words = null }: { words?: string | null }) =>
      act(async (terminal) => (await devices()).linkDevice(terminal, words)),
    );
  program
    .command('recovery')
    .description('what brings you back when all your devices are lost')
    .command('new')
    .description('make a recovery code; the one before ends')
    .action(() => act(async (terminal) => (await devices()).makeRecovery(terminal)));
  program
    .command('recover')
    .description('come back to your office with a recovery code')
    .argument('<link>', 'the link that was shown with the code')
    .option('--code-file <file>', 'a file with the twelve words; else they are asked for')
    .action((link: string, { codeFile = null }: { codeFile?: string | null }) =>
      act(async (terminal) => (await devices()).recover(terminal, link, codeFile)),
    );
}

function addRooms(program: Command, act: Act): void {
  const group = program.command('group').description('private groups');
  group
    .command('create')
    .description('open a private group')
    .argument('<name>')
    .argument('[members...]', MEMBER)
    .action((name: string, members: string[]) =>
      act(async (terminal) => (await rooms()).createGroup(terminal, name, members)),
    );
  for (const [how, description] of [
    ['add', 'take people in; they can read what was written before'],
    ['remove', 'take people out; they read nothing new'],
  ] as const) {
    group
      .command(how)
      .description(description)
      .argument('<group>')
      .argument('<members...>', MEMBER)
      .action((name: string, members: string[]) =>
        act(async (terminal) => (await rooms()).changePeople(terminal, how, name, members)),
      );
  }
  group
    .command('leave')
    .description('leave a group')
    .argument('<group>')
    .action((name: string) =>
      act(async (terminal) => (await rooms()).changePeople(terminal, 'leave', name, [])),
    );
  program
    .command('direct')
    .description('open the direct with these people, or find it')
    .argument('<members...>', MEMBER)
    .action((members: string[]) =>
      act(async (terminal) => (await rooms()).direct(terminal, members)),
    );
}

/** What is done to a channel or group once it is there. */
export function addRoomEdits(channel: Command, act: Act): void {
  channel
    .command('rename')
    .description('rename a channel or group')
    .argument('<channel>')
    .argument('<name>')
    .action((named: string, name: string) =>
      act(async (terminal) => (await rooms()).editRoom(terminal, named, { name })),
    );
  channel
    .command('topic')
    .description('say what a channel or group is about')
    .argument('<channel>')
    .argument('<topic>')
    .action((named: string, topic: string) =>
      act(async (terminal) => (await rooms()).editRoom(terminal, named, { topic })),
    );
  for (const [how, description, archived] of [
    ['archive', 'close a channel or group for writing', true],
    ['restore', 'open an archived channel or group again', false],
  ] as const) {
    channel
      .command(how)
      .description(description)
      .argument('<channel>')
      .action((named: string) =>
        act(async (terminal) => (await rooms()).editRoom(terminal, named, { archived })),
      );
  }
  for (const [how, description, change] of [
    ['add-guest', 'let guests see a channel', 'add'],
    ['remove-guest', 'take guests out of a channel', 'remove'],
  ] as const) {
    channel
      .command(how)
      .description(description)
      .argument('<channel>')
      .argument('<members...>', MEMBER)
      .action((named: string, members: string[]) =>
        act(async (terminal) => (await rooms()).changePeople(terminal, change, named, members)),
      );
  }
}
