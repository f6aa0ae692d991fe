import { type DeviceId, type LogId, type MemberId, ROSTER } from '../model/ids.ts';

/** Devices whose joins came to nothing, together: anybody with an invite can make as many as they like. */
export const NOBODY = 'nobody';

/**
 * Whose entries count as one (SPEC A13, A14): a member's, whatever device wrote them. Who joins is nobody
 * yet, and pays for that by themselves.
 */
export const accountOf = (member: MemberId | null, device: DeviceId, log: LogId): string =>
  member ?? (log === ROSTER ? device : NOBODY);
