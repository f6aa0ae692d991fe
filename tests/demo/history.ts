import { makeRandom } from '../../src/adapters/memory/random.ts';
import { makeDoors } from '../../src/cli/doors.ts';
import { readInviteLink, readSetupLink } from '../../src/cli/links.ts';
import type { OpenMessenger } from '../../src/messenger/open.ts';
import type { ConversationId, EntryId } from '../../src/model/ids.ts';
import type { PastClock } from './pastClock.ts';
import { CHANNELS, OFFICE, PEOPLE, WHO, type Who } from './people.ts';
import { SCENES } from './scenes.ts';
import type { Beat, Place, Scene } from './script.ts';
import { makeExchange } from './smallTalk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Milliseconds that what one wrote may take to the others. */
const PATIENCE = 30_000;

/** Everybody's messenger; all live in this process and on one clock. */
export type Cast = Readonly<Record<Who, OpenMessenger>>;

export interface History {
  readonly cast: Cast;
  close(): Promise<void>;
}

/**
 * Founds the office and lets everybody in, at the time of `clock`.
 * `folder` gives each their data folder; `setup` is the relay's set-up link.
 */
export async function enter(
  setup: string,
  folder: (who: Who) => string,
  clock: PastClock,
): Promise<History> {
  const doors = (who: Who) =>
    makeDoors({ data: folder(who), offline: false, report: console.error, clock });
  const { link, origin } = readSetupLink(setup);
  const names = { office: OFFICE, person: PEOPLE.ana };
  const ana = await doors('ana').createOffice(link, origin, names, { label: 'Studio' });
  const cast: Partial<Record<Who, OpenMessenger>> = { ana };
  for (const who of WHO) {
    if (who === 'ana') continue;
    const invite = readInviteLink((await ana.invite()).link);
    const name = PEOPLE[who];
    cast[who] = await doors(who).joinOffice(invite.link, invite.origin, name, { label: 'Laptop' });
  }
  const all = cast as Record<Who, OpenMessenger>;
  return {
    cast: all,
    close: async () => {
      for (const who of WHO) await all[who].close();
    },
  };
}

/** Writes what was said from the time of `clock` until `end`, both Unix times in milliseconds. */
export async function writeHistory(
  cast: Cast,
  clock: PastClock,
  end: number,
  seed: number,
): Promise<number> {
  const random = makeRandom(seed);
  const rooms = new Rooms(cast);
  const heard = new Heard(cast);
  await rooms.openChannels();
  const start = clock.now();
  const days = Math.floor((end - start) / DAY);
  let written = 0;
  let scenes = 0;
  for (let day = 0; day <= days; day++) {
    const morning = atEight(start + day * DAY);
    if (isWeekend(morning)) continue;
    const due = Math.ceil(((day + 1) / (days + 1)) * SCENES.length);
    const today = [
      ...SCENES.slice(scenes, due),
      ...Array.from({ length: 2 + Math.floor(random() * 3) }, () => sceneOf(random)),
    ];
    scenes = due;
    for (const [index, scene] of today.entries()) {
      clock.advanceTo(Math.min(morning + (index + random()) * 1.3 * HOUR, end));
      written += await play(scene, { cast, heard, rooms, clock, random, end });
    }
  }
  return written;
}

/** Small talk as a scene. */
function sceneOf(random: () => number): Scene {
  const { channel, lines, reaction } = makeExchange(random);
  return {
    place: { kind: 'channel', name: channel },
    beats: [
      ...lines.map(({ who, text }): Beat => ({ kind: 'says', who, text, how: 'plain' })),
      ...(reaction ? [{ kind: 'reacts' as const, ...reaction }] : []),
    ],
  };
}

interface Stage {
  readonly cast: Cast;
  readonly heard: Heard;
  readonly rooms: Rooms;
  readonly clock: PastClock;
  readonly random: () => number;
  readonly end: number;
}

