import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DeviceId } from '../src/model/ids.ts';
import { bytesOf, toBase64url } from '../src/wire/bytes.ts';
import { PAGE_SIZE } from './archiveFile.ts';

const DAY = 86_400_000;
/** Bytes of an envelope's row and of its place in the index, besides the envelope. */
const ROW = 14;
const INDEX = 26;
/** Bytes of a chain, a log and a device's day, with their indices. */
export const CHAIN_BYTES = 160;
export const LOG_BYTES = 128;

/** What SQLite lets stand of a row in its own page, of the payload (SQLite, Database File Format, 1.6). */
const MOST_LOCAL = PAGE_SIZE - 35;
const LEAST_LOCAL = Math.floor(((PAGE_SIZE - 12) * 32) / 255) - 23;
/** Bytes of a page for what follows elsewhere. */
const OVERFLOW = PAGE_SIZE - 4;

/** Bytes of an envelope that stand in its row's page; the rest fills pages of its own. */
function localOf(length: number): number {
  if (length <= MOST_LOCAL) return length;
  const fitted = LEAST_LOCAL + ((length - LEAST_LOCAL) % OVERFLOW);
  return fitted <= MOST_LOCAL ? fitted : LEAST_LOCAL;
}

interface Today {
  readonly day: number;
  readonly bytes: number;
}

/**
 * What offices and devices have used of an archive's disk, kept with it, so that a restart forgets
 * nothing. Rows stand in the order of their arrival, so what one costs can be told: what does not
 * fit into the page leaves the rest of it empty, and pays for that.
 */
export class Usage {
  readonly #now: () => number;
  readonly #offices = new Map<number, number>();
  readonly #devices = new Map<number, Map<DeviceId, Today>>();
  /** What stands in memory only, as it was before. */
  readonly #before = new Map<
    number,
    { readonly bytes: number; readonly devices: Map<DeviceId, Today | undefined> }
  >();
  readonly #keepOffice: StatementSync;
  readonly #keepDevice: StatementSync;
  /** Bytes left in the newest page of envelopes. */
  #room = 0;

  /** `now` gives the Unix time in milliseconds. */
  constructor(db: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#keepOffice = db.prepare('UPDATE office SET bytes = ? WHERE id = ?');
    this.#keepDevice = db.prepare(
      `INSERT INTO usage (office, device, day, bytes) VALUES (?, ?, ?, ?)
       ON CONFLICT (office, device) DO UPDATE SET day = excluded.day, bytes = excluded.bytes`,
    );
    this.#load(db);
  }

  #load(db: DatabaseSync): void {
    const today = this.#today();
    // A clock that was far ahead is not waited for.
    db.prepare('UPDATE usage SET day = ? WHERE day > ?').run(today, today + 1);
    for (const { id, bytes } of db.prepare('SELECT id, bytes FROM office').iterate()) {
      this.#offices.set(id as number, bytes as number);
    }
    const rows = db.prepare('SELECT office, device, day, bytes FROM usage WHERE day >= ?');
    for (const { office, device, day, bytes } of rows.iterate(today)) {
      const name = toBase64url(device as Uint8Array) as DeviceId;
      this.#of(office as number).set(name, { day: day as number, bytes: bytes as number });
    }
  }

  /** Bytes that an office uses. */
  office(row: number): number {
    return this.#offices.get(row) ?? 0;
  }

  /** Bytes that a device has added to an office since the day (UTC) began. */
  device(row: number, device: DeviceId): number {
    const known = this.#devices.get(row)?.get(device);
    const today = this.#today();
    if (!known || known.day < today) return 0;
    // A clock that was set back begins no day anew; one that was far ahead is not waited for.
    if (known.day > today + 1) this.#of(row).set(device, { day: today, bytes: known.bytes });
    return known.bytes;
  }

  /** Notes what a device adds; written with the next commit. */
  add(row: number, device: DeviceId, bytes: number): void {
    const devices = this.#of(row);
    const known = devices.get(device);
    const before = this.#before.get(row) ?? { bytes: this.office(row), devices: new Map() };
    this.#before.set(row, before);
    if (!before.devices.has(device)) before.devices.set(device, known);
    const used = this.device(row, device);
    const day = Math.max(this.#today(), devices.get(device)?.day ?? 0);
    devices.set(device, { day, bytes: used + bytes });
    this.#offices.set(row, this.office(row) + bytes);
  }

  /** How many of the envelopes, from the first on, take at most so many bytes together. */
  fitting(envelopes: readonly Uint8Array[], bytes: number): number {
    const room = this.#room;
    let left = bytes - CHAIN_BYTES - LOG_BYTES;
    let count = 0;
    for (const { length } of envelopes) {
      left -= this.#take(length);
      if (left < 0) break;
      count += 1;
    }
    this.#room = room;
    return count;
  }

  /** Bytes that envelopes take when they are written now. */
  cost(envelopes: readonly Uint8Array[]): number {
    let sum = 0;
    for (const { length } of envelopes) sum += this.#take(length);
    return sum;
  }

  /** Writes what was added, inside the caller's transaction. */
  write(): void {
    for (const [row, { devices }] of this.#before) {
      this.#keepOffice.run(this.office(row), row);
      for (const device of devices.keys()) {
        const { day, bytes } = this.#of(row).get(device) as Today;
        this.#keepDevice.run(row, bytesOf(device), day, bytes);
      }
    }
  }

  /** The transaction is durable. */
  written(): void {
    this.#before.clear();
  }

  /** The transaction came to nothing: back to what is on disk. */
  undo(): void {
    for (const [row, { bytes, devices }] of this.#before) {
      this.#offices.set(row, bytes);
      for (const [device, today] of devices) {
        if (today) this.#of(row).set(device, today);
        else this.#of(row).delete(device);
      }
    }
    this.#before.clear();
    this.#room = 0;
  }

  #take(length: number): number {
    const local = localOf(length);
    const row = local + ROW;
    const wasted = row > this.#room ? this.#room : 0;
    this.#room = (row > this.#room ? PAGE_SIZE - 8 : this.#room) - row;
    return wasted + row + INDEX + Math.ceil((length - local) / OVERFLOW) * PAGE_SIZE;
  }

  #of(row: number): Map<DeviceId, Today> {
    const devices = this.#devices.get(row) ?? new Map<DeviceId, Today>();
    this.#devices.set(row, devices);
    return devices;
  }

  #today(): number {
    return Math.floor(this.#now() / DAY);
  }
}

/** Milliseconds until the next day (UTC) begins. */
export const untilTomorrow = (now: number): number => DAY - (Math.floor(now) % DAY);
