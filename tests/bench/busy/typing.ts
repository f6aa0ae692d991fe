import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from '../bench.ts';
import { median, percentile } from '../figures.ts';
import { startPeers } from '../live.ts';
import { MESSAGES, openBusy } from './office.ts';

const KEYS = 120;
/** Milliseconds between two keys: a fast typist. */
const KEY_EVERY = 90;
/** Milliseconds between two messages that arrive. */
const SAY_EVERY = 100;
const BYTES = 200;

/** Notes, for each key, when its letter was painted: the frame after the one that changed the field. */
function noteKeys(): void {
  const took: number[] = [];
  Object.assign(window, { took });
  const box = document.querySelector('main textarea');
  box?.addEventListener('input', (event) => {
    const at = event.timeStamp;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => took.push(performance.now() - at);
      port2.postMessage(null);
    });
  });
}

export const typing: Benchmark = {
  name: 'typing',
  async run(bench, keep) {
    const { face, invite } = await openBusy(keep);
    const { page } = face;
    const { call } = await startPeers(bench);
    const peer = await call('recent', bench.path('speaker'), invite, 'Speaker');
    await face.open('general');
    const box = page.getByRole('textbox', { name: 'Message general' });
    await box.focus();
    await page.evaluate(noteKeys);
    const speaking = call('saySteadily', peer, 0, (KEYS * KEY_EVERY) / SAY_EVERY, SAY_EVERY, BYTES);
    for (let i = 0; i < KEYS; i++) {
      await page.keyboard.press('abcdefgh '[i % 9] === ' ' ? 'Space' : ('abcdefgh'[i % 8] ?? 'a'));
      await sleep(KEY_EVERY);
    }
    await speaking;
    const took = await page.evaluate(() => (window as unknown as { took: number[] }).took);
    await box.fill('');
    if (took.length < KEYS * 0.9) throw new Error(`only ${took.length} keys were noted`);
    return {
      name: this.name,
      work: `from a key to its letter painted in the composer, while 10 messages a second arrive in a conversation of ${MESSAGES}`,
      floor: '',
      figures: [
        { name: 'median', value: median(took), unit: 'ms' },
        { name: 'p95', value: percentile(took, 0.95), unit: 'ms', bar: 16 },
      ],
      details: { took },
    };
  },
};
