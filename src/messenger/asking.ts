import type { ConversationId, DeviceId, LogId, MemberId } from '../model/ids.ts';
import { type Ask, deviceMark } from '../search/ask.ts';
import { FLAGS } from '../search/docs.ts';
import type { Condition, Query } from '../search/query.ts';
import { fold } from '../search/words.ts';
import type { Core } from './core.ts';
import type { Misunderstood, SearchOptions } from './search.ts';

/** Hits of a page. */
const PAGE = 20;

export interface Asked {
  readonly ask: Ask;
  readonly misunderstood: readonly Misunderstood[];
  /** Somebody or something was named that nobody knows: nothing can match. */
  readonly impossible: boolean;
}

/** Whom and what a question names, resolved to what the index knows. */
export async function resolve(
  core: Core,
  query: Query,
  options: SearchOptions,
  now: number,
): Promise<Asked> {
  const { conditions, words, phrases, without } = query;
  const misunderstood: Misunderstood[] = [...query.misunderstood];
  const tell: Tell = (what, why) => {
    const isTold = misunderstood.some((it) => it.what === what && it.why === why);
    if (!isTold) misunderstood.push({ what, why });
  };
  const named = namedBy(core, conditions, tell);
  const flags = (not: boolean) =>
    conditions.reduce((bits, it) => bits | (it.not === not ? flagOf(it) : 0), 0);
  const days = (not: boolean) =>
    conditions.flatMap((it) => (it.kind === 'days' && it.not === not ? [it.range] : []));
  const isSaved = conditions.filter((it) => it.kind === 'is' && it.flag === 'saved');
  for (const { not } of isSaved) {
    if (not) tell('-is:saved', 'not-possible');
  }
  const only = isSaved.some(({ not }) => !not) ? await savedSpots(core) : null;
  const ask: Ask = {
    words,
    phrases,
    without,
    flags: flags(false),
    noFlags: flags(true),
    from: named.from?.map(deviceMark) ?? null,
    notFrom: named.notFrom.map(deviceMark),
    within: within(readable(core), named.within, options.within ?? null),
    notWithin: named.notWithin,
    days: days(false),
    notDays: days(true),
    only,
    sort: options.sort ?? 'relevance',
    offset: options.offset ?? 0,
    limit: options.limit ?? PAGE,
    now,
  };
  return { ask, misunderstood, impossible: named.impossible };
}

const flagOf = (it: Condition): number =>
  (it.kind === 'has' || it.kind === 'is') && it.flag !== 'saved' ? FLAGS[it.flag] : 0;

const readable = ({ directory }: Core): ConversationId[] =>
  directory.conversations.get().map(({ id }) => id);

/** Only what this person may read now, and of that what was asked for. */
function within(
  all: readonly ConversationId[],
  named: readonly ConversationId[] | null,
  here: ConversationId | null,
): ConversationId[] {
  return all.filter((id) => (named?.includes(id) ?? true) && (here === null || id === here));
}

interface Named {
  from: DeviceId[] | null;
  readonly notFrom: DeviceId[];
  within: ConversationId[] | null;
  readonly notWithin: ConversationId[];
  impossible: boolean;
}

/** Tells what could not be followed, once. */
type Tell = (what: string, why: 'unknown-person' | 'unknown-conversation' | 'not-possible') => void;

function namedBy(core: Core, conditions: readonly Condition[], tell: Tell): Named {
  const named: Named = {
    from: null,
    notFrom: [],
    within: null,
    notWithin: [],
    impossible: false,
  };
  for (const it of conditions) {
    if (it.kind === 'from') {
      const members = membersNamed(core, it.name);
      const devices = members.flatMap((member) => devicesOf(core, member));
      if (members.length === 0) tell(it.name, 'unknown-person');
      if (it.not) named.notFrom.push(...devices);
      else named.from = [...(named.from ?? []), ...devices];
    } else if (it.kind === 'in') {
      const found = conversationsNamed(core, it.name);
      if (found.length === 0) tell(it.name, 'unknown-conversation');
      if (it.not) named.notWithin.push(...found);
      else named.within = [...(named.within ?? []), ...found];
    }
  }
  named.impossible = named.from?.length === 0 || named.within?.length === 0;
  return named;
}

/** Names compare without case, accents, and the signs before them. */
const asName = (text: string): string =>
  fold(text.trim().replace(/^[#@]+/u, '')).replace(/[\s_-]+/gu, ' ');

/** Those called so; else those whose name, or a word of it, begins so. */
function called<T>(all: readonly T[], named: string, nameOf: (it: T) => string): T[] {
  const wanted = asName(named);
  const names = all.map((it) => ({ it, name: asName(nameOf(it)) }));
  const exact = names.filter(({ name }) => name === wanted);
  const begun = names.filter(
    ({ name }) =>
      wanted !== '' &&
      (name.startsWith(wanted) || name.split(' ').some((word) => word.startsWith(wanted))),
  );
  return (exact.length > 0 ? exact : begun).map(({ it }) => it);
}

function membersNamed({ office, identity }: Core, named: string): MemberId[] {
  if (fold(named) === 'me') return [office.memberOf(identity.device) ?? ('' as MemberId)];
  const { members, formerMembers } = office.roster;
  const all = [...members.values(), ...formerMembers.values()];
  if (all.some(({ id }) => id === named)) return [named as MemberId];
  return called(all, named, ({ name }) => name).map(({ id }) => id);
}

function devicesOf({ office }: Core, member: MemberId): DeviceId[] {
  const { devices, formerDevices } = office.roster;
  return [...devices.values(), ...formerDevices.values()]
    .filter((device) => device.member === member)
    .map(({ id }) => id);
}

function conversationsNamed({ directory }: Core, named: string): ConversationId[] {
  const all = directory.conversations.get();
  const byId = all.find(({ id }) => id === named);
  return byId ? [byId.id] : called(all, named, ({ name }) => name).map(({ id }) => id);
}

/** Where the messages stand that the person put aside. */
async function savedSpots({ personal, logs }: Core): Promise<NonNullable<Ask['only']>> {
  const ids = new Map(personal.aside().map(({ id, log }) => [id, log]));
  const spots: NonNullable<Ask['only']>[number][] = [];
  for (const log of new Set<LogId>(ids.values())) {
    if (!logs.vectors().has(log)) continue;
    for (const { at } of (await logs.get(log)).entries()) {
      if (ids.has(at.id)) spots.push([log, at.chain, at.number]);
    }
  }
  return spots;
}
