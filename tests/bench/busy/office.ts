import { hashNatively } from '../../../src/adapters/node/hash.ts';
import { makeLink } from '../../../src/wire/links.ts';
import { type RelayProcess, startRelay } from '../../support/relay.ts';
import type { Bench } from '../bench.ts';
import type { CorpusMessage } from '../corpus.ts';
import { type Face, openFace } from '../face.ts';
import { fillArchive } from '../large/fill.ts';
import { foundEmpty } from '../large/office.ts';

/** Conversations of the office, */
export const ROOMS = 50;
/** messages in the open one, `general`, */
export const MESSAGES = 20_000;
/** and in each of the others. */
const OTHERS = 60;
const PEOPLE = 12;
const DAY = 86_400_000;
/** Milliseconds that joining may take. */
const JOIN_WITHIN = 120_000;

const WORDS =
  'plan stairs roof door offer noon paper model crane lunch tender figure town beam'.split(' ');

/** An office of 50 conversations, open in a browser that has all of it. */
export interface Busy {
  readonly relay: RelayProcess;
  readonly invite: string;
  readonly face: Face;
  readonly newest: string;
}

let made: Promise<Busy> | null = null;

/** Opened once a run: each benchmark goes on where the one before stopped. */
export function openBusy(keep: Bench): Promise<Busy> {
  made ??= make(keep);
  return made;
}

async function make(keep: Bench): Promise<Busy> {
  hashNatively();
  const now = Date.now();
  const folder = keep.path('relay');
  const founded = now - 20 * DAY;
  const office = await foundEmpty(PEOPLE, ROOMS, { founded, now });
  const newest = textOf(MESSAGES + OTHERS * (ROOMS - 1) - 1);
  await fillArchive(folder, office, messages(founded + DAY, now - 60_000));
  const relay = await keep.open(startRelay(folder), (it) => it.stop());
  const link = { kind: 'join' as const, relays: relay.addresses, secret: office.secret };
  const invite = makeLink(relay.url, { ...link, office: office.id, name: 'Busy' });
  const face = await openFace(keep, { sought: [newest] });
  await face.join(invite, 'Dora');
  await face.open('general');
  await face.painted(newest, JOIN_WITHIN);
  return { relay, invite, face, newest };
}

/** As many words as people use, the number first. */
const textOf = (index: number): string =>
  `${index}: ${Array.from({ length: 4 + (index % 23) }, (_, i) => WORDS[(index * 7 + i * 3) % WORDS.length]).join(' ')}.`;

/** The others first, then `general`: all in order of time. */
function* messages(from: number, until: number): Generator<CorpusMessage> {
  const others = OTHERS * (ROOMS - 1);
  const all = others + MESSAGES;
  for (let index = 0; index < all; index++) {
    yield {
      index,
      conversation: index < others ? 1 + (index % (ROOMS - 1)) : 0,
      author: Math.floor(index / 3) % PEOPLE,
      at: from + Math.floor(((until - from) * index) / all),
      text: textOf(index),
      thread: null,
      replyTo: null,
      edits: [],
      deleted: false,
      files: [],
    };
  }
}
