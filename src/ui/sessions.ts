import { makeSource } from '../messenger/observable.ts';
import {
  createOffice,
  type Device,
  joinOffice,
  type Step as MessengerStep,
  type OpenMessenger,
  openOffice,
} from '../messenger/open.ts';
import { ConfabError, type Reason } from '../model/errors.ts';
import { type InviteLink, type Link, readLink, type SetupLink } from '../wire/links.ts';
import type { App, Entering, Session, Step } from './app.ts';

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
  /** An office was opened: a good moment to ask the browser to keep its data. */
  onOpened(): void;
}

type Sessions = Pick<App, 'session' | 'openLink'> & {
  start(): Promise<void>;
  /** The office that is open, if one is. */
  current(): OpenMessenger | null;
};

const STEPS: Partial<Record<MessengerStep, Step>> = {
  connecting: 'connecting',
  founding: 'founding',
  'reading-roster': 'reading',
  joining: 'joining',
};

/** Tells the steps that the face shows. */
const telling =
  (onStep: Entering['onStep']) =>
  (step: MessengerStep): void => {
    const shown = STEPS[step];
    if (shown) onStep(shown);
  };

/** Which page of the app there is to show, from the profile, its lock and the address. */
export function makeSessions(options: SessionsOptions): Sessions {
  const session = makeSource<Session>({ kind: 'starting' });
  let device: Device | null = null;
  let messenger: OpenMessenger | null = null;

  const fail = (error: unknown): void => {
    const reason: Reason = error instanceof ConfabError ? error.reason : 'storage-failed';
    if (!(error instanceof ConfabError)) console.error(error);
    session.set({ kind: 'failed', reason, retry: () => void begin() });
  };

  const closeAll = async (): Promise<void> => {
    session.set({ kind: 'elsewhere', takeOver });
    await messenger?.close();
    if (!messenger && device) await closeStores(device);
    messenger = null;
    device = null;
  };

  const takeOver = async (): Promise<void> => {
    await options.lock.takeOver(closeAll);
    await begin();
  };

  const start = async (): Promise<void> => {
    try {
      const lock = await options.lock.take(closeAll);
      if (lock) await begin();
      else session.set({ kind: 'elsewhere', takeOver });
    } catch (error) {
      fail(error);
    }
  };

  const begin = async (): Promise<void> => {
    session.set({ kind: 'starting' });
    try {
      device ??= await options.openDevice();
      const link = linkIn(options.fragment());
      const opened = await openKept(device);
      if (opened) {
        // The office here is shown; a link to another one needs another profile.
        const other = link && !isOwnLink(link, opened);
        if (link) options.clearFragment();
        show(opened, other ? 'already-in-office' : undefined);
      } else if (link) {
        enterBy(link);
      } else {
        session.set({ kind: 'welcome' });
      }
    } catch (error) {
      fail(error);
    }
  };

  const show = (opened: OpenMessenger, notice?: Reason): void => {
    messenger = opened;
    session.set({ kind: 'open', messenger: opened, ...(notice ? { notice } : {}) });
    options.onOpened();
  };

  const entered = (opened: OpenMessenger): void => {
    options.clearFragment();
    show(opened);
  };

  const enterBy = (link: Link): void => {
    if (link.kind === 'setup') {
      const found = (office: string, person: string, entering: Entering) =>
        foundWith(link, office, person, entering);
      session.set({ kind: 'setup', found });
    } else {
      const join = (person: string, entering: Entering) => joinWith(link, person, entering);
      session.set({ kind: 'join', office: link.name, join });
    }
  };

  const foundWith = async (
    link: SetupLink,
    office: string,
    person: string,
    { onStep, signal }: Entering,
  ) => {
    const names = { office, person };
    const entering = { signal, onStep: telling(onStep) };
    entered(await createOffice(opened(device), link, options.origin, names, entering));
  };

  const joinWith = async (link: InviteLink, person: string, { onStep, signal }: Entering) => {
    const entering = { signal, onStep: telling(onStep) };
    entered(await joinOffice(opened(device), link, options.origin, person, entering));
  };

  return {
    session,
    start,
    openLink: (text) => enterBy(readLink(text)),
    current: () => messenger,
  };
}

/** The office that this profile belongs to; null when it belongs to none. */
async function openKept(device: Device): Promise<OpenMessenger | null> {
  try {
    return await openOffice(device);
  } catch (error) {
    if (error instanceof ConfabError && error.reason === 'no-office') return null;
    throw error;
  }
}

/** A link that led into the office that is open: the page was reloaded before it was done with it. */
const isOwnLink = (link: Link, { office, me }: OpenMessenger): boolean =>
  link.kind === 'join' ? link.office === office.id : me.get().role === 'owner';

/** The link in the address. A damaged one is told as `malformed-link`. */
const linkIn = (fragment: string): Link | null =>
  /^#\/(setup|join)\//.test(fragment) ? readLink(fragment) : null;

function opened(device: Device | null): Device {
  if (!device) throw new ConfabError('closed', 'the profile was taken over by another tab');
  return device;
}

const closeStores = ({ logs, outbox, state, keys }: Device): Promise<unknown> =>
  Promise.all([logs.close(), outbox.close(), state.close(), keys.close()]);
