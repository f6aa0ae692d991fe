import { OFFICE_CHECKS } from './officeChecks.ts';

/**
 * Every check that stands between a hostile byte and a replica, each as an edit that switches it off
 * and the tests that must notice. docs/mutation.md says how to add one.
 */
export interface Check {
  /** What is switched off, in a few words. */
  readonly name: string;
  /** The source file, from the repository's root. */
  readonly file: string;
  /** Text that stands in it exactly once. */
  readonly from: string;
  readonly to: string;
  /** Test files, the fewest that are needed. */
  readonly tests: readonly string[];
  /** Only tests whose names contain this. */
  readonly only?: string;
}

const JUDGE = 'src/log/judge.ts';
const OFFICE = 'src/office/office.ts';
const CBOR = 'src/wire/cbor.ts';
const SIGN = 'src/wire/sign.ts';
const judge = ['tests/unit/log/judge.test.ts'];
const office = ['tests/unit/office/office.test.ts'];
const cbor = ['tests/unit/wire/cbor.test.ts'];
const sign = ['tests/unit/wire/sign.test.ts'];
const beats = ['tests/unit/presence/presence.test.ts'];
const frames = ['tests/unit/sync/frames.test.ts'];
const gate = ['tests/unit/relay/gate.test.ts'];
const quota = ['tests/hostile/quota.test.ts'];
const offices = ['tests/hostile/offices.test.ts'];
const invites = ['tests/hostile/invites.test.ts'];

