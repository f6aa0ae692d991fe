import { resolve } from 'node:path';
import { keepCompiled } from '../adapters/node/keepCompiled.js';
import type { FolderOptions, OpenDevice } from './doors.ts';
import type { Doors } from './terminal.ts';

export type { FolderOptions, OpenDevice } from './doors.ts';

/**
 * The terminal client's parts, put together. Everything large is loaded after Node was told to keep
 * what it compiles: removing types and compiling takes longer than the rest of a start.
 */

async function parts() {
  await keepCompiled();
  return import('./doors.ts');
}

/** Opens a data folder; `make`: where it is missing, too, else that is `no-office`. Rejects as `openDataFolder` does. */
export const openDevice = async (
  options: FolderOptions & { readonly make: boolean },
): Promise<OpenDevice> => (await parts()).openDevice(options);

/** The ways into the office of a data folder, which is taken for as long as the office is open. */
export function makeDoors(options: FolderOptions): Doors {
  const doors = async () => (await parts()).makeDoors(options);
  return {
    openOffice: async () => (await doors()).openOffice(),
    passphrase: async () => (await doors()).passphrase(),
    withLock: async (make, work) => (await doors()).withLock(make, work),
    createOffice: async (...how) => (await doors()).createOffice(...how),
    joinOffice: async (...how) => (await doors()).joinOffice(...how),
    recoverOffice: async (...how) => (await doors()).recoverOffice(...how),
  };
}

/** The platform's folder for a person's data, such as `~/.local/share/confab`. */
export async function defaultFolder(): Promise<string> {
  const { default: envPaths } = await import('env-paths');
  return envPaths('confab', { suffix: '' }).data;
}

/** The data folder that was asked for, absolute. */
export const folderOf = async (data: string | undefined): Promise<string> =>
  resolve(data ?? (await defaultFolder()));

/** Runs the relay in this process; resolves with its exit code when it ends. */
export async function runRelay(args: readonly string[]): Promise<number> {
  const { main } = await import('../../relay/main.ts');
  return main(args);
}
