/** English: before an office is open, and after one was left. */
export const start = {
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
      'Forgotten? Nobody can open this copy without it. Clear this site’s data in the browser. Then link it from another of your devices, use your recovery code, or ask an admin to let you back in, and have this device removed.',
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
  link: {
    title: (office: string) => `Link this browser to ${office}`,
    lead: 'It becomes one more device of yours, with the same conversations. If you made the link, the device that made it must let this browser in.',
    nameHint: 'Colleagues see it beside your name. You can change it later.',
    link: 'Link this browser',
  },
  recover: {
    title: (office: string) => `Come back to ${office}`,
    lead: 'Your recovery code makes this browser a device of yours again. It works once; make a new one afterwards.',
    code: 'Recovery code',
    count: (words: number) => `Twelve words, in their order. ${words} of 12 so far.`,
    recover: 'Come back',
  },
  words: {
    label: 'Words to compare',
    compareLink:
      'Compare these words with the other device. Approve there only if it shows the same ones.',
    compareJoin:
      'A colleague must let you in, and sees these words too. Read them to each other, by telephone or face to face.',
    late: 'Nobody let this browser in while the link worked. Ask for a new link, and open it while the other side is ready.',
  },
  removed: {
    title: (office: string) => `You were removed from ${office}`,
    titleDevice: (office: string) => `This device has left ${office}`,
    titleOnly: (office: string) => `This device was removed from ${office}`,
    titleDisplaced: (office: string) => `You are not in ${office} after all`,
    by: (name: string) => `${name} removed this device.`,
    byYou: 'You removed it, from another of your devices.',
    displaced:
      'Somebody else had used your invite link before you did; that became known only after you came in.',
    kept: 'This browser still holds what it had until then: messages, names and keys. Nothing new comes here, and colleagues keep their own copies.',
    back: 'To come back, ask a colleague for a new invite link. Delete what is here first.',
    backStill:
      'You still belong to the office. To use this browser again, delete what is here first. Then link it from another of your devices, use your recovery code, or ask an admin to let you back in.',
    delete: 'Delete everything here',
    sure: 'Delete all messages and keys of this office from this browser? This cannot be undone.',
  },
};
