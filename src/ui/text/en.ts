import type { Reason } from '../../model/errors.ts';
import { MAX_FILES, MAX_NAME, MAX_TEXT, MIN_PASSPHRASE } from '../../wire/limits.ts';
import { counted } from './counted.ts';
import { people } from './enPeople.ts';

/** English. Sentences are plain, in sentence case, without exclamation marks. */

const reasons: Record<Reason, string> = {
  'malformed-link':
    'This link cannot be read. Ask for it again and copy all of it, from “http” to its last letter.',
  'expired-invite': 'This invite has expired. Ask a colleague for a new invite link.',
  'used-invite':
    'This invite was used as often as it allows. Ask a colleague for a new invite link.',
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
  'invalid-name': `Use 1 to ${MAX_NAME} letters; a channel’s name has only letters, digits, hyphens, dots and underscores.`,
  'name-taken': 'A channel with this name exists already. Choose another name.',
  'text-too-long': `A message has at most ${MAX_TEXT.toLocaleString('en')} characters. Shorten it, or send it in parts.`,
  'empty-text': 'There is nothing to send yet. Write a message first.',
  'no-key':
    'The newest key of this conversation has not come to this device yet. It comes by itself once a colleague is online; then send again.',
  'unknown-file': 'This file is not known on this device. Its message may have been deleted.',
  'file-too-large': 'This file is too large to be sent. Send it in parts.',
  'file-gone':
    'The file could not be read to its end. It was moved, deleted or changed meanwhile; choose it again.',
  'file-incomplete': 'Parts of this file are not here yet. Wait until it is complete.',
  'too-many-files': `A message carries at most ${MAX_FILES} files. Send the others in another one.`,
  removed:
    'This device was removed from the office, so nothing can be written here any more. To come back, ask an admin for a new invite link.',
  'join-refused':
    'The person who was asked did not let this device in. Ask for a new link, and compare the words together.',
  'unknown-member': 'This person is not in the office any more.',
  'ambiguous-member': 'More than one person has this name. Choose them from the list.',
  'unknown-device': 'This device is not in the office any more.',
  archived: 'This conversation is archived. Restore it to write in it.',
  'wrong-code':
    'This is no recovery code of this office. It has twelve words; check their spelling and their order.',
  'not-allowed': 'Your role in this office does not allow this. Ask an admin to do it.',
  malformed: 'This data is damaged and was not used. Reload the page; it is fetched again.',
  unsupported:
    'This was made by a newer version of Confab. Reload the page to get the newest version; then try again.',
  closed: 'Confab was closed meanwhile. Reload the page; what you sent is kept.',
  timeout: 'This took too long and was stopped. Check your internet connection; then try again.',
};

