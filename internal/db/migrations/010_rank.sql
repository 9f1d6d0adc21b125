-- +goose Up

-- Written by rank: what was learned from decisions, a model for each network
-- and each time of learning. One of each network is in use.
CREATE TABLE models (
	id        TEXT PRIMARY KEY,
	network   TEXT NOT NULL, -- network or theme key
	at        BIGINT NOT NULL,
	version   TEXT NOT NULL, -- of the method
	monitor   TEXT NOT NULL, -- version of the monitor whose words it began with
	decisions BIGINT NOT NULL,
	selected  BIGINT NOT NULL,
	training  TEXT NOT NULL, -- SHA-256 of the examples
	sha256    TEXT NOT NULL, -- of the body before it is packed
	held_out  DOUBLE PRECISION NOT NULL, -- part of the pairs in the right order, on outlets that were held out; 0: too few
	body      TEXT NOT NULL, -- base64 of gzip
	active    INTEGER NOT NULL,
	pinned    INTEGER NOT NULL, -- 1: a person went back to it, nothing newer takes its place by itself
	by        TEXT NOT NULL -- "machine", or who asked for it
);
CREATE INDEX models_network ON models (network, at);

-- Written by rank: how the model in use ranks the newest open reports. Why is
-- JSON: words and what they add.
CREATE TABLE scores (
	network TEXT NOT NULL,
	report  TEXT NOT NULL REFERENCES reports (id),
	score   DOUBLE PRECISION NOT NULL,
	why     TEXT NOT NULL,
	model   TEXT NOT NULL,
	PRIMARY KEY (network, report)
);
CREATE INDEX scores_report ON scores (report);

-- Written by rank: how far the desk has come with each network, as estimated
-- when the open reports were last ranked.
CREATE TABLE review_progress (
	network  TEXT PRIMARY KEY,
	at       BIGINT NOT NULL,
	decided  BIGINT NOT NULL,
	relevant BIGINT NOT NULL, -- of the decided
	open     BIGINT NOT NULL,
	likely   DOUBLE PRECISION NOT NULL, -- the part of what is relevant that was seen
	least    DOUBLE PRECISION NOT NULL
);
