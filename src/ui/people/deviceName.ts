import type { DeviceInfo } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** What a device is called; one that nobody named, by the beginning of its id. */
export const deviceName = ({ label, id }: DeviceInfo): string =>
  label || text.device.unnamed(id.slice(0, 6));

/** The beginning of a device's id, as “Settings”, “About” shows that of this one. */
export const shortId = (id: DeviceInfo['id']): string => id.slice(0, 12);

/** Whether a device is called like another one of the same person: its name alone does not tell which it is. */
export const isNamesake = (device: DeviceInfo, all: readonly DeviceInfo[]): boolean =>
  all.some(
    (it) =>
      it.id !== device.id && it.member === device.member && deviceName(it) === deviceName(device),
  );
