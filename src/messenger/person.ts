import type { MemberId } from '../model/ids.ts';

/** A person as they stand at a message. */
export interface Person {
  readonly member: MemberId;
  readonly name: string;
  readonly self: boolean;
}
