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
-- "country:VE".
CREATE TABLE entities (
	id      TEXT PRIMARY KEY,
	type    TEXT NOT NULL, -- person, organisation, place, vessel, aircraft
	name    TEXT NOT NULL,
	country TEXT NOT NULL, -- ISO 3166-1 alpha-2, "" if unknown
	origin  TEXT NOT NULL, -- monitor, list, place
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

-- Written by entity: entries of official lists ("list:LIST:NUMBER") that are
-- entities of the monitor, by entities.csv.
CREATE TABLE entity_same (
	entry  TEXT PRIMARY KEY,
	entity TEXT NOT NULL REFERENCES entities (id)
);

-- Written by entity: who is named in a report, and where. Names that are linked
-- to nobody are not kept.
CREATE TABLE mentions (
	report TEXT NOT NULL REFERENCES reports (id),
	start  INTEGER NOT NULL, -- bytes of title, newline, newline, text
	stop   INTEGER NOT NULL,
	form   TEXT NOT NULL,    -- as the report writes it
	entity TEXT NOT NULL REFERENCES entities (id),
	why    TEXT NOT NULL,    -- how it is known
	score  DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (report, start)
);
CREATE INDEX mentions_entity ON mentions (entity, report);
