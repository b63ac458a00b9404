-- Removals that were held when the catalogue was lost and built anew (accounts/0002_confirmations.sql). The new one has no row of what was
-- missed; the share's scans go on saying that it is, until as many files are there again or an admin confirms.
ALTER TABLE share ADD COLUMN kept_missed INTEGER NOT NULL DEFAULT 0;  -- files that were missed; 0: nothing of before waits
ALTER TABLE share ADD COLUMN kept_files INTEGER NOT NULL DEFAULT 0;   -- files that there were, these among them
ALTER TABLE share ADD COLUMN kept_since_ns INTEGER;                   -- since when they are missed
