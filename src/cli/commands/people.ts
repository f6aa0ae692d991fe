import type { Role } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import type { EntryId, InviteId } from '../../model/ids.ts';
import { findMember } from '../people.ts';
import { columns, safeLine } from '../screen.ts';
import { deliver, freshen, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until, within } from '../waiting.ts';

/** Milliseconds in which the words of those who wait are worked out: a list of words must be loaded. */
const WORDS_WITHIN = 2_000;
const UNSENT = 'It is only on this device yet.';

/** Opens the office with what is new in it, does something that all should know, and brings it to the relay. */
export function acting(
  terminal: Terminal,
  work: (office: OpenMessenger) => Promise<() => void>,
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const tell = await work(office);
    await deliver(terminal, office, UNSENT);
    tell();
  });
}

/** Rejects with `not-allowed` when the person does not agree. */
export async function agree(terminal: Terminal, yes: boolean, question: string): Promise<void> {
  if (yes || (await terminal.confirm(question))) return;
  throw new ConfabError('not-allowed', 'you did not agree; --yes agrees in advance');
}

/** `remove MEMBER`: puts a member out, with all devices, and changes the keys. */
export function removeMember(terminal: Terminal, named: string, yes: boolean): Promise<void> {
  return acting(terminal, async (office) => {
    const { id, name, self } = findMember(office.members.get(), named);
    if (self) throw new ConfabError('not-allowed', 'to leave, use “confab leave”');
    const who = safeLine(name);
    await agree(terminal, yes, `Remove ${who}? They read nothing new from then on.`);
    await office.removeMember(id);
    return () => terminal.show({ id, name }, `Removed ${who}. The keys were changed.`);
  });
}

/** `leave`: gives up one's own part in the office. */
export function leave(terminal: Terminal, yes: boolean): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const { id, name } = office.me.get();
    const where = safeLine(office.office.name.get());
    if (office.members.get().length === 1) {
      terminal.note(
        `You are the only one in ${where}: when you leave, nobody is left to let anybody in.`,
      );
    }
    await agree(terminal, yes, `Leave ${where}? You need a new invite to come back.`);
    await office.removeMember(id);
    await deliver(terminal, office, UNSENT).catch((error: unknown) => {
      if (!(error instanceof ConfabError) || error.reason !== 'removed') throw error;
      terminal.note(
        'The others do not know it yet. Run “confab sync” once the relay can be reached.',
      );
    });
    terminal.show({ id, name }, `You left ${where}.`);
  });
}

/** `role MEMBER ROLE` */
export function setRole(terminal: Terminal, named: string, role: Role): Promise<void> {
  return acting(terminal, async (office) => {
    const { id, name } = findMember(office.members.get(), named);
    await office.setRole(id, role);
    return () => terminal.show({ id, name, role }, `${safeLine(name)} is ${role} now.`);
  });
}

/** `rotate`: changes the office's key. */
export function rotate(terminal: Terminal): Promise<void> {
  return acting(terminal, async (office) => {
    await office.rotate();
    return () => terminal.show({ office: office.office.id }, 'The office has a new key.');
  });
}

/** `readmit MEMBER`: a link that gives somebody who lost all devices a new one. */
export function readmit(terminal: Terminal, named: string): Promise<void> {
  return acting(terminal, async (office) => {
    const { id, name } = findMember(office.members.get(), named);
    const { link, expires } = await office.readmit(id);
    return () => {
      terminal.show({ link, expires, member: id }, link);
      if (!terminal.json) {
        terminal.note(
          `Give this link to ${safeLine(name)}: whoever opens it is ${safeLine(name)}.`,
        );
      }
    };
  });
}

/**
 * `verify MEMBER`: the safety number, and whether it was compared. With a number that was, or for true
 * the one that the person says to see elsewhere too, it is remembered.
 */
export function verify(
  terminal: Terminal,
  named: string,
  compared: string | true | 'forget' | null,
): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const { id, name } = findMember(office.members.get(), named);
    const now = office.safetyNumber(id);
    const number = now.replace(/\d{5}(?=\d)/g, '$& ');
    if (compared === true) await agreeOn(terminal, number, safeLine(name));
    const given = compared === true ? now : (compared?.replace(/\s/g, '') ?? null);
    if (given !== null) await office.verify(id, given === 'forget' ? null : given);
    const state = office.members.get().find((it) => it.id === id)?.verification ?? 'none';
    terminal.show({ id, name, number, verification: state }, number);
    if (!terminal.json) terminal.note(STATES[state](safeLine(name)));
  });
}

/** Devices may have come since the person last saw the number: it is the one shown here that they confirm. */
async function agreeOn(terminal: Terminal, number: string, name: string): Promise<void> {
  if (await terminal.confirm(`Does ${name} see “${number}”?`)) return;
  const hint = 'the number that was compared can be given behind --confirm';
  throw new ConfabError('not-allowed', `nobody said that it is the same; ${hint}`);
}

const STATES = {
  none: (name: string) => `Compare it with what ${name} sees, then add --confirm.`,
  verified: (name: string) => `You compared it with ${name}.`,
  changed: (name: string) =>
    `The devices of ${name} changed since you compared. Ask ${name} why, then compare again.`,
} as const;

