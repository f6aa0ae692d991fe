import { ConfabError } from '../../model/errors.ts';

/** The part of Trusted Types that is used here; TypeScript's own DOM types lack it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): unknown };
}

/** Absent where the browser has no Trusted Types: then nothing is enforced either. */
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

/**
 * The Trusted Types policy for scripts that the app starts by address: its service worker, and workers.
 * The page's Content-Security-Policy allows this name once; any other string is refused by the browser.
 */
const policy = trustedTypes?.createPolicy('confab-scripts', { createScriptURL: own });

/** Throws `not-allowed` for what is no script of this app: sw.js beside the page, or a file below assets/. */
function own(address: string): string {
  const app = new URL('./', document.baseURI);
  const url = new URL(address, app);
  const path = url.href.startsWith(app.href) ? url.href.slice(app.href.length) : '';
  if (/^(?:sw|assets\/[\w.-]+)\.js$/.test(path)) return url.href;
  throw new ConfabError('not-allowed', `no script of this app: ${address}`);
}

/**
 * An address that `navigator.serviceWorker.register` and `new Worker` take under Trusted Types. For a
 * worker of the app's own: `import address from './some.worker.ts?worker&url'`.
 */
export const trustedScript = (address: string): string =>
  // To TypeScript a TrustedScriptURL is a text still.
  (policy ? policy.createScriptURL(address) : own(address)) as string;
