import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import type { Bench } from './bench.ts';

/** Confab in a browser, seen by what is on its screen, with clocks that can be compared. */

/** What is watched in every page, from its first script on. */
interface Watch {
  /** When Enter or a click last happened: milliseconds since 1970 on the page's clock. */
  acted: number;
  /** When a text was first painted: the frame after the one in which it came into the document. */
  readonly painted: Record<string, number>;
  /** Texts to look for. */
  readonly sought: Set<string>;
  /** Milliseconds of each main-thread task over 50 ms, and when it began. */
  readonly longTasks: { at: number; took: number }[];
  /** When the page was asked for. */
  readonly navigated: number;
}

declare global {
  interface Window {
    watch: Watch;
  }
}

/** Runs in the page. */
function watchPage(sought: string[]): void {
  const now = () => performance.timeOrigin + performance.now();
  const watch: Watch = {
    acted: 0,
    painted: {},
    sought: new Set(sought),
    longTasks: [],
    navigated: performance.timeOrigin,
  };
  window.watch = watch;
  const acted = (event: Event) => {
    watch.acted = performance.timeOrigin + event.timeStamp;
  };
  window.addEventListener('keydown', (event) => event.key === 'Enter' && acted(event), true);
  window.addEventListener('click', acted, true);
  const afterPaint = (done: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });
  const look = () => {
    for (const text of watch.sought) {
      const found = [...document.querySelectorAll('article')].some((it) =>
        it.textContent?.includes(text),
      );
      if (!found) continue;
      watch.sought.delete(text);
      afterPaint(() => {
        watch.painted[text] = now();
      });
    }
  };
  new MutationObserver(() => watch.sought.size > 0 && look()).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      watch.longTasks.push({ at: performance.timeOrigin + startTime, took: duration });
    }
  }).observe({ type: 'longtask', buffered: true });
}

/** Leaves a page without WebRTC connections: everything goes through the relay. */
function refuseWebRtc(): void {
  const refuse = () => Promise.reject(new DOMException('refused', 'OperationError'));
  RTCPeerConnection.prototype.createOffer = refuse as never;
  RTCPeerConnection.prototype.createAnswer = refuse as never;
}

/**
 * Milliseconds for which an office stands open before it is opened again: what is kept of its logs besides
 * them is written after a while.
 */
export const OPEN_FOR = 5_000;

export interface FaceOptions {
  readonly userDataDir?: string;
  /** Default true. */
  readonly webrtc?: boolean;
  /** Texts whose first painting is to be noted. */
  readonly sought?: string[];
}

export async function openFace(bench: Bench, options: FaceOptions = {}) {
  const { userDataDir, webrtc = true, sought = [] } = options;
  const launching = launchBrowser(userDataDir ? { userDataDir } : {});
  const context = await bench.open(launching, (it) => it.close());
  await context.addInitScript(watchPage, sought);
  if (!webrtc) await context.addInitScript(refuseWebRtc);
  const page = context.pages()[0] ?? (await context.newPage());
  return new Face(context, page);
}

export class Face {
  readonly context: BrowserContext;
  readonly page: Page;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
  }

  link(conversation: string) {
    const list = this.page.getByRole('navigation', { name: 'Conversations' });
    return list.getByRole('link', { name: conversation, exact: true });
  }

  /** Joins by an invite; resolves when the office is shown. */
  async join(invite: string, name: string): Promise<void> {
    await this.page.goto(invite);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Join office' }).click();
    await this.link('general').waitFor({ timeout: 60_000 });
  }

  async open(conversation: string): Promise<void> {
    await this.link(conversation).click();
    await this.page.getByRole('log', { name: `Messages in ${conversation}` }).waitFor();
  }

  /** Writes a text and presses Enter; gives when that was, on the page's clock. */
  async say(conversation: string, text: string): Promise<number> {
    const box = this.page.getByRole('textbox', { name: `Message ${conversation}` });
    await box.fill(text);
    await box.press('Enter');
    return this.page.evaluate(() => window.watch.acted);
  }

  seek(text: string): Promise<void> {
    return this.page.evaluate((it) => void window.watch.sought.add(it), text);
  }

  /** When a sought text was painted, on the page's clock. */
  async painted(text: string, timeout = 15_000): Promise<number> {
    const found = await this.page.waitForFunction((it) => window.watch.painted[it], text, {
      timeout,
      polling: 20,
    });
    return (await found.jsonValue()) ?? Number.NaN;
  }

  watch() {
    return this.page.evaluate(() => {
      const { acted, navigated, painted, longTasks } = window.watch;
      return { acted, navigated, painted, longTasks };
    });
  }
}

/** Milliseconds to add to a page's clock for this process's; good to half a round trip, less than 1 ms. */
export async function clockOffset(page: Page): Promise<number> {
  let best = { trip: Number.POSITIVE_INFINITY, offset: 0 };
  for (let i = 0; i < 20; i++) {
    const before = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = performance.timeOrigin + performance.now();
    const trip = after - before;
    if (trip < best.trip) best = { trip, offset: (before + after) / 2 - there };
  }
  return best.offset;
}
