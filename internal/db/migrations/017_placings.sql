-- +goose Up

-- Written by story: what of a report is compared with others, under the number
-- of its placing, which no other placing ever gets; and the keys that it is
-- found by. Placers hold the keys in memory and read what has a higher number
-- than the last they know. They were rows of their own in bands: 75 a report.
ALTER TABLE sketches RENAME TO old_sketches;
DROP INDEX sketches_day;
CREATE TABLE sketches (
	number  INTEGER PRIMARY KEY,
	report  TEXT NOT NULL UNIQUE REFERENCES reports (id),
	sketch  TEXT NOT NULL, -- base64; "": of an older version, to be made when it is needed
	version TEXT NOT NULL
);
CREATE TABLE lookups (
	number INTEGER PRIMARY KEY,
	day_at BIGINT NOT NULL,
	keys   TEXT NOT NULL -- base64; "": the report has been placed anew; "-": to be made when they are needed
);
CREATE INDEX lookups_day ON lookups (day_at);
INSERT INTO sketches (number, report, sketch, version)
	SELECT ROW_NUMBER() OVER (ORDER BY day_at, report), report, '', version FROM old_sketches;
INSERT INTO lookups (number, day_at, keys)
	SELECT s.number, o.day_at, '-' FROM sketches s JOIN old_sketches o ON o.report = s.report;
DROP TABLE bands;
DROP TABLE old_sketches;
