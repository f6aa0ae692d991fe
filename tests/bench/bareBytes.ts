import type { Stream } from '@libp2p/interface';

/** The floor of catch-up: the same bytes over a bare libp2p stream, nothing checked or understood. */

export const BYTES_PROTOCOL = '/confab-bench/bytes/1';
/** Records sent at once, as Confab's runs. */
const RECORDS = 500;

/** Sends `count` records of `bytes` bytes as fast as the stream takes them. */
export async function serveBytes(stream: Stream, count: number, bytes: number): Promise<void> {
  for (let sent = 0; sent < count; sent += RECORDS) {
    const records = Math.min(RECORDS, count - sent);
    const more = stream.send(new Uint8Array(records * bytes).fill(sent % 251));
    if (!more) await stream.onDrain();
  }
  await stream.close();
}

/** Calls `keep` with each batch of records that came, until there are `count`. */
export async function takeBytes(
  stream: Stream,
  count: number,
  bytes: number,
  keep: (records: Uint8Array[]) => void | Promise<void>,
): Promise<void> {
  let rest = new Uint8Array(0);
  let records: Uint8Array[] = [];
  let kept = 0;
  for await (const piece of stream) {
    const came = piece.subarray();
    const joined = new Uint8Array(rest.length + came.length);
    joined.set(rest);
    joined.set(came, rest.length);
    let at = 0;
    for (; at + bytes <= joined.length; at += bytes) records.push(joined.slice(at, at + bytes));
    rest = joined.subarray(at);
    if (records.length >= RECORDS || kept + records.length === count) {
      await keep(records);
      kept += records.length;
      records = [];
    }
    if (kept === count) return;
  }
  if (kept < count) throw new Error(`${kept} of ${count} records came`);
}
