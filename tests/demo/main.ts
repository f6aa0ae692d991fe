/**
 * npm run demo [-- --port 8787] [--seed 1]
 *
 * Shows what Confab is like after three months: starts a relay with an office of five pretended
 * people who go on talking, and prints one link to open. Nothing of it is left when it ends.
 */
import { parseArgs } from 'node:util';
import { openDemo } from './demo.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const ending = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.resolve());

const demo = await openDemo({
  port: Number(values.port),
  seed: Number(values.seed),
  onStep: (sentence) => console.error(sentence),
});
const { link, url, entries } = demo;
console.log(
  values.json
    ? JSON.stringify({ link, url, entries })
    : `\nThe office is open, with ${entries} things said in three months. Open this link and join it:\n\n  ${link}\n\nAnswer somebody, or write to one of them: they answer. To end it, press Ctrl+C.`,
);
await ending.promise;
await demo.close();
process.exit(0);
