import type { Rate } from '../src/sync/bucket.ts';
import { MEMBER_QUOTA } from '../src/wire/limits.ts';

/** What one member may use of a relay, with all devices together, each with its unit and reason. */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** What may be added to the archive. All in bytes on the relay's disk. */
export interface Quota {
  /** By one member in one day (UTC), with all devices. */
  readonly member: number;
  /** By one of these devices in that day, whatever the others used. */
  readonly device: number;
  /** By one office in all. */
  readonly office: number;
}

/** Twice what a person writes in a day who writes a message a minute: another device of theirs may be a thief's. */
export const DEVICE_QUOTA = MIB;
/** Twenty years of a hundred people who write 200 messages a day, and a disk of the cheapest server. */
export const OFFICE_QUOTA = 16 * GIB;

/**
 * Entries of the roster by one member: each costs every replica a look at the whole roster. The burst
 * is what an admin of a large office has written in years, when the office is brought to a new relay.
 */
export const ACTS: Rate = { burst: 5_000, perSecond: 0.2 };

/**
 * Part of these rates that each device of a member has to itself, once all of them together have used
 * up the member's: who has one of them cannot shut out the others. Of single things too few for it
 * there is none.
 */
export const FLOOR = 1 / 16;

/**
 * Rates of one member, or of one device of nobody's. Bursts are what the devices of an honest person
 * need at once; what is above waits or is dropped.
 */
export const RATES = {
  /**
   * Bytes on its socket, whatever they are: deciphering them is what cannot be refused. Files that
   * two devices pass through the relay, at the speed of a good line.
   */
  socket: { burst: 128 * MIB, perSecond: 8 * MIB },
  /** The same of who belongs to no office (yet): enough to shake hands and to show an invite. */
  stranger: { burst: MIB, perSecond: 64 * KIB },
  /** Bytes in frames of catch-up: a day's quota at once. */
  frameBytes: { burst: MEMBER_QUOTA, perSecond: MIB },
  /** Frames of catch-up: as many as the `have`s of a whole inventory. */
  frames: { burst: 20_000, perSecond: 400 },
  /** Bytes that are brought to the cache of files: a large film at once, then a good line. */
  fileBytes: { burst: 256 * MIB, perSecond: 8 * MIB },
  /** Frames about files: each asks for a chunk, or for what is here of a file. */
  fileFrames: { burst: 4_000, perSecond: 200 },
  /** Live messages: a program that writes many a second is told on by catch-up. */
  messages: { burst: 1_000, perSecond: 50 },
  /** Bytes in live messages. */
  messageBytes: { burst: 16 * MIB, perSecond: 512 * KIB },
  /** Presence, of four devices: one in 15 s, one for each newcomer's second, and those that nobody heard. */
  beats: { burst: 240, perSecond: 4 },
  /** Live messages and beats beyond their rates: who sends on and on does not mean to be read. */
  excess: { burst: 5_000, perSecond: 50 },
  /** Entries that no honest device can have passed on. */
  forgeries: { burst: 8, perSecond: 1 / 60 },
  /**
   * Checks of signatures of what does not follow on what is here: a fork that somebody else made, in as
   * many chains as they like. Beyond it others' entries are looked at later, unless they come from their
   * chain's beginning; a check takes 0.1 ms.
   */
  misfits: { burst: 4_000, perSecond: 20 },
  /** Asking what shows one's own removal: tries on a bad line, then an app that goes on trying. */
  removals: { burst: 8, perSecond: 1 / 60 },
  /**
   * Connections: a page that is reloaded, a line that comes and goes, a program that runs one terminal
   * command after the other.
   */
  connections: { burst: 120, perSecond: 2 },
  /** Streams opened, of any protocol: gossip, catch-up, a hundred relayed connections. */
  streams: { burst: 1_000, perSecond: 20 },
  /** Reservations: one for each connection, renewed hourly. */
  reservations: { burst: 120, perSecond: 2 },
  /** Relayed connections asked for, by four devices: each device of a large office once, then the tries that fail. */
  circuits: { burst: 800, perSecond: 4 },
} as const satisfies Record<string, Rate>;

export type What = keyof typeof RATES;

/** Milliseconds for which a device that goes far beyond its rates, or forges, is not let in. */
export const BAN = 60_000;
