import { ConfabError } from '../../model/errors.ts';

/** Milliseconds that the tab which has the profile gets to close before the lock is taken from it. */
const GRACE = 8_000;

/** A profile is this tab's, until released. */
export interface TabLock {
  /** Gives the profile free. Harmless twice. */
  release(): void;
}

/**
 * Runs once when another tab takes the profile: close everything, then resolve. `asked` is false when
 * the lock is gone already (this tab did not answer in time, it was frozen): then only stop.
 */
export type OnTakenOver = (asked: boolean) => Promise<void>;

/** Takes the profile for this tab; null when another tab has it. */
export async function takeTab(profile: string, onTakenOver: OnTakenOver): Promise<TabLock | null> {
  return await hold(profile, { ifAvailable: true }, onTakenOver);
}

/** Takes the profile as soon as the tab that has it lets go. Rejects with `closed` when the signal says so. */
export async function awaitTab(
  profile: string,
  onTakenOver: OnTakenOver,
  signal: AbortSignal,
): Promise<TabLock> {
  const lock = await hold(profile, { signal }, onTakenOver);
  if (!lock) throw new ConfabError('closed', `waiting for ${profile}`);
  return lock;
}

/**
 * Asks the tab that has the profile to close, and takes it: once it has closed, or after `grace`
 * milliseconds without.
 */
export async function takeOverTab(
  profile: string,
  onTakenOver: OnTakenOver,
  grace = GRACE,
): Promise<TabLock> {
  const channel = new BroadcastChannel(channelOf(profile));
  try {
    const deadline = Date.now() + grace;
    channel.postMessage(deadline);
    const lock = await hold(profile, { signal: AbortSignal.timeout(grace) }, onTakenOver);
    const stolen = lock ?? (await hold(profile, { steal: true }, onTakenOver));
    if (!stolen) throw new ConfabError('in-use', `${profile} could not be taken over`);
    return stolen;
  } finally {
    channel.close();
  }
}

const channelOf = (profile: string): string => `${profile}/tab`;

/** Requests the Web Lock and keeps it until released or stolen; null when it was not to be had. */
function hold(
  profile: string,
  options: LockOptions,
  onTakenOver: OnTakenOver,
): Promise<TabLock | null> {
  return new Promise((resolve, reject) => {
    let held: ReturnType<typeof listen> | null = null;
    // Chromium never answers a page's first request where its signal comes before it was looked at.
    options.signal?.addEventListener('abort', () => resolve(null), { once: true });
    navigator.locks
      .request(profile, options, async (lock) => {
        if (!lock || options.signal?.aborted) return resolve(null);
        held = listen(profile, onTakenOver);
        resolve(held.lock);
        await held.released;
      })
      .catch((error: DOMException) => {
        if (held) held.stolen();
        else if (error.name === 'AbortError' || error.name === 'TimeoutError') resolve(null);
        else reject(new ConfabError('storage-failed', `locking ${profile}: ${error.message}`));
      });
  });
}

/** What a tab does while it has the lock: it gives way when another one asks. */
function listen(profile: string, onTakenOver: OnTakenOver) {
  const channel = new BroadcastChannel(channelOf(profile));
  let resolve = () => {};
  const released = new Promise<void>((done) => {
    resolve = done;
  });
  let over = false;
  const release = () => {
    over = true;
    channel.close();
    resolve();
  };
  const giveWay = async (asked: boolean) => {
    if (over) return;
    over = true;
    channel.close();
    try {
      await onTakenOver(asked);
    } finally {
      resolve();
    }
  };
  // A tab that was frozen meanwhile reads the question after its lock was taken.
  channel.onmessage = ({ data }) => void giveWay(Date.now() < Number(data));
  return { released, lock: { release }, stolen: () => void giveWay(false) };
}
