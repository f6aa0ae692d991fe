import type { Check } from './checks.ts';

/** What the roster counts, who gets keys and which keys are kept, each switched off in turn. */
type Row = readonly [name: string, file: string, from: string, to: string];

const VERDICTS_TS = 'src/office/verdicts.ts';
const ADMISSIONS_TS = 'src/office/admissions.ts';
const RECIPIENTS_TS = 'src/office/recipients.ts';
const ROOMS_TS = 'src/office/rooms.ts';
const PARCELS_TS = 'src/office/parcels.ts';
const KEYRING_TS = 'src/office/keyring.ts';
const KEY_TREES_TS = 'src/office/keyTrees.ts';
const PERMISSIONS_TS = 'src/office/permissions.ts';
const OFFICE_TS = 'src/office/office.ts';

const conflicts = ['tests/hostile/conflicts.test.ts'];
const judged = [
  ...conflicts,
  'tests/hostile/takeover.test.ts',
  'tests/hostile/displaced.test.ts',
  'tests/hostile/readmission.test.ts',
  'tests/hostile/stolenDevice.test.ts',
  'tests/unit/office/authority.test.ts',
  'tests/unit/office/reduce.test.ts',
  'tests/unit/office/growing.test.ts',
];
const keys = [
  'tests/hostile/keys.test.ts',
  'tests/hostile/takeover.test.ts',
  'tests/hostile/inviteTheft.test.ts',
  'tests/hostile/stolenDevice.test.ts',
];

