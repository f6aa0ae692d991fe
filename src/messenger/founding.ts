import type { DeviceRecord } from '../model/acts.ts';
import { toName } from '../model/names.ts';
import { foundOffice } from '../office/found.ts';
import type { Identity } from '../ports.ts';
import { bytesOf } from '../wire/bytes.ts';
import { keyIdOf } from '../wire/hash.ts';
import { MAX_NAME } from '../wire/limits.ts';
import type { SetupLink } from '../wire/links.ts';
import { makeDeviceRecord } from '../wire/proofs.ts';
import { publicKeyOf } from '../wire/sign.ts';
import type { Device } from './device.ts';
import { type OfficeSettings, saveKeys, saveSettings } from './settings.ts';

/** The device's public record, from its identity. */
export function recordOf(identity: Identity): DeviceRecord {
  const { networkSeed: seed, device, box } = identity;
  return makeDeviceRecord(device, box, { publicKey: bytesOf(publicKeyOf(seed)), seed });
}

/** Writes a new office down on this device, before anybody else hears of it. */
export async function writeOffice(
  device: Device,
  link: SetupLink,
  origin: string,
  names: { readonly office: string; readonly person: string },
): Promise<OfficeSettings> {
  const office = toName(names.office, MAX_NAME);
  const founder = toName(names.person, MAX_NAME);
  const identity = (await device.keys.load()) ?? (await device.keys.create());
  const now = device.clock.now();
  const founding = await foundOffice(identity, recordOf(identity), { office, founder }, now);
  const settings: OfficeSettings = {
    office: founding.office,
    relays: link.relays,
    origin,
    pending: { kind: 'setup', secret: link.secret, name: founder },
  };
  const { log, chain, number, bytes: envelope } = founding.entry;
  await saveKeys(device.keys, [
    { generation: keyIdOf(founding.officeKey), scope: 'office', key: founding.officeKey },
  ]);
  await device.outbox.put([{ log, chain, number, envelope, since: now }]);
  await saveSettings(device.state, settings);
  return settings;
}
