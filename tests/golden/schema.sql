CREATE TABLE share(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,                    -- absolute
  path_raw BLOB,
  configured INTEGER NOT NULL DEFAULT 1, -- boolean
  root_inode INTEGER,                    -- identity of the root when it was last accepted; NULL before the first scan
  root_btime_ns INTEGER,                 -- birth time of the root directory; NULL: the file system does not say
  root_file_system TEXT,                 -- type of its file system: ext4, nfs4
  root_source TEXT,                      -- mount source: server:/export
  hash_key_low INTEGER NOT NULL,         -- random key of the listing hashes
  hash_key_high INTEGER NOT NULL,
  files INTEGER NOT NULL DEFAULT 0,      -- present files
  size_bytes INTEGER NOT NULL DEFAULT 0, -- sum of their sizes, saturated
  gone_files INTEGER NOT NULL DEFAULT 0
, keeps_stamps INTEGER NOT NULL DEFAULT 1, stable_inodes INTEGER, rules_hash INTEGER, rules_since_ns INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0, scanned INTEGER NOT NULL DEFAULT 0, held_scan_id INTEGER, kept_missed INTEGER NOT NULL DEFAULT 0, kept_files INTEGER NOT NULL DEFAULT 0, kept_since_ns INTEGER) STRICT;
CREATE TABLE scan(
  id INTEGER PRIMARY KEY,
  share_id INTEGER NOT NULL REFERENCES share(id),
  mode INTEGER NOT NULL,                 -- 0 full
  outcome INTEGER NOT NULL,              -- 0 running, 1 complete, 2 incomplete, 3 interrupted, 4 refused
  started_ns INTEGER NOT NULL,
  finished_ns INTEGER,
  directories INTEGER NOT NULL DEFAULT 0,  -- listed cleanly or found the same
  files INTEGER NOT NULL DEFAULT 0,        -- present in these
  size_bytes INTEGER NOT NULL DEFAULT 0,
  others INTEGER NOT NULL DEFAULT 0,       -- links, sockets, devices: counted, not kept
  excluded INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,        -- file rows
  changed INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,       -- directories and entries that could not be read
  skipped_mounts INTEGER NOT NULL DEFAULT 0,
  failure TEXT                             -- why it was refused or interrupted
, full_since_ns INTEGER, scope TEXT, unchanged INTEGER NOT NULL DEFAULT 0, moved INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0, confirmed_ns INTEGER, last_change_id INTEGER, last_change_path_id INTEGER, purged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX scan_by_share ON scan(share_id, id);
CREATE TABLE scan_error(
  id INTEGER PRIMARY KEY,
  scan_id INTEGER NOT NULL REFERENCES scan(id) ON DELETE CASCADE,
  path TEXT NOT NULL,                    -- absolute
  path_raw BLOB,
  errno INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX scan_error_by_scan ON scan_error(scan_id);
CREATE TABLE owner(
  id INTEGER PRIMARY KEY,
  uid INTEGER NOT NULL,
  gid INTEGER NOT NULL,
  user_name TEXT NOT NULL,               -- the uid in decimal when the system knows no name
  group_name TEXT NOT NULL,
  UNIQUE(uid, gid)
) STRICT;
CREATE TABLE extension(
  id INTEGER PRIMARY KEY,
  extension TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE pending_directory(
  id INTEGER PRIMARY KEY,
  share_id INTEGER NOT NULL REFERENCES share(id),
  parent_id INTEGER,                     -- directory.id; NULL for the root of a share
  name TEXT NOT NULL,
  name_raw BLOB,
  inode INTEGER NOT NULL,
  first_seen_ns INTEGER NOT NULL         -- start of the listing of the parent that showed it
) STRICT;
CREATE INDEX pending_by_parent ON pending_directory(parent_id);
CREATE TABLE directory(
  id INTEGER PRIMARY KEY,                -- file ids are id << 24 | ordinal
  share_id INTEGER NOT NULL REFERENCES share(id),
  parent_id INTEGER REFERENCES directory(id),  -- NULL for the root of a share
  name TEXT NOT NULL,                    -- '' for the root
  name_raw BLOB,
  state INTEGER NOT NULL,                -- 1 listed, 2 failed, 3 staged gone, 4 gone
  inode INTEGER NOT NULL,                -- bit pattern of the unsigned number
  mtime_ns INTEGER,                      -- its own attributes; NULL until it was opened once
  ctime_ns INTEGER,
  btime_ns INTEGER,
  mode INTEGER,                          -- permission bits
  owner_id INTEGER REFERENCES owner(id),
  first_seen_ns INTEGER NOT NULL,
  first_listed_ns INTEGER,               -- start of its first listing; NULL: never
  next_ordinal INTEGER NOT NULL DEFAULT 0,
  hash_low INTEGER,                      -- hash of the last clean listing; NULL: compare every row
  hash_high INTEGER,
  error_errno INTEGER                    -- of the last try, when it failed
, mount_root INTEGER NOT NULL DEFAULT 0, staged_scan_id INTEGER, gone_scan_id INTEGER) STRICT;
CREATE TABLE directory_stamp(
  directory_id INTEGER PRIMARY KEY REFERENCES directory(id),
  last_listed_ns INTEGER NOT NULL,       -- start of the last listing of it (or of the check that found it unchanged)
  listing_us INTEGER NOT NULL,           -- duration of that listing, microseconds
  entry_count INTEGER NOT NULL           -- names in it, of any kind
, full_ns INTEGER) STRICT;
CREATE TABLE directory_total(
  directory_id INTEGER PRIMARY KEY REFERENCES directory(id),
  files INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  allocated_bytes INTEGER NOT NULL,
  newest_mtime_ns INTEGER,               -- NULL: no file
  total_files INTEGER NOT NULL DEFAULT 0,
  total_directories INTEGER NOT NULL DEFAULT 0,  -- below, without itself
  total_size_bytes INTEGER NOT NULL DEFAULT 0,   -- saturated
  total_allocated_bytes INTEGER NOT NULL DEFAULT 0,
  total_newest_mtime_ns INTEGER,
  total_failed INTEGER NOT NULL DEFAULT 0        -- directories that could not be listed, itself included
) STRICT;
CREATE TABLE file(
  id INTEGER PRIMARY KEY,                -- directory_id << 24 | ordinal
  name TEXT NOT NULL,
  extension_id INTEGER NOT NULL REFERENCES extension(id),
  size_bytes INTEGER NOT NULL,
  allocated_bytes INTEGER,               -- NULL: the size rounded up to 4096
  owner_id INTEGER NOT NULL REFERENCES owner(id),
  mtime_ns INTEGER NOT NULL,
  ctime_offset_ns INTEGER NOT NULL,      -- ctime - mtime
  btime_offset_ns INTEGER,               -- ctime - birth time; NULL: the file system does not say
  atime_day INTEGER,                     -- atime in days, when it was kept to the day; NULL with a NULL detail: not kept
  inode INTEGER NOT NULL,                -- bit pattern of the unsigned number
  first_seen_ns INTEGER,                 -- NULL: directory.first_listed_ns
  last_seen_ns INTEGER                   -- NULL: the directory's last listing held it; else the last one that did
) STRICT;
CREATE TABLE file_detail(
  file_id INTEGER PRIMARY KEY REFERENCES file(id),
  name_raw BLOB,                         -- NULL: file.name is exact
  link_count INTEGER NOT NULL DEFAULT 1,
  atime_ns INTEGER                       -- NULL: see file.atime_day
) STRICT;
CREATE INDEX file_detail_by_links ON file_detail(file_id) WHERE link_count > 1;
CREATE TABLE staged_gone(
  file_id INTEGER PRIMARY KEY,
  proven INTEGER NOT NULL                -- boolean
, scan_id INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE extension_sum(
  share_id INTEGER NOT NULL,
  extension_id INTEGER NOT NULL,
  files INTEGER NOT NULL,
  size_low INTEGER NOT NULL,
  size_carry INTEGER NOT NULL,
  PRIMARY KEY(share_id, extension_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE owner_sum(
  share_id INTEGER NOT NULL,
  owner_id INTEGER NOT NULL,
  files INTEGER NOT NULL,
  size_low INTEGER NOT NULL,
  size_carry INTEGER NOT NULL,
  PRIMARY KEY(share_id, owner_id)
) STRICT, WITHOUT ROWID;
CREATE VIEW extension_total AS
SELECT share_id, extension_id, files,
       CASE size_carry WHEN 0 THEN size_low WHEN 1 THEN 4611686018427387904 + size_low
                       ELSE 9223372036854775807 END AS size_bytes
  FROM extension_sum WHERE files > 0;
CREATE VIEW owner_total AS
SELECT share_id, owner_id, files,
       CASE size_carry WHEN 0 THEN size_low WHEN 1 THEN 4611686018427387904 + size_low
                       ELSE 9223372036854775807 END AS size_bytes
  FROM owner_sum WHERE files > 0;
CREATE VIEW files AS
SELECT f.id,
       f.id >> 24 AS directory_id,
       s.name AS share,
       f.name,                                                        -- UTF-8; see name_raw
       x.name_raw,                                                    -- exact bytes when name is not exact
       e.extension,                                                   -- lowercase, '' when none
       f.size_bytes,
       ifnull(f.allocated_bytes, (f.size_bytes + 4095) & ~4095) AS allocated_bytes,
       f.mtime_ns,
       f.mtime_ns + f.ctime_offset_ns AS ctime_ns,
       ifnull(x.atime_ns, f.atime_day * 86400000000000) AS atime_ns,  -- NULL when not kept
       f.mtime_ns + f.ctime_offset_ns - f.btime_offset_ns AS btime_ns,
       o.uid, o.gid, o.user_name AS owner, o.group_name AS "group",
       f.inode,
       ifnull(x.link_count, 1) AS link_count,
       ifnull(f.first_seen_ns, d.first_listed_ns) AS first_seen_ns,
       ifnull(f.last_seen_ns, t.last_listed_ns) AS last_seen_ns,
       (d.state = 4 OR (f.last_seen_ns IS NOT NULL AND f.id NOT IN (SELECT file_id FROM staged_gone))) AS gone
  FROM file f
  JOIN directory d ON d.id = f.id >> 24
  JOIN share s ON s.id = d.share_id
  JOIN extension e ON e.id = f.extension_id
  JOIN owner o ON o.id = f.owner_id
  LEFT JOIN directory_stamp t ON t.directory_id = d.id
  LEFT JOIN file_detail x ON x.file_id = f.id;
CREATE VIEW directories AS
SELECT d.id, d.parent_id, s.name AS share, d.name, d.name_raw,
       CASE d.state WHEN 1 THEN 'listed' WHEN 2 THEN 'failed' WHEN 3 THEN 'staged_gone' ELSE 'gone' END AS state,
       d.error_errno, d.inode, d.mtime_ns, d.ctime_ns, d.btime_ns, d.mode,
       o.uid, o.gid, o.user_name AS owner, o.group_name AS "group",
       d.first_seen_ns, t.last_listed_ns AS last_seen_ns, d.state = 4 AS gone,
       t.listing_us, t.entry_count,
       n.files, n.size_bytes, n.allocated_bytes, n.newest_mtime_ns,
       n.total_files, n.total_directories, n.total_size_bytes, n.total_allocated_bytes, n.total_newest_mtime_ns,
       n.total_failed
  FROM directory d
  JOIN share s ON s.id = d.share_id
  LEFT JOIN owner o ON o.id = d.owner_id
  LEFT JOIN directory_stamp t ON t.directory_id = d.id
  LEFT JOIN directory_total n ON n.directory_id = d.id
UNION ALL
SELECT -p.id, p.parent_id, s.name, p.name, p.name_raw, 'pending', NULL, p.inode, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, p.first_seen_ns, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL
  FROM pending_directory p
  JOIN share s ON s.id = p.share_id;
CREATE INDEX directory_by_parent ON directory(parent_id, ifnull(name_raw, name));
CREATE INDEX directory_by_inode ON directory(share_id, inode);
CREATE TABLE file_move(
  old_id INTEGER PRIMARY KEY,            -- file.id
  new_id INTEGER NOT NULL,               -- file.id
  moved_ns INTEGER NOT NULL              -- start of the scan that found it
) STRICT;
CREATE INDEX file_move_by_new ON file_move(new_id);
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
, old_row_id INTEGER) STRICT;
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE change_path(
  id INTEGER PRIMARY KEY,
  share_id INTEGER NOT NULL REFERENCES share(id),
  path TEXT NOT NULL,
  path_raw BLOB
) STRICT;
CREATE TABLE change_floor(
  share_id INTEGER PRIMARY KEY REFERENCES share(id),
  floor_id INTEGER NOT NULL
) STRICT;
CREATE TABLE instance(
  id TEXT NOT NULL                       -- random, one row
, purged_directory_id INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE unreadable_directory(
  directory_id INTEGER PRIMARY KEY REFERENCES directory(id) ON DELETE CASCADE,
  since_ns INTEGER NOT NULL,             -- start of the first listing of it that failed
  owner_id INTEGER REFERENCES owner(id)  -- who it belongs to, where its parent told; NULL: directory.owner_id, or not known
) STRICT;
CREATE TABLE gone_row(
  share_id INTEGER NOT NULL,
  scan_id INTEGER NOT NULL,              -- that found it gone, or could not tell when its turn came
  is_directory INTEGER NOT NULL,         -- boolean
  row_id INTEGER NOT NULL,               -- file.id or directory.id; the files of a gone directory go with it
  PRIMARY KEY(share_id, scan_id, is_directory, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_by_row ON change(row_id);
CREATE INDEX change_by_old_row ON change(old_row_id) WHERE old_row_id IS NOT NULL;
CREATE TABLE kept_access(
  share_id INTEGER NOT NULL REFERENCES share(id),
  entry INTEGER NOT NULL,  -- counts from 0 in the share
  subject TEXT NOT NULL,   -- whom it lets in: user:NAME, group:NAME, token:NAME; '' stands once in every entry, for nobody
  PRIMARY KEY(share_id, entry, subject)
) STRICT, WITHOUT ROWID;