export const en = {
  /** For dates and numbers. */
  language: 'en',
  product: 'Confab',
  /** Of the window: what waits, and where one is. */
  title: (conversation: string, office: string, unread: number) =>
    `${unread > 0 ? `(${unread}) ` : ''}${conversation ? `${conversation} · ` : ''}${office}`,
  reasons,
  unexpected: (what: string) =>
    `Something went wrong that Confab did not expect (${what}). Reload the page; what you sent is kept.`,

  ...people,

  close: 'Close',
  /** Several, as one reads them out. */
  listed: (items: readonly string[]) => new Intl.ListFormat('en').format(items),
  cancel: 'Cancel',
  tryAgain: 'Try again',
  reload: 'Reload',
  you: 'you',

  welcome: {
    title: 'Welcome to Confab',
    lead: 'A messenger for one office, kept on its own people’s devices.',
    link: 'Invite link',
    hint: 'A colleague sends you one. The first person of an office uses the set-up link that the relay printed.',
    back: 'Been here before? To use one more browser, open “Settings”, then “Devices” in the one you have, and link it from there. If you lost your devices, open the link that you kept with your recovery code, or ask an admin to let you back in.',
    relay: 'Relay: the office’s always-on computer. It sees only sealed messages.',
    open: 'Open link',
  },
  setup: {
    title: 'Create your office',
    lead: 'You are its first member and its owner. Colleagues join with links that you send them.',
    officeName: 'Office name',
    name: 'Your name',
    create: 'Create office',
    nameHint: 'As colleagues know you. You can change it later.',
  },
  join: {
    title: (office: string) => `Join ${office}`,
    lead: 'Messages are sealed on your device and open only on those of the office’s members.',
    name: 'Your name',
    join: 'Join office',
  },
  firstLock: {
    title: 'Lock this device with a passphrase',
    passphrase: 'Passphrase for this device',
    hint: 'Asked for whenever Confab opens here. Set now, it wraps all keys of this device. Nobody can give it back to you.',
  },
  locked: {
    title: 'Confab is locked',
    lead: 'The keys on this device are wrapped. Your passphrase opens them; it never leaves this device.',
    passphrase: 'Passphrase',
    unlock: 'Unlock',
    unlocking: 'Unlocking…',
    forgotten:
      'Forgotten? Nobody can open this copy without it. Clear this site’s data in the browser, join again with a new invite link, and ask an admin to remove this device.',
  },
  steps: {
    connecting: 'Connecting to the relay',
    founding: 'Creating the office',
    reading: 'Reading the member list',
    joining: 'Joining',
    asking: 'Waiting to be let in',
    label: 'Progress',
    done: 'done',
    doing: 'under way',
    failed: 'failed',
    waiting: 'waiting',
  },
  elsewhere: {
    title: 'Confab is open in another tab',
    lead: 'One tab at a time keeps your messages in order. The other tab steps aside when you go on here.',
    use: 'Use here',
  },
  failed: {
    title: 'Confab could not open',
    kept: 'Nothing was deleted.',
  },
  starting: 'Opening Confab',

  nav: {
    label: 'Conversations',
    channels: 'Channels',
    unread: (count: number) => counted(count, 'unread message', 'unread messages'),
    draft: 'Draft',
    open: 'Show conversations',
    empty: 'No channels have arrived on this device yet.',
  },
  status: {
    connected: 'Connected',
    connecting: 'Connecting…',
    offline: 'Offline: messages wait on this device',
    full: 'Not saving: this device is full',
    notSaving: 'Not saving: storage does not answer',
    waiting: (count: number) => `${count.toLocaleString('en')} waiting`,
    catchingUp: (count: number) => `${counted(count, 'message', 'messages')} received`,
    connectNow: 'Connect now',
  },
  presence: { online: 'Online', offline: 'Offline' },
  banner: {
    limit: {
      'device-quota':
        'You have sent as much as the relay takes from one device in a day: what you write now waits on this device and goes out tomorrow.',
      'office-quota':
        'The relay has no room left for this office: what you write waits on this device until its admin makes room.',
    },
    full: 'This device has no room left, so new messages are not saved. Free some disk space, then reload.',
    notSaving:
      'This browser does not store anything at the moment. Keep this tab open until your messages are sent, then reload.',
    refused:
      'The relay does not let this device in. What you write stays here. Ask an admin whether you still belong to the office.',
    clock: (minutes: number, ahead: boolean) =>
      `This device’s clock is ${counted(minutes, 'minute', 'minutes')} ${ahead ? 'ahead' : 'behind'}. Set it in the system settings, so that your messages show the right time.`,
    missing:
      'A part of Confab could not be loaded. Check your internet connection, then reload the page.',
    dismiss: 'Dismiss',
  },
  host: {
    lead: 'This is a new set-up link of your office’s own relay: it has lost what it kept. You can bring the office back; members’ devices then fill it again.',
    bring: 'Bring it back',
    done: 'The office is back at its relay. What members hold returns as they connect.',
  },
  update: { ready: 'A new version is ready.', reload: 'Reload' },

  conversation: {
    log: (name: string) => `Messages in ${name}`,
    box: (name: string) => `Message ${name}`,
    send: 'Send',
    beginning: (name: string) => `This is where ${name} begins.`,
    empty: 'No messages yet. Write the first one below.',
    alone: 'You are the only member so far. Invite somebody to talk to.',
    inviteFirst: 'Invite a colleague',
    unread: 'New',
    unreadLine: 'New messages',
    newBelow: (count: number) => `${count.toLocaleString('en')} new below`,
    newAbove: (count: number) => `${count.toLocaleString('en')} new above`,
    toNewest: 'To the newest',
    loading: 'Loading messages',
    older: 'Loading older messages',
    missing: 'That message is not on this device. It may not have arrived yet.',
    choose: 'Choose a conversation on the left.',
    future: 'Dated in the future: the writer’s clock is ahead.',
    left: (count: number) => `${counted(count, 'character', 'characters')} left`,
    over: (count: number) => `${counted(count, 'character', 'characters')} too many`,
    notSent: (sentence: string) => `Not sent. ${sentence}`,
    article: (author: string, time: string) => `${author}, ${time}`,
  },
  markdown: { done: 'Done:', open: 'To do:', table: 'Table' },
  actions: {
    label: 'Message actions',
    react: 'React',
    reply: 'Reply',
    thread: 'Reply in thread',
    edit: 'Edit',
    delete: 'Delete',
    pin: 'Pin',
    unpin: 'Unpin',
    copyLink: 'Copy link',
    copied: 'Copied',
    markUnread: 'Mark unread',
    /** Something was not done; the sentence says why. */
    failed: (sentence: string) => `Not done. ${sentence}`,
  },
  message: {
    edited: 'edited',
    /** Of a button that shows the earlier texts. */
    versions: (count: number) => `Edited: ${counted(count, 'earlier version', 'earlier versions')}`,
    deleted: 'Message deleted',
    deletedBy: (name: string) => `Message deleted by ${name}`,
    pinned: 'Pinned',
    quote: (name: string) => `In answer to ${name}`,
    quoteMissing: 'A message that is not loaded',
    quoteDeleted: 'A deleted message',
    editBox: 'Edit message',
    save: 'Save',
    deleteTitle: 'Delete this message?',
    deleteLead:
      'It disappears for everybody who has it, also from devices that are offline now, once they connect. This cannot be undone.',
    reactors: (names: string) => `by ${names}`,
    addReaction: 'Add a reaction',
    replies: (count: number) => counted(count, 'reply', 'replies'),
    lastReply: (time: string) => `last ${time}`,
    newReplies: (count: number) => `${count.toLocaleString('en')} new`,
  },
  thread: {
    title: 'Thread',
    close: 'Close thread',
    box: 'Reply in thread',
    log: 'Messages in the thread',
    also: (name: string) => `Also send to ${name}`,
    missing: 'The message that this thread is about is not here yet.',
    alone: 'No replies yet.',
  },
  pins: {
    open: 'Pinned messages',
    title: 'Pinned messages',
    close: 'Close pinned messages',
    empty: 'Nothing is pinned here. “Pin” at a message keeps it at hand for everybody.',
    older: 'Look in older messages',
    show: 'Show in conversation',
  },
  answering: (name: string) => `Answering ${name}`,
  notAnswering: 'Do not answer',
  emoji: {
    picker: 'Emoji',
    search: 'Search emoji',
    recent: 'Recent',
    none: 'No emoji has that name.',
    skin: 'Skin tone',
    skins: ['No skin tone', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'],
    groups: {
      0: 'Smileys',
      1: 'People',
      3: 'Animals and nature',
      4: 'Food and drink',
      5: 'Travel and places',
      6: 'Activities',
      7: 'Objects',
      8: 'Symbols',
      9: 'Flags',
    } as Readonly<Record<number, string>>,
  },
  completion: {
    label: 'Suggestions',
    channel: 'Everybody in this conversation',
    here: 'Everybody who is here now',
  },
  delivery: {
    local: 'Only on this device',
    relay: 'Kept by the relay',
    /** This device counts too. */
    devices: (count: number) => `On ${count.toLocaleString('en')} devices`,
  },

  invite: {
    open: 'Invite people',
    title: 'Invite people',
    lead: (office: string) =>
      `Whoever has this link can join ${office}. Send it only to the people you mean.`,
    link: 'Invite link',
    copy: 'Copy link',
    copied: 'Copied',
    copyFailed: 'The browser did not allow copying. Select the link and copy it by hand.',
    qr: 'QR code of the invite link',
    qrHint: 'Scan to join with a phone.',
    terms: (uses: number, until: string) =>
      uses === 1 ? `Works once, until ${until}.` : `Works ${uses} times, until ${until}.`,
    uses: 'Number of people',
    expires: 'Works for',
    days: (days: number) => counted(days, 'day', 'days'),
    again: 'Make another link',
    againHint: 'Links made before keep working until they expire.',
    making: 'Making a link',
  },
  channel: {
    open: 'Create channel',
    title: 'Create channel',
    lead: 'A channel is open to everybody in the office.',
    name: 'Channel name',
    hint: 'Lower case, such as “design” or “office-news”.',
    create: 'Create channel',
  },
  members: {
    open: 'Members',
    title: 'Members',
    online: 'Online',
    offline: 'Offline',
    roles: { owner: 'Owner', admin: 'Admin', member: 'Member', guest: 'Guest' },
    close: 'Close members',
  },
  settings: {
    open: 'Settings',
    title: 'Settings',
    general: 'General',
    devices: 'Devices',
    office: 'Office',
    profile: 'Profile',
    name: 'Your name',
    save: 'Save name',
    saved: 'Saved',
    appearance: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    about: 'About',
    version: 'Version',
    compare: (version: string) =>
      `The hash over all its files. To check it, build version ${version} yourself with “npm run build” and compare with “hash” in dist/hashes.json.`,
    device: 'This device',
    data: 'Your data',
    here: 'In this browser, on this device. Colleagues’ devices hold their own copies.',
    used: (amount: string) => `${amount} in use.`,
    persistent: 'The browser keeps it until you remove it.',
    fleeting:
      'The browser may clear it when the disk runs full; what the relay or colleagues hold comes back after you join again.',
  },
  lock: {
    title: 'Passphrase',
    lead: 'Without one, whoever can use this browser profile can read your messages.',
    isSet:
      'Asked for whenever Confab opens here. Without it, nobody can read the messages on this device.',
    keysStay:
      'This browser holds the keys with which this device signs so that nobody can read them, and so nobody can wrap them: ask an admin to remove a device that was stolen.',
    set: 'Set a passphrase',
    now: 'Lock now',
    change: 'Change passphrase',
    remove: 'Remove passphrase',
    current: 'Current passphrase',
    next: 'New passphrase',
    again: 'New passphrase again',
    hint: 'Four or five unrelated words are best. Nobody can give it back to you: write it down.',
    differ: 'The two are not the same. Type the new passphrase again.',
    save: 'Save passphrase',
  },
};
