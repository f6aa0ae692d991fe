import type { Terminal } from '../terminal.ts';

/** `lock set`: wraps this device's keys under a passphrase; where there is one, changes it. */
export async function setLock(terminal: Terminal): Promise<void> {
  await terminal.withLock(true, async (lock) => {
    const isSet = (await lock.state()) !== 'none';
    const current = isSet ? await terminal.passphrase() : undefined;
    // Before anybody types a new one twice in vain.
    if (current !== undefined) await lock.unlock(current);
    await lock.set(await terminal.newPassphrase(!isSet), current);
    const done = isSet ? 'The passphrase is changed.' : 'The data folder is locked.';
    terminal.show(
      { locked: true },
      `${done} Nobody can give the passphrase back to you: write it down.`,
    );
  });
}

/** `lock remove`: takes the passphrase away. */
export async function removeLock(terminal: Terminal): Promise<void> {
  await terminal.withLock(false, async (lock) => {
    if ((await lock.state()) !== 'none') await lock.remove(await terminal.passphrase());
    terminal.show({ locked: false }, 'The data folder has no passphrase.');
  });
}
