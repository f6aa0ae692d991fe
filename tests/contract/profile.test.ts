import { describe } from 'vitest';
import { testInPage } from '../support/page.ts';

describe('a browser profile', () => testInPage(new URL('profile.browser.ts', import.meta.url)));
