import { counted } from './grammar.ts';

/** English: what a person can set. */
export const settings = {
  settings: {
    open: 'Settings',
    title: 'Settings',
    general: 'General',
    devices: 'Devices',
    office: 'Office',
    name: 'Your name',
    save: 'Save name',
    saved: 'Saved',
    appearance: 'Appearance',
    picture: 'Your picture',
    choosePicture: 'Choose a picture',
    removePicture: 'Remove the picture',
    theme: 'Theme',
    density: 'Messages',
    densities: { comfortable: 'Roomy', compact: 'Close together' },
    textSize: 'Text size',
    textSizes: { small: 'Small', normal: 'Normal', large: 'Large', larger: 'Larger' },
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    systemLanguage: 'As the system',
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
  officeSettings: {
    invites: 'Open invites',
    noInvites: 'There is none that you can withdraw.',
    kinds: {
      member: 'Invite for members',
      guest: 'Invite for guests',
      device: 'Link to a device',
      recovery: 'Recovery code',
    },
    invite: (used: number, uses: number, until: string) =>
      `Used ${used} of ${counted(uses, { one: '# time', other: '# times' })}, until ${until}`,
    by: (name: string) => `by ${name}`,
    withdraw: 'Withdraw',
    withdrawIt: (kind: string) => `Withdraw: ${kind}`,
    rotate: 'The office’s key',
    rotateLead:
      'What is written is sealed with it. It changes by itself whenever a person or a device is removed. Change it by hand when somebody may have copied it.',
    rotateNow: 'Change the key now',
    rotated: 'The key has changed.',
    leave: 'Leave the office',
    leaveLead:
      'All your devices are put out, and only a new invite brings you back. What you wrote stays with your colleagues.',
    leaveOwner:
      'You are the only owner: when you leave, nobody can give roles any more. Make somebody else an owner first.',
    leaveNow: (office: string) => `Leave ${office}`,
  },
};
