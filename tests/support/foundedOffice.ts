import { Disk } from '../../src/adapters/memory/disk.ts';
import type { OfficeRelay } from './officeRelay.ts';
import { OfficeWorld } from './officeWorld.ts';

const NAMES = ['Ana', 'Ben', 'Cleo', 'Dov', 'Eva', 'Fay'] as const;

/** An office of some people, closed: what their disks and the relay hold. */
interface Founded {
  readonly disks: ReadonlyMap<string, Disk>;
  readonly relay: OfficeRelay;
}

const foundedBySize = new Map<number, Founded>();

/** Founds an office of that many people, once; schedules begin with copies of it. */
export async function founded(size: number): Promise<Founded> {
  const known = foundedBySize.get(size);
  if (known) return known;
  const world = new OfficeWorld(size);
  await world.relay.start();
  const ana = await world.found('Ana');
  await world.drive(ana.here.createChannel('plans'));
  const link = await world.inviteBy(ana, { uses: size });
  for (const name of NAMES.slice(1, size)) await world.join(name, link);
  await world.until('all know each other', () =>
    [...world.people.values()].every(({ members }) => members.length === size),
  );
  await world.until('all is kept', () =>
    [...world.people.values()].every(({ here }) => here.outbox.get() === 0),
  );
  const disks = new Map([...world.people.values()].map(({ name, disk }) => [name, disk]));
  await world.end({ keepRelay: true });
  const made = { disks, relay: world.relay };
  foundedBySize.set(size, made);
  return made;
}

/** Removes what schedules began with. */
export async function forgetFounded(): Promise<void> {
  for (const { relay } of foundedBySize.values()) await relay.remove();
  foundedBySize.clear();
}

/** A disk with the same on it. */
export function copyOf(disk: Disk): Disk {
  const copy = new Disk();
  copy.identity = disk.identity;
  for (const [log, updates] of disk.logs) copy.logs.set(log, [...updates]);
  for (const [key, value] of disk.state) copy.state.set(key, value);
  for (const [name, value] of disk.secrets) copy.secrets.set(name, value);
  for (const [place, item] of disk.waiting) copy.waiting.set(place, item);
  return copy;
}
