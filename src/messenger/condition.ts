import type { Reason } from '../model/errors.ts';
import type { DeviceId, MemberId } from '../model/ids.ts';

/** How the office stands on this device: what a face says of it beside what was said in it. */

/** The state of the connection to the office. */
export type Connection =
  /**
   * `limit`: what the relay's admin set as a limit is reached, so what this device writes waits on it.
   * `turned`: others are connected, and the relay does not let this device in, for that reason.
   */
  | { kind: 'connected'; peers: number; limit?: 'device-quota' | 'office-quota'; turned?: Reason }
  | { kind: 'connecting' }
  | { kind: 'offline' }
  /** The relay does not let this device in. */
  | { kind: 'refused'; turned: Reason };

/** Whether this device still keeps what it shows. */
export type Saving = { kind: 'saving' } | { kind: 'not-saving'; why: 'full' | 'failed' };

/** How many entries are here, and how many more connected replicas are known to have. */
export interface HistoryShare {
  readonly held: number;
  readonly lacking: number;
}

/** Catching up with other replicas. */
export type Progress =
  | { kind: 'idle' }
  | ({ kind: 'catching-up'; received: number } & HistoryShare)
  /** What is recent is here; the person keeps the rest waiting. */
  | ({ kind: 'paused' } & HistoryShare);

/** What everybody, or this person, should know; it stays until it is dismissed or over. */
export type Notice = { readonly id: string } & (
  | {
      readonly kind: 'device-added';
      readonly member: MemberId;
      readonly device: DeviceId;
      readonly by: MemberId | null;
    }
  /** Somebody else let the device in for its member: groups and directs are closed to it until one who takes part lets it in. */
  | {
      readonly kind: 'device-asks';
      readonly member: MemberId;
      readonly device: DeviceId;
      readonly by: MemberId | null;
    }
  | { readonly kind: 'verified-changed'; readonly member: MemberId }
  | { readonly kind: 'device-frozen'; readonly member: MemberId; readonly device: DeviceId }
  /** Only one owner: if their devices are lost, nobody can give roles any more. */
  | { readonly kind: 'second-owner' }
  /** This person's recovery code went with the device that made it, and there is no other. */
  | { readonly kind: 'recovery-ended' }
);

/** Whether the app can be closed without harm. */
export type Safety =
  /** Nothing waits, and all is durable. */
  | 'safe'
  /** All is durable here; some of it nobody else has yet. */
  | 'waiting'
  /** Something is not durable yet. */
  | 'writing';
