import type { DeviceInfo } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** What a device is called; one that nobody named, by the beginning of its id. */
export const deviceName = ({ label, id }: DeviceInfo): string =>
  label || text.device.unnamed(id.slice(0, 6));
