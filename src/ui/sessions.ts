import { closeInTurn } from '../messenger/closing.ts';
import { makeSource } from '../messenger/observable.ts';
import {
  createOffice,
  type Device,
  joinOffice,
  loadOffice,
  type Step as MessengerStep,
  type OpenMessenger,
  openOffice,
  recoverOffice,
} from '../messenger/open.ts';
import { ConfabError, type Reason } from '../model/errors.ts';
import { type InviteLink, type Link, readLink, type SetupLink } from '../wire/links.ts';
import { peerOfAddress } from '../wire/peer.ts';
import { readAddress } from './address.ts';
import type { App, DeviceLock, Entering, Session, Step } from './app.ts';

/** One tab has the profile at a time. */
export interface ProfileLock {
  /** Null while another tab has it. `onTakenOver` closes everything. */
  take(onTakenOver: () => Promise<void>): Promise<{ release(): void } | null>;
  takeOver(onTakenOver: () => Promise<void>): Promise<{ release(): void }>;
}

export interface SessionsOptions {
  readonly lock: ProfileLock;
  /** Opens this profile's stores. Rejects with `storage-failed`. */
  openDevice(): Promise<Device>;
  /** Where links point. */
  readonly origin: string;
  /** A link in the page's address, if there is one. */
  readonly fragment: () => string;
  /** The link in the address has served: it holds a secret and should not stay there. */
  clearFragment(): void;
  /** Deletes everything that is kept here; the device is closed by then. */
  wipeDevice(): Promise<void>;
  /** Somebody is asked for the name with which to come into an office: a good moment to load what that takes. */
  onEntering(): void;
  /** An office was opened: a good moment to ask the browser to keep its data. */
  onOpened(): void;
}

type Sessions = Pick<App, 'session' | 'openLink' | 'lock' | 'wipe'> & {
  start(): Promise<void>;
  /** The office that is open, if one is. */
  current(): OpenMessenger | null;
};

const STEPS: Partial<Record<MessengerStep, Step>> = {
  connecting: 'connecting',
  founding: 'founding',
  'reading-roster': 'reading',
  joining: 'joining',
  waiting: 'asking',
};

/** Tells the steps that the face shows. */
const telling = ({ onStep, onWords, label, signal }: Entering) => ({
  signal,
  label,
  onWords,
  pageFirst: true,
  onStep: (step: MessengerStep): void => {
    const shown = STEPS[step];
    if (shown) onStep(shown);
  },
});

/** Milliseconds for the relay to take the office back. */
const HOST_TIMEOUT = 30_000;

