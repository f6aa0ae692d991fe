import { render } from 'solid-js/web';
import { version } from '../package.json';
import { makeSource } from './messenger/observable.ts';
import { ConfabError } from './model/errors.ts';
import { App } from './ui/App.tsx';
import type { App as AppContract, Session } from './ui/app.ts';
import { keepDrafts, keepTheme, storageFacts } from './ui/keep.ts';
import { watchUpdates } from './ui/update.ts';

const session = makeSource<Session>({ kind: 'welcome' });
const app: AppContract = {
  session,
  openLink: (text) => {
    throw new ConfabError('unsupported', text);
  },
  drafts: keepDrafts(localStorage),
  theme: keepTheme(localStorage),
  // Not while developing: the worker would keep serving what it kept.
  update: import.meta.env.PROD
    ? watchUpdates(new URL('sw.js', document.baseURI))
    : makeSource(null),
  version: version,
  storage: storageFacts,
};

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
render(() => <App app={app} />, root);
