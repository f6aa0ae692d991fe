import { ConfabError } from '../model/errors.ts';
import type { Identity, KeyLock, KeyStore } from '../ports.ts';
import { type LockKeys, makeLock, openLock, unwrap, wrap } from './passphrase.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * An identity as a store keeps it. Private keys are bytes, or a `Handle`: a key that the platform uses
 * for us and lets nobody read. Public keys are raw. Under a lock the bytes of what is private are wrapped.
 */
export interface Kept<Handle> {
  readonly signing: Bytes | Handle;
  readonly device: Bytes;
  readonly box: Bytes | Handle;
  readonly boxPublic: Bytes;
  readonly networkSeed: Bytes;
}

/** Where an adapter keeps keys; values as they were put. */
export interface KeyRows<Handle> {
  identity(): Promise<Kept<Handle> | null>;
  /** Rejects with `already-in-office` where there is one. */
  addIdentity(identity: Kept<Handle>): Promise<void>;
  secret(name: string): Promise<Uint8Array | null>;
  secrets(): Promise<[name: string, value: Uint8Array][]>;
  /**
   * Puts secrets, forgetting those that are null, and where given another form of the identity: all
   * durably or nothing. What stood there before is erased as well as the platform can.
   */
  put(
    secrets: readonly (readonly [name: string, value: Uint8Array | null])[],
    identity?: Kept<Handle>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** What an adapter's platform does with keys. */
export interface KeyMaker<Handle, Made extends Identity> {
  /** New keys; with `wrappable`, private ones as bytes wherever the platform lets them be read. */
  make(wrappable: boolean): Promise<Kept<Handle>>;
  /** The identity of unwrapped keys. Rejects with `identity-lost` for damaged ones. */
  use(identity: Kept<Handle>): Promise<Made>;
  /** The form in which keys are kept without a lock: as handles where the platform has such. */
  settle(identity: Kept<Handle>): Promise<Kept<Handle>>;
}

/** The secret under whose name the record of the passphrase is kept. */
const RECORD = 'confab/lock';
const PRIVATE = ['signing', 'box', 'networkSeed'] as const;

/** What stays in memory while a lock is open. */
interface Open<Made> {
  readonly keys: LockKeys['secrets'];
  /** Kept until an identity is made; afterwards nobody needs it. */
  readonly identityKey: LockKeys['identity'] | null;
  readonly identity: Made | null;
}

/** A key store over an adapter's rows, with the passphrase lock. */
export function makeLockingKeyStore<Handle, Made extends Identity>(
  rows: KeyRows<Handle>,
  maker: KeyMaker<Handle, Made>,
): KeyStore & { load(): Promise<Made | null>; create(): Promise<Made> } {
  /** What the passphrase opened since the store was opened. */
  let open: Open<Made> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /**
   * Reading and writing come one after another: nothing is put in one form while all is brought into
   * another, and nothing is read between what is kept and what is known of the lock.
   */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
  const record = () => rows.secret(RECORD);
  /** What is open; null where there is no lock. Rejects with `locked`. */
  const opened = async (): Promise<Open<Made> | null> => {
    if (open || (await record()) === null) return open;
    throw new ConfabError('locked', 'the passphrase is missing');
  };
  const refuseRecord = (name: string): void => {
    if (name === RECORD) throw new ConfabError('not-allowed', `a secret named ${name}`);
  };

  /** All that is kept, unwrapped. Rejects with `wrong-passphrase`. */
  const readAll = async (passphrase: string | undefined): Promise<Plain<Handle>> => {
    const kept = await record();
    if (kept && passphrase === undefined) throw new ConfabError('wrong-passphrase', 'none given');
    const keys = kept && (await openLock(kept, passphrase ?? ''));
    const secrets = (await rows.secrets()).filter(([name]) => name !== RECORD);
    const identity = await rows.identity();
    return {
      secrets: secrets.map(([name, value]) => [
        name,
        keys ? unwrap(keys.secrets, name, value) : value,
      ]),
      identity: identity && keys ? unwrapped(identity, keys.identity) : identity,
    };
  };

  const lock: KeyLock = {
    state: () =>
      inTurn(async () => {
        if ((await record()) === null) return 'none';
        return open ? 'unlocked' : 'locked';
      }),
    async wrapsPrivateKeys() {
      const identity = await rows.identity();
      return (
        identity === null ||
        (identity.signing instanceof Uint8Array && identity.box instanceof Uint8Array)
      );
    },
    unlock: (passphrase) =>
      inTurn(async () => {
        const kept = await record();
        if (kept === null || open) return;
        const keys = await openLock(kept, passphrase);
        const identity = await rows.identity();
        open = {
          keys: keys.secrets,
          identityKey: identity ? null : keys.identity,
          identity: identity && (await maker.use(unwrapped(identity, keys.identity))),
        };
      }),
    set: (passphrase, current) =>
      inTurn(async () => {
        const plain = await readAll(current);
        const made = await makeLock(passphrase);
        const { keys } = made;
        const identity = plain.identity && wrapped(plain.identity, keys.identity);
        const secrets = plain.secrets.map(
          ([name, value]) => [name, wrap(keys.secrets, name, value)] as const,
        );
        const used = plain.identity && (await maker.use(plain.identity));
        await rows.put([...secrets, [RECORD, made.record]], identity ?? undefined);
        open = {
          keys: keys.secrets,
          identityKey: plain.identity ? null : keys.identity,
          identity: used,
        };
      }),
    remove: (current) =>
      inTurn(async () => {
        if ((await record()) === null) return;
        const plain = await readAll(current);
        const identity = plain.identity && (await maker.settle(plain.identity));
        await rows.put([...plain.secrets, [RECORD, null]], identity ?? undefined);
        open = null;
      }),
  };

  return {
    lock,
    load: () =>
      inTurn(async () => {
        const now = await opened();
        if (now) return now.identity;
        const identity = await rows.identity();
        return identity && maker.use(identity);
      }),
    create: () =>
      inTurn(async () => {
        const now = await opened();
        const made = await maker.make(now !== null);
        const kept = now?.identityKey ? wrapped(made, now.identityKey) : made;
        await rows.addIdentity(kept);
        const identity = await maker.use(made);
        if (now) open = { ...now, identityKey: null, identity };
        return identity;
      }),
    async secret(name) {
      refuseRecord(name);
      return inTurn(async () => {
        const now = await opened();
        const value = await rows.secret(name);
        return now && value ? unwrap(now.keys, name, value) : value;
      });
    },
    async putSecret(name, value) {
      refuseRecord(name);
      const copy = value.slice();
      await inTurn(async () => {
        const now = await opened();
        await rows.put([[name, now ? wrap(now.keys, name, copy) : copy]]);
      });
    },
    close: () =>
      inTurn(async () => {
        open = null;
        await rows.close();
      }),
  };
}

interface Plain<Handle> {
  readonly secrets: (readonly [name: string, value: Uint8Array])[];
  readonly identity: Kept<Handle> | null;
}

const wrapped = <Handle>(identity: Kept<Handle>, key: Uint8Array): Kept<Handle> =>
  mapPrivate(identity, (name, bytes) => wrap(key, `identity/${name}`, bytes));

const unwrapped = <Handle>(identity: Kept<Handle>, key: Uint8Array): Kept<Handle> =>
  mapPrivate(identity, (name, bytes) => unwrap(key, `identity/${name}`, bytes));

/** The identity with each private part that is bytes changed; what nobody can read stays as it is. */
function mapPrivate<Handle>(
  identity: Kept<Handle>,
  change: (name: string, bytes: Uint8Array) => Bytes,
): Kept<Handle> {
  const parts = PRIVATE.map((name) => {
    const value: Bytes | Handle = identity[name];
    return [name, value instanceof Uint8Array ? change(name, value) : value] as const;
  });
  return { ...identity, ...Object.fromEntries(parts) };
}
