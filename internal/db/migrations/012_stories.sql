-- +goose Up

-- Written by story: what people have done with stories, so that it can be taken
-- back and learned from. An act that moves several reports has a row for each,
-- and one from a story to itself for each other report of the stories, which
-- the machine leaves where it is from then on.
CREATE TABLE story_acts (
	id         TEXT NOT NULL,
	report     TEXT NOT NULL REFERENCES reports (id),
	at         BIGINT NOT NULL,
	by         TEXT NOT NULL,
	act        TEXT NOT NULL, -- move, split, merge
	from_story TEXT NOT NULL,
	to_story   TEXT NOT NULL,
	was_by     TEXT NOT NULL, -- who had put it where it was
	undone_at  BIGINT NOT NULL, -- 0: it stands
	PRIMARY KEY (id, report)
);
CREATE INDEX story_acts_report ON story_acts (report, at);
CREATE INDEX story_acts_to ON story_acts (to_story);
CREATE INDEX story_acts_from ON story_acts (from_story);

-- Written by story: the running case that a story belongs to, which bears the
-- id of its first story.
CREATE TABLE story_cases (
	story TEXT PRIMARY KEY,
	run   TEXT NOT NULL,
	why   TEXT NOT NULL,
	by    TEXT NOT NULL
);
CREATE INDEX story_cases_run ON story_cases (run);