const VERDICTS: readonly Row[] = [
  [
    'R5 who came before they acted',
    VERDICTS_TS,
    'return admission < 0 ? null : this.#memberAt(admission);',
    'return this.memberOf(device);',
  ],
  [
    'R5 who was removed acts no more',
    VERDICTS_TS,
    'if (member === null || this.#isStruck(at, device, member, isExcused)) return null;',
    'if (member === null) return null;',
  ],
  [
    'R5 what a removal had seen stands',
    VERDICTS_TS,
    'if (it === at || this.graph.past(it).has(at)) return false;',
    'if (it === at) return false;',
  ],
  [
    'R10 own devices that remove each other',
    VERDICTS_TS,
    'if (own > 0 && !this.graph.precedes(it, at) && this.#isBy(it, member)) {',
    'if (false as boolean) {',
  ],
  [
    'R10 leaving yields to being removed',
    VERDICTS_TS,
    'return act.member === member ? 1 : 0;',
    'return act.member === member ? 2 : 0;',
  ],
  [
    'R10 power of the role',
    VERDICTS_TS,
    'return has(who.role, power) && this.outranks(who.member, member, at);',
    'return this.outranks(who.member, member, at);',
  ],
  [
    'R17 the lesser of two roles',
    VERDICTS_TS,
    'const role = roles.length > 0 ? roles.reduce(lesser) : this.#firstRole(member, at);',
    'const role = roles[0] ?? this.#firstRole(member, at);',
  ],
  [
    'R17 a role given apart',
    VERDICTS_TS,
    "return apart.reduce((least, it) => lesser(least, this.graph.actAt<'role'>(it).role), role);",
    'return apart.length < 0 ? lesser(role, role) : role;',
  ],
  [
    'R10 no role between guest and the others',
    VERDICTS_TS,
    "return this.#isNoMatterOfGuests(act, at) && this.hasOver(who, 'set-role', act.member, at);",
    "return this.hasOver(who, 'set-role', act.member, at);",
  ],
  ['R10 the power to rotate', VERDICTS_TS, "return has(who.role, 'rotate');", 'return true;'],
  [
    'R10 labels of own devices',
    VERDICTS_TS,
    'return this.#memberBefore(act.device, at) === who.member;',
    'return true;',
  ],
  [
    'R13 a key by who takes part',
    VERDICTS_TS,
    'return this.rooms.takesPart(act.id, who.member, at) && this.rooms.isPrivate(act.id, at);',
    'return this.rooms.isPrivate(act.id, at);',
  ],
  [
    'R11 the power to remove',
    VERDICTS_TS,
    "if (act.member === null || !this.hasOver(who, 'remove-member', act.member, at)) return false;",
    'if (act.member === null) return false;',
  ],
  [
    'R11 who leaves makes no key',
    VERDICTS_TS,
    "return goes || who.role === 'guest' ? act.key === null : act.key !== null;",
    "return act.key !== null || goes || who.role === 'guest';",
  ],
  [
    'R11 a device that goes itself makes no key',
    VERDICTS_TS,
    'const goes = leaves || act.devices.includes(this.graph.at(at).device);',
    'const goes = leaves;',
  ],
  [
    'R15 only keys that are given rightly',
    VERDICTS_TS,
    "return areRecipientsRight(this, at, this.parts.boxesAt(at), 'id' in act ? act.id : null);",
    'return true;',
  ],
];
const ADMISSIONS: readonly Row[] = [
  [
    'R6 one invite of an id',
    ADMISSIONS_TS,
    'if (others.some((it) => this.#is.graph.precedes(it, at))) return false;',
    '',
  ],
  [
    'R6 each invite of an id has uses of its own',
    ADMISSIONS_TS,
    'if (this.#is.counts(it) && this.inviteOf(it) === invite) before += 1;',
    'if (this.#is.counts(it)) before += 1;',
  ],
  [
    'R6 each invite of an id is withdrawn by its own',
    ADMISSIONS_TS,
    'return concerns && this.#is.counts(it) && this.#isEndOf(it, invite);',
    'return concerns && this.#is.counts(it);',
  ],
  [
    'R6 a join rests on what was in its past',
    VERDICTS_TS,
    'const before = invites.filter((it) => this.graph.precedes(it, admission));',
    'const before = invites;',
  ],
  [
    'R16 recovery codes are one’s own',
    ADMISSIONS_TS,
    'if (act.recovery && (act.for !== who.member || act.approve)) return false;',
    '',
  ],
  [
    'R16 an invite for somebody has their role',
    ADMISSIONS_TS,
    "if (act.for !== null && (act.role === 'guest') !== this.#is.isGuest(act.for, at)) return false;",
    '',
  ],
  [
    'R10 readmission of juniors',
    ADMISSIONS_TS,
    "if (act.for !== null) return this.#is.hasOver(who, 'readmit', act.for, at);",
    'if (act.for !== null) return true;',
  ],
  [
    'R10 the power to invite',
    ADMISSIONS_TS,
    "return has(who.role, act.role === 'guest' ? 'invite-guest' : 'invite-member');",
    'return true;',
  ],
  [
    'R8 the end of an invite',
    ADMISSIONS_TS,
    'if (invite < 0 || this.isInviteVoid(invite, at)) return false;',
    'if (invite < 0) return false;',
  ],
  [
    'R8 a recovery code of a removed device',
    ADMISSIONS_TS,
    "return act.t === 'remove' && this.#hasOther(whose, act.devices, end);",
    'return false;',
  ],
  [
    'R8 a recovery code of a device that cheats',
    ADMISSIONS_TS,
    "return act.t === 'remove' && this.#hasOther(whose, act.devices, end);",
    "return act.t !== 'remove' || this.#hasOther(whose, act.devices, end);",
  ],
  [
    'R8 a recovery code of a last device',
    ADMISSIONS_TS,
    "return act.t === 'remove' && this.#hasOther(whose, act.devices, end);",
    "return act.t === 'remove';",
  ],
  [
    'R8 who came by an invite and was removed',
    ADMISSIONS_TS,
    '...(claims.removalsOfMember.get(claims.namedAfter(sign)) ?? []),',
    '',
  ],
  [
    'R8 the device that came by an invite and was removed',
    ADMISSIONS_TS,
    '...(claims.removalsOfDevice.get(sign) ?? []),',
    '',
  ],
  ['R7 expiry', ADMISSIONS_TS, 'if (timeOf(hlc) > expires) return false;', ''],
  ['R7 devices of others', ADMISSIONS_TS, 'if (this.#isTaken(act.device, at)) return false;', ''],
  ['R7 uses', ADMISSIONS_TS, 'return !this.#isUsedUp(at, act, invite, uses);', 'return true;'],
  [
    'R18 no word of who came by the invite',
    'src/office/witnesses.ts',
    'return !this.#hangsOn(device, at, invites) && this.#speakerOf(at) === member;',
    'return this.#speakerOf(at) === member;',
  ],
  [
    'R18 who had seen them come before the end',
    ADMISSIONS_TS,
    ': !this.#is.graph.past(it).has(at) && !this.#isProof(at, invite, it);',
    ': !this.#is.graph.past(it).has(at);',
  ],
  [
    'R18 which join was seen first',
    ADMISSIONS_TS,
    'const order = this.#isForNew(invite) ? this.#is.witnesses.inOrder(all, invite) : all;',
    'const order = all;',
  ],
  [
    'R20 barred devices change nothing',
    ROOMS_TS,
    'if (this.#is.readmissions.isBarred(id, this.#is.graph.at(at).device, at)) return false;',
    '',
  ],
  [
    'R7 approval',
    ADMISSIONS_TS,
    'if (approve && !this.#isApproved(id, at, invite)) return false;',
    '',
  ],
  [
    'R5 what is found in a circle holds for no other question',
    VERDICTS_TS,
    'if (above < own && this.#repeated < MOST_REPEATED) {',
    'if (false as boolean) {',
  ],
  [
    'R10 others’ invites',
    PERMISSIONS_TS,
    "if (!has(who.role, 'revoke-others-invite')) return false;",
    '',
  ],
  [
    'R10 who approves',
    PERMISSIONS_TS,
    "by === who.member || (whose === null && has(who.role, 'admit-others-join'));",
    'by === who.member || whose === null;',
  ],
  [
    'R10 own devices are approved by their own',
    PERMISSIONS_TS,
    "by === who.member || (whose === null && has(who.role, 'admit-others-join'));",
    "by === who.member || has(who.role, 'admit-others-join');",
  ],
];
const RECIPIENTS: readonly Row[] = [
  ['R15 nobody twice', RECIPIENTS_TS, 'if (recipients.size < boxes.length) return false;', ''],
  [
    'R15 nobody left out',
    RECIPIENTS_TS,
    'if (isKnown && belongs(device) && !recipients.has(device)) return false;',
    '',
  ],
  [
    'R15 nobody who was removed',
    RECIPIENTS_TS,
    'if (!came || verdicts.isDeviceRemoved(device, at)) return false;',
    'if (!came) return false;',
  ],
  [
    'R15 no strangers',
    RECIPIENTS_TS,
    'if (!came || verdicts.isDeviceRemoved(device, at)) return false;',
    'if (verdicts.isDeviceRemoved(device, at)) return false;',
  ],
  [
    'R15 nobody whom it removes',
    RECIPIENTS_TS,
    'if (isPutOutBy(verdicts, at, device, member)) return false;',
    '',
  ],
  [
    'R15 nobody who takes no part',
    RECIPIENTS_TS,
    'if (member === null || !verdicts.rooms.isParticipant(conversation, member, at)) return false;',
    '',
  ],
  [
    'R15 no invite that asks for approval',
    RECIPIENTS_TS,
    "if (act.t !== 'invite' || act.approve ||",
    "if (act.t !== 'invite' ||",
  ],
  [
    'R15 no invite that has ended',
    RECIPIENTS_TS,
    '|| verdicts.admissions.isInviteVoid(invite, at, true))',
    ')',
  ],
];
const ROOMS: readonly Row[] = [
  [
    'R12 ids of rooms',
    ROOMS_TS,
    "if (act.kind !== 'direct' && !this.#isOwnRoom(at, act)) return false;",
    '',
  ],
  [
    'R12 ids of directs',
    ROOMS_TS,
    'return directIdOf(this.#office(), members) === id;',
    'return id.length > 0 && directIdOf(this.#office(), members).length > 0;',
  ],
  [
    'R10 the power to create channels',
    ROOMS_TS,
    "return isFirst && act.key === null && has(who.role, 'create-channel');",
    'return isFirst && act.key === null;',
  ],
  [
    'R12 channels have no key',
    ROOMS_TS,
    "return isFirst && act.key === null && has(who.role, 'create-channel');",
    "return isFirst && has(who.role, 'create-channel');",
  ],
  [
    'R12 rooms of one’s own',
    ROOMS_TS,
    'if (act.key === null || !act.members.includes(who.member)) return false;',
    'if (act.key === null) return false;',
  ],
  [
    'R10 the power to create groups',
    ROOMS_TS,
    "if (!isAlone && !has(who.role, 'create-group')) return false;",
    '',
  ],
  [
    'R10 who edits channels',
    PERMISSIONS_TS,
    "return role !== 'guest' && (place.owns() || has(role, 'edit-any-channel'));",
    "return role !== 'guest';",
  ],
  [
    'R13 who edits groups',
    PERMISSIONS_TS,
    "if (place.kind !== 'group' || !place.takesPart()) return false;",
    "if (place.kind !== 'group') return false;",
  ],
  ['R13 who archives groups', PERMISSIONS_TS, 'return !archive || place.owns();', 'return true;'],
  [
    'R13 only guests are taken out of channels',
    ROOMS_TS,
    'if (act.key !== null || !this.#areGuests(act.remove, at)) return false;',
    'if (act.key !== null) return false;',
  ],
  ['R10 guests and channels', ROOMS_TS, 'return leaves || (adds && removes);', 'return true;'],
  [
    'R13 who changes groups',
    ROOMS_TS,
    'if (!this.takesPart(act.id, who.member, at)) return false;\n    if (leaves)',
    'if (leaves)',
  ],
  [
    'R13 the owner takes out',
    ROOMS_TS,
    'if (this.ownerOf(act.id, at) !== who.member || act.remove.includes(who.member)) return false;',
    'if (act.remove.includes(who.member)) return false;',
  ],
  [
    'R13 out wins over in',
    ROOMS_TS,
    'return added.some((add) => removed.every((it) => this.#is.graph.past(add).has(it)));',
    'return added.length > 0 && (removed.length < 1 || added.some((add) => add > (removed[0] ?? 0)));',
  ],
];
const KEYS: readonly Row[] = [
  ['R12 no keys for channels', KEY_TREES_TS, '.filter(([tree]) => hasOwnKey(verdicts, tree))', ''],
  ['K4 the newest keys together, first', KEY_TREES_TS, '  note(heads);\n', ''],
  [
    'X2 derived keys go first',
    KEYRING_TS,
    'return office ? this.#derive(office, scope) : this.#direct(generation, scope);',
    'return this.#direct(generation, scope) ?? (office && this.#derive(office, scope));',
  ],
  [
    'X2 a key is what it commits to',
    PARCELS_TS,
    "return kind === 'channel' ? mayHaveParts && !isWhole : isWhole;",
    "return kind === 'channel' ? mayHaveParts && !isWhole : true;",
  ],
  [
    'X2 no channel has a whole key',
    PARCELS_TS,
    "return kind === 'channel' ? mayHaveParts && !isWhole : isWhole;",
    "return kind === 'channel' ? mayHaveParts : isWhole;",
  ],
  [
    'X2 keys of rooms wait for their room',
    PARCELS_TS,
    'if (kind === undefined) return null;',
    'if (kind === undefined) return true;',
  ],
  [
    'K2 keys by the role of whom an invite is for',
    PARCELS_TS,
    "whose === null ? invite.role : (roster.members.get(whose)?.role ?? 'guest');",
    'invite.role;',
  ],
  [
    'X3 no code of a removed device',
    PARCELS_TS,
    'if (gone.devices.includes(author) && !isWayBack) return true;',
    '',
  ],
  [
    'I3 invites are proven',
    OFFICE_TS,
    "if (act.t === 'invite' && !isInviteProven(this.id, act, device)) return refused('not-member');",
    '',
  ],
];