/** Plays one scene; resolves with how many entries were written. */
async function play(
  scene: Scene,
  { cast, heard, rooms, clock, random, end }: Stage,
): Promise<number> {
  const room = await rooms.of(scene.place);
  let first: EntryId | null = null;
  let last: EntryId | null = null;
  let author: OpenMessenger | null = null;
  for (const beat of scene.beats) {
    clock.advanceTo(Math.min(clock.now() + (0.3 + random() * 3) * 60_000, end));
    const me = cast[beat.who];
    if (last && author !== me) await heard.wait(me, last);
    if (beat.kind === 'says') {
      last = await me.send(room, withNames(beat.text), mannerOf(beat.how, first, last));
      first ??= last;
      author = me;
    } else if (last && beat.kind === 'reacts') await me.react(last, beat.emoji, true);
    else if (last && beat.kind === 'pins') await me.pin(last, true);
    else if (last && beat.kind === 'edits') await me.edit(last, withNames(beat.text));
  }
  return scene.beats.length;
}

function mannerOf(how: 'plain' | 'thread' | 'quote', first: EntryId | null, last: EntryId | null) {
  if (how === 'thread' && first) return { thread: first };
  if (how === 'quote' && last) return { replyTo: last };
  return {};
}

const withNames = (text: string): string =>
  text.replace(/\{(\w+)\}/g, (_, who: Who) => `@${PEOPLE[who]}`);

/** What has come to whom. */
class Heard {
  readonly #ids = new Map<OpenMessenger, Set<EntryId>>();

  constructor(cast: Cast) {
    for (const who of WHO) {
      const ids = new Set<EntryId>();
      this.#ids.set(cast[who], ids);
      cast[who].onMessages((messages) => {
        for (const { id } of messages) ids.add(id);
      });
    }
  }

  /** Waits until a message of another one has come. */
  async wait(me: OpenMessenger, id: EntryId): Promise<void> {
    let looks = 0;
    await until(async () => {
      if (this.#ids.get(me)?.has(id)) return true;
      // What came before its key is told of to nobody, and found when one looks.
      return ++looks % 50 === 0 && (await isHere(me, id));
    });
  }
}

const isHere = (me: OpenMessenger, id: EntryId): Promise<boolean> =>
  me.message(id).then(
    () => true,
    () => false,
  );

/** Conversations by where a scene takes place; made when first needed, and then known to all who talk there. */
class Rooms {
  readonly #cast: Cast;
  readonly #known = new Map<string, ConversationId>();

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  async openChannels(): Promise<void> {
    const { ana } = this.#cast;
    for (const [name, topic] of Object.entries(CHANNELS)) {
      const there = ana.conversations.get().find((it) => it.name === name)?.id;
      const id = there ?? (await ana.createChannel(name));
      await ana.editConversation(id, { topic });
      this.#known.set(`#${name}`, id);
      await this.#reaches(id, WHO);
    }
  }

  async of(place: Place): Promise<ConversationId> {
    const key =
      place.kind === 'channel'
        ? `#${place.name}`
        : `${place.kind === 'group' ? place.name : ''}@${place.who.join()}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (place.kind === 'channel') throw new Error(`no channel ${place.name}`);
    const [opener, ...others] = place.who;
    if (!opener) throw new Error('a scene without people');
    const me = this.#cast[opener];
    const ids = others.map((who) => this.#cast[who].me.get().id);
    const id =
      place.kind === 'group' ? await me.createGroup(place.name, ids) : await me.openDirect(ids);
    this.#known.set(key, id);
    await this.#reaches(id, place.who);
    return id;
  }

  #reaches(id: ConversationId, who: readonly Who[]): Promise<unknown> {
    return Promise.all(
      who.map((it) =>
        until(() =>
          this.#cast[it].conversations.get().some((conversation) => conversation.id === id),
        ),
      ),
    );
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const late = performance.now() + PATIENCE;
  while (!(await holds())) {
    if (performance.now() > late) throw new Error('what one wrote did not come to the others');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function atEight(time: number): number {
  const date = new Date(time);
  date.setHours(8, 30, 0, 0);
  return date.getTime();
}

const isWeekend = (time: number): boolean => [0, 6].includes(new Date(time).getDay());
