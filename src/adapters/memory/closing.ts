import { ConfabError } from '../../model/errors.ts';

/** Throws `closed` when the store was closed. */
export function refuseClosed(store: { readonly closed: boolean }, name: string): void {
  if (store.closed) throw new ConfabError('closed', name);
}
