import type { FileFailure } from '../../../messenger/messenger.ts';
import { counted } from './grammar.ts';

/** English: files, in messages, on their way and in their lists. */

const failures: Record<FileFailure, string> = {
  'file-too-large': 'Too large to be sent or fetched.',
  'file-gone': 'The file was moved, changed or deleted while it was read. Choose it again.',
  malformed: 'It is not what its message says, so nobody can have it. Ask its sender for it again.',
  'storage-full': 'This device has no room for it. Free some space; then try again.',
  'storage-failed': 'This device could not store it. Try again.',
};

/** As an object of their own: their names are those of other areas. */
export const files = {
  attach: 'Attach files',
  failures,
  drop: (conversation: string) => `Drop files to send them to ${conversation}`,
  dropInThread: 'Drop files to send them to the thread',
  pasted: (when: string) => `Pasted picture ${when}`,
  tooMany: (most: number) => `A message carries at most ${most} files. The others were left out.`,

  tray: {
    label: 'Files to send',
    remove: (name: string) => `Remove ${name}`,
    retry: (name: string) => `Try ${name} again`,
    preparing: 'Preparing',
    taking: (done: string, total: string) => `${done} of ${total}`,
    keep: 'Keep place and camera details in pictures',
    tells: (name: string) =>
      `${name} may still tell where it was taken: these details cannot be removed from it.`,
  },
  sending: {
    label: 'On its way',
    with: (count: number, caption: string) =>
      `Sending ${counted(count, { one: '# file', other: '# files' })}${caption ? ` with “${caption}”` : ''}`,
    failed: (sentence: string) => `Not sent. ${sentence}`,
    stop: 'Stop',
    retry: 'Try again',
  },

  label: (count: number) => counted(count, { one: '# file', other: '# files' }),
  openPicture: (name: string) => `Open picture ${name}`,
  fetch: (name: string) => `Fetch ${name}`,
  stop: (name: string) => `Stop fetching ${name}`,
  download: (name: string) => `Download ${name}`,
  preview: (name: string) => `Preview ${name}`,
  play: (name: string) => `Play ${name}`,
  more: (name: string) => `More about ${name}`,
  fetching: (here: string, size: string, speed: string) => `${here} of ${size} · ${speed} a second`,
  partly: (here: string, size: string) => `${here} of ${size} here`,
  notHere: 'not on this device',
  waiting: 'comes when somebody who has it is here',
  waitingFor: (holder: string, seen: string) => `waits for ${holder}, last seen ${seen}`,
  progress: (name: string) => `Progress of ${name}`,

  holders: {
    title: 'Who has it',
    device: (person: string, device: string) => `${person}’s ${device}`,
    unnamed: (person: string) => `${person}’s device`,
    self: 'This device',
    relay: 'The relay',
    relayUntil: (date: string) => `The relay, until ${date}`,
    here: 'here now',
    seen: (when: string) => `last seen ${when}`,
    part: (percent: string) => `${percent} of it`,
    nobody: 'Nobody who is known to have it has been met yet.',
    keep: 'Keep on this device',
    keepHint: 'It is never let go of to make room.',
    drop: 'Remove from this device',
  },

  viewer: {
    label: (name: string) => `Viewing ${name}`,
    close: 'Close',
    next: 'Next',
    previous: 'Previous',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    reset: 'Fit to the window',
    download: 'Download',
    position: (index: number, count: number) => `${index} of ${count}`,
    broken: 'This file cannot be shown here. You can still download it.',
    longer: (size: string) => `Only the beginning is shown. Download it to read all ${size}.`,
  },

  panel: {
    open: 'Files',
    title: 'Files',
    close: 'Close files',
    kind: 'Kind',
    kinds: { all: 'All', picture: 'Pictures', media: 'Sound and film', other: 'Documents' },
    person: 'Sent by',
    anybody: 'Anybody',
    since: 'Since',
    show: 'Show message',
    empty: 'No files yet. Drop one into the conversation, or use the paper clip.',
    none: 'No file is like that. Choose other filters.',
  },

  settings: {
    title: 'Files',
    used: (used: string, most: string) => `${used} of ${most} for files in use.`,
    fetchUpTo: 'Fetch by itself',
    fetchChoices: {
      none: 'Nothing',
      small: 'Up to 2 MB',
      medium: 'Up to 10 MB',
      all: 'Everything',
    },
    most: 'Room for files on this device',
    mostHint: 'When it is full, files that were not used for long and that others have go first.',
  },
};
