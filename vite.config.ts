import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';
import about from './package.json' with { type: 'json' };
import { metaPolicy, readSocketOrigins, TRUSTED_TEMPLATES } from './relay/policy.ts';
import { ar } from './src/ui/text/ar.ts';
import { de } from './src/ui/text/de.ts';
import { en } from './src/ui/text/en.ts';
import { gapsIn } from './src/ui/text/gaps.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** First versions whose engines have what the app needs: module workers, OPFS, Web Locks, `:has`, nested CSS. */
const target = ['chrome120', 'edge120', 'firefox121', 'safari17.2'];

/** Fetched when a page first shows such a letter, and kept from then on; everything else is kept at once. */
const onDemand = /-(?:arabic|cyrillic|cyrillic-ext|greek|greek-ext|vietnamese)-.*\.woff2$/;

/** Where the list of all files and their hashes is written; the last file of a build. */
const LIST = 'hashes.json';

const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** Every file of a built app with its hash, in the order of their names. */
function hashesOf(folder: string): [path: string, hash: string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) =>
      `${file.parentPath.slice(folder.length)}/${file.name}`
        .replaceAll('\\', '/')
        .replace(/^\/+/, ''),
    )
    .filter((path) => path !== LIST && !path.endsWith('.map'))
    .sort()
    .map((path) => [path, sha256(readFileSync(`${folder}/${path}`))]);
}

/** One hash over many: of the lines that `sha256sum` writes for the same files. */
const overall = (hashes: readonly [path: string, hash: string][]): string =>
  sha256(hashes.map(([path, hash]) => `${hash}  ${path}\n`).join(''));

/**
 * Completes a build once the app lies in dist/. First src/sw.ts becomes sw.js: `__SHELL__` tells it
 * which files make up the app, `__VERSION__` is the hash over their contents, so that it changes
 * exactly when the app does, which is how a browser learns of a new version. Then hashes.json lists
 * the SHA-256 of every file, sw.js too, and the one hash over all, which Settings → About shows.
 */
function completeBuild(): Plugin {
  let outDir = '';
  return {
    name: 'confab:complete-build',
    apply: 'build',
    configResolved: (config) => {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const app = hashesOf(outDir).filter(([path]) => path !== 'sw.js');
        const shell = app.map(([path]) => path).filter((path) => !onDemand.test(path));
        await build({
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: {
            __SHELL__: JSON.stringify([...shell, LIST]),
            __VERSION__: JSON.stringify(overall(app).slice(0, 16)),
          },
          build: {
            outDir,
            target,
            emptyOutDir: false,
            copyPublicDir: false,
            rolldownOptions: {
              input: at('src/sw.ts'),
              output: { format: 'iife', entryFileNames: 'sw.js' },
            },
          },
        });
        const all = hashesOf(outDir);
        const list = { version: about.version, hash: overall(all), files: Object.fromEntries(all) };
        writeFileSync(`${outDir}/${LIST}`, `${JSON.stringify(list, null, 2)}\n`);
      },
    },
  };
}

/**
 * Puts the page's policy into it as a meta tag, for where it is hosted without the relay's headers.
 * CONFAB_RELAYS names the WebSocket origins of the office's relays (`wss://chat.example`); a page
 * built without may, as far as the tag goes, open any WebSocket: it does not know its office yet.
 */
function contentPolicy(): Plugin {
  const content = metaPolicy(readSocketOrigins(process.env.CONFAB_RELAYS ?? ''));
  const attrs = { 'http-equiv': 'Content-Security-Policy', content };
  return {
    name: 'confab:content-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}

/**
 * Lets Solid's `template`, whose markup is compiled into the app, fill its template elements under
 * Trusted Types: by a policy that nothing else can reach, so that every other string that is to become
 * markup is refused by the browser. A Solid that does it in another way fails the build.
 */
export function trustedTemplates(): Plugin {
  const sink = 't.innerHTML = html;';
  const policy = `globalThis.trustedTypes?.createPolicy('${TRUSTED_TEMPLATES}', { createHTML: (html) => html })`;
  let found = false;
  return {
    name: 'confab:trusted-templates',
    apply: 'build',
    transform: {
      filter: { id: /solid-js[\\/]web[\\/]dist[\\/](?:web|dev)\.js$/ },
      handler(code) {
        if (code.split(sink).length !== 2)
          this.error('solid-js fills its templates in a new way: see confab:trusted-templates');
        found = true;
        const trusted = 't.innerHTML = compiled ? compiled.createHTML(html) : html;';
        return { code: `${code.replace(sink, trusted)}\nconst compiled = ${policy};`, map: null };
      },
    },
    buildEnd(error) {
      if (!found && !error) this.error('solid-js/web was not met: see confab:trusted-templates');
    },
  };
}

/** Fails a build in which a language lacks words that another has. */
function wholeCatalogues(): Plugin {
  return {
    name: 'confab:whole-catalogues',
    apply: 'build',
    buildStart() {
      for (const [language, catalogue] of Object.entries({ de, ar })) {
        const gaps = gapsIn(catalogue, en);
        if (gaps.length > 0) this.error(`src/ui/text/${language}.ts: ${gaps.join(', ')}`);
      }
    },
  };
}

export default defineConfig(({ command }) => {
  // A build is for people, whatever the surroundings say: under a test runner or a developer's shell too.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: at('src'),
    publicDir: at('public'),
    // Relative, so that the app also works below a path of a reverse proxy; routes live in the fragment.
    base: './',
    plugins: [wholeCatalogues(), solid(), trustedTemplates(), contentPolicy(), completeBuild()],
    build: {
      outDir: at('dist'),
      emptyOutDir: true,
      target,
      // The relay's Content-Security-Policy allows neither inline scripts nor data: URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: false,
      // The first piece is large on purpose; what it may weigh is a benchmark (`first-load`).
      chunkSizeWarningLimit: 1_500,
      rolldownOptions: {
        onLog(level, log, tell) {
          // Where there is no WebCrypto @hpke would use Node's; here there is, and nothing else is missing.
          if (!/"crypto" has been externalized.*@hpke.common/.test(log.message)) tell(level, log);
        },
        checks: { pluginTimings: false },
        output: {
          // What the first page needs comes in one piece: each of forty costs a turn of the service worker.
          codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] },
        },
      },
    },
    worker: { format: 'es' },
    server: { port: 5173, strictPort: true },
  };
});
