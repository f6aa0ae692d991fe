import type {
  Attachment,
  DeviceInfo,
  FileId,
  FileSettings,
  FileState,
  Files,
  FilesUsage,
  Holder,
  ListedFile,
  Message,
  NewFile,
  Upload,
  UploadState,
} from '../../src/messenger/messenger.ts';
import { makeSource, type Source } from '../../src/messenger/observable.ts';
import type { FilePart } from '../../src/model/attachment.ts';
import { ConfabError } from '../../src/model/errors.ts';
import { toFileName, toMediaType } from '../../src/model/fileNames.ts';
import { MAX_FILE_NAME } from '../../src/wire/limits.ts';
import { type FakeFileContent, fakeFileContents } from './fakeFileContent.ts';

export interface FakeFiles extends Files {
  /** The sample files, ready to be put into messages. */
  readonly samples: readonly Attachment[];
  /** Sets where a file stands. */
  set(file: FileId, change: Partial<Omit<FileState, 'id'>>): void;
  /** From now on files that are taken in fail for this reason; null: they are taken again. */
  failTaking(why: Extract<UploadState, { kind: 'failed' }>['why'] | null): void;
  /** As payloads carry them. */
  parts(files: readonly Attachment[]): FilePart[];
}

export interface FakeFilesOptions {
  readonly now: number;
  readonly devices: () => readonly DeviceInfo[];
  /** All messages of the office. */
  readonly messages: () => readonly Message[];
}

/** Bytes that are taken in, or fetched, in a step, and the milliseconds that a step takes. */
const STEP = 8 * 1024 * 1024;
const PAUSE = 120;

