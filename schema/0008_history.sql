-- The history of one file or directory: its changes without a pass over those of all others.
CREATE INDEX change_by_row ON change(row_id);
CREATE INDEX change_by_old_row ON change(old_row_id) WHERE old_row_id IS NOT NULL;
