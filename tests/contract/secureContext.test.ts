import { describe, expect, test } from 'vitest';
import { openPage, testInPage } from '../support/page.ts';

const module = new URL('secureContext.browser.ts', import.meta.url);

describe('a browser’s secure context', () => testInPage(module));

describe('openPage', () => {
  test('carries arguments, results and errors', async () => {
    const opened = await openPage(module);
    try {
      expect(await opened.run('double', [1, 2, 3])).toEqual([2, 4, 6]);
      await expect(opened.run('fail')).rejects.toThrow('as asked');
      await expect(opened.run('nothing')).rejects.toThrow('exports no nothing');
    } finally {
      await opened.close();
    }
  });
});
