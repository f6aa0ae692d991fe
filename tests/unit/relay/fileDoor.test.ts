import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileCache } from '../../../relay/fileCache.ts';
import { openFileDoor } from '../../../relay/fileDoor.ts';
import type { HostedOffice } from '../../../relay/hosted.ts';
import { makeVirtualClock } from '../../../src/adapters/memory/clock.ts';
import { decodeFileFrame, encodeFileFrame, type FileFrame } from '../../../src/files/frames.ts';
import type { ConversationId, FileId, MemberId, OfficeId, PeerId } from '../../../src/model/ids.ts';
import type { FrameStream, Network } from '../../../src/ports.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';

const idOf = (byte: number, bytes = 32): string => toBase64url(new Uint8Array(bytes).fill(byte));
const office = idOf(1) as OfficeId;
const file = idOf(2) as FileId;
const ANA = idOf(3) as MemberId;
const GENERAL = idOf(4, 16) as ConversationId;

let folder: string;
let cache: FileCache;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'confab-door-'));
  cache = new FileCache(folder, { bytes: 100_000, days: 14 }, makeVirtualClock());
});

afterEach(async () => {
  await cache.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a relay answers a device of `member`, who moderates nothing, to these frames. */
async function answers(
  member: MemberId,
  frames: readonly FileFrame[],
  kept: FileCache | null = cache,
): Promise<FileFrame[]> {
  const said: FileFrame[] = [];
  const over = Promise.withResolvers<void>();
  let visit: (stream: FrameStream) => void = () => {};
  const network = {
    onStream: (handler: typeof visit) => {
      visit = handler;
      return () => {};
    },
  } as unknown as Network;
  const hosted = {
    office,
    isMember: () => true,
    memberOf: () => member,
    mayRead: () => true,
    mayModerate: () => false,
  } as unknown as HostedOffice;
  openFileDoor({ network, cache: kept, office: () => hosted, onError: over.reject });
  visit({
    peer: 'p' as PeerId,
    send: async (bytes: Uint8Array<ArrayBuffer>) => void said.push(decodeFileFrame(bytes)),
    close: async () => over.resolve(),
    async *[Symbol.asyncIterator]() {
      yield encodeFileFrame({ kind: 'hello', version: 1, office });
      for (const frame of frames) yield encodeFileFrame(frame);
    },
  } as FrameStream);
  await over.promise;
  return said;
}

const forget: FileFrame = { kind: 'forget', file };
const forgotten: FileFrame = { kind: 'forgotten', file };

test('J9: forget is answered once the file is gone', async () => {
  await cache.offer({ office, name: file, member: ANA, places: 2, conversation: GENERAL });
  expect(await answers(ANA, [forget])).toEqual([forgotten]);
  expect(cache.find(office, file)).toBeNull();
});

test('J9: so is who may not have it forgotten, what is not here, and where nothing is kept', async () => {
  await cache.offer({ office, name: file, member: ANA, places: 2, conversation: GENERAL });
  expect(await answers(idOf(5) as MemberId, [forget])).toEqual([forgotten]);
  expect(cache.find(office, file)).not.toBeNull();
  const other = idOf(6) as FileId;
  expect(await answers(ANA, [{ kind: 'forget', file: other }])).toEqual([
    { kind: 'forgotten', file: other },
  ]);
  expect(await answers(ANA, [forget], null)).toEqual([forgotten]);
});
