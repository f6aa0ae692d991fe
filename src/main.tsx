import { render } from 'solid-js/web';

const app = document.getElementById('app');
if (!app) throw new Error('index.html has no element with the id "app"');
render(() => <h1>Confab</h1>, app);

// Not while developing: the worker would keep serving what it kept.
if (import.meta.env.PROD) void navigator.serviceWorker?.register('./sw.js');