/** `waiting`: who came through an invite and waits to be let in. */
export function waiting(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const known = () => office.waiting.get().every(({ words }) => words.length > 0);
    await within(WORDS_WITHIN, terminal.interrupted, (signal) =>
      until(office.waiting, known, signal),
    );
    const all = office.waiting.get();
    const rows = all.map(({ id, name, label, words }) => [
      id,
      safeLine(name || label),
      words.join(' '),
    ]);
    terminal.showAll(all, columns(rows));
  });
}

/** `approve ID`: lets somebody in who waits; the words are given or compared at the terminal. */
export function approve(
  terminal: Terminal,
  id: string,
  words: string | null,
  yes: boolean,
): Promise<void> {
  return acting(terminal, async (office) => {
    const found = await findWaiting(terminal, office, id);
    if (!found) return letIn(terminal, office, id, yes);
    await compare(terminal, found.words, words);
    await office.approve(found.id);
    return () => terminal.show({ id: found.id }, `Let ${safeLine(found.name || found.label)} in.`);
  });
}

/** Who waits under an id, or its beginning. */
async function findWaiting(terminal: Terminal, office: OpenMessenger, id: string) {
  const find = () => office.waiting.get().find((it) => it.id.startsWith(id));
  if (!find() && office.answerTo(id) === 'others') {
    await within(WORDS_WITHIN, terminal.interrupted, (signal) =>
      until(office.waiting, () => find() !== undefined, signal),
    );
  }
  return find();
}

/** Opens private conversations to a device that somebody else let in for its person. */
async function letIn(terminal: Terminal, office: OpenMessenger, id: string, yes: boolean) {
  const asking = office.notices
    .get()
    .flatMap((it) => (it.kind === 'device-asks' && it.device.startsWith(id) ? it : []))[0];
  if (!asking) {
    const open = office.devices.get().some((it) => it.id.startsWith(id));
    if (open) throw new ConfabError('not-allowed', 'nothing of yours is closed to this device');
    throw new ConfabError('not-waiting', office.answerTo(id));
  }
  const name = safeLine(office.members.get().find((it) => it.id === asking.member)?.name ?? '');
  await agree(terminal, yes, `Did ${name} tell you that this device is theirs?`);
  await office.letIn(asking.device);
  return () => terminal.show({ id: asking.device }, `Let the device of ${name} in.`);
}

/** Rejects with `not-allowed` unless the words are those that the other side shows. */
export async function compare(
  terminal: Terminal,
  shown: readonly string[],
  given: string | null,
): Promise<void> {
  if (given !== null) {
    if (given.trim().toLowerCase().split(/\s+/).join(' ') === shown.join(' ')) return;
    throw new ConfabError('not-allowed', 'these are not the words; somebody else may be asking');
  }
  await agree(terminal, false, `Does the other device show “${shown.join(' ')}”?`);
}

/** `refuse ID` */
export function refuse(terminal: Terminal, id: string): Promise<void> {
  return acting(terminal, async (office) => {
    const found = await findWaiting(terminal, office, id);
    if (!found) throw new ConfabError('not-waiting', office.answerTo(id));
    await office.refuse(found.id as EntryId);
    return () => terminal.show({ id: found.id }, 'Refused.');
  });
}

/** `invites list` */
export function invites(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const all = office.invites.get();
    const rows = all.map(({ id, kind, used, uses, expires }) => [
      id,
      kind,
      `${used}/${uses}`,
      kind === 'recovery' ? '' : new Date(expires).toISOString().slice(0, 16).replace('T', ' '),
    ]);
    terminal.showAll(all, columns(rows));
  });
}

/** `invites withdraw ID` */
export function withdraw(terminal: Terminal, id: string): Promise<void> {
  return acting(terminal, async (office) => {
    const found = office.invites.get().find((it) => it.id.startsWith(id));
    if (!found) throw new ConfabError('unknown-invite', `“${id}”`);
    await office.withdraw(found.id as InviteId);
    return () => terminal.show({ id: found.id }, 'Withdrawn.');
  });
}

/** `notices`: what everybody, or this person, should know. */
export function notices(terminal: Terminal): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const nameOf = (member: string) =>
      safeLine(office.members.get().find(({ id }) => id === member)?.name ?? member);
    const all = office.notices.get();
    const lines = all.map((notice) => {
      if (notice.kind === 'second-owner') {
        return 'You are the only owner: if your devices are lost, nobody can give roles. Make somebody else owner too.';
      }
      if (notice.kind === 'recovery-ended') {
        return 'Your recovery code ended with the device that made it. Make a new one: confab recovery new';
      }
      if (notice.kind === 'device-asks') {
        const [name, by] = [nameOf(notice.member), notice.by ? nameOf(notice.by) : ''];
        return `${by} let ${name} back in with a new device. Your groups and directs with ${name} are closed to it; if ${name} says that it is theirs: confab approve ${notice.device.slice(0, 8)}`;
      }
      return SENTENCES[notice.kind](nameOf(notice.member));
    });
    terminal.showAll(all, lines);
  });
}

const SENTENCES = {
  'device-added': (name: string) => `${name} added a device.`,
  'verified-changed': (name: string) =>
    `The devices of ${name}, whom you verified, have changed. Compare safety numbers again.`,
  'device-frozen': (name: string) =>
    `A device of ${name} wrote two different things at one place; nothing it writes counts any more.`,
} as const;
