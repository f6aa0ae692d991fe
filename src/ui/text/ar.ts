import { availability } from './ar/availability.ts';
import { conversation } from './ar/conversation.ts';
import { core } from './ar/core.ts';
import { files } from './ar/files.ts';
import { history } from './ar/history.ts';
import { people } from './ar/people.ts';
import { reasons } from './ar/reasons.ts';
import { rooms } from './ar/rooms.ts';
import { search } from './ar/search.ts';
import { settings } from './ar/settings.ts';
import { start } from './ar/start.ts';
import { ways } from './ar/ways.ts';
import type { en } from './en.ts';

/** Arabic. A word that is missing here fails the type check, and with it the build. */
export const ar: typeof en = {
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
