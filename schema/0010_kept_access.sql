-- Who may see all of a share, by the entries of `access` that hid it or something in it when it was configured last: a share that is taken out of the
-- configuration keeps its rows, and no entry can name it any more. Who is not let in by each of these does not see it then.
CREATE TABLE kept_access(
  share_id INTEGER NOT NULL REFERENCES share(id),
  entry INTEGER NOT NULL,  -- counts from 0 in the share
  subject TEXT NOT NULL,   -- whom it lets in: user:NAME, group:NAME, token:NAME; '' stands once in every entry, for nobody
  PRIMARY KEY(share_id, entry, subject)
) STRICT, WITHOUT ROWID;
