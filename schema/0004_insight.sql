-- Directories that cannot be listed, while they cannot: directory.state 2, without other file systems that are left out.
CREATE TABLE unreadable_directory(
  directory_id INTEGER PRIMARY KEY REFERENCES directory(id) ON DELETE CASCADE,
  since_ns INTEGER NOT NULL,             -- start of the first listing of it that failed
  owner_id INTEGER REFERENCES owner(id)  -- who it belongs to, where its parent told; NULL: directory.owner_id, or not known
) STRICT;
-- For those from before this table nobody noted the time: it was after they were listed last.
INSERT INTO unreadable_directory(directory_id, since_ns)
SELECT d.id, ifnull(t.last_listed_ns, d.first_seen_ns)
  FROM directory d LEFT JOIN directory_stamp t ON t.directory_id = d.id
 WHERE d.state = 2 AND d.error_errno <> 18;
