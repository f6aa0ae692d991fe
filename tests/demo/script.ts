import { type Channel, isChannel, isWho, type Who } from './people.ts';

/**
 * What was said, as a script. A scene begins with where it takes place: a channel (`#offers`), the
 * people of a direct (`@ana ben`), or a group and its people (`=Summer party: ben cleo`). Then a line
 * for each thing that happens:
 *
 *   ana: Text            says it (`\n` breaks the line, `{ben}` mentions him)
 *   ana^: Text           says it in the thread of the scene's first message
 *   ana>: Text           answers the message before, quoting it
 *   ana +👍              reacts to the message before
 *   ana * pins           the message before
 *   ana ~: Text          changes the message before, which is hers
 */
export interface Scene {
  readonly place: Place;
  readonly beats: readonly Beat[];
}

export type Place =
  | { readonly kind: 'channel'; readonly name: Channel }
  | { readonly kind: 'direct'; readonly who: readonly Who[] }
  | { readonly kind: 'group'; readonly name: string; readonly who: readonly Who[] };

export type Beat =
  | { readonly kind: 'says'; readonly who: Who; readonly text: string; readonly how: Manner }
  | { readonly kind: 'reacts'; readonly who: Who; readonly emoji: string }
  | { readonly kind: 'pins'; readonly who: Who }
  | { readonly kind: 'edits'; readonly who: Who; readonly text: string };

export type Manner = 'plain' | 'thread' | 'quote';

const MANNERS: Readonly<Record<string, Manner>> = { '': 'plain', '^': 'thread', '>': 'quote' };

/** Reads a script; scenes stand apart by an empty line. Throws naming the line that it cannot read. */
export const readScript = (script: string): Scene[] =>
  script
    .trim()
    .split(/\n\s*\n/)
    .map((scene) => {
      const [place = '', ...lines] = scene.split('\n').map((line) => line.trim());
      return { place: readPlace(place), beats: lines.map(readBeat) };
    });

function readPlace(line: string): Place {
  const channel = /^#(\S+)$/.exec(line)?.[1];
  if (channel && isChannel(channel)) return { kind: 'channel', name: channel };
  const direct = /^@(.+)$/.exec(line)?.[1];
  if (direct) return { kind: 'direct', who: readPeople(direct) };
  const [, name, people] = /^=(.+): (.+)$/.exec(line) ?? [];
  if (name && people) return { kind: 'group', name, who: readPeople(people) };
  throw new Error(`no place of a scene: ${line}`);
}

const readPeople = (names: string): Who[] => names.split(' ').map(whoOf);

function readBeat(line: string): Beat {
  const [, speaker, sign = '', words] = /^(\w+)([\^>]?): (.+)$/.exec(line) ?? [];
  if (speaker && words)
    return {
      kind: 'says',
      who: whoOf(speaker),
      text: linesOf(words),
      how: MANNERS[sign] ?? 'plain',
    };
  const [, reactor, emoji] = /^(\w+) \+(\S+)$/.exec(line) ?? [];
  if (reactor && emoji) return { kind: 'reacts', who: whoOf(reactor), emoji };
  const [, pinner] = /^(\w+) \* pins$/.exec(line) ?? [];
  if (pinner) return { kind: 'pins', who: whoOf(pinner) };
  const [, author, change] = /^(\w+) ~: (.+)$/.exec(line) ?? [];
  if (author && change) return { kind: 'edits', who: whoOf(author), text: linesOf(change) };
  throw new Error(`no line of a scene: ${line}`);
}

const linesOf = (words: string): string => words.replaceAll('\\n', '\n');

function whoOf(name: string): Who {
  if (isWho(name)) return name;
  throw new Error(`nobody in the office is called ${name}`);
}
