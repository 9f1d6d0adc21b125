-- +goose Up

-- Written by rank. Each model is kept in the archive too, and so is an entry of
-- the log: the capture that has it, '' for those from before.
ALTER TABLE models ADD COLUMN capture TEXT NOT NULL DEFAULT '';
CREATE INDEX models_capture ON models (capture);

-- Nearly the same for texts that are nearly the same, '' for those from before.
ALTER TABLE scores ADD COLUMN kin TEXT NOT NULL DEFAULT '';

-- 1: for long hardly anything relevant has come.
ALTER TABLE review_progress ADD COLUMN level INTEGER NOT NULL DEFAULT 0;

-- Written by rank: reviewers whose decisions go against what the others' teach,
-- more often than chance explains. One of each network and reviewer is open.
CREATE TABLE disagreements (
	id         TEXT PRIMARY KEY,
	network    TEXT NOT NULL,
	by         TEXT NOT NULL, -- person
	at         BIGINT NOT NULL, -- first found
	decisions  BIGINT NOT NULL, -- of the person, up to the alarm
	against    BIGINT NOT NULL, -- of them plainly against the others
	reports    TEXT NOT NULL,   -- JSON: those
	settled_at BIGINT NOT NULL, -- 0: nobody has looked at it
	settled_by TEXT NOT NULL,   -- person, or "machine" if the decisions do not show it any more
	note       TEXT NOT NULL
);
CREATE INDEX disagreements_open ON disagreements (settled_at, at);
