/** All limits of the protocol, each with its unit and reason. */

/** Characters (UTF-16 units) of one message: several printed pages; more belongs in a file. */
export const MAX_TEXT = 16_000;
/** Characters (UTF-16 units) of one reaction: the longest family with skin tones takes half of it. */
export const MAX_EMOJI = 32;
/** Mentions in one message, more are ignored: an office of 50, twice. */
export const MAX_MENTIONS = 100;
/** Different reactions shown on one message; further ones are held and not shown. */
export const MAX_REACTIONS = 50;
/** Characters of a person's, office's or conversation's name: what a sidebar can show. */
export const MAX_NAME = 80;
/** Bytes of one envelope: 16,000 characters of any script, reactions and mentions beside them. */
export const MAX_ENVELOPE = 64 * 1024;
/** Bytes of one sync frame: four envelopes of the largest size, and a bound on a reader's buffer. */
export const MAX_FRAME = 256 * 1024;
/** Bytes of entries put in one sync frame; leaves room in MAX_FRAME for the frame's own fields. */
export const MAX_FRAME_ENTRIES = MAX_FRAME - 1024;
/** Envelopes in one run or frame; over about 500 pushes in one Yjs transaction turn quadratic. */
export const MAX_RUN = 500;
/**
 * Bytes that one member, with all devices, may add in a day: to a relay, unless its admin says
 * otherwise, and to a device beyond what a relay keeps. A person who writes a message a minute all day
 * writes half a MiB; a month of that, written on a journey and brought home in one go, is 16. Four
 * times that is what no person and few programs reach.
 */
export const MEMBER_QUOTA = 64 * 1024 * 1024;
/**
 * Share beyond the quota that is kept for the roster: who floods an office can still be removed from
 * it and act in it, and people can still be invited.
 */
export const ROSTER_RESERVE = 0.05;
/** Bytes to which plaintexts are padded, so that their length says little. */
export const PADDING = 64;
/** Nesting of arrays and maps in any CBOR value of the protocol; the deepest in use is 6. */
export const MAX_DEPTH = 12;
/** Entries of one chain: a device writing 1 a second for a whole month of one app run. */
export const MAX_CHAIN = 2_700_000;
/** Signatures that are checked singly in a run whose author signed wrongly: under 0.1 s in a browser. */
export const MAX_CHECKS = 64;
/** Heads that one roster entry may name: as many devices writing apart from each other at once. */
export const MAX_SEEN = 256;
/**
 * Entries that one roster act may be told in beside itself, the newest: a megabyte of cut-offs, 85,000
 * chains, and as much of lockboxes, 6,000 devices.
 */
export const MAX_PARTS = 32;
/** Log ids in one inventory frame; longer inventories come in several frames. */
export const MAX_INVENTORY = 2_000;
/** Chains in one `have` or `want` frame; longer ones come in several frames. */
export const MAX_CHAINS = 4_000;
/** Bytes of the roster that one refusal brings to who was removed; what does not fit comes with the next. */
export const MAX_PROOF = 2 * 1024 * 1024;
/** Characters of an invite or set-up link's fragment. */
export const MAX_LINK = 2_048;
/** Relay addresses in a link. */
export const MAX_ADDRESSES = 8;
/** Uses of one invite. */
export const MAX_USES = 1_000;
/** Milliseconds an invite may live: a year. */
export const MAX_INVITE_LIFE = 366 * 86_400_000;
/** Milliseconds an invite lives by default: 7 days. */
export const INVITE_LIFE = 7 * 86_400_000;
/** Milliseconds for which a link for one more device can be used: long enough to fetch it, too short to lose it. */
export const LINK_LIFE = 10 * 60_000;
/** Characters (UTF-16 units) of the status that a person sets: a line beside their name. */
export const MAX_STATUS = 80;
/** Bytes of a person's picture: it stays in the roster, which everybody holds whole and for ever. */
export const MAX_FACE = 16 * 1024;
/** Pixels of a person's picture, which is square: twice the largest that is shown. */
export const MAX_FACE_SIDE = 256;
/** Bytes of one presence message: a status text and an emoji at most. */
export const MAX_PRESENCE = 1_024;
/** Characters of a passphrase: fewer are guessed whatever each guess costs. */
export const MIN_PASSPHRASE = 8;
/** Characters of a passphrase: more than anybody types, few enough to hash at once. */
export const MAX_PASSPHRASE = 1_024;

/** Files in one message: a handful of pictures; more make a message of their own. */
export const MAX_FILES = 20;
/** Characters (UTF-16 units) of a file's name: what every file system takes, with room for a number behind it. */
export const MAX_FILE_NAME = 200;
/** Bytes of a preview's blur: a ThumbHash has 25 at most. */
export const MAX_BLUR = 32;
/** Bytes of a thumbnail: five of them leave room for a text in an envelope. */
export const MAX_THUMBNAIL = 12 * 1024;
/** Pixels of a thumbnail's longer side: few enough that showing it costs nothing, whatever it claims to be. */
export const MAX_THUMBNAIL_SIDE = 512;

/** Bytes of a file in one chunk: few enough to be sent again, many enough that each costs little. */
export const CHUNK = 256 * 1024;
/** Bytes by which a sealed chunk exceeds what it holds: AES-GCM's tag. */
export const CHUNK_TAG = 16;
/** Bytes of a sealed chunk. */
export const MAX_CHUNK = CHUNK + CHUNK_TAG;
/** Chunk names in one chunk of a manifest: 250 KiB of them. */
export const MANIFEST_LEAF = 8_000;
/** Chunks of a file: 16 GiB, and 2 MiB of names to hold in memory. */
export const MAX_FILE_CHUNKS = 65_536;
/** Bytes of a file. */
export const MAX_FILE = MAX_FILE_CHUNKS * CHUNK;
/** Bytes of a frame of `/confab/file/1`: a sealed chunk and the frame's own fields. */
export const MAX_FILE_FRAME = MAX_CHUNK + 1024;
/** Chunks that one stream may have asked for and not been given: enough for a fast line, few to lose. */
export const MAX_WANTED = 16;

/** What the sealed part of a roster entry may hold (SPEC N5, R19). */
export const PRIVATE_LIMITS = { name: MAX_NAME, face: MAX_FACE, faceSide: MAX_FACE_SIDE };

/** What a payload may hold (SPEC M). */
export const PAYLOAD_LIMITS = {
  files: MAX_FILES,
  fileName: MAX_FILE_NAME,
  blur: MAX_BLUR,
  thumbnail: MAX_THUMBNAIL,
  thumbnailSide: MAX_THUMBNAIL_SIDE,
  text: MAX_TEXT,
  emoji: MAX_EMOJI,
  mentions: MAX_MENTIONS,
  name: MAX_NAME,
} as const;
