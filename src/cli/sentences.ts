import { ConfabError, type Reason } from '../model/errors.ts';
import { leastRole, POWERS, type Power } from '../office/permissions.ts';
import { MAX_FILES, MAX_NAME, MAX_TEXT, MIN_PASSPHRASE } from '../wire/limits.ts';
import { INVITE_LINK, NO_RECOVERY_LINK, RECOVERY_LINK, SETUP_LINK } from './links.ts';
import { safeLine } from './screen.ts';

/** What a sentence may name: the data folder, and what the error says about its cause. */
export interface Circumstances {
  readonly data: string;
  readonly detail: string;
}

type Sentence = string | ((about: Circumstances) => string);

const UNREADABLE_LINK =
  'This link cannot be read; copy all of it, from “http” to its last letter, and put it in quotation marks.';

/** Links that can be read, but belong to another command. */
const WRONG_KIND: Readonly<Record<string, string>> = {
  [SETUP_LINK]:
    'This is a set-up link, with which an office is founded; use “confab create LINK --office NAME --name NAME”, or ask a colleague for an invite link.',
  [INVITE_LINK]:
    'This is an invite link to an office that exists; use “confab join LINK --name NAME”.',
  [RECOVERY_LINK]:
    'This is the link of a recovery code; use “confab recover LINK”, which asks for the code’s twelve words.',
  [NO_RECOVERY_LINK]:
    'This is no link of a recovery code; use the one that was shown with its twelve words, or “confab join” for an invite.',
};

/** What each power lets its holders do. */
const doings: Record<Power, string> = {
  'rename-self': 'change their own name',
  'invite-member': 'invite members',
  'invite-guest': 'invite guests',
  'revoke-others-invite': 'withdraw others’ invites',
  readmit: 'give somebody who lost all devices a new one',
  'admit-others-join': 'let in who came by others’ invites',
  'set-role': 'change roles',
  'remove-member': 'remove members',
  'remove-others-device': 'remove others’ devices',
  rotate: 'change the office’s key',
  'create-channel': 'create channels',
  'create-group': 'open groups',
  'edit-any-channel': 'change channels that others created',
  'add-guest-to-channel': 'let guests see a channel',
  'remove-guest-from-channel': 'take guests out of a channel',
  'delete-others-message': 'delete others’ messages',
  pin: 'pin messages',
};

/** Who may do what a person's role does not let them do, by the power that it takes. */
const refusals: ReadonlyMap<string, string> = new Map(
  POWERS.map((power) => {
    const least = leastRole(power);
    if (least === 'member') return [power, `guests do not ${doings[power]}; ask a member`];
    const who = least === 'owner' ? 'owners' : 'owners and admins';
    return [power, `only ${who} ${doings[power]}; ask one of them`];
  }),
);

/** A recovery code that was not given. */
export const NO_CODE = 'none was given';

/** A removal that was the person's own doing. */
export const LEFT = 'the person left';
/** As the detail of `removed`: another join came first. */
export const DISPLACED = 'another join came first';

/** Why a device has no part in its office where nobody removed it. */
const OUTSIDE = new Map<string | undefined, string>([
  [LEFT, 'You left this office, or put this device out of it'],
  [
    DISPLACED,
    'Somebody else had used your invite before you did, which became known only later; what is here is kept',
  ],
]);

/** What became of those who do not wait any more (`Messenger.answerTo`). */
const ANSWERS: Readonly<Record<string, string>> = {
  in: 'they were let in',
  removed: 'they were let in, and removed since',
  refused: 'they were refused, or their invite was withdrawn',
  over: 'the invite by which they came is used up or over',
  others: 'somebody else is to answer them',
  unknown: 'nobody who came has it',
};

