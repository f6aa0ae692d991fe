import { createResource, onCleanup, type ResourceReturn } from 'solid-js';

/** What has to be closed again. */
export interface Closable {
  close(): void;
}

/**
 * Opens something for as long as its owner lives, and closes it then; also what was opened only after
 * its owner had gone.
 */
export function createOpened<T extends Closable>(open: () => Promise<T>): ResourceReturn<T> {
  let gone = false;
  let held: T | null = null;
  onCleanup(() => {
    gone = true;
    held?.close();
  });
  return createResource(async () => {
    const opened = await open();
    if (gone) opened.close();
    else held = opened;
    return opened;
  });
}
