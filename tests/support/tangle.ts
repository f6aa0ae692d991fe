import { makeRandom } from '../../src/adapters/memory/random.ts';
import type { Role } from '../../src/model/acts.ts';
import type { EntryId } from '../../src/model/ids.ts';
import type { Hlc } from '../../src/model/time.ts';
import type { RosterEntry } from '../../src/office/roster.ts';
import { toBase64url } from '../../src/wire/bytes.ts';
import { hashOf } from '../../src/wire/hash.ts';
import { memberNamed, roomNamed, Tale } from './tale.ts';

const PEOPLE = ['Fay', 'Ann', 'Ben', 'Cem', 'Dot', 'Eli'];
const ROLES: readonly Role[] = ['owner', 'admin', 'admin', 'member', 'guest'];

/**
 * Random offices in which people act apart from each other, honest or not: whoever acts names what
 * their device had seen, whether or not they may do what they do.
 */
export class Tangle {
  readonly tale = new Tale();
  readonly #random: () => number;
  /** What each device has seen: entries that none of the others it has seen follows. */
  readonly #views = new Map<string, EntryId[]>();
  readonly #ancestors = new Map<EntryId, Set<EntryId>>();
  readonly #owners = new Map<string, string>();
  readonly #invites: { readonly id: string; readonly for: string | null }[] = [];
  readonly #waiting: EntryId[] = [];
  #count = 0;

  constructor(seed: number, acts = 14) {
    this.#random = makeRandom(seed);
    // Whether a key is one to use decides nothing about who belongs.
    this.tale.boxing = false;
    this.#owners.set('Fay', 'Fay');
    const size = 3 + this.#below(3);
    for (const name of PEOPLE.slice(1, size)) {
      this.tale.welcome(name, this.#pick(ROLES));
      this.#owners.set(name, name);
    }
    for (const name of PEOPLE.slice(0, size)) {
      if (this.#random() < 0.6) continue;
      this.tale.link(`${name} 2`, name, name);
      this.#owners.set(`${name} 2`, name);
    }
    this.tale.boxing = true;
    if (this.#random() < 0.5) this.tale.group('Fay', 'group', PEOPLE.slice(0, size));
    this.tale.boxing = false;
    this.#note();
    for (const name of this.#owners.keys()) this.#views.set(name, this.tale.heads());
    for (let i = 0; i < acts; i++) this.#step();
  }

  #below = (most: number): number => Math.floor(this.#random() * most);
  #pick = <T>(of: readonly T[]): T => of[this.#below(of.length)] as T;

  #note(): void {
    for (const { id, act } of this.tale.entries) {
      if (this.#ancestors.has(id)) continue;
      const seen = 'seen' in act ? act.seen : [];
      const all = new Set(seen);
      for (const it of seen) for (const past of this.#ancestors.get(it) ?? []) all.add(past);
      this.#ancestors.set(id, all);
    }
  }

  #merge(one: readonly EntryId[], other: readonly EntryId[]): EntryId[] {
    const all = [...new Set([...one, ...other])];
    return all.filter((id) => !all.some((it) => this.#ancestors.get(it)?.has(id)));
  }

  #step(): void {
    const name = this.#pick([...this.#views.keys()]);
    if (this.#random() < 0.35) {
      const other = this.#pick([...this.#views.keys()]);
      const [mine, theirs] = [this.#views.get(name) ?? [], this.#views.get(other) ?? []];
      this.#views.set(name, this.#merge(mine, theirs));
      return;
    }
    const seen = this.#views.get(name) ?? [];
    this.#act(name, { seen });
    this.#note();
    this.#views.set(name, [this.tale.last()]);
  }

  #act(by: string, aside: { seen: readonly EntryId[] }): void {
    const { tale } = this;
    const devices = [...this.#owners.keys()];
    const people = [...new Set(this.#owners.values())];
    const me = this.#owners.get(by) as string;
    const kind = this.#below(14);
    if (kind < 3) tale.remove(by, this.#pick(people), aside);
    else if (kind < 5) tale.removeDevices(by, [this.#pick(devices)], aside);
    else if (kind === 5) tale.leave(by, me, aside);
    else if (kind < 8) tale.role(by, this.#pick(people), this.#pick(ROLES), aside);
    else if (kind === 8) tale.rotate(by, aside);
    else if (kind === 9) this.#invite(by, me, aside);
    else if (kind < 12) this.#enter(by, aside);
    else if (kind === 12) this.#admit(by, aside);
    else this.#change(by, people, aside);
  }

  #invite(by: string, me: string, aside: { seen: readonly EntryId[] }): void {
    const id = `invite ${this.#count++}`;
    const whose = this.#random() < 0.5 ? null : this.#random() < 0.6 ? me : this.#pick(PEOPLE);
    const approve = this.#random() < 0.3;
    const recovery = whose === me && this.#random() < 0.3;
    const terms = {
      uses: 1_000,
      for: whose === null ? null : memberNamed(whose),
      approve,
      recovery,
    };
    this.tale.invite(by, id, terms, aside);
    this.#invites.push({ id, for: whose });
  }

  /** Somebody who has seen what `by` has uses an invite. */
  #enter(by: string, aside: { seen: readonly EntryId[] }): void {
    const invite = this.#pick(this.#invites);
    if (!invite) {
      this.#invite(by, this.#owners.get(by) as string, aside);
      return;
    }
    const name = `new ${this.#count++}`;
    this.#waiting.push(this.tale.join(name, invite.id, aside));
    this.#owners.set(name, invite.for ?? name);
    this.#note();
    this.#views.set(name, [this.tale.last()]);
  }

  #admit(by: string, aside: { seen: readonly EntryId[] }): void {
    const join = this.#pick(this.#waiting);
    if (join) this.tale.write(by, { t: 'admit', join, box: new Uint8Array(48) }, aside);
  }

  #change(by: string, people: readonly string[], aside: { seen: readonly EntryId[] }): void {
    const [add, remove] = [[this.#pick(people)], this.#random() < 0.5 ? [this.#pick(people)] : []];
    const rest = { cut: [], key: null, boxes: [] };
    const [adding, removing] = [add.map(memberNamed), remove.map(memberNamed)];
    const id = roomNamed('group');
    this.tale.write(by, { t: 'participants', id, add: adding, remove: removing, ...rest }, aside);
  }
}

/** The same entries by other clocks and under other ids: what followed from what stays as it was. */
export function retold(entries: readonly RosterEntry[], seed: number): RosterEntry[] {
  const random = makeRandom(seed);
  const ids = new Map(
    entries.map(({ id }, i) => {
      // The founding entry's id is the office's, from which ids of directs follow.
      const other = toBase64url(hashOf('confab/1/test-retold', seed, id)) as EntryId;
      return [id, i === 0 ? id : other];
    }),
  );
  const newId = (id: EntryId): EntryId => ids.get(id) ?? id;
  const first = entries[0]?.hlc ?? 0;
  return entries.map((entry, i) => {
    const act = 'seen' in entry.act ? { ...entry.act, seen: entry.act.seen.map(newId) } : entry.act;
    const meant = act.t === 'admit' ? { ...act, join: newId(act.join) } : act;
    const hlc = (i === 0 ? first : first + Math.floor(random() * 2 ** 32)) as Hlc;
    return { ...entry, id: newId(entry.id), hlc, act: meant };
  });
}