/** Which page of the app there is to show, from the profile, its lock and the address. */
export function makeSessions(options: SessionsOptions): Sessions {
  const session = makeSource<Session>({ kind: 'starting' });
  let device: Device | null = null;
  let messenger: OpenMessenger | null = null;
  const isLocked = makeSource(false);
  let hasLock = false;
  /** Raised when the profile is closed: what is still being opened then is closed too, and never shown. */
  let turn = 0;
  /** The opening that goes on. */
  let beginning: Promise<void> = Promise.resolve();

  const fail = (error: unknown): void => {
    const reason: Reason = error instanceof ConfabError ? error.reason : 'storage-failed';
    if (!(error instanceof ConfabError)) console.error(error);
    session.set({ kind: 'failed', reason, retry: () => void (hasLock ? begin() : start()) });
  };

  const closeAll = async (): Promise<void> => {
    hasLock = false;
    session.set({ kind: 'elsewhere', takeOver });
    await closeDevice();
  };

  const closeDevice = async (): Promise<void> => {
    turn += 1;
    const [office, stores] = [messenger, device];
    messenger = null;
    device = null;
    try {
      if (office) await office.close();
      else if (stores) await closeStores(stores);
    } finally {
      // Nothing of this profile is open once another tab may have it.
      await beginning;
    }
  };

  const takeOver = async (): Promise<void> => {
    await options.lock.takeOver(closeAll);
    hasLock = true;
    await begin();
  };

  const start = async (): Promise<void> => {
    try {
      const lock = await options.lock.take(closeAll);
      hasLock = lock !== null;
      if (hasLock) await begin();
      else session.set({ kind: 'elsewhere', takeOver });
    } catch (error) {
      fail(error);
    }
  };

  const begin = (): Promise<void> => {
    beginning = open(turn);
    return beginning;
  };

  const open = async (mine: number): Promise<void> => {
    session.set({ kind: 'starting' });
    try {
      const stores = device ?? (await options.openDevice());
      if (mine !== turn) return await closeStores(stores);
      device = stores;
      const locked = await stores.keys.lock.state();
      if (mine !== turn) return;
      isLocked.set(locked !== 'none');
      if (locked === 'locked') session.set({ kind: 'locked', unlock });
      else await openProfile(stores, mine);
    } catch (error) {
      if (mine === turn) fail(error);
      // Its stores were closed while it opened: that was to be.
      else if (!isClosed(error)) console.error(error);
    }
  };

  const openProfile = async (device: Device, mine: number): Promise<void> => {
    const { link, notice } = linkIn(options.fragment());
    const opened = await openKept(device);
    if (mine !== turn) return opened?.close();
    if (!opened && link) return enterBy(link);
    if (link || notice) options.clearFragment();
    if (!opened) return session.set({ kind: 'welcome', ...(notice ? { notice } : {}) });
    if (link?.kind === 'setup' && (await isLostBy(link, device))) {
      return mine === turn ? show(opened, { link }) : opened.close();
    }
    // The office here is shown; a link to another one needs another profile.
    const other = link && !isOwnLink(link, opened) ? 'already-in-office' : undefined;
    show(opened, { notice: notice ?? other });
  };

  const unlock = async (passphrase: string): Promise<void> => {
    await opened(device).keys.lock.unlock(passphrase);
    await begin();
  };

  const lock: DeviceLock = {
    isSet: isLocked,
    wrapsPrivateKeys: () => opened(device).keys.lock.wrapsPrivateKeys(),
    async set(passphrase, current) {
      await opened(device).keys.lock.set(passphrase, current);
      isLocked.set(true);
    },
    async remove(current) {
      await opened(device).keys.lock.remove(current);
      isLocked.set(false);
    },
    async lockNow() {
      session.set({ kind: 'starting' });
      // What could not be written down must not keep the page from being locked.
      await closeDevice().finally(begin);
    },
  };

  const show = (
    opened: OpenMessenger,
    { notice, link }: { notice?: Reason | undefined; link?: SetupLink } = {},
  ): void => {
    messenger = opened;
    session.set({
      kind: 'open',
      messenger: opened,
      ...(notice ? { notice } : {}),
      ...(link ? { host: () => opened.host(link, AbortSignal.timeout(HOST_TIMEOUT)) } : {}),
    });
    options.onOpened();
  };

  const enter = async (entering: Promise<OpenMessenger>): Promise<OpenMessenger> => {
    const mine = turn;
    const office = await entering;
    if (mine !== turn) {
      await office.close();
      throw new ConfabError('closed', 'the profile was taken over by another tab');
    }
    options.clearFragment();
    show(office);
    return office;
  };

  const enterBy = (link: Link): void => {
    session.set(pageFor(link));
    options.onEntering();
  };

  const pageFor = (link: Link): Session => {
    switch (link.kind) {
      case 'setup': {
        const found = (office: string, person: string, entering: Entering) =>
          foundWith(link, office, person, entering);
        return { kind: 'setup', found };
      }
      case 'join': {
        const join = (person: string, entering: Entering) => joinWith(link, person, entering);
        return { kind: 'join', office: link.name, join };
      }
      case 'link':
        return { kind: 'link', office: link.name, link: (how) => joinWith(link, '', how) };
      case 'recover': {
        const recover = (code: string, entering: Entering) => recoverWith(link, code, entering);
        return { kind: 'recover', office: link.name, recover };
      }
    }
  };

  const foundWith = async (link: SetupLink, office: string, person: string, entering: Entering) => {
    const names = { office, person };
    await lockFirst(entering);
    const { origin } = options;
    const founded = await enter(
      createOffice(opened(device), link, origin, names, telling(entering)),
    );
    // A device without a name is a smaller harm than an office that does not open.
    await founded.labelDevice(founded.device, entering.label).catch(console.error);
  };

  const joinWith = async (link: InviteLink, person: string, entering: Entering) => {
    await lockFirst(entering);
    await enter(joinOffice(opened(device), link, options.origin, person, telling(entering)));
  };

  const recoverWith = async (link: InviteLink, code: string, entering: Entering) => {
    await lockFirst(entering);
    const { origin } = options;
    await enter(recoverOffice(opened(device), link, origin, code, telling(entering)));
  };

  const wipe = async (): Promise<void> => {
    try {
      // Closed also where not everything could be written down: it is about to go.
      await closeDevice().catch(console.error);
      await options.wipeDevice();
    } finally {
      await begin();
    }
  };

  /** Before the keys are made, a passphrase wraps all of them. */
  const lockFirst = async ({ passphrase }: Entering): Promise<void> => {
    // An attempt before this one may have set it.
    if (passphrase !== '' && !isLocked.get()) await lock.set(passphrase);
  };

  return {
    session,
    lock,
    wipe,
    start,
    openLink: (text) => enterBy(readLink(text)),
    current: () => messenger,
  };
}

/** The office that this profile belongs to; null when it belongs to none. */
async function openKept(device: Device): Promise<OpenMessenger | null> {
  try {
    return await openOffice(device, { pageFirst: true });
  } catch (error) {
    if (error instanceof ConfabError && error.reason === 'no-office') return null;
    throw error;
  }
}

/** A link that led into the office that is open: the page was reloaded before it was done with it. */
const isOwnLink = (link: Link, { office, me }: OpenMessenger): boolean =>
  link.kind === 'setup' ? me.get().role === 'owner' : link.office === office.id;

/** The link in the address, or why what stands there is none. */
function linkIn(fragment: string): { link?: Link; notice?: Reason } {
  if (readAddress(fragment).kind !== 'link') return {};
  try {
    return { link: readLink(fragment) };
  } catch (error) {
    if (error instanceof ConfabError) return { notice: error.reason };
    throw error;
  }
}

/** Whether a set-up link is from the office's own relay, which prints one only while it has no office. */
async function isLostBy(link: SetupLink, device: Device): Promise<boolean> {
  const settings = await loadOffice(device);
  if (!settings || settings.pending) return false;
  const own = new Set(settings.relays.map(peerOfAddress));
  return link.relays.some((address) => own.has(peerOfAddress(address)));
}

const isClosed = (error: unknown): boolean =>
  error instanceof ConfabError && error.reason === 'closed';

function opened(device: Device | null): Device {
  if (!device) throw new ConfabError('closed', 'the profile was taken over by another tab');
  return device;
}

const closeStores = ({ logs, outbox, state, keys, blobs }: Device): Promise<void> =>
  closeInTurn([logs, outbox, state, keys, blobs].map((store) => () => store.close()));