const PROOFS: readonly Row[] = [
  [
    'F1 nobody says how much of their own stays',
    'src/office/cutoffs.ts',
    'return who !== null && who.member !== member;',
    'return who !== null;',
  ],
  [
    'F1 strangers do not say how much stays',
    'src/office/cutoffs.ts',
    'return who !== null && who.member !== member;',
    'return who?.member !== member;',
  ],
  [
    'F1 a fork ends its chain whatever is said',
    'src/office/cutoffs.ts',
    'if (fork < Number.POSITIVE_INFINITY) return fork;',
    '',
  ],
  [
    'R8 a proof puts nobody out',
    ADMISSIONS_TS,
    "known.ends.push(...ends.filter((it) => graph.at(it).act.t === 'remove'));",
    'known.ends.push(...ends);',
  ],
];

const noticedBy = (rows: readonly Row[], tests: readonly string[]): Check[] =>
  rows.map(([name, file, from, to]) => ({ name, file, from, to, tests }));

export const OFFICE_CHECKS: readonly Check[] = [
  ...noticedBy([...VERDICTS, ...ADMISSIONS, ...ROOMS], judged),
  ...noticedBy(RECIPIENTS, conflicts),
  ...noticedBy(KEYS, keys),
  ...noticedBy(PROOFS, ['tests/unit/office/parts.test.ts']),
];
