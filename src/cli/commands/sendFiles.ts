import type { Attachment, FileState } from '../../messenger/messenger.ts';
import type { OpenMessenger } from '../../messenger/open.ts';
import { ConfabError } from '../../model/errors.ts';
import { MAX_FILES } from '../../wire/limits.ts';
import { type LocalFile, openLocalFile } from '../localFiles.ts';
import { cleanPicture } from '../pictures.ts';
import { showProgress } from '../progress.ts';
import { safeLine } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { until } from '../waiting.ts';
import { makePatience } from './file.ts';

/**
 * Takes in files of this computer, one after the other; pictures without what says where they were taken,
 * unless `keepMetadata`. Rejects as taking them does.
 */
export async function takeFiles(
  terminal: Terminal,
  office: OpenMessenger,
  paths: readonly string[],
  keepMetadata: boolean,
): Promise<Attachment[]> {
  if (paths.length > MAX_FILES) throw new ConfabError('too-many-files', `${paths.length}`);
  const taken: Attachment[] = [];
  for (const path of paths) taken.push(await takeFile(terminal, office, path, keepMetadata));
  return taken;
}

async function takeFile(
  terminal: Terminal,
  office: OpenMessenger,
  path: string,
  keepMetadata: boolean,
): Promise<Attachment> {
  const source = await openSource(terminal, path, keepMetadata);
  const progress = await showProgress(terminal, 'taking', source.name, source.size);
  const upload = office.files.take({ source });
  const stop = upload.state.subscribe((it) => it.kind === 'taking' && progress.tell(it.done));
  const cancel = () => upload.cancel();
  terminal.interrupted.addEventListener('abort', cancel, { once: true });
  try {
    return await upload.ready;
  } finally {
    terminal.interrupted.removeEventListener('abort', cancel);
    stop();
    progress.end();
    await source.close();
  }
}

async function openSource(
  terminal: Terminal,
  path: string,
  keepMetadata: boolean,
): Promise<LocalFile> {
  const file = await openLocalFile(path);
  if (keepMetadata || !file.type.startsWith('image/')) return file;
  try {
    const clean = await cleanPicture(file);
    if (!clean)
      terminal.note(
        `${safeLine(file.name)} may still tell where it was taken: that cannot be taken out of it.`,
      );
    return clean ?? file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Most bytes that one other holder has. */
const elsewhere = ({ holders }: FileState): number =>
  Math.max(0, ...holders.filter((it) => it.kind === 'relay' || !it.self).map(({ bytes }) => bytes));

/** Waits until somebody else has a file, or nothing was taken for `wait` milliseconds; tells whether. */
export async function bringFile(
  terminal: Terminal,
  office: OpenMessenger,
  { id, name, size }: Attachment,
  wait: number,
): Promise<boolean> {
  const state = office.files.state(id);
  const progress = await showProgress(terminal, 'bringing', name, size);
  const patience = makePatience(wait);
  let before = 0;
  const stop = state.subscribe((it) => {
    const bytes = elsewhere(it);
    if (bytes <= before) return;
    before = bytes;
    patience.renew();
    progress.tell(bytes);
  });
  const isElsewhere = () =>
    state.get().holders.some((it) => (it.kind === 'relay' || !it.self) && it.bytes >= size);
  try {
    const signal = AbortSignal.any([terminal.interrupted, patience.signal]);
    return await until(state, isElsewhere, signal);
  } finally {
    stop();
    patience.end();
    progress.end();
  }
}
