import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { keep } from '../../../src/adapters/browser/storedLog.ts';

test('a log that does not close well can be opened again', async () => {
  let isOpen = true;
  const stored = keep(
    {
      name: 'a log',
      doc: new Y.Doc(),
      connection: new EventTarget() as IDBDatabase,
      detach: () => {},
      destroy: () => Promise.reject(new Error('the browser gave no answer')),
    },
    {
      note: async () => {},
      release: () => {
        isOpen = false;
      },
    },
  );
  await expect(stored.close()).rejects.toThrow('no answer');
  expect(isOpen).toBe(false);
});
