-- What changed, in the order in which scans found it: the change feed. Kept by policy.
CREATE TABLE instance(
  id TEXT NOT NULL                       -- one row, random hexadecimal: clocks of another catalogue are told apart by it
) STRICT;
INSERT INTO instance(id) VALUES (lower(hex(randomblob(8))));

-- Directories that changes speak of, as they were called then.
CREATE TABLE change_path(
  id INTEGER PRIMARY KEY,
  share_id INTEGER NOT NULL,
  path TEXT NOT NULL,                    -- relative to the share, '' for its root
  path_raw BLOB
) STRICT;

CREATE TABLE change(
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the number of a clock: never given twice
  share_id INTEGER NOT NULL,
  scan_id INTEGER NOT NULL,
  at_ns INTEGER NOT NULL,
  kind INTEGER NOT NULL,                 -- 1 added, 2 changed, 3 moved, 4 gone
  is_directory INTEGER NOT NULL,         -- boolean
  path_id INTEGER NOT NULL,              -- change_path: the directory that holds it, or held it; '' and name '' for the root
  name TEXT NOT NULL,
  name_raw BLOB,
  old_path_id INTEGER,                   -- moved: where it was
  old_name TEXT,
  old_name_raw BLOB,
  row_id INTEGER NOT NULL                -- file.id or directory.id
) STRICT;

-- The lowest change.id of a share that is still kept; no row: all are.
CREATE TABLE change_floor(
  share_id INTEGER PRIMARY KEY,
  floor_id INTEGER NOT NULL
) STRICT;
