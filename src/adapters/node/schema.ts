/** Version of the tables below (PRAGMA user_version). */
export const VERSION = 1;

/**
 * - `log_update`: Yjs updates, applied in the order of `seq`; `sum` is the CRC-32 of `bytes`.
 * - `damaged`: updates whose sum was wrong, set aside for whoever wants to look at them.
 * - `waiting`: the outbox, in the order of `seq`.
 * - `state`: keys are UTF-8 bytes, so that any text is a key and prefixes are byte ranges; values CBOR.
 * - `identity`: private keys as PKCS #8, public ones raw.
 */
export const SCHEMA = `
  CREATE TABLE log (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE log_update (
    seq INTEGER PRIMARY KEY, log INTEGER NOT NULL, bytes BLOB NOT NULL, sum INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX log_update_by_log ON log_update (log);
  CREATE TABLE damaged (log TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE waiting (
    seq INTEGER PRIMARY KEY, log TEXT NOT NULL, chain INTEGER NOT NULL, number INTEGER NOT NULL,
    envelope BLOB NOT NULL, since INTEGER NOT NULL, UNIQUE (log, chain, number)
  ) STRICT;
  CREATE TABLE state (key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1), signing BLOB NOT NULL, device BLOB NOT NULL,
    box BLOB NOT NULL, box_public BLOB NOT NULL, network_seed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
`;
