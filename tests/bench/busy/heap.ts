import type { Benchmark } from '../bench.ts';
import { heapOf } from '../large/openLarge.ts';
import { MESSAGES, openBusy, ROOMS } from './office.ts';

export const heap: Benchmark = {
  name: 'heap',
  async run(_, keep) {
    const { face } = await openBusy(keep);
    await face.open('general');
    await face.page.locator('.messages.placed').waitFor();
    return {
      name: this.name,
      work: `heap of the page after garbage was collected; ${ROOMS} conversations, ${MESSAGES} messages in the open one`,
      floor: '',
      figures: [{ name: 'in use', value: await heapOf(face.page), unit: 'MB', bar: 120 }],
    };
  },
};
