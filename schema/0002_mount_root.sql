-- Whether a file system was mounted on a directory. Shares with one_file_system off go into such mounts; when one is
-- missing, the empty directory below it must not look like a directory whose files were deleted.
ALTER TABLE directory ADD COLUMN mount_root INTEGER NOT NULL DEFAULT 0;  -- boolean, when it was listed last
