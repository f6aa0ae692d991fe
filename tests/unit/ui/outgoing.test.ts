import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Prepare } from '../../../src/files/prepared.ts';
import type { Files, Messenger, Upload } from '../../../src/messenger/messenger.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import type { ConversationId, EntryId } from '../../../src/model/ids.ts';
import type { DraftKey, Drafts } from '../../../src/ui/app.ts';
import { createOutgoingFiles, type OutgoingFiles } from '../../../src/ui/files/outgoing.ts';
import { createTray } from '../../../src/ui/files/tray.ts';
import { MAX_FILES } from '../../../src/wire/limits.ts';

const general = 'AAAAAAAAAAAAAAAAAAAAAA' as ConversationId;

/** Files that are being taken in for ever. */
const files = {
  take: (): Upload => ({
    state: makeSource({ kind: 'taking', done: 0, total: 1 } as const),
    ready: new Promise(() => {}),
    cancel: () => {},
  }),
} as unknown as Files;
const prepare: Prepare = () => Promise.reject(new Error('no picture is among them'));
const file = (name: string): File => new File(['words'], name, { type: 'text/plain' });

function makeDrafts(): Drafts {
  const all = makeSource<ReadonlyMap<DraftKey, string>>(new Map());
  return { all, set: (key, text) => all.set(new Map(all.get()).set(key, text)) };
}

/** An office that is open until `close`. */
function openOffice(drafts: Drafts): OutgoingFiles & { close(): void } {
  const send = async (): Promise<EntryId> => 'id' as EntryId;
  const messenger = { files, send } as unknown as Messenger;
  return createRoot((close) => ({
    ...createOutgoingFiles({ messenger, prepare, drafts }),
    close,
  }));
}

/** Whether the window would ask before it goes. */
function asks(): boolean {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}

beforeEach(() => void vi.stubGlobal('window', new EventTarget()));
afterEach(() => void vi.unstubAllGlobals());

test('what is on its way when the page goes leaves its words in the draft', () => {
  const drafts = makeDrafts();
  const office = openOffice(drafts);
  expect(asks()).toBe(false);
  office.of(general).tray.add([file('a.txt')]);
  office.of(general).send('with a file', {});
  drafts.set(general, 'and more');
  expect(asks()).toBe(true);
  window.dispatchEvent(new Event('pagehide'));
  expect(drafts.all.get().get(general)).toBe('with a file\nand more');
  office.close();
});

test('an office that is closed keeps the words once and has no say in the window any more', () => {
  const drafts = makeDrafts();
  const office = openOffice(drafts);
  office.of(general).tray.add([file('a.txt')]);
  office.of(general).send('with a file', {});
  office.close();
  expect(drafts.all.get().get(general)).toBe('with a file');
  expect(asks()).toBe(false);
  // The device is wiped.
  drafts.set(general, '');
  window.dispatchEvent(new Event('pagehide'));
  expect(drafts.all.get().get(general)).toBe('');
});

test('a tray that was emptied refuses nothing', () => {
  createRoot((dispose) => {
    const tray = createTray(files, prepare);
    tray.add(Array.from({ length: MAX_FILES + 1 }, (_, index) => file(`${index}.txt`)));
    expect(tray.refused()).toBe('too-many-files');
    tray.empty();
    expect(tray.refused()).toBe(null);
    dispose();
  });
});
