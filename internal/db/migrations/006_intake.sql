-- +goose Up

-- Written by article: where the lines of a report's text stand in a document
-- with pages (PDF).
CREATE TABLE places (
	report TEXT PRIMARY KEY REFERENCES reports (id),
	lines  TEXT NOT NULL -- JSON: offset in the text, page, left, upper, right, lower edge in points
);

-- Written by intake: pages that people have brought in. An address waits to
-- be fetched; a file is kept at once.
CREATE TABLE intakes (
	id       TEXT PRIMARY KEY,
	at       BIGINT NOT NULL,
	by       TEXT NOT NULL REFERENCES people (id),
	url      TEXT NOT NULL, -- "" for a file without one
	name     TEXT NOT NULL, -- of the file, "" for an address
	note     TEXT NOT NULL, -- what the person said of it, or had selected
	seen_at  BIGINT NOT NULL, -- when the person saw the page, 0 if not said
	state    TEXT NOT NULL, -- waiting, read, refused
	tries    INTEGER NOT NULL,
	due_at   BIGINT NOT NULL,
	capture  TEXT NOT NULL, -- "" until there is one
	report   TEXT NOT NULL, -- "" unless one was read
	known    INTEGER NOT NULL, -- 1: the report was here before
	reason   TEXT NOT NULL, -- why it was refused, or has to wait
	remedy   TEXT NOT NULL
);
CREATE INDEX intakes_at ON intakes (at);
CREATE INDEX intakes_waiting ON intakes (due_at) WHERE state = 'waiting';
CREATE INDEX intakes_capture ON intakes (capture);
CREATE INDEX intakes_report ON intakes (report);
