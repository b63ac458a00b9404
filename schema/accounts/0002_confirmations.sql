-- What admins confirmed of shares, and what waits for them: kept where a catalogue that is built anew cannot lose it.

-- What somebody said with the right of an admin.
CREATE TABLE confirmation(
  id INTEGER PRIMARY KEY,
  at_ns INTEGER NOT NULL,
  who TEXT NOT NULL,                     -- as in the log: user ann, account ann, token ops
  share TEXT NOT NULL,                   -- its name
  what INTEGER NOT NULL,                 -- 0 removals that were held are right, 1 another root is the right one
  files INTEGER NOT NULL                 -- removals: how many files; else 0
) STRICT;

-- Removals of a share that are held, too many at once to be true without somebody's word.
CREATE TABLE held_removals(
  share TEXT PRIMARY KEY,
  path BLOB NOT NULL,                    -- of the share, exact bytes
  since_ns INTEGER NOT NULL,
  missed_files INTEGER NOT NULL,         -- that are held
  files INTEGER NOT NULL                 -- of the share, these among them
) STRICT, WITHOUT ROWID;
