import { availability } from './de/availability.ts';
import { conversation } from './de/conversation.ts';
import { core } from './de/core.ts';
import { files } from './de/files.ts';
import { history } from './de/history.ts';
import { people } from './de/people.ts';
import { reasons } from './de/reasons.ts';
import { rooms } from './de/rooms.ts';
import { search } from './de/search.ts';
import { settings } from './de/settings.ts';
import { start } from './de/start.ts';
import { ways } from './de/ways.ts';
import type { en } from './en.ts';

/** German. A word that is missing here fails the type check, and with it the build. */
export const de: typeof en = {
  reasons,
  history,
  ...core,
  ...start,
  ...conversation,
  ...people,
  ...rooms,
  ...settings,
  ...availability,
  ...ways,
  files,
  search,
};
