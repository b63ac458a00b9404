-- Who may ask: what people entered, in a file of its own beside the catalogue, which can be built anew by scanning; this cannot.
-- Of tokens and sessions only the SHA-256 is kept. Times are Unix nanoseconds.

CREATE TABLE token(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,             -- a-z 0-9 . _ -; access rules name it as token:NAME
  hash BLOB NOT NULL,                    -- SHA-256 of the token as it is sent
  role INTEGER NOT NULL,                 -- 1 viewer, 2 editor, 3 admin
  created_ns INTEGER NOT NULL,
  expires_ns INTEGER                     -- NULL: never
) STRICT;

-- What a token is for, where that is less than everything: nothing but these.
CREATE TABLE token_scope(
  token_id INTEGER NOT NULL REFERENCES token(id) ON DELETE CASCADE,
  is_path INTEGER NOT NULL,              -- boolean: an absolute path; else the name of a share
  value BLOB NOT NULL                    -- exact bytes
) STRICT;

-- A browser that logged in with a token: its cookie.
CREATE TABLE session(
  hash BLOB PRIMARY KEY,                 -- SHA-256 of the cookie's value
  token_id INTEGER NOT NULL REFERENCES token(id) ON DELETE CASCADE,
  expires_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
