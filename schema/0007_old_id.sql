-- A file that moved to another directory has another id there: who keeps a copy by ids has to know which one it had.
ALTER TABLE change ADD COLUMN old_row_id INTEGER;  -- moved file: file.id that it had; NULL else, and before this column
