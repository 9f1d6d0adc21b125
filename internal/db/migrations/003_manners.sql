-- +goose Up

-- Written by pipeline for fetch: hosts that are to be left alone, robots.txt
-- that were read. What is past its time may be dropped.
CREATE TABLE manners (
	key      TEXT PRIMARY KEY,
	value    TEXT NOT NULL,
	until_at BIGINT NOT NULL
);
CREATE INDEX manners_until ON manners (until_at);

-- Written by source: what polling has taught of a source, where it is asked
-- after a permanent redirect, and since when nothing was read from it.
ALTER TABLE sources ADD COLUMN ask TEXT NOT NULL DEFAULT '';     -- "": url
ALTER TABLE sources ADD COLUMN offered TEXT NOT NULL DEFAULT ''; -- another site that it leads to for good: a person decides
ALTER TABLE sources ADD COLUMN dark_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN weight DOUBLE PRECISION NOT NULL DEFAULT 0; -- its part of the budget: the root of its items an hour
ALTER TABLE sources ADD COLUMN learned TEXT NOT NULL DEFAULT ''; -- JSON

-- What a source gave, by the day of publication (days since 1970, UTC).
CREATE TABLE source_days (
	source TEXT NOT NULL REFERENCES sources (id),
	day    BIGINT NOT NULL,
	items  BIGINT NOT NULL,
	PRIMARY KEY (source, day)
);
-- Spans in which nothing was read from a source.
CREATE TABLE source_gaps (
	source   TEXT NOT NULL REFERENCES sources (id),
	start_at BIGINT NOT NULL,
	stop_at  BIGINT NOT NULL, -- 0: still
	reason   TEXT NOT NULL,
	detail   TEXT NOT NULL,
	made_up  INTEGER NOT NULL, -- 1: what came after reached back to what came before
	PRIMARY KEY (source, start_at)
);
CREATE INDEX source_gaps_stop ON source_gaps (stop_at);

-- When an address that waits is to be tried (again).
ALTER TABLE finds ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX finds_due ON finds (due_at) WHERE state = 'waiting';
