/**
 * Every screen of the browser face without a network: `?scene=NAME`. Serve it with
 * `npx vite --config tests/support/gallery/vite.config.ts`.
 */
import { render } from 'solid-js/web';
import { preparePicture } from '../../../src/adapters/browser/pictures.ts';
import { makeSource } from '../../../src/messenger/observable.ts';
import { ConfabError } from '../../../src/model/errors.ts';
import { App } from '../../../src/ui/App.tsx';
import type { App as AppContract, Entering, Session } from '../../../src/ui/app.ts';
import {
  keepBegun,
  keepDensity,
  keepDrafts,
  keepFolded,
  keepLanguage,
  keepPositions,
  keepRecent,
  keepSearches,
  keepTextSize,
  keepTheme,
  keepTyped,
} from '../../../src/ui/keep.ts';
import { chosenLanguage } from '../../../src/ui/text/languages.ts';
import { speak } from '../../../src/ui/text/text.ts';
import { type FakeMessenger, type FakeOptions, makeFakeMessenger } from '../fakeMessenger.ts';

declare global {
  interface Window {
    fake?: FakeMessenger;
  }
}

const asked = new URLSearchParams(location.search);
const scene = asked.get('scene') ?? 'office';

const offices: Record<string, FakeOptions> = {
  office: { unread: 4 },
  read: {},
  many: { messages: 10_000 },
  pages: { messages: 2_000, page: 120 },
  behind: { messages: 10_000, unread: 60 },
  few: { messages: 3, unread: 2 },
  empty: { empty: true },
  alone: { empty: true, members: 1 },
  offline: { connection: { kind: 'offline' }, outbox: 3 },
  connecting: {
    connection: { kind: 'connecting' },
    progress: { kind: 'catching-up', received: 1240, held: 120_400, lacking: 380_000 },
  },
  refused: { connection: { kind: 'refused', turned: 'relay-refused' } },
  full: { saving: { kind: 'not-saving', why: 'full' } },
  'not-saving': { saving: { kind: 'not-saving', why: 'failed' } },
  clock: { clockOffset: 4 * 60_000 },
  slow: { slow: 60_000 },
  rooms: { rooms: true },
  files: { files: true },
  guest: { rooms: true, role: 'guest' },
  'long-names': {
    office: 'Wilhelmina van den Broek-Oosterhuis & Daughters, Architects and Surveyors',
    unread: 2,
  },
};

const pause = (time: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new ConfabError('closed', 'left'));
    });
  });

const session = makeSource<Session>({ kind: 'starting' });
const open = (options: FakeOptions): void => {
  const messenger = makeFakeMessenger(options);
  window.fake = messenger;
  session.set({
    kind: 'open',
    messenger,
    ...(scene === 'notice' ? { notice: 'already-in-office' } : {}),
    ...(scene === 'host' ? { host: hostAgain } : {}),
  });
};

/** The first try meets a relay that does not answer. */
let tries = 0;
async function hostAgain(): Promise<void> {
  await pause(100, new AbortController().signal);
  if (tries++ === 0) throw new ConfabError('relay-unreachable', 'told to fail');
}

const PASSPHRASE = 'correct horse battery';
const isSet = makeSource(scene === 'lockable' || scene === 'locked');
const given = (passphrase: string | undefined): void => {
  if (passphrase !== PASSPHRASE) throw new ConfabError('wrong-passphrase', 'another one');
};
const lock: AppContract['lock'] = {
  isSet,
  wrapsPrivateKeys: async () => false,
  async set(passphrase, current) {
    if (isSet.get()) given(current);
    if (passphrase.length < 8) throw new ConfabError('weak-passphrase', 'too short');
    isSet.set(true);
  },
  async remove(current) {
    given(current);
    isSet.set(false);
  },
  lockNow: async () => scenes.locked?.(),
};

async function enter(
  steps: Parameters<Entering['onStep']>[0][],
  { onStep, onWords, signal }: Entering,
): Promise<void> {
  for (const step of steps) {
    if (step === 'asking') onWords(['harvest', 'lantern', 'copper', 'tide']);
    onStep(step);
    if (step === 'asking') {
      await pause(asked.has('late') || asked.has('refused') ? 300 : 600_000, signal);
      if (asked.has('late')) throw new ConfabError('timeout', 'told to fail');
      throw new ConfabError('join-refused', 'told to fail');
    }
    await pause(asked.has('stuck') ? 600_000 : 300, signal);
    if (asked.has('used')) throw new ConfabError('used-invite', 'told to fail');
    if (asked.has('fails')) throw new ConfabError('relay-unreachable', 'told to fail');
  }
  open({ empty: true, members: 1 });
}

const scenes: Record<string, () => void> = {
  starting: () => {},
  welcome: () => session.set({ kind: 'welcome' }),
  malformed: () => session.set({ kind: 'welcome', notice: 'malformed-link' }),
  locked: () =>
    session.set({
      kind: 'locked',
      unlock: async (passphrase) => {
        given(passphrase);
        open({});
      },
    }),
  setup: () =>
    session.set({
      kind: 'setup',
      found: (_office, _name, entering) => enter(['connecting', 'founding'], entering),
    }),
  join: () =>
    session.set({
      kind: 'join',
      office: 'Juniper Studio',
      join: (_name, entering) => enter(['connecting', 'reading', 'joining'], entering),
    }),
  link: () =>
    session.set({
      kind: 'link',
      office: 'Juniper Studio',
      link: (entering) => enter(['connecting', 'reading', 'joining', 'asking'], entering),
    }),
  recover: () =>
    session.set({
      kind: 'recover',
      office: 'Juniper Studio',
      recover: async (code, entering) => {
        if (code.trim().split(/\s+/).length !== 12) throw new ConfabError('wrong-code', 'too few');
        await enter(['connecting', 'reading', 'joining'], entering);
      },
    }),
  elsewhere: () =>
    session.set({
      kind: 'elsewhere',
      takeOver: async () => open({}),
    }),
  failed: () => session.set({ kind: 'failed', reason: 'storage-failed' }),
  lost: () => session.set({ kind: 'failed', reason: 'identity-lost', retry: () => {} }),
};

const app: AppContract = {
  session,
  openLink: (text) => {
    if (!text.includes('#/join/')) throw new ConfabError('malformed-link', text);
    scenes.join?.();
  },
  drafts: keepDrafts(localStorage),
  begun: keepBegun(localStorage),
  positions: keepPositions(sessionStorage),
  prepare: preparePicture,
  typed: keepTyped(sessionStorage),
  lock,
  wipe: async () => scenes.welcome?.(),
  searches: keepSearches(localStorage),
  theme: keepTheme(localStorage),
  language: keepLanguage(localStorage),
  density: keepDensity(localStorage),
  textSize: keepTextSize(localStorage),
  folded: keepFolded(localStorage),
  recent: keepRecent(localStorage),
  update: makeSource<(() => void) | null>(scene === 'update' ? () => location.reload() : null),
  version: '0.1.0',
  build: async () => 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
  storage: async () => ({ persistent: scene !== 'empty', used: 18_400_000 }),
};

(scenes[scene] ?? (() => open(offices[scene] ?? offices.office ?? {})))();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
// Not awaited here: the words come in a piece that waits for this one.
void speak(chosenLanguage(app.language.get())).then(() => render(() => <App app={app} />, root));
