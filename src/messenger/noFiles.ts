import { ConfabError } from '../model/errors.ts';
import type { FileId, FileState, Files } from './files.ts';
import { makeSource } from './observable.ts';

const refuse = (): never => {
  throw new ConfabError('unsupported', 'files');
};

/** The files of a device that keeps none. */
export function noFiles(): Files {
  const none = (id: FileId): FileState => ({
    id,
    size: 0,
    here: 0,
    kind: 'none',
    why: null,
    speed: 0,
    kept: false,
    holders: [],
  });
  return {
    take: refuse,
    state: (id) => makeSource(none(id)),
    fetch: () => {},
    stop: () => {},
    keep: () => {},
    drop: async () => {},
    read: async () => refuse(),
    stream: refuse,
    list: async () => [],
    find: async () => null,
    usage: makeSource({ used: 0, kept: 0, most: 0 }),
    settings: makeSource({ fetchUpTo: 0, most: 0 }),
    configure: async () => {},
  };
}
