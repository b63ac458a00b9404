-- A list of changes is no part of a scan's description: its first paths are enough.
UPDATE scan SET scope = substr(scope, 1, 4000) || char(10) || 'and more' WHERE length(scope) > 5000;
