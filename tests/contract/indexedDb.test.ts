import { describe } from 'vitest';
import { testInPage } from '../support/page.ts';

describe('IndexedDB', () => testInPage(new URL('indexedDb.browser.ts', import.meta.url)));
