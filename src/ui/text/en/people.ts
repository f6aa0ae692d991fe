import { counted } from './grammar.ts';

/** English: people, devices and roles. */
export const people = {
  members: {
    open: 'Members',
    title: 'Members',
    roles: { owner: 'Owner', admin: 'Admin', member: 'Member', guest: 'Guest' },
    close: 'Close members',
  },
  member: {
    back: 'Back to all members',
    message: 'Message',
    role: 'Role',
    roleHints: {
      owner: 'May do everything, also give roles.',
      admin: 'May remove people and devices, change keys, and moderate.',
      member: 'May invite, create channels and write.',
      guest: 'Sees only the channels and groups they were taken into.',
    },
    guestChannels: 'Sees',
    guestNone: 'No channels yet',
    devices: 'Devices',
    noDevices: 'No devices any more. An admin can let them back in.',
    readmit: 'Let back in with a new device',
    readmitTitle: (name: string) => `Let ${name} back in`,
    readmitLead: (name: string) =>
      `Whoever opens this link becomes ${name}. Give it only to ${name}, face to face or by a way you trust. It works once.`,
    readmitBox: 'Link for the new device',
    readmitQr: 'QR code of the link for the new device',
    remove: 'Remove from the office',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeLead: (name: string, devices: number) =>
      `${name} is put out with ${counted(devices, { one: '# device', other: '# devices' })}, is told, and can write nothing more.`,
    removeKeys:
      'The office’s key changes in the same step, so that they read nothing new, also not from the relay.',
    removeKept: 'What they have read stays on their devices. What they wrote stays with you.',
    removeNow: (name: string) => `Remove ${name}`,
    removeNamed: (name: string) => `Remove from the office: ${name}`,
  },
  device: {
    name: 'Device name',
    on: (browser: string, system: string) => `${browser} on ${system}`,
    browser: 'Browser',
    unnamed: (start: string) => `Device ${start}`,
    self: 'this device',
    since: (date: string) => `Since ${date}`,
    frozen: 'Sent two different things in one place: nothing it writes counts any more',
    renameIt: 'Rename',
    rename: (name: string) => `Rename ${name}`,
    remove: (name: string) => `Remove device: ${name}`,
    removeIt: 'Remove device',
    removeSure: (name: string) =>
      `${name} is told and closes the office. The office’s key changes, so that it reads nothing new. What it holds already stays on it.`,
    save: 'Save device name',
  },
  devices: {
    title: 'Your devices',
    lead: 'Each holds its own copy of your conversations and signs what you write.',
    link: 'Link a device',
    linkLead:
      'Scan the code with the other device, or open the link in the other browser. Then compare the words that both show.',
    linkBox: 'Link for the other device',
    linkQr: 'QR code of the link for the other device',
    linkQrHint: 'Scan with the other device.',
    linkLife: (time: string) => `Works for ${time} more, once.`,
    linkOver: 'This link has expired.',
    linkAgain: 'Make a new link',
    linked: (name: string) => `${name} is linked.`,
    stop: 'Stop linking',
    terminal: 'For the terminal client, run “confab join” with this link.',
  },
  recovery: {
    title: 'Recovery code',
    lead: 'Twelve words that bring you back when you lost all your devices. Whoever has them can come in as you: keep them on paper, away from your devices.',
    none: 'You have no recovery code yet.',
    some: 'You have a recovery code. A new one ends it.',
    make: 'Make a recovery code',
    again: 'Make a new one',
    once: 'Shown this once. Write the words down in their order, together with the link of the page that takes them.',
    list: 'Your recovery code',
    copy: 'Copy words',
    print: 'Print',
    link: 'Link of the recovery page',
    done: 'I have written them down',
    sheet: (office: string, name: string) => `Recovery code of ${name} for ${office}`,
  },
  waiting: {
    title: 'Waiting to come in',
    device: (name: string) => `${name} wants to become a device of yours.`,
    readmit: (name: string, device: string) => `${device} wants to become a device of ${name}.`,
    person: (name: string) => `${name} wants to join.`,
    compare: 'Approve only if the other side shows these words.',
    approve: 'Approve',
    refuse: 'Refuse',
    /** In place of a name. */
    somebody: 'Somebody',
  },
  verify: {
    title: (name: string) => `Verify ${name}`,
    heading: 'Verification',
    lead: (name: string) =>
      `Meet ${name} or call them. If both of you see the same number, nobody stands between you, and each device is theirs.`,
    number: 'Safety number',
    qr: 'QR code of the safety number',
    qrHint: 'Or scan this with their camera: it shows the same digits.',
    mark: 'Mark as verified',
    unmark: 'Not verified any more',
    open: 'Verify',
    again: 'Verify again',
    states: {
      none: 'Not verified',
      verified: 'Verified',
      changed: 'Devices changed since you verified them',
    },
    changedLead: (name: string) =>
      `${name} has other devices than when you compared. Compare again before you tell them anything that matters.`,
  },
  notices: {
    deviceAdded: (name: string, device: string) => `${name} added a device: ${device}.`,
    ownDeviceAdded: (device: string) => `You added a device: ${device}.`,
    deviceAddedBy: (name: string, device: string, by: string) =>
      `${by} let ${name} back in with a new device: ${device}.`,
    verifiedChanged: (name: string) =>
      `The devices of ${name}, whom you verified, have changed. If ${name} did not tell you why, somebody else may be writing as them.`,
    deviceFrozen: (name: string, device: string) =>
      `A device of ${name} (${device}) sent two different things in one place. Nothing it writes counts any more.`,
    deviceAsks: (name: string, device: string, by: string) =>
      `${by} let ${name} back in with a new device (${device}). Your groups and direct messages with ${name} are closed to it. Ask ${name} in person, then let it in.`,
    youLetBack: (name: string, device: string) =>
      `You let ${name} back in with a new device: ${device}.`,
    youLetBackAsks: (name: string, device: string) =>
      `You let ${name} back in with a new device (${device}). Your groups and direct messages with ${name} are closed to it. Let it in once ${name} has told you in person that it works.`,
    letIn: 'Let it in',
    secondOwner:
      'You are the only owner. If you lose your devices, nobody can give roles any more: make somebody else an owner too.',
    recoveryEnded: 'Your recovery code ended with the device that made it: make a new one.',
    waiting: (count: number) =>
      counted(count, {
        one: '# person or device waits to come in.',
        other: '# people or devices wait to come in.',
      }),
    review: 'Review',
    show: 'Show',
    openMembers: 'Choose a second owner',
    removeDevice: 'Remove device',
    more: (count: number) => counted(count, { one: '# more notice', other: '# more notices' }),
  },
};
