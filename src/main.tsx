import { render } from 'solid-js/web';
import { version } from '../package.json';
import { clock } from './adapters/browser/clock.ts';
import { confirmOffThread } from './adapters/browser/confirm.ts';
import { makeFinder } from './adapters/browser/finder.ts';
import { askPersistence } from './adapters/browser/persist.ts';
import { preparePicture } from './adapters/browser/pictures.ts';
import { openProfile, wipeProfile } from './adapters/browser/profile.ts';
import searchWorker from './adapters/browser/search.worker.ts?worker&url';
import { takeOverTab, takeTab } from './adapters/browser/tabLock.ts';
import { trustedScript } from './adapters/browser/trustedScript.ts';
import { networkLater } from './adapters/libp2p/later.ts';
import { makeSource } from './messenger/observable.ts';
import type { Device } from './messenger/open.ts';
import { App } from './ui/App.tsx';
import { readAddress } from './ui/address.ts';
import type { App as AppContract, Session } from './ui/app.ts';
import { loadMarkdown } from './ui/conversation/markdown/load.ts';
import {
  buildHash,
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
  storageFacts,
} from './ui/keep.ts';

import { makeSessions } from './ui/sessions.ts';
import { chosenLanguage } from './ui/text/languages.ts';
import { speak } from './ui/text/text.ts';
import { watchUpdates } from './ui/update.ts';

const PROFILE = 'confab';

/** Milliseconds after an office was opened until the browser is asked to keep it. */
const PERSIST_AFTER = 2_000;

/** The largest part of the app, which the first page does without. */
const importNetwork = () => import('./adapters/libp2p/browserNetwork.ts');
const loadNetwork = async (seed: Uint8Array) => (await importNetwork()).browserNetwork(seed);

/** The pages on which somebody comes in, and so needs the network next. */
const ENTRANCES: ReadonlySet<Session['kind']> = new Set(['setup', 'join', 'link', 'recover']);

/** Everything real that an office needs in a browser. No server is contacted but the office's relays. */
async function openDevice(): Promise<Device> {
  const { logs, outbox, state, keys, blobs } = await openProfile(PROFILE);
  return {
    logs,
    outbox,
    state,
    keys,
    blobs,
    clock,
    finder: (onLost) => makeFinder(PROFILE, searchWorker, onLost),
    network: (seed) => networkLater({ seed, webrtc: true, load: loadNetwork }),
  };
}

confirmOffThread();

const typed = keepTyped(sessionStorage);
const drafts = keepDrafts(localStorage);
const begun = keepBegun(localStorage);
const positions = keepPositions(sessionStorage);
const searches = keepSearches(localStorage);
const recent = keepRecent(localStorage);
const sessions = makeSessions({
  lock: {
    take: (onTakenOver) => takeTab(PROFILE, onTakenOver),
    takeOver: (onTakenOver) => takeOverTab(PROFILE, onTakenOver),
  },
  openDevice,
  origin: new URL('.', document.baseURI).href.replace(/\/$/, ''),
  fragment: () => location.hash,
  clearFragment: () => history.replaceState(null, '', location.pathname),
  wipeDevice: async () => {
    for (const where of drafts.all.get().keys()) drafts.set(where, '');
    for (const where of begun.all.get().keys()) begun.set(where, { change: null, answering: null });
    positions.set(new Map());
    searches.set([]);
    recent.set([]);
    await wipeProfile(PROFILE);
  },
  // Where it cannot be loaded, joining says so.
  onEntering: () => void import('./adapters/libp2p/browserNetwork.ts').catch(() => {}),
  onOpened: () => {
    typed.forget();
    // It holds up the page for a moment: not while the first messages are painted.
    setTimeout(() => void askPersistence(), PERSIST_AFTER);
  },
});

sessions.session.subscribe(({ kind }) => {
  // While they type their name. What fails is tried again when it is needed.
  if (ENTRANCES.has(kind)) importNetwork().catch(() => {});
});

// Back from sleep, from another network or from the back-forward cache.
window.addEventListener('online', () => sessions.current()?.wake());
// Connections that died with the network are found out at once, not when they time out.
window.addEventListener('offline', () => sessions.current()?.wake());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') sessions.current()?.wake();
});
// A link that was pasted over the app's own address: no page is loaded for it, only the fragment changes.
window.addEventListener('hashchange', () => {
  if (readAddress(location.hash).kind === 'link') location.reload();
});
window.addEventListener('pagehide', () => void sessions.current()?.close());
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

const app: AppContract = {
  session: sessions.session,
  openLink: sessions.openLink,
  drafts,
  begun,
  positions,
  searches,
  prepare: preparePicture,
  typed,
  lock: sessions.lock,
  wipe: sessions.wipe,
  theme: keepTheme(localStorage),
  language: keepLanguage(localStorage),
  density: keepDensity(localStorage),
  textSize: keepTextSize(localStorage),
  folded: keepFolded(localStorage),
  recent,
  // Not while developing: the worker would keep serving what it kept.
  update: import.meta.env.PROD ? watchUpdates(trustedScript('sw.js')) : makeSource(null),
  version: version,
  build: buildHash,
  storage: storageFacts,
};

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
// The profile opens meanwhile. Where the words cannot be loaded, English is better than nothing.
void speak(chosenLanguage(app.language.get()))
  .catch((error: unknown) => console.error(error))
  .then(() => render(() => <App app={app} />, root));
void sessions.start();
// Nothing is shown of a conversation without it; it comes while the profile opens.
void loadMarkdown();
