-- +goose Up

-- Written by entity: an act also says how else the entry is named, and how it
-- stood before. Acts are now added, removed, changed, and listed: it stood there
-- when the list was first read.
ALTER TABLE list_entries ADD COLUMN aliases TEXT NOT NULL DEFAULT '';  -- JSON: names
ALTER TABLE list_entries ADD COLUMN previous TEXT NOT NULL DEFAULT ''; -- JSON: the entry before it was changed

-- Written by entity: versions of official lists. One that a person must confirm
-- is held and changes nothing.
CREATE TABLE list_versions (
	list       TEXT NOT NULL,
	capture    TEXT NOT NULL REFERENCES captures (id),
	day        BIGINT NOT NULL,
	format     TEXT NOT NULL,
	entries    BIGINT NOT NULL,
	added      BIGINT NOT NULL,
	removed    BIGINT NOT NULL,
	changed    BIGINT NOT NULL,
	broken     BIGINT NOT NULL, -- rows that could not be read
	state      TEXT NOT NULL,   -- first, taken, held, confirmed, refused
	why        TEXT NOT NULL,   -- why it is held, or what the person said
	decided_by TEXT NOT NULL,
	decided_at BIGINT NOT NULL,
	PRIMARY KEY (list, capture)
);
CREATE INDEX list_versions_day ON list_versions (list, day);

-- Written by entity: people, organisations, places, vessels and aircraft with
-- their names and offices. Ids: a key of the monitor, "list:LIST:NUMBER",
-- "country:VE", "place:NUMBER", "desk:…".
CREATE TABLE entities (
	id      TEXT PRIMARY KEY,
	type    TEXT NOT NULL, -- person, organisation, place, vessel, aircraft
	name    TEXT NOT NULL,
	country TEXT NOT NULL, -- ISO 3166-1 alpha-2, "" if unknown
	origin  TEXT NOT NULL, -- monitor, list, place, desk
	note    TEXT NOT NULL
);
CREATE TABLE entity_names (
	entity TEXT NOT NULL REFERENCES entities (id),
	name   TEXT NOT NULL,
	plain  TEXT NOT NULL, -- its words in plain Latin letters, between blanks
	origin TEXT NOT NULL,
	PRIMARY KEY (entity, name)
);
CREATE INDEX entity_names_plain ON entity_names (plain);
CREATE TABLE entity_offices (
	entity     TEXT NOT NULL REFERENCES entities (id),
	office     TEXT NOT NULL, -- key
	names      TEXT NOT NULL, -- JSON: how the office is called
	country    TEXT NOT NULL,
	valid_from BIGINT NOT NULL, -- 0: always
	valid_to   BIGINT NOT NULL, -- last day; 0: still
	evidence   TEXT NOT NULL,
	PRIMARY KEY (entity, office, valid_from)
);

-- Written by entity: who is named in a report, and where. Entity is "" where a
-- name is not linked, and why says the reason.
CREATE TABLE mentions (
	report  TEXT NOT NULL REFERENCES reports (id),
	start   INTEGER NOT NULL, -- bytes of title, newline, newline, text
	stop    INTEGER NOT NULL,
	form    TEXT NOT NULL,    -- as the report writes it
	plain   TEXT NOT NULL,
	type    TEXT NOT NULL,
	entity  TEXT NOT NULL,
	machine TEXT NOT NULL,    -- what the machine said, whatever people decided
	why     TEXT NOT NULL,
	score   DOUBLE PRECISION NOT NULL,
	version TEXT NOT NULL,
	PRIMARY KEY (report, start)
);
CREATE INDEX mentions_entity ON mentions (entity, report);
CREATE INDEX mentions_plain ON mentions (plain, entity);

-- Written by entity: what people decided about entities. A merge says that
-- other is entity; a split that a form is not entity but other ("" for nobody
-- that is known). Rows are kept when they are undone.
CREATE TABLE entity_rules (
	id        TEXT PRIMARY KEY,
	at        BIGINT NOT NULL,
	by        TEXT NOT NULL,
	action    TEXT NOT NULL, -- merge, split
	entity    TEXT NOT NULL,
	other     TEXT NOT NULL,
	form      TEXT NOT NULL, -- plain form, of a split
	why       TEXT NOT NULL,
	undone_by TEXT NOT NULL,
	undone_at BIGINT NOT NULL
);
CREATE INDEX entity_rules_entity ON entity_rules (entity);
