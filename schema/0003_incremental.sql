-- What scans need that do not look at everything each time: when a directory was last looked at in full, whether a
-- share's stamps and inodes can be trusted, removals that wait for somebody, moves, and the history of changes.

-- A check of the stamp alone moves last_listed_ns (the names are proven) and not this.
ALTER TABLE directory_stamp ADD COLUMN full_ns INTEGER;          -- start of the last listing; NULL: last_listed_ns

ALTER TABLE share ADD COLUMN keeps_stamps INTEGER NOT NULL DEFAULT 1;  -- boolean; 0: other names under an equal stamp were found
ALTER TABLE share ADD COLUMN stable_inodes INTEGER;              -- boolean: moves may be told by inode; NULL: not known yet
ALTER TABLE share ADD COLUMN rules_hash INTEGER;                 -- of excludes and what else decides which names are kept
ALTER TABLE share ADD COLUMN rules_since_ns INTEGER NOT NULL DEFAULT 0;  -- start of the first scan with these rules
ALTER TABLE share ADD COLUMN settled INTEGER NOT NULL DEFAULT 0; -- boolean: recursive totals agree with the rows
ALTER TABLE share ADD COLUMN scanned INTEGER NOT NULL DEFAULT 0; -- boolean: a scan of the whole share ended clean
ALTER TABLE share ADD COLUMN held_scan_id INTEGER;               -- first complete scan of those that hold removals now
UPDATE share SET scanned = EXISTS (SELECT 1 FROM scan WHERE share_id = share.id AND outcome IN (1, 2));

-- scan.mode: 0 full, 1 fast (believes stamps), 2 part (some directories, see scope)
ALTER TABLE scan ADD COLUMN full_since_ns INTEGER;               -- full: listings since then count; of a resumed scan the first one's start
ALTER TABLE scan ADD COLUMN scope TEXT;                          -- part: the directories, relative to the share, one a line
ALTER TABLE scan ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;  -- of directories: proven by their stamp, not listed
ALTER TABLE scan ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;    -- directories and files
ALTER TABLE scan ADD COLUMN held INTEGER NOT NULL DEFAULT 0;     -- files whose removal waits: too many at once
ALTER TABLE scan ADD COLUMN confirmed_ns INTEGER;                -- an admin confirmed them
ALTER TABLE scan ADD COLUMN last_change_id INTEGER;              -- newest change and change_path when it ended; NULL: none yet
ALTER TABLE scan ADD COLUMN last_change_path_id INTEGER;

-- Which scan staged a removal: two that agree make it true.
ALTER TABLE directory ADD COLUMN staged_scan_id INTEGER;         -- state 3 only
ALTER TABLE staged_gone ADD COLUMN scan_id INTEGER NOT NULL DEFAULT 0;
UPDATE directory SET staged_scan_id = 0 WHERE state = 3;

-- A name may be taken over by another directory (other inode) while the row of the one that left is still kept: at most
-- one row of a name is not gone or staged gone.
DROP INDEX directory_by_parent;
CREATE INDEX directory_by_parent ON directory(parent_id, ifnull(name_raw, name));  -- children; path lookup
CREATE INDEX directory_by_inode ON directory(share_id, inode);   -- where a directory that appears was before

-- Files that went to another place (found there by inode and birth time): the old row is gone, the new one goes on.
CREATE TABLE file_move(
  old_id INTEGER PRIMARY KEY,            -- file.id
  new_id INTEGER NOT NULL,               -- file.id
  moved_ns INTEGER NOT NULL              -- start of the scan that found it
) STRICT;
CREATE INDEX file_move_by_new ON file_move(new_id);

-- The history of changes, in the order of id: replayed on a copy of the share as it was, it gives the share as it is.
-- The first scan of a share writes none. A directory that is gone or moved takes all below it along.
CREATE TABLE change(
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the clock
  share_id INTEGER NOT NULL REFERENCES share(id),
  scan_id INTEGER NOT NULL,
  at_ns INTEGER NOT NULL,                -- start of the listing that showed it
  kind INTEGER NOT NULL,                 -- 1 added, 2 changed, 3 moved, 4 gone
  is_directory INTEGER NOT NULL,         -- boolean
  path_id INTEGER NOT NULL,              -- change_path: the directory that holds it; of a root itself the root
  name TEXT NOT NULL,                    -- '' for the root
  name_raw BLOB,
  old_path_id INTEGER,                   -- moved: where it was
  old_name TEXT,
  old_name_raw BLOB,
  row_id INTEGER NOT NULL                -- file.id or directory.id
) STRICT;
-- Paths as they were then, relative to the share, '' for the root.
CREATE TABLE change_path(
  id INTEGER PRIMARY KEY,
  share_id INTEGER NOT NULL REFERENCES share(id),
  path TEXT NOT NULL,
  path_raw BLOB
) STRICT;
-- The history of a share reaches back to the clock floor_id: what is older cannot be told from it.
CREATE TABLE change_floor(
  share_id INTEGER PRIMARY KEY REFERENCES share(id),
  floor_id INTEGER NOT NULL
) STRICT;
-- Clocks of another catalogue mean nothing here.
CREATE TABLE instance(
  id TEXT NOT NULL                       -- random, one row
) STRICT;
INSERT INTO instance(id) VALUES (lower(hex(randomblob(8))));
