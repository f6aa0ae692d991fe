import type { Attachment, FileState, Holder, ListedFile } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import type { ConversationId } from '../../model/ids.ts';
import { titleOf } from '../conversations.ts';
import { writeLocalFile } from '../localFiles.ts';
import { showProgress, sizeText } from '../progress.ts';
import { columns, safeLine } from '../screen.ts';
import { findFresh, freshen, refuseRemoved, withOffice } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { until } from '../waiting.ts';

/** Characters of an id that people see and type. */
const SHORT = 10;
/** Characters of an id that name it. */
const LEAST = 6;

export interface GetOptions {
  /** A file, or a folder that takes it under its own name. */
  readonly out: string;
  /** Milliseconds without progress after which it is given up. */
  readonly wait: number;
}

/** `file list [CONVERSATION]`: the files that messages carry, the newest first. */
export function listFiles(terminal: Terminal, named: string | undefined): Promise<void> {
  return withOffice(terminal, async (office) => {
    await freshen(terminal, office);
    const conversation = named ? (await findFresh(terminal, office, named)).id : undefined;
    const files = await office.files.list(conversation);
    const states = await Promise.all(files.map(({ file }) => settled(office, file)));
    const rows = files.map((it, i) => rowOf(office, it, states[i] as FileState));
    terminal.showAll(
      files.map((it, i) => recordOf(it, states[i] as FileState)),
      files.length === 0 ? ['No files yet.'] : columns(rows),
    );
  });
}

/** Where a file stands, once this device has looked. */
async function settled(office: OpenMessenger, { id }: Attachment): Promise<FileState> {
  const state = office.files.state(id);
  // What is here is read from the disk.
  await office.files.read(id, 0, 0).catch(() => undefined);
  return state.get();
}

const recordOf = ({ file, message, conversation, from, at }: ListedFile, state: FileState) => ({
  id: file.id,
  name: file.name,
  type: file.type,
  size: file.size,
  here: state.here,
  message,
  conversation,
  from: { member: from.member, name: from.name },
  at,
  holders: state.holders.map(holderRecord),
});

function holderRecord(holder: Holder): object {
  const { kind, bytes, online, seen } = holder;
  return kind === 'relay'
    ? { kind, bytes, online, seen, until: holder.until }
    : { kind, bytes, online, seen, device: holder.device, member: holder.member };
}

function rowOf(
  office: OpenMessenger,
  { file, conversation, from, at }: ListedFile,
  { here }: FileState,
) {
  const where = office.conversations.get().find(({ id }) => id === conversation);
  return [
    file.id.slice(0, SHORT),
    safeLine(file.name),
    sizeText(file.size),
    here === file.size
      ? 'here'
      : here > 0
        ? `${Math.floor((100 * here) / file.size)} % here`
        : 'not here',
    new Date(at).toISOString().slice(0, 10),
    safeLine(from.name),
    where ? safeLine(titleOf(where)) : '',
  ];
}

/** `file get ID --out PATH`: fetches a file from whoever has it, and writes it. */
export function getFile(terminal: Terminal, named: string, options: GetOptions): Promise<void> {
  return withOffice(terminal, async (office) => {
    const { file, conversation } = await findFile(terminal, office, named);
    await fetchFile(terminal, office, file, options.wait);
    const path = await writeLocalFile(options.out, file.name, office.files.stream(file.id));
    const { id, name, size } = file;
    terminal.show(
      { id, name, size, conversation, path },
      `${safeLine(name)}, ${sizeText(size)}, is in ${safeLine(path)}`,
    );
  });
}

/** Throws `unknown-file`, `ambiguous-file` (listing the ids). */
async function findFile(
  terminal: Terminal,
  office: OpenMessenger,
  named: string,
): Promise<{ file: Attachment; conversation: ConversationId }> {
  const find = async () => {
    const files = await office.files.list();
    const found = files.filter(({ file }) => file.id === named || isShort(file.id, named));
    const ids = new Set(found.map(({ file }) => file.id));
    if (ids.size > 1) throw new ConfabError('ambiguous-file', [...ids].join(', '));
    return found[0];
  };
  let found = await find();
  if (!found) {
    await freshen(terminal, office);
    found = await find();
  }
  if (!found && named.length < LEAST)
    throw new ConfabError(
      'unknown-file',
      `“${named}” is too short: give at least ${LEAST} characters`,
    );
  if (!found) throw new ConfabError('unknown-file', named);
  return found;
}

const isShort = (id: string, named: string): boolean =>
  named.length >= LEAST && id.startsWith(named);

/** Fetches a file; gives up after `wait` milliseconds without progress. */
async function fetchFile(
  terminal: Terminal,
  office: OpenMessenger,
  { id, name, size }: Attachment,
  wait: number,
): Promise<void> {
  const state = office.files.state(id);
  await office.files.read(id, 0, 0).catch(() => undefined);
  if (state.get().kind === 'complete') return;
  if (terminal.offline) throw new ConfabError('file-incomplete', id);
  const progress = await showProgress(terminal, 'fetching', name, size);
  const patience = makePatience(wait);
  const out = new AbortController();
  const stopHearing = office.removed.subscribe((removal) => removal && out.abort());
  let here = -1;
  const stop = state.subscribe((it) => {
    if (it.here === here) return;
    here = it.here;
    patience.renew();
    progress.tell(here);
  });
  try {
    office.files.fetch(id);
    const signal = AbortSignal.any([terminal.interrupted, patience.signal, out.signal]);
    const isOver = () => ['complete', 'failed'].includes(state.get().kind);
    await until(state, isOver, signal);
  } finally {
    stop();
    stopHearing();
    patience.end();
    progress.end();
  }
  refuseRemoved(office);
  if (terminal.interrupted.aborted) throw new ConfabError('closed', 'interrupted');
  const { kind, why } = state.get();
  if (kind === 'failed') throw new ConfabError(why ?? 'storage-failed', name);
  if (kind !== 'complete') throw new ConfabError('file-incomplete', id);
}

/** A signal that aborts after `wait` milliseconds in which nobody renewed it. */
export function makePatience(wait: number): {
  readonly signal: AbortSignal;
  renew(): void;
  end(): void;
} {
  const over = new AbortController();
  const begin = () => setTimeout(() => over.abort(), wait);
  let timer = begin();
  return {
    signal: over.signal,
    renew() {
      clearTimeout(timer);
      timer = begin();
    },
    end: () => clearTimeout(timer),
  };
}
