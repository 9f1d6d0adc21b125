-- +goose Up

-- Written by desk: passages of a report that a person has struck, so that the
-- act is kept and the declaration is not. Rows stay when a strike is lifted.
CREATE TABLE strikes (
	id        TEXT PRIMARY KEY,
	report    TEXT NOT NULL REFERENCES reports (id),
	start     INTEGER NOT NULL, -- passage: byte offsets in the report's text
	stop      INTEGER NOT NULL,
	quote     TEXT NOT NULL,    -- what stood there
	why       TEXT NOT NULL,
	by        TEXT NOT NULL REFERENCES people (id),
	at        BIGINT NOT NULL,
	lifted_by TEXT NOT NULL,    -- "": it holds
	lifted_at BIGINT NOT NULL
);
CREATE INDEX strikes_report ON strikes (report);

-- Written by label: what a monitor's own decisions have taught, version by
-- version. The one in force is the latest that is not withdrawn.
CREATE TABLE label_models (
	version  TEXT PRIMARY KEY,
	at       BIGINT NOT NULL,
	by       TEXT NOT NULL,
	examples INTEGER NOT NULL,
	figures  TEXT NOT NULL, -- JSON: how well it judges what it has not learned from
	weights  TEXT NOT NULL, -- base64
	withdrawn_at BIGINT NOT NULL -- 0: not
);