/** Files that are nowhere: their contents are counted bytes, unless they were taken in here. */
export function makeFakeFiles({ now, devices, messages }: FakeFilesOptions): FakeFiles {
  let count = 0;
  let failing: Extract<UploadState, { kind: 'failed' }>['why'] | null = null;
  const states = new Map<FileId, Source<FileState>>();
  const sources = new Map<FileId, NewFile['source']>();
  const known = new Map<FileId, Attachment>();
  const settings = makeSource<FileSettings>({
    fetchUpTo: 10 * 1024 * 1024,
    most: 4 * 1024 * 1024 * 1024,
  });
  const usage = makeSource<FilesUsage>({
    used: 734_003_200,
    kept: 18_224_640,
    most: settings.get().most,
  });

  const holders = (size: number, all: boolean): Holder[] => {
    const [self, ...others] = devices();
    const of = (it: DeviceInfo, bytes: number, online: boolean): Holder => ({
      kind: 'device',
      device: it.id,
      member: it.member,
      label: it.label,
      self: it.self,
      bytes,
      online,
      seen: online ? now : now - 3 * 3_600_000,
    });
    return [
      ...(all && self ? [of(self, size, true)] : []),
      ...others.slice(0, 2).map((it, i) => of(it, i === 0 ? size : Math.floor(size / 3), i === 0)),
      { kind: 'relay', until: now + 9 * 86_400_000, bytes: size, online: true, seen: now },
    ];
  };
  const source = (id: FileId): Source<FileState> => {
    let state = states.get(id);
    if (!state) {
      const size = known.get(id)?.size ?? 0;
      const all = known.has(id);
      state = makeSource<FileState>({
        id,
        size,
        here: all ? size : 0,
        kind: all ? 'complete' : 'none',
        why: null,
        speed: 0,
        kept: false,
        holders: holders(size, all),
      });
      states.set(id, state);
    }
    return state;
  };
  const set: FakeFiles['set'] = (id, change) => source(id).set({ ...source(id).get(), ...change });
  const add = (content: Omit<Attachment, 'id'>): Attachment => {
    const file = { id: `file${count++}`.padEnd(42, '-').concat('A') as FileId, ...content };
    known.set(file.id, file);
    return file;
  };
  const withNulls = ({ name, type, size, pixels, blur, thumbnail }: FakeFileContent) => ({
    name,
    type,
    size,
    pixels: pixels ?? null,
    blur: blur ?? null,
    thumbnail: thumbnail ?? null,
  });
  const samples = fakeFileContents.map((it) => add(withNulls(it)));

  const stepOn = (id: FileId): void => {
    const { kind, here, size } = source(id).get();
    if (kind !== 'fetching') return;
    const more = Math.min(size, here + STEP);
    const complete = more === size;
    set(id, {
      here: more,
      kind: complete ? 'complete' : 'fetching',
      speed: complete ? 0 : (STEP / PAUSE) * 1000,
      ...(complete ? { holders: holders(size, true) } : {}),
    });
    if (!complete) setTimeout(() => stepOn(id), PAUSE);
  };

  const take = (file: NewFile): Upload => {
    const { size, name, type } = file.source;
    const state = makeSource<UploadState>({ kind: 'taking', done: 0, total: size });
    const ready = Promise.withResolvers<Attachment>();
    ready.promise.catch(() => undefined);
    const step = (): void => {
      const is = state.get();
      if (is.kind !== 'taking') return;
      if (failing) {
        state.set({ kind: 'failed', why: failing });
        ready.reject(new ConfabError(failing, 'told to fail'));
        return;
      }
      const done = Math.min(size, is.done + STEP);
      if (is.done < size) {
        state.set({ kind: 'taking', done, total: size });
        setTimeout(step, PAUSE);
        return;
      }
      const { pixels = null, blur = null, thumbnail = null } = file;
      const safe = { name: toFileName(name, MAX_FILE_NAME), type: toMediaType(type), size };
      const taken = add({ ...safe, pixels, blur, thumbnail });
      sources.set(taken.id, file.source);
      set(taken.id, { holders: holders(size, true).slice(0, 1) });
      state.set({ kind: 'ready', file: taken });
      ready.resolve(taken);
    };
    setTimeout(step, 0);
    return {
      state,
      ready: ready.promise,
      cancel: () => {
        state.set({ kind: 'cancelled' });
        ready.reject(new ConfabError('closed', 'cancelled'));
      },
    };
  };

  const read: Files['read'] = async (id, from, to) => {
    const { kind, size } = source(id).get();
    if (!known.has(id)) throw new ConfabError('unknown-file', id);
    if (kind !== 'complete') throw new ConfabError('file-incomplete', id);
    const own = sources.get(id);
    if (own) return own.read(from, Math.min(to, size));
    const { thumbnail, type } = known.get(id) as Attachment;
    // A picture shows its thumbnail, enlarged.
    if (thumbnail) return new Uint8Array(thumbnail).slice(from, to);
    const line = type.startsWith('text/') ? '# Minutes\n\n- The archive moves down.\n' : '\0';
    return Uint8Array.from({ length: Math.max(0, Math.min(to, size) - from) }, (_, i) =>
      line.charCodeAt((from + i) % line.length),
    );
  };

  const list: Files['list'] = async (conversation) =>
    messages()
      .filter((it) => conversation === undefined || it.conversation === conversation)
      .flatMap(({ id, conversation, from, at, files }) =>
        files.map((file): ListedFile => ({ file, message: id, conversation, from, at })),
      )
      .sort((a, b) => b.at - a.at);

  return {
    samples,
    set,
    take,
    read,
    list,
    usage,
    settings,
    state: source,
    fetch: (id) => {
      if (source(id).get().kind === 'complete') return;
      set(id, { kind: 'fetching', why: null });
      setTimeout(() => stepOn(id), PAUSE);
    },
    stop: (id) => set(id, { kind: 'none', speed: 0 }),
    keep: (id, on) => set(id, { kept: on }),
    drop: async (id) => {
      const { size } = source(id).get();
      set(id, { here: 0, kind: 'none', holders: holders(size, false) });
    },
    async *stream(id) {
      const { size } = source(id).get();
      const whole = known.get(id)?.thumbnail?.length ?? size;
      for (let at = 0; at < whole; at += 262_144) yield await read(id, at, at + 262_144);
    },
    find: async (id) => (await list()).find(({ file }) => file.id === id) ?? null,
    configure: async (change) => {
      settings.set({ ...settings.get(), ...change });
      usage.set({ ...usage.get(), most: settings.get().most });
    },
    failTaking: (why) => {
      failing = why;
    },
    parts: (files) =>
      files.map(({ id, name, type, size, pixels, blur, thumbnail }) => ({
        id,
        key: new Uint8Array(32),
        name,
        type,
        size,
        ...(pixels ? { pixels } : {}),
        ...(blur ? { blur } : {}),
        ...(thumbnail ? { thumbnail } : {}),
      })),
  };
}
