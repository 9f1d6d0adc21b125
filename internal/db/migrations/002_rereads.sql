-- +goose Up

-- Written by article: what a newer reader reads differently in a capture. A
-- report that nobody has decided on changes at once (applied); any other one
-- waits for an editor, who accepts or refuses.
CREATE TABLE rereads (
	id           TEXT PRIMARY KEY,
	report       TEXT NOT NULL REFERENCES reports (id),
	at           BIGINT NOT NULL,
	from_version TEXT NOT NULL,
	to_version   TEXT NOT NULL,
	changes      TEXT NOT NULL, -- JSON: field, before, after
	state        TEXT NOT NULL, -- applied, waiting, refused
	decided_by   TEXT NOT NULL, -- person id, "" where nobody had to
	decided_at   BIGINT NOT NULL
);
CREATE INDEX rereads_report ON rereads (report, at);
CREATE INDEX rereads_waiting ON rereads (at) WHERE state = 'waiting';
CREATE INDEX reports_version ON reports (version, id);
CREATE INDEX reports_capture ON reports (capture);
-- What a report is held by is asked for every report that is read again.
CREATE INDEX items_report ON items (report);
CREATE INDEX citations_report ON citations (report);
