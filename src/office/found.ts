import type { Admitted } from '../log/judge.ts';
import { makeEntry } from '../log/make.ts';
import type { DeviceRecord } from '../model/acts.ts';
import { type OfficeId, ROSTER } from '../model/ids.ts';
import { hlcAt } from '../model/time.ts';
import type { Identity } from '../ports.ts';
import { randomBytes } from '../wire/bytes.ts';
import { RUN_BYTES } from '../wire/envelope.ts';
import { chainIdOf, keyIdOf, rosterKeyOf } from '../wire/hash.ts';

export interface Founding {
  readonly office: OfficeId;
  readonly officeKey: Uint8Array;
  readonly entry: Admitted;
}

/** Makes an office: its first key and its founding entry, whose id is the office's (SPEC R3). */
export async function foundOffice(
  identity: Identity,
  device: DeviceRecord,
  names: { readonly office: string; readonly founder: string },
  now: number,
): Promise<Founding> {
  const officeKey = randomBytes(32);
  const rosterKey = rosterKeyOf(officeKey, null);
  const run = randomBytes(RUN_BYTES);
  const chain = chainIdOf(null, ROSTER, identity.device, run);
  const entry = await makeEntry(
    { office: null, log: ROSTER, chain, number: 0, previous: null },
    {
      content: { office: names.office, name: names.founder },
      act: { t: 'found', device, key: keyIdOf(officeKey) },
    },
    hlcAt(now),
    run,
    identity,
    { id: keyIdOf(rosterKey), key: rosterKey },
  );
  return { office: entry.id as string as OfficeId, officeKey, entry };
}
