import { counted } from './grammar.ts';

/** English. Sentences are plain, in sentence case, without exclamation marks. */
export const core = {
  product: 'Confab',
  unexpected: (what: string) =>
    `Something went wrong that Confab did not expect (${what}). Reload the page; what you sent is kept.`,
  /** Of the window: what waits, and where one is. */
  title: (conversation: string, office: string, unread: number) =>
    `${unread > 0 ? `(${unread}) ` : ''}${conversation ? `${conversation} · ` : ''}${office}`,
  close: 'Close',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  reload: 'Reload',
  you: 'you',
  nav: {
    label: 'Conversations',
    channels: 'Channels',
    unread: (count: number) =>
      counted(count, { one: '# unread message', other: '# unread messages' }),
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
    catchingUp: (count: number) =>
      `${counted(count, { one: '# message', other: '# messages' })} received`,
    connectNow: 'Connect now',
  },
  banner: {
    limit: {
      'device-quota':
        'You have sent as much as the relay takes from one person in a day, with all devices: what you write now waits on this device and goes out tomorrow.',
      'office-quota':
        'The relay has no room left for this office: what you write waits on this device until its admin makes room.',
    },
    full: 'This device has no room left, so new messages are not saved. Free some disk space, then reload.',
    notSaving:
      'This browser does not store anything at the moment. Keep this tab open until your messages are sent, then reload.',
    refused:
      'The relay does not let this device in. What you write stays here. Ask an admin whether you still belong to the office.',
    clock: (minutes: number, ahead: boolean) =>
      `This device’s clock is ${counted(minutes, { one: '# minute', other: '# minutes' })} ${ahead ? 'ahead' : 'behind'}. Set it in the system settings, so that your messages show the right time.`,
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
};
