import type { Reason } from '../../../model/errors.ts';
import { MAX_FILES, MAX_NAME, MAX_TEXT, MIN_PASSPHRASE } from '../../../wire/limits.ts';
import { number } from './grammar.ts';

/** English: why something did not work, and what to do. */
export const reasons: Record<Reason, string> = {
  'malformed-link':
    'This link cannot be read. Ask for it again and copy all of it, from “http” to its last letter.',
  'expired-invite': 'This invite has expired. Ask a colleague for a new invite link.',
  'used-invite':
    'This invite was used as often as it allows. Ask a colleague for a new invite link.',
  'withdrawn-invite':
    'This invite counts no more: it was withdrawn, or somebody who made it or came by it has left. Ask a colleague for a new invite link.',
  'unknown-invite': 'The office does not know this invite. Ask a colleague for a new invite link.',
  'setup-used':
    'An office was already founded with this set-up link. Ask its founder for an invite link.',
  'relay-unreachable':
    'The relay did not answer. Check your internet connection, or ask the person who runs the relay whether it is on; then try again.',
  'relay-refused':
    'The relay does not let this device in. Ask a colleague for a new invite link, or the person who runs the relay for help.',
  'no-office': 'This browser belongs to no office yet. Open an invite link to join one.',
  'already-in-office':
    'This browser already belongs to an office. To use the link, open it in another browser or browser profile.',
  'no-folder': 'The data should be in a folder, and a file is in its place. Choose another folder.',
  'in-use': 'Confab is open in another tab. Close that tab, or use it there.',
  'storage-failed':
    'This browser could not store data. Check that it is not in a private window and that the disk has room; then reload the page.',
  'storage-full':
    'This device has no room left for messages. Free some disk space; then try again.',
  'identity-lost':
    'The messages are here, but the keys of this device are gone, so nobody can know it as yours. Join again with a new invite link.',
  locked: 'Confab is locked on this device. Type your passphrase to open it.',
  'wrong-passphrase':
    'This is not the passphrase of this device. Check capital letters and the keyboard’s language; then try again.',
  'weak-passphrase': `Use at least ${MIN_PASSPHRASE} characters; four or five unrelated words are best.`,
  'unknown-conversation':
    'This conversation is not on this device. It may not have arrived yet; choose another one on the left.',
  'ambiguous-conversation': 'More than one conversation has this name. Open it from the list.',
  'unknown-message':
    'This message is not on this device. It may not have arrived yet; try again later.',
  'already-sent':
    'This may have left this device already, so it cannot be cancelled. Delete the message instead.',
  'invalid-name': `Use 1 to ${MAX_NAME} letters; a channel’s name has only letters, digits, hyphens, dots and underscores.`,
  'name-taken': 'A channel with this name exists already. Choose another name.',
  'text-too-long': `A message has at most ${number(MAX_TEXT)} characters. Shorten it, or send it in parts.`,
  'act-too-large': 'This names more people and devices at once than fits. Do it in smaller steps.',
  'empty-text': 'There is nothing to send yet. Write a message first.',
  'no-key':
    'The newest key of this conversation has not come to this device yet. It comes by itself once a colleague is online; then send again.',
  'ambiguous-file': 'More than one file begins so. Choose it from the list.',
  'unknown-file': 'This file is not known on this device. Its message may have been deleted.',
  'file-too-large': 'This file is too large to be sent. Send it in parts.',
  'file-gone':
    'The file could not be read to its end. It was moved, deleted or changed meanwhile; choose it again.',
  'file-incomplete': 'Parts of this file are not here yet. Wait until it is complete.',
  'cannot-read': 'The file could not be read. Choose another one, or check who may read it.',
  'cannot-write': 'The file could not be written. Choose another place, or free some space there.',
  'too-many-files': `A message carries at most ${number(MAX_FILES)} files. Send the others in another one.`,
  removed:
    'This device was removed from the office, so nothing can be written here any more. To come back, ask an admin for a new invite link.',
  displaced:
    'The relay says that your invite was used up, or had ended, before you came. What you wrote stays here; ask a colleague for a new invite link.',
  'unproven-removal':
    'The relay says that this device was removed, but brought no proof. The office stays open, and what you write stays here; ask an admin whether you still belong to it.',
  'join-refused':
    'The person who was asked did not let this device in. Ask for a new link, and compare the words together.',
  'unknown-member': 'This person is not in the office any more.',
  'ambiguous-member': 'More than one person has this name. Choose them from the list.',
  'unknown-device': 'This device is not in the office any more.',
  'not-waiting': 'This was answered already, so nobody waits here any more.',
  archived: 'This conversation is archived. Restore it to write in it.',
  'wrong-code':
    'This is no recovery code of this office. It has twelve words; check their spelling and their order.',
  'ended-code':
    'This recovery code was used already, or ended when a newer one was made. Use the newest one, or ask an admin to let you back in.',
  'number-changed':
    'The safety number changed while you compared it: a device was added or removed. Compare it once more.',
  'not-allowed': 'Your role in this office does not allow this. Ask an admin to do it.',
  'last-owner':
    'You are the only owner, and nobody could give roles after you. Make somebody else an owner first, then leave.',
  'no-picture':
    'This file is no picture that can be used. Choose a JPEG, PNG or WebP of an ordinary size.',
  malformed: 'This data is damaged and was not used. Reload the page; it is fetched again.',
  unsupported:
    'This was made by a newer version of Confab. Reload the page to get the newest version; then try again.',
  closed: 'Confab was closed meanwhile. Reload the page; what you sent is kept.',
  timeout: 'This took too long and was stopped. Check your internet connection; then try again.',
};
