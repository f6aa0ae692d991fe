import { writeSync } from 'node:fs';
import { Archive } from '../../../relay/archive.ts';
import type { ChainId, DeviceId, EntryId, LogId, OfficeId } from '../../../src/model/ids.ts';
import { toBase64url } from '../../../src/wire/bytes.ts';

/** Appends for ever, and says after each append how many are acknowledged; it is killed by its test. */
const id = (byte: number): string => toBase64url(new Uint8Array(32).fill(byte));
const archive = new Archive(process.argv[2] ?? '');
for (let number = 0; ; number++) {
  const chain = {
    id: 7 as ChainId,
    device: id(3) as DeviceId,
    next: number + 1,
    head: id(number % 256) as EntryId,
  };
  const log = 'AAAAAAAAAAAAAAAAAAAAAA.202601' as LogId;
  const envelope = new Uint8Array(400).fill(number % 256);
  await archive.append(id(1) as OfficeId, log, chain, number, [envelope]);
  writeSync(1, `${number + 1}\n`);
}
