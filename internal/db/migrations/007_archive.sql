-- +goose Up

-- Written by evidence: the sealed files of the archive, where each stands and
-- when its bytes were last hashed again.
CREATE TABLE archive_files (
	name       TEXT PRIMARY KEY,  -- as captures.file names it
	object     TEXT NOT NULL,     -- the file that holds its bytes now; another one once something was removed
	size       BIGINT NOT NULL,   -- of object, in bytes
	sha256     TEXT NOT NULL,     -- of object
	sealed_at  BIGINT NOT NULL,
	place      TEXT NOT NULL,     -- here; both: also in the store, and verified there; store: only there
	old        TEXT NOT NULL,     -- objects of the store that are to go, with spaces between
	tries      INTEGER NOT NULL,  -- of sending it, since the last that went well
	next_at    BIGINT NOT NULL,
	detail     TEXT NOT NULL,     -- why the last try failed
	checked_at BIGINT NOT NULL,   -- 0: never
	fault      TEXT NOT NULL      -- what that found, "" if nothing
);
CREATE INDEX archive_files_checked ON archive_files (checked_at);

-- Written by evidence: what nobody may remove, and why. Rows are never
-- deleted; a release is written beside the hold.
CREATE TABLE holds (
	id             TEXT PRIMARY KEY,
	capture        TEXT NOT NULL,   -- one of capture, source, and the period is given
	source         TEXT NOT NULL,
	from_at        BIGINT NOT NULL,
	to_at          BIGINT NOT NULL, -- the first instant after the period, 0: no period
	reason         TEXT NOT NULL,
	by             TEXT NOT NULL,
	at             BIGINT NOT NULL,
	released_by    TEXT NOT NULL,
	released_at    BIGINT NOT NULL, -- 0: it holds
	release_reason TEXT NOT NULL
);

-- Written by evidence: captures whose bytes are removed by a rule, with the
-- capture that is their tombstone in the log.
CREATE TABLE removals (
	capture   TEXT PRIMARY KEY REFERENCES captures (id),
	tombstone TEXT NOT NULL REFERENCES captures (id),
	file      TEXT NOT NULL,
	bytes     BIGINT NOT NULL,  -- that its records took
	done      INTEGER NOT NULL  -- 1: they are gone from the file
);
CREATE INDEX removals_waiting ON removals (file) WHERE done = 0;

-- Written by evidence: the capture whose bytes this one has too, "" if it has
-- its own.
ALTER TABLE captures ADD COLUMN refers TEXT NOT NULL DEFAULT '';
CREATE INDEX captures_refers ON captures (refers) WHERE refers <> '';
CREATE INDEX captures_file ON captures (file);
