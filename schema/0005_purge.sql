-- What is gone is forgotten after a while: see keep_gone and keep_gone_scans of a share.

-- What became gone, in the order in which it is forgotten. That a file came back meanwhile is told by its last_seen_ns,
-- of a directory by its gone_scan_id.
CREATE TABLE gone_row(
  share_id INTEGER NOT NULL,
  scan_id INTEGER NOT NULL,              -- that found it gone, or could not tell when its turn came
  is_directory INTEGER NOT NULL,         -- boolean
  row_id INTEGER NOT NULL,               -- file.id or directory.id; the files of a gone directory go with it
  PRIMARY KEY(share_id, scan_id, is_directory, row_id)
) STRICT, WITHOUT ROWID;
-- For those from before this table nobody noted the scan: it was no later one than the last.
ALTER TABLE directory ADD COLUMN gone_scan_id INTEGER;           -- state 4: as gone_row.scan_id
UPDATE directory SET gone_scan_id = (SELECT ifnull(max(id), 0) FROM scan WHERE scan.share_id = directory.share_id)
 WHERE state = 4;
INSERT INTO gone_row(share_id, scan_id, is_directory, row_id)
SELECT share_id, gone_scan_id, 1, id FROM directory WHERE state = 4;
INSERT INTO gone_row(share_id, scan_id, is_directory, row_id)
SELECT d.share_id, (SELECT ifnull(max(id), 0) FROM scan WHERE scan.share_id = d.share_id), 0, f.id
  FROM file f JOIN directory d ON d.id = f.id >> 24
 WHERE f.last_seen_ns IS NOT NULL AND f.id NOT IN (SELECT file_id FROM staged_gone);

ALTER TABLE scan ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;   -- file rows that were forgotten after it
-- The greatest id of a directory that was forgotten: no later one gets it.
ALTER TABLE instance ADD COLUMN purged_directory_id INTEGER NOT NULL DEFAULT 0;
