-- +goose Up

-- Written by evidence: the log of captures. Rows are only ever added; entry is
-- the leaf of the Merkle tree, byte by byte as it was hashed.
CREATE TABLE log (
	n       BIGINT PRIMARY KEY, -- from 0, without a gap
	capture TEXT NOT NULL UNIQUE REFERENCES captures (id),
	entry   TEXT NOT NULL
);

-- Written by evidence: time-stamps of checkpoints, by authority. Of those that
-- are pending there is one for each authority.
CREATE TABLE stamps (
	authority TEXT NOT NULL,   -- its address
	size      BIGINT NOT NULL, -- of the checkpoint that is stamped
	state     TEXT NOT NULL,   -- pending, stamped
	since     BIGINT NOT NULL, -- when it was first wanted
	at        BIGINT NOT NULL, -- the authority's time, 0 while pending
	tries     INTEGER NOT NULL,
	next_at   BIGINT NOT NULL,
	detail    TEXT NOT NULL,   -- why the last try failed
	PRIMARY KEY (authority, size)
);
