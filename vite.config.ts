import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** First versions whose engines have what the app needs: module workers, OPFS, Web Locks, `:has`, nested CSS. */
const target = ['chrome120', 'edge120', 'firefox121', 'safari17.2'];

/** Fetched when a page first shows such a letter, and kept from then on; everything else is kept at once. */
const onDemand = /-(?:cyrillic|cyrillic-ext|greek|greek-ext|vietnamese)-.*\.woff2$/;

/**
 * Builds src/sw.ts into sw.js once the app lies in dist/, and tells it through `__SHELL__` which files
 * make up the app and through `__VERSION__` the hash over their contents. sw.js therefore changes
 * exactly when the app does, which is how a browser learns of a new version.
 */
function serviceWorker(): Plugin {
  let outDir = '';
  return {
    name: 'confab:service-worker',
    apply: 'build',
    configResolved: (config) => {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      async handler() {
        const files = readdirSync(outDir, { recursive: true, withFileTypes: true })
          .filter((file) => file.isFile())
          .map((file) =>
            `${file.parentPath.slice(outDir.length)}/${file.name}`
              .replaceAll('\\', '/')
              .replace(/^\/+/, ''),
          )
          .filter((file) => file !== 'sw.js' && !file.endsWith('.map'))
          .sort();
        const hash = createHash('sha256');
        for (const file of files) {
          hash.update(`${file}\0`).update(
            createHash('sha256')
              .update(readFileSync(`${outDir}/${file}`))
              .digest(),
          );
        }
        await build({
          configFile: false,
          publicDir: false,
          logLevel: 'warn',
          define: {
            __SHELL__: JSON.stringify(files.filter((file) => !onDemand.test(file))),
            __VERSION__: JSON.stringify(hash.digest('hex').slice(0, 16)),
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
      },
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
    plugins: [solid(), serviceWorker()],
    build: {
      outDir: at('dist'),
      emptyOutDir: true,
      target,
      // The relay's Content-Security-Policy allows neither inline scripts nor data: URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: false,
    },
    server: { port: 5173, strictPort: true },
  };
});
