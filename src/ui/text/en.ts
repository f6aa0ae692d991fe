import { availability } from './en/availability.ts';
import { conversation } from './en/conversation.ts';
import { core } from './en/core.ts';
import { files } from './en/files.ts';
import { history } from './en/history.ts';
import { people } from './en/people.ts';
import { reasons } from './en/reasons.ts';
import { rooms } from './en/rooms.ts';
import { search } from './en/search.ts';
import { settings } from './en/settings.ts';
import { start } from './en/start.ts';
import { ways } from './en/ways.ts';

/** English. An area of words is a file; German and Arabic have the same ones. */
export const en = {
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
