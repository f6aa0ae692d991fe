import type { DeviceId, LogId, OfficeId, Vector } from '../model/ids.ts';
import { hashOf } from './hash.ts';
import { verify } from './sign.ts';

/** The signature of a receipt that a relay passes on (SPEC Y11). */

interface Signer {
  readonly device: DeviceId;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

const transcript = (office: OfficeId, device: DeviceId, log: LogId, vector: Vector): Uint8Array => {
  const pairs = [...vector].sort(([a], [b]) => a - b);
  return hashOf('confab/1/vouch', office, device, log, pairs);
};

/** Signs that the device durably holds these chains: 64 bytes. */
export const vouchWith = (
  signer: Signer,
  office: OfficeId,
  log: LogId,
  vector: Vector,
): Promise<Uint8Array> => signer.sign(transcript(office, signer.device, log, vector));

export const isVouched = (
  device: DeviceId,
  office: OfficeId,
  log: LogId,
  vector: Vector,
  signature: Uint8Array,
): boolean => verify(device, transcript(office, device, log, vector), signature);