export const CHECKS: readonly Check[] = [
  // Admission of entries (SPEC A)
  {
    name: 'A2 length of a run',
    file: JUDGE,
    from: "if (run.envelopes.length > MAX_RUN) return none(refused('too-large'));",
    to: '',
    tests: judge,
    only: 'A2',
  },
  {
    name: 'A2 size of an envelope',
    file: JUDGE,
    from: "if (bytes.length > MAX_ENVELOPE) return refused('too-large');",
    to: '',
    tests: judge,
    only: 'A2',
  },
  {
    name: 'A2 length of a chain',
    file: JUDGE,
    from: "if (number >= MAX_CHAIN) return refused('chain-full');",
    to: '',
    tests: ['tests/hostile/entries.test.ts'],
    only: 'MAX_CHAIN',
  },
  {
    name: 'A3 contiguous',
    file: JUDGE,
    from: 'if (run.from > next) return',
    to: 'if (false) return',
    tests: judge,
    only: 'A3',
  },
  {
    name: 'A4 another entry at a held number',
    file: JUDGE,
    from: "if (known === 'conflict')",
    to: 'if (false)',
    tests: judge,
    only: 'A4',
  },
  {
    name: 'A5 months before the founding',
    file: JUDGE,
    from: "if (parts.month < first) return refused('wrong-month');",
    to: '',
    tests: judge,
    only: 'A5',
  },
  {
    name: 'A5 months to come',
    file: JUDGE,
    from: "parts.month > last ? { kind: 'later', why: 'future-month' } : null",
    to: 'null',
    tests: judge,
    only: 'A5',
  },
  {
    name: 'A5 an entry older than its log',
    file: JUDGE,
    from: "if (!isInMonth(log, envelope.hlc)) return refused('wrong-month');",
    to: '',
    tests: judge,
    only: 'A5',
  },
  {
    name: 'A6 version',
    file: 'src/wire/envelope.ts',
    from: 'if (value[0] !== FORMAT_VERSION) {',
    to: 'if (false) {',
    tests: judge,
    only: 'A6',
  },
  {
    name: 'A7 acts only in the roster',
    file: JUDGE,
    from: "if (log === ROSTER ? act === null : envelope.act !== null) return refused('malformed-act');",
    to: '',
    tests: judge,
    only: 'A7',
  },
  {
    name: 'A8 the chain is its author’s',
    file: JUDGE,
    from: "chainIdOf(office, log, author, run) === chain ? author : refused('wrong-chain')",
    to: 'author',
    tests: judge,
    only: 'A8',
  },
  {
    name: 'A8 only number 0 names the author',
    file: JUDGE,
    from: "envelope.first === null && device ? device : refused('wrong-chain')",
    to: "device ?? refused('wrong-chain')",
    tests: judge,
    only: 'A8',
  },
  {
    name: 'A9 may the device write here',
    file: JUDGE,
    from: "if (said.kind !== 'yes') return said;",
    to: '',
    tests: judge,
    only: 'A9',
  },
  {
    name: 'A9 the founding entry is the office’s own',
    file: JUDGE,
    from: "if (founds && String(id) !== held.office) return refused('not-bound');",
    to: '',
    tests: office,
    only: 'R3',
  },
  {
    name: 'A10 the signature',
    file: JUDGE,
    from: 'if (isSigned(newest)) return judgement;',
    to: 'return judgement;',
    tests: judge,
    only: 'A10',
  },
  {
    name: 'A10 the signatures of chains that are judged together',
    file: 'src/log/together.ts',
    from: 'if (!isSigned) wrong.add(chain);',
    to: '',
    tests: ['tests/unit/log/together.test.ts'],
    only: 'A10',
  },
  {
    name: 'A10 bound to the entry before',
    file: JUDGE,
    from: 'previous: fresh[index - 1]?.id ?? chain?.head ?? null,',
    to: 'previous: null,',
    tests: judge,
    only: 'A10',
  },
  {
    name: 'A10 checks of one run are bounded',
    file: JUDGE,
    from: 'Math.max(0, end - MAX_CHECKS)',
    to: '0',
    tests: ['tests/hostile/entries.test.ts'],
    only: 'MAX_CHECKS',
  },
  {
    name: 'E2 bytes of an envelope that is read',
    file: 'src/wire/envelope.ts',
    from: 'if (bytes.length > MAX_ENVELOPE) throw',
    to: 'if (false) throw',
    tests: ['tests/unit/wire/envelope.test.ts'],
    only: 'E2',
  },
  // What the office says (SPEC A9, R, I)
  {
    name: 'A9 what an act has seen is here',
    file: OFFICE,
    from: "if (unseen !== undefined) return later('unknown-past', unseen);",
    to: '',
    tests: ['tests/hostile/roster.test.ts'],
  },
  {
    name: 'A9 uses of an invite',
    file: OFFICE,
    from: "if (act.t === 'invite' && act.uses > MAX_USES) return refused('malformed-act');",
    to: '',
    tests: ['tests/hostile/roster.test.ts'],
  },
  {
    name: 'A9 a join stands at number 0',
    file: OFFICE,
    from: "if (number !== 0) return refused('malformed-act');",
    to: '',
    tests: office,
    only: 'A9',
  },
  {
    name: 'A9 a join is of a known invite',
    file: OFFICE,
    from: "if (!isKnown) return later('unknown-past');",
    to: '',
    tests: office,
    only: 'A9',
  },
  {
    name: 'A9 what is judged together is asked of the office',
    file: 'src/log/together.ts',
    from: 'mayAct: (...what) => supposing.mayAct(...what),',
    to: "mayAct: () => ({ kind: 'yes' }),",
    tests: ['tests/unit/log/together.test.ts'],
    only: 'A9',
  },
  {
    name: 'I4 a join is proven',
    file: OFFICE,
    from: "if (!isJoinProven(this.id, act.invite, act.device, act.proof)) return refused('not-member');",
    to: '',
    tests: office,
    only: 'A9',
  },
  {
    name: 'I1 who joins brings the keys of the chain',
    file: OFFICE,
    from: "if (record.sign !== device) return refused('malformed-act');",
    to: '',
    tests: office,
    only: 'A9',
  },
  {
    name: 'I1, D2 keys are sound and bound',
    file: OFFICE,
    from: "isSoundDevice(record) ? YES : refused('bad-key')",
    to: 'YES',
    tests: office,
    only: 'A9',
  },
  // Spelling (SPEC V)
  {
    name: 'V1 the shortest spelling',
    file: CBOR,
    from: "if (argument < width[1]) throw malformed('not the shortest spelling');",
    to: '',
    tests: cbor,
  },
  {
    name: 'V1 map keys in order',
    file: CBOR,
    from: "if (last && !precedes(last, key)) throw malformed('map keys out of order');",
    to: '',
    tests: cbor,
  },
  {
    name: 'V4 nesting',
    file: CBOR,
    from: 'if (depth > MAX_DEPTH) throw',
    to: 'if (false) throw',
    tests: cbor,
    only: 'V4',
  },
  {
    name: 'V5 counts',
    file: CBOR,
    from: "if (least > this.#bytes.length - this.at) throw malformed('truncated');",
    to: '',
    tests: ['tests/hostile/entries.test.ts'],
    only: 'V5',
  },
  {
    name: 'V6 trailing bytes',
    file: CBOR,
    from: 'if (rest.length > 0) throw',
    to: 'if (false) throw',
    tests: cbor,
    only: 'V6',
  },
  // Keys (SPEC D)
  {
    name: 'D1 strict verification',
    file: SIGN,
    from: '{ zip215: false }',
    to: '{ zip215: true }',
    tests: sign,
    only: 'D1',
  },
  {
    name: 'D2 keys of small order',
    file: SIGN,
    from: '!point.isSmallOrder() && point.isTorsionFree()',
    to: 'true',
    tests: sign,
    only: 'D2',
  },
  {
    name: 'D2 keys of mixed order',
    file: SIGN,
    from: '!point.isSmallOrder() && point.isTorsionFree()',
    to: '!point.isSmallOrder()',
    tests: sign,
    only: 'D2',
  },
  {
    name: 'D1 quick checks only of sound keys',
    file: SIGN,
    from: 'quickCheck && isSoundSigningKey(publicKey) &&',
    to: 'quickCheck &&',
    tests: ['tests/unit/wire/confirm.test.ts'],
  },
  {
    name: 'E3 padding',
    file: 'src/wire/seal.ts',
    from: 'if (wrong) throw',
    to: 'if (false) throw',
    tests: ['tests/unit/wire/seal.test.ts'],
    only: 'E3',
  },
  // Presence (SPEC P)
  {
    name: 'P1 size of a beat',
    file: 'src/presence/beat.ts',
    from: 'if (bytes.length > MAX_PRESENCE) return null;',
    to: '',
    tests: ['tests/hostile/entries.test.ts'],
    only: 'MAX_PRESENCE',
  },
  {
    name: 'P2 beats by members',
    file: 'src/presence/guard.ts',
    from: "if (!this.#isMember(beat.device)) return 'ignore';",
    to: '',
    tests: beats,
    only: 'P2',
  },
  {
    name: 'P2 beats at their rate',
    file: 'src/presence/presence.ts',
    from: "if (!this.#context.isRelay(from) && !this.#paces.take(from, 'beats')) return 'ignore';",
    to: '',
    tests: beats,
    only: 'P2',
  },
  {
    name: 'P2 beats of now',
    file: 'src/presence/guard.ts',
    from: "if (Math.abs(beat.at - this.#now()) > FRESH) return 'ignore';",
    to: '',
    tests: beats,
    only: 'P2',
  },
  {
    name: 'P2 a beat once only',
    file: 'src/presence/guard.ts',
    from: "if (beat.at <= (this.#newest.get(beat.device) ?? 0)) return 'ignore';",
    to: '',
    tests: beats,
    only: 'P2',
  },
  {
    name: 'P2 signed beats',
    file: 'src/presence/guard.ts',
    from: 'if (!isSigned(this.#office, beat)) return false;',
    to: '',
    tests: beats,
    only: 'P2',
  },
  // Catch-up and gossip (SPEC Y, S)
  {
    name: 'Y size of a frame',
    file: 'src/sync/frames.ts',
    from: 'if (bytes.length > MAX_FRAME) throw malformed',
    to: 'if (false) throw malformed',
    tests: ['tests/hostile/entries.test.ts'],
    only: 'MAX_FRAME',
  },
  {
    name: 'Y4 vectors in order',
    file: 'src/sync/frames.ts',
    from: "if (id <= last) throw malformed('vector out of order');",
    to: '',
    tests: frames,
  },
  {
    name: 'Y5 only what was asked for',
    file: 'src/sync/fetching.ts',
    from: '|| run.from !== range.at || end > range.to',
    to: '',
    tests: ['tests/scenario/syncHostile.test.ts'],
    only: 'more than was asked',
  },
  {
    name: 'Y1 who is let in',
    file: 'src/sync/sync.ts',
    from: "return { kind: 'refuse', why: 'not-member' };",
    to: "return { kind: 'welcome' };",
    tests: ['tests/scenario/syncHostile.test.ts'],
    only: 'no membership',
  },
  {
    name: 'Y2 what a peer may be told',
    file: 'src/sync/serving.ts',
    from: 'this.#ledger.mayRead(this.#peer, log) ? this.#ledger.next(log, chain) : 0',
    to: 'this.#ledger.next(log, chain)',
    tests: ['tests/hostile/offices.test.ts'],
  },
  {
    name: 'S3 a message in its own topic',
    file: 'src/sync/live.ts',
    from: "if (!run || this.#is.topicOf(run.log) !== topic) return 'reject';",
    to: "if (!run) return 'reject';",
    tests: ['tests/scenario/syncHostile.test.ts'],
    only: 'live gossip',
  },
  {
    name: 'S3 live messages at their rate',
    file: 'src/sync/live.ts',
    from: "if (!this.#mayTell(from, bytes.length)) return 'ignore';",
    to: '',
    tests: ['tests/unit/sync/live.test.ts'],
    only: 'S3',
  },
  // The relay's gate (SPEC G)
  {
    name: 'G1 a gate proof is of this relay and peer',
    file: 'relay/offices.ts',
    from: "if (!this.#isProven(proof, peer)) return 'unknown-invite';",
    to: '',
    tests: invites,
  },
  {
    name: 'G2 invites in force',
    file: 'relay/offices.ts',
    from: 'return whyUnusable(office.policy.roster, invite, this.#options.clock.now());',
    to: 'return null;',
    tests: invites,
  },
  {
    name: 'G2 strangers are hung up on',
    file: 'relay/gate.ts',
    from: 'clock.after(PATIENCE, () => hangUp(peer)),',
    to: 'clock.after(PATIENCE, () => undefined),',
    tests: gate,
  },
  {
    name: 'banned peers',
    file: 'relay/gate.ts',
    from: `    if (this.#banned.has(peer)) return false;
    return this.#vouched`,
    to: '    return this.#vouched',
    tests: gate,
  },
  {
    name: 'a way only between members of one office',
    file: 'relay/offices.ts',
    from: '({ office }) => office.isMember(one) && office.isMember(other),',
    to: '({ office }) => office.isMember(one) || office.isMember(other),',
    tests: offices,
  },
  {
    name: 'topics of one’s own office only',
    file: 'relay/offices.ts',
    from: 'return isGuest || this.#isIn(peer, known.office) ? known.rate : null;',
    to: 'return known.rate;',
    tests: offices,
  },
  {
    name: 'gossip taken in one’s own topics only',
    file: 'relay/confined.ts',
    from: 'if (rateOf(peer, message.topic)) return receive',
    to: 'return receive',
    tests: ['tests/contract/hostilePeers.test.ts'],
    only: 'topics of its office',
  },
  {
    name: 'gossip sent in one’s own topics only',
    file: 'relay/confined.ts',
    from: 'topic !== undefined && rateOf(to as PeerId, topic) !== null',
    to: 'topic !== undefined',
    tests: ['tests/contract/hostilePeers.test.ts'],
    only: 'topics of its office',
  },
  {
    name: 'streams on and on',
    file: 'relay/streams.ts',
    from: "if (!paces.take(peer, 'streams')) gate.ban(peer);",
    to: '',
    tests: ['tests/contract/hostilePeers.test.ts'],
    only: 'streams on and on',
  },
  {
    name: 'A13 a member’s quota',
    file: 'relay/quotas.ts',
    from: 'Math.min(ofOffice, ofAuthor)',
    to: 'ofOffice',
    tests: quota,
    only: 'used it up also',
  },
  {
    name: 'A13 an office’s quota',
    file: 'relay/quotas.ts',
    from: 'Math.min(ofOffice, ofAuthor)',
    to: 'ofAuthor',
    tests: quota,
    only: 'makes room',
  },
  {
    name: 'A13 a member’s devices are one',
    file: 'relay/quotas.ts',
    from: 'account.devices.reduce((sum, it) => sum + usedBy(it), 0)',
    to: 'usedBy(author)',
    tests: ['tests/unit/relay/quotas.test.ts'],
  },
  {
    name: 'A14 a member’s quota at a device',
    file: 'src/messenger/allowance.ts',
    from: 'if (cost > 0 && left < 0) break;',
    to: '',
    tests: ['tests/unit/messenger/allowance.test.ts'],
  },
  {
    name: 'A14 what there is room for is all that is taken',
    file: 'src/log/judge.ts',
    from: 'if (count >= fresh.length) return judgement;',
    to: 'if (count >= 0) return judgement;',
    tests: ['tests/hostile/directFlood.test.ts'],
    only: 'fills no disk faster',
  },
  {
    name: 'rates of live messages',
    file: 'relay/pacedNetwork.ts',
    from: "const paced = paces.take(from, rate) && paces.take(from, 'messageBytes', bytes.length);",
    to: 'const paced = true;',
    tests: ['tests/unit/relay/paces.test.ts'],
  },
  {
    name: 'rates of frames',
    file: 'relay/pacedNetwork.ts',
    from: 'if (wait > 0) await this.#pause(wait);',
    to: '',
    tests: ['tests/unit/relay/paces.test.ts'],
  },
  ...OFFICE_CHECKS,
];
