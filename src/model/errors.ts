/**
 * Every way in which Confab can fail a person or a program, by name. Faces turn a reason into one
 * sentence that says what happened and what to do.
 */
export type Reason =
  | 'malformed-link' // an invite or set-up link that cannot be read
  | 'expired-invite'
  | 'used-invite' // all its uses are taken
  | 'withdrawn-invite' // revoked, or who made it was removed
  | 'unknown-invite' // the office does not know it
  | 'setup-used' // the set-up link already founded an office
  | 'relay-unreachable'
  | 'relay-refused' // the relay closed the connection: no member, no valid proof
  | 'no-office' // the data folder or profile belongs to no office yet
  | 'already-in-office'
  | 'no-folder' // what should be the data folder is a file, or lies below one
  | 'in-use' // another process or tab has the data
  | 'storage-failed' // a write or an open did not succeed
  | 'storage-full'
  | 'identity-lost' // the data is there, its keys are not
  | 'locked' // keys are wrapped under a passphrase that was not given
  | 'wrong-passphrase'
  | 'weak-passphrase' // too short, or longer than anybody types
  | 'unknown-conversation'
  | 'ambiguous-conversation'
  | 'unknown-message'
  | 'already-sent' // it may have left this device, so it cannot be taken back
  | 'invalid-name'
  | 'name-taken'
  | 'text-too-long'
  | 'act-too-large' // what somebody does to the office at once names more than one entry can hold
  | 'empty-text'
  | 'not-allowed'
  | 'last-owner' // who leaves is the only one who can give roles
  | 'no-key' // the newest key has not come here yet
  | 'unknown-file' // no message here carries it
  | 'ambiguous-file'
  | 'file-too-large'
  | 'file-gone' // the original was deleted or changed while it was read
  | 'file-incomplete' // parts of it are not here yet
  | 'cannot-read' // a file that a person named cannot be read
  | 'cannot-write' // a file that a person named cannot be written
  | 'too-many-files'
  | 'removed' // this device, or its member, was removed from the office
  | 'displaced' // the relay says that this device's join does not count: its invite was used up, or had ended, before
  | 'unproven-removal' // the relay says that this device was removed, and brought nothing that shows it
  | 'join-refused' // somebody who was asked did not let this device in
  | 'unknown-member'
  | 'ambiguous-member'
  | 'unknown-device'
  | 'not-waiting' // nobody waits to be let in there: they were answered, or never came
  | 'archived' // the conversation is archived
  | 'wrong-code' // a recovery code that is none, or not of this office
  | 'ended-code' // a recovery code that was used, or withdrawn
  | 'number-changed' // a safety number that is not what both people's devices give now
  | 'no-picture' // a file that is no picture, or none within bounds
  | 'malformed' // bytes that do not follow wire/SPEC.md
  | 'unsupported'
  | 'closed'
  | 'timeout';

/** An error with a typed reason; the message names the offending value, for logs and developers. */
export class ConfabError extends Error {
  override readonly name = 'ConfabError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(`${reason}: ${message}`, options);
    this.reason = reason;
  }
}
