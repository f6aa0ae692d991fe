import type { Delivery } from '../../messenger/messenger.ts';
import { text } from '../text/text.ts';

/** In words, where a message is held. The count includes this device. */
export function deliveryText(delivery: Delivery): string {
  switch (delivery.kind) {
    case 'local':
      return text.delivery.local;
    case 'relay':
      return text.delivery.relay;
    case 'devices':
      return text.delivery.devices(delivery.count + 1);
  }
}
