import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashNatively } from '../../../src/adapters/node/hash.ts';
import type { ConversationId, OfficeId } from '../../../src/model/ids.ts';
import { monthOf, startOf } from '../../../src/model/time.ts';
import { bytesOf, toBase64url } from '../../../src/wire/bytes.ts';
import { makeLink } from '../../../src/wire/links.ts';
import { type RelayProcess, startRelay } from '../../support/relay.ts';
import type { Bench } from '../bench.ts';
import { type CorpusMessage, makeCorpus } from '../corpus.ts';
import { fillArchive } from './fill.ts';
import { foundEmpty } from './office.ts';

/** An office of years, made once and kept under .cache: its relay's folder, and what is in it. */

/** Grows with everything that changes what is made. */
const VERSION = 2;
const CACHE = fileURLToPath(new URL('../../../.cache/large', import.meta.url));
const PEOPLE = 24;
/** Sentences that are shown as they stand: nearly all, so that the newest of them is on the first screen. */
const PLAIN = /^[\p{L} .,?!]+$/u;

/** How much was said, in how many channels, over how many calendar months. */
export interface Size {
  readonly messages: number;
  readonly channels: number;
  readonly months: number;
}

export const LARGE: Size = { messages: 500_000, channels: 60, months: 36 };
/** The same office when it was young. */
export const SMALL: Size = { messages: 5_000, channels: 60, months: 1 };

interface Facts {
  readonly office: OfficeId;
  /** Secret of an invite, base64url. */
  readonly secret: string;
  readonly channels: readonly ConversationId[];
  /** The newest text of `general`. */
  readonly newest: string;
  /** Entries outside the roster. */
  readonly entries: number;
}

export interface LargeOffice extends Facts {
  readonly relay: RelayProcess;
  /** The relay's data folder: a copy for this benchmark. */
  readonly folder: string;
  readonly invite: string;
}

/** The folder of an office of that size; made when it is not there yet. */
export async function largeFolder(size: Size): Promise<{ folder: string; facts: Facts }> {
  const last = monthOf(Date.now());
  const name = `v${VERSION}-${size.messages}-${size.channels}-${size.months}-${last}`;
  const folder = join(CACHE, name);
  if (!existsSync(folder)) await make(folder, size);
  const facts = JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')) as Facts;
  return { folder, facts };
}

async function make(folder: string, { messages, channels, months }: Size): Promise<void> {
  hashNatively();
  const now = Date.now();
  const last = monthOf(now);
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const founded = startOf(last - months + 1);
  const office = await foundEmpty(PEOPLE, channels, { founded, now });
  let newest: CorpusMessage | null = null;
  const corpus = makeCorpus({
    messages,
    conversations: channels,
    members: PEOPLE,
    months,
    until: now,
  });
  const noting = function* () {
    for (const message of corpus) {
      const isShown = message.conversation === 0 && message.thread === null && !message.deleted;
      if (isShown && message.edits.length === 0 && PLAIN.test(message.text)) newest = message;
      yield message;
    }
  };
  const entries = await fillArchive(join(draft, 'relay'), office, noting());
  const facts: Facts = {
    office: office.id,
    secret: toBase64url(office.secret),
    channels: office.channels,
    newest: (newest as CorpusMessage | null)?.text ?? '',
    entries,
  };
  await writeFile(join(draft, 'facts.json'), JSON.stringify(facts));
  await rename(draft, folder);
}

/** Starts a relay on a copy of an office of that size. */
export async function openLarge(bench: Bench, size: Size): Promise<LargeOffice> {
  const { folder: made, facts } = await largeFolder(size);
  const folder = bench.path('relay');
  await cp(join(made, 'relay'), folder, { recursive: true });
  const relay = await bench.open(startRelay(folder), (it) => it.stop());
  return { ...facts, relay, folder, invite: inviteTo(relay, facts) };
}

/** The invite's link, for where the relay now is. */
export function inviteTo(
  relay: RelayProcess,
  { office, secret }: Pick<Facts, 'office' | 'secret'>,
): string {
  const link = { kind: 'join' as const, relays: relay.addresses, secret: bytesOf(secret) };
  return makeLink(relay.url, { ...link, office, name: 'Large' });
}