/** One sentence or two per reason: what happened, and what to do. */
const sentences: Record<Reason, Sentence> = {
  'malformed-link': ({ detail }) => WRONG_KIND[detail] ?? UNREADABLE_LINK,
  'expired-invite': 'This invite has expired; ask a colleague for a new one.',
  'used-invite': 'This invite was used as often as it allows; ask a colleague for a new one.',
  'withdrawn-invite':
    'This invite counts no more: it was withdrawn, or somebody who made it or came by it has left; ask a colleague for a new one.',
  'unknown-invite':
    'The office does not know this invite; ask the colleague who made it to run “confab sync”, or for a new one.',
  'setup-used':
    'An office was already founded with this set-up link; ask its founder for an invite link and use “confab join”.',
  'relay-unreachable':
    'The relay did not answer; check the network and that the relay is running, then try again.',
  'relay-refused':
    'The relay does not let this device in; ask a colleague for a new invite, or whoever runs the relay.',
  'no-office': ({ data }) =>
    `The data folder ${data} belongs to no office yet; use “confab join LINK --name NAME” first, or name another folder with --data.`,
  'already-in-office': ({ data }) =>
    `The data folder ${data} already belongs to an office; name another folder with --data.`,
  'no-folder': ({ data }) =>
    `The data folder ${data} is a file or lies below one; name a folder with --data.`,
  'in-use': ({ data }) =>
    `The data folder ${data} is in use by another process; end that one, or name another folder with --data.`,
  'storage-failed': ({ data, detail }) =>
    `The data folder ${data} could not be read or written (${detail}); check its permissions and its disk.`,
  'storage-full': ({ data }) =>
    `The disk of the data folder ${data} is full; free some space, then try again.`,
  'identity-lost': ({ data }) =>
    `The keys in the data folder ${data} are lost or damaged; join again with a new invite and another folder (--data).`,
  locked: ({ data }) =>
    `The data folder ${data} is locked; give its passphrase when asked, with --passphrase-file FILE, or in the environment variable CONFAB_PASSPHRASE.`,
  'wrong-passphrase': ({ data }) =>
    `This is not the passphrase of the data folder ${data}; nothing was changed, so try again. If it is forgotten, join again with a new invite and another folder (--data).`,
  'weak-passphrase': `Use a passphrase of at least ${MIN_PASSPHRASE} characters; four or five unrelated words are best.`,
  'unknown-conversation': ({ detail }) =>
    `There is no conversation ${detail} on this device; “confab channels” lists those there are.`,
  'ambiguous-conversation': ({ detail }) =>
    `More than one conversation has this name (${detail}); write # before a channel’s name, or use an id.`,
  'unknown-message': ({ detail }) =>
    `There is no such message on this device (${detail}); “confab history CONVERSATION --json” gives the ids of those there are.`,
  'already-sent': 'It may have left this device already. Delete the message instead.',
  'invalid-name': ({ detail }) =>
    `The name ${detail} cannot be used; names have 1 to ${MAX_NAME} characters, and a channel’s only letters, digits, hyphens, dots and underscores.`,
  'name-taken': ({ detail }) => `There is a channel “${detail}” already; choose another name.`,
  'text-too-long': `A message has at most ${MAX_TEXT} characters; shorten it, or send it in parts.`,
  'act-too-large': 'This names more people and devices at once than fits; do it in smaller steps.',
  'empty-text': 'There is nothing to send; give a text, or “-” to read it from standard input.',
  'no-key':
    'The newest key of this conversation has not come to this device yet; run “confab sync” while a colleague is connected, then try again.',
  'unknown-file': ({ detail }) =>
    `No message on this device carries such a file (${detail}); “confab file list” gives the ids of those there are.`,
  'ambiguous-file': ({ detail }) =>
    `More than one file begins so (${detail}); give more of the id.`,
  'file-too-large': ({ detail }) =>
    `This file is too large to be sent (${detail}); send it in parts.`,
  'file-gone': ({ detail }) =>
    `The file could not be read to its end (${detail}); it was moved, deleted or changed meanwhile, so send it again.`,
  'file-incomplete':
    'Parts of this file are not on this device yet; run “confab file get” while somebody who has it is connected.',
  'cannot-read': ({ detail }) =>
    `The file ${detail} cannot be read; check how it is spelt and who may read it.`,
  'cannot-write': ({ detail }) =>
    `The file could not be written (${detail}); name another place with --out, or make room there, then try again.`,
  'too-many-files': `A message carries at most ${MAX_FILES} files; send the others in another one.`,
  removed: ({ data, detail }) =>
    `${OUTSIDE.get(detail) ?? 'This device was removed from its office'}; to come back, join with a new invite and another folder than ${data} (--data).`,
  displaced:
    'The relay says that the invite was used up, or had ended, before this device came; ask a colleague for a new one, and join with another folder (--data).',
  'unproven-removal':
    'The relay says that this device was removed, but brought no proof; ask an admin of the office whether you still belong to it, or whoever runs the relay.',
  'join-refused':
    'The person who was asked did not let this device in; ask for a new link, and compare the words together.',
  'unknown-member': ({ detail }) =>
    `There is nobody called ${detail} in the office; “confab members” lists its people.`,
  'ambiguous-member': ({ detail }) =>
    `More than one person has this name (${detail}); use an id from “confab members --json” instead.`,
  'unknown-device': ({ detail }) =>
    `There is no device ${detail} in the office; “confab device list” lists your own.`,
  'not-waiting': ({ detail }) =>
    `Nobody waits with this id: ${ANSWERS[detail] ?? ANSWERS.unknown}; “confab waiting” lists who does.`,
  archived: ({ detail }) =>
    `The conversation ${detail} is archived; restore it with “confab channel restore” before you write in it.`,
  'wrong-code': ({ detail }) =>
    detail === NO_CODE
      ? 'Nobody can be asked for the recovery code here; write its twelve words into a file, and name that with --code-file.'
      : 'This is no recovery code of that office; it has twelve words, so check their spelling and their order.',
  'ended-code':
    'This recovery code was used already, or ended when a newer one was made; use the newest one, or ask an admin for “confab readmit”.',
  'number-changed':
    'This is not the safety number now: a device was added or removed since, or it was mistyped. Compare what “confab verify” shows.',
  'not-allowed': ({ detail }) => `Nothing was done: ${refusals.get(detail) ?? detail}.`,
  'last-owner':
    'You are the only owner, and nobody could give roles after you; make somebody else one first: “confab role NAME owner”.',
  'no-picture':
    'This file is no picture that can be used; choose a JPEG, PNG or WebP of an ordinary size.',
  malformed: ({ detail }) => `Some data is damaged and was not used (${detail}).`,
  unsupported: ({ detail }) => `This version of Confab cannot do that (${detail}).`,
  closed: 'Confab was interrupted; what was sent is kept, so run the command again to go on.',
  timeout:
    'This took too long; check the network and that the relay is running, then run it again to go on.',
};

/** The line for anything that was thrown, with the reason's name at its end for scripts. */
export function sentenceFor(error: unknown, data: string): string {
  if (!(error instanceof ConfabError)) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return safeLine(
      `Something went wrong that Confab did not expect (${name}: ${message}); what was sent is kept.`,
    );
  }
  const { reason, message } = error;
  const sentence = sentences[reason];
  const detail = message.replace(`${reason}: `, '');
  const text = typeof sentence === 'string' ? sentence : sentence({ data, detail });
  return safeLine(`${text} [${reason}]`);
}
