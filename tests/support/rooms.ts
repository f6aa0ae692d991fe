import type { Act } from '../../src/model/acts.ts';
import type { ConversationId, EntryId } from '../../src/model/ids.ts';
import type { KnownKey } from '../../src/office/keyring.ts';
import { boxRoomKey } from '../../src/office/parcels.ts';
import { randomBytes } from '../../src/wire/bytes.ts';
import { keyIdOf, roomIdOf } from '../../src/wire/hash.ts';
import type { Device } from './story.ts';

/** Opens a group between these devices' members, with a key of its own. */
export async function openGroup(
  by: Device,
  title: string,
  devices: readonly Device[],
): Promise<ConversationId> {
  const { id: office, roster } = by.office;
  const salt = randomBytes(16);
  const id = roomIdOf(office, by.identity.device, salt);
  const members = devices.flatMap((it) => by.office.memberOf(it.identity.device) ?? []);
  const key = randomBytes(32);
  const fresh: KnownKey = { generation: keyIdOf(key), scope: id, key };
  const boxes = await boxRoomKey(office, roster, fresh, members);
  by.keyring.add([fresh]);
  const rest = { id, salt, members, key: fresh.generation, boxes };
  const act = (seen: EntryId[]): Act => ({ t: 'conversation', seen, kind: 'group', ...rest });
  await by.act(act, { title }, id);
  return id;
}
