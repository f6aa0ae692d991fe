import { describe } from 'vitest';
import { testInPage } from '../support/page.ts';

describe('the worker that keeps chunks', () =>
  testInPage(new URL('blobWorker.browser.ts', import.meta.url)));
