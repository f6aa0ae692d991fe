/**
 * Finds the browser that the tests drive, or installs one; and opens real profiles in it.
 *
 *   const alice = await launchBrowser({ userDataDir });   // a BrowserContext with its own profile
 *   const page = await alice.newPage();
 *   await alice.close();                                  // the profile stays on disk, for a reopen
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Long enough for 200 MB over a slow line, short enough that a closed network does not hang a run. */
const INSTALL_TIMEOUT_MS = 240_000;

const root = process.getuid?.() === 0;

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Candidates of WebRTC are addresses on this machine; mDNS names need a resolver that containers lack.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function usualPlaces(): string[] {
  const { env } = process;
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', `${env.HOME}/Applications`].flatMap((folder) => [
        `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${folder}/Chromium.app/Contents/MacOS/Chromium`,
      ]);
    case 'win32':
      return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Chromium', 'Application', 'chrome.exe'),
        ]);
    default:
      return [
        ...(env.PATH ?? '')
          .split(delimiter)
          .flatMap((folder) => names.map((name) => join(folder, name))),
        '/opt/google/chrome/chrome',
        '/snap/bin/chromium',
      ];
  }
}

/** An installed Chromium or Chrome: CHROME_PATH first, then the usual places, then Playwright's own. */
export async function findChromium(): Promise<string | undefined> {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    await access(chosen, constants.X_OK).catch(() => {
      throw new Error(`CHROME_PATH names ${chosen}, which is no program; correct it or unset it`);
    });
    return chosen;
  }
  return [...usualPlaces(), chromium.executablePath()].find((path) => path && existsSync(path));
}

/** Runs a program to its end; false if it fails or takes longer than the timeout. Its output goes to standard error. */
function succeeds(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: INSTALL_TIMEOUT_MS,
    });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** The browser's path; installs one where there is none. Fails with a sentence that says what to do. */
export async function ensureChromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  console.error('No Chromium or Chrome found; installing one for the browser tests.');
  // What `npx playwright install --with-deps chromium` does, in the version that is already here.
  const playwright = createRequire(import.meta.url).resolve('playwright-core/package.json');
  const cli = join(dirname(playwright), 'cli.js');
  if (await succeeds(process.execPath, [cli, 'install', '--with-deps', 'chromium'])) {
    const installed = await findChromium();
    if (installed) return installed;
  }
  if (root && existsSync('/etc/debian_version')) {
    await succeeds('apt-get', ['update']);
    await succeeds('apt-get', ['install', '-y', 'chromium']);
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chromium or Chrome and could not install one. ' +
      'Install it (on Debian: apt-get install chromium) or set CHROME_PATH to its program.',
  );
}

export interface LaunchOptions {
  /** The profile's folder; it stays when the browser closes. Without it, a fresh one that is removed on close. */
  userDataDir?: string;
  /** Default true; CONFAB_HEADED=1 shows every browser. */
  headless?: boolean;
  /** Further command line flags. */
  args?: string[];
  /** Default 1280 × 800. */
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
}

/** Opens a browser with a profile of its own. Storage, service workers and permissions are as for a person. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<BrowserContext> {
  const executablePath = await ensureChromium();
  const ownFolder = options.userDataDir === undefined;
  const userDataDir = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'confab-profile-')));
  const context = await chromium.launchPersistentContext(userDataDir, {
    executablePath,
    headless: options.headless ?? !process.env.CONFAB_HEADED,
    // Chromium refuses to sandbox itself as root; anybody else keeps the sandbox.
    chromiumSandbox: !root,
    args: [...flags, ...(options.args ?? [])],
    viewport: options.viewport ?? { width: 1280, height: 800 },
    ...(options.colorScheme ? { colorScheme: options.colorScheme } : {}),
  });
  if (ownFolder) {
    context.once('close', () => {
      void rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    });
  }
  return context;
}
