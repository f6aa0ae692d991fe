import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { trustedTemplates } from '../../../vite.config.ts';

/** Serves and builds the gallery: the browser face over a pretended office. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../../.cache/vite-gallery', import.meta.url)),
  publicDir: false,
  base: './',
  plugins: [solid(), trustedTemplates()],
  build: {
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // As the app is built: what a scene begins with comes in one piece, not in eighty that each cost a page their part.
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'gallery', tags: ['$initial'] }] } },
    },
  },
  server: { port: 5174, strictPort: true, host: '127.0.0.1' },
});
