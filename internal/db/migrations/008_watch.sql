-- +goose Up

-- Written by watch: the reports that an edition rests on, and whether their
-- pages still say what they said. The report itself stands as cited.
CREATE TABLE watched (
	report     TEXT PRIMARY KEY REFERENCES reports (id),
	since      BIGINT NOT NULL, -- selected, or published: the schedule counts from here
	looks      INTEGER NOT NULL, -- steps of the schedule that are past
	due_at     BIGINT NOT NULL,
	tries      INTEGER NOT NULL, -- that gave no answer, in a row
	last_at    BIGINT NOT NULL, -- last look
	kind       TEXT NOT NULL,   -- how the page stands against what was cited
	look       TEXT NOT NULL,   -- that showed it first, "" while it is the same
	changed_at BIGINT NOT NULL, -- of that look
	seen_by    TEXT NOT NULL,   -- person who has taken note of it
	seen_at    BIGINT NOT NULL
);
CREATE INDEX watched_due ON watched (due_at);
CREATE INDEX watched_changed ON watched (changed_at) WHERE look <> '';
-- Every look that gave an answer. Rows never change.
CREATE TABLE looks (
	id       TEXT PRIMARY KEY,
	report   TEXT NOT NULL REFERENCES reports (id),
	at       BIGINT NOT NULL,
	capture  TEXT NOT NULL REFERENCES captures (id),
	kind     TEXT NOT NULL, -- same, trivial, edited, corrected, headline, moved, removed, paywalled, blocked, unreachable
	detail   TEXT NOT NULL, -- the new address, or why nothing came
	before   TEXT NOT NULL, -- JSON: what the cited capture says, "" where nothing is different
	after    TEXT NOT NULL  -- JSON: what this one says
);
CREATE INDEX looks_report ON looks (report, at);
CREATE INDEX looks_capture ON looks (capture);

-- Written by source: what the desk lists by, kept with every poll.
ALTER TABLE sources ADD COLUMN rank INTEGER NOT NULL DEFAULT -1; -- place of its word of health among Words, -1: not reckoned yet
ALTER TABLE sources ADD COLUMN late_s BIGINT NOT NULL DEFAULT 0; -- seconds between publication and sight, 0: not known
ALTER TABLE outlets ADD COLUMN folded TEXT NOT NULL DEFAULT '';  -- key, name and aliases in small letters, to be found by
ALTER TABLE sources ADD COLUMN folded TEXT NOT NULL DEFAULT '';  -- address and title in small letters
CREATE INDEX sources_rank ON sources (rank, outlet, url, folded);
CREATE INDEX sources_item ON sources (rank, item_at);
CREATE INDEX sources_read ON sources (state, ok_at);
CREATE INDEX sources_late ON sources (state, late_s);
CREATE INDEX sources_fails ON sources (last_at) WHERE fails > 0;

-- Polls of long ago, summed up by the day (days since 1970, UTC).
CREATE TABLE poll_days (
	source TEXT NOT NULL REFERENCES sources (id),
	day    BIGINT NOT NULL,
	polls  BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	items  BIGINT NOT NULL,
	fresh  BIGINT NOT NULL,
	millis BIGINT NOT NULL,
	reason TEXT NOT NULL, -- of the day's last failure, "" if there was none
	detail TEXT NOT NULL,
	PRIMARY KEY (source, day)
);
CREATE INDEX polls_at ON polls (at);
