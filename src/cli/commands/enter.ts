import { createOffice, joinOffice } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { readInviteLink, readSetupLink } from '../links.ts';
import { safeLine } from '../screen.ts';
import { deliver, using, withDevice } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `create SETUP_LINK --office NAME --name NAME`: founds an office on the relay that printed the link. */
export async function create(
  terminal: Terminal,
  text: string,
  names: { readonly office: string; readonly name: string },
): Promise<void> {
  const { link, origin } = readSetupLink(text);
  needsRelay(terminal);
  const wanted = { office: names.office, person: names.name };
  await withDevice(terminal, true, async ({ device }) => {
    const options = { signal: terminal.interrupted };
    const office = await createOffice(device, link, origin, wanted, options);
    await using(office, async () => {
      await deliver(terminal, office, 'The office is founded but not all of it is at the relay.');
      show(terminal, office, 'Created');
    });
  });
}

/** `join LINK --name NAME`: joins the office that the invite is for. */
export async function join(terminal: Terminal, text: string, name: string): Promise<void> {
  const { link, origin } = readInviteLink(text);
  needsRelay(terminal);
  await withDevice(terminal, true, async ({ device }) => {
    const office = await joinOffice(device, link, origin, name, { signal: terminal.interrupted });
    await using(office, async () => {
      await deliver(terminal, office, 'You joined, but not all of the office is here yet.');
      show(terminal, office, 'Joined');
    });
  });
}

function needsRelay({ offline }: Terminal): void {
  if (offline) {
    throw new ConfabError('unsupported', 'creating or joining an office with --offline');
  }
}

type Office = Awaited<ReturnType<typeof joinOffice>>;

function show(terminal: Terminal, office: Office, done: string): void {
  const me = office.me.get();
  const name = safeLine(office.office.name.get());
  terminal.show(
    { office: office.office.id, member: me.id, device: office.device },
    `${done} ${name} as ${safeLine(me.name)}.`,
  );
}
