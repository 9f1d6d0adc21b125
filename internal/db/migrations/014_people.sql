-- +goose Up

-- Written by entity: what people decided about entities. It outlives every
-- version of a list and of the monitor. Rows are kept when they are undone.
CREATE TABLE entity_rules (
	id        TEXT PRIMARY KEY,
	at        BIGINT NOT NULL,
	by        TEXT NOT NULL, -- person, "" for the command line
	action    TEXT NOT NULL, -- join, part, adopt, refuse
	entity    TEXT NOT NULL, -- "" of a refusal
	other     TEXT NOT NULL, -- join, part: the other entity; "" for nobody that is known
	form      TEXT NOT NULL, -- plain form of a name; "" where two entities are parted wholly
	why       TEXT NOT NULL,
	undone_by TEXT NOT NULL,
	undone_at BIGINT NOT NULL -- 0: it stands
);
CREATE INDEX entity_rules_entity ON entity_rules (entity);
CREATE INDEX entity_rules_other ON entity_rules (other);

-- Written by entity: one row. Every program that works on this database reads
-- the revision before it links names, and loads who is known again if it rose.
CREATE TABLE entity_state (
	one      INTEGER PRIMARY KEY,
	revision BIGINT NOT NULL,
	monitor  TEXT NOT NULL, -- digest of the entities and offices of the monitor
	words    TEXT NOT NULL  -- version of entity_words
);
INSERT INTO entity_state (one, revision, monitor, words) VALUES (1, 1, '', '');

-- Written by entity: the words of the names, in plain Latin letters, for who
-- writes the beginning of a name.
CREATE TABLE entity_words (
	word   TEXT NOT NULL,
	entity TEXT NOT NULL REFERENCES entities (id),
	PRIMARY KEY (word, entity)
);
CREATE INDEX entity_words_entity ON entity_words (entity);

-- Written by entity: numbers that name one vessel or aircraft and no other.
CREATE TABLE entity_numbers (
	entity TEXT NOT NULL REFERENCES entities (id),
	kind   TEXT NOT NULL, -- imo, mmsi, tail, callsign
	number TEXT NOT NULL, -- digits; letters and digits of a tail number
	PRIMARY KEY (entity, kind, number)
);
CREATE INDEX entity_numbers_number ON entity_numbers (number);

-- Written by entity: places of a gazetteer have a population and the code of
-- their region; named is how many reports name an entity.
ALTER TABLE entities ADD COLUMN population BIGINT NOT NULL DEFAULT 0;
ALTER TABLE entities ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE entities ADD COLUMN named BIGINT NOT NULL DEFAULT 0;
UPDATE entities SET named = (SELECT COUNT(DISTINCT report) FROM mentions WHERE mentions.entity = entities.id);
CREATE INDEX entities_country ON entities (country, named);
CREATE INDEX entities_named ON entities (named);

-- Written by entity: gazetteers that were loaded, with their notices.
CREATE TABLE entity_gazetteers (
	name      TEXT PRIMARY KEY, -- of the file
	loaded_at BIGINT NOT NULL,
	digest    TEXT NOT NULL,
	places    BIGINT NOT NULL,
	broken    BIGINT NOT NULL,
	notice    TEXT NOT NULL
);

-- Written by entity: the plain form of what a report writes, and as of which
-- revision the names of a report were linked.
ALTER TABLE mentions ADD COLUMN plain TEXT NOT NULL DEFAULT '';
CREATE TABLE mention_runs (
	report   TEXT PRIMARY KEY REFERENCES reports (id),
	revision BIGINT NOT NULL -- 0: somebody has decided about who is named there
);
CREATE INDEX mention_runs_marked ON mention_runs (report) WHERE revision = 0;

-- Written by entity: names that are linked to nobody. What comes often is
-- offered to people; the oldest rows go when there are too many.
CREATE TABLE unlinked_names (
	plain  TEXT NOT NULL,
	report TEXT NOT NULL REFERENCES reports (id),
	outlet TEXT NOT NULL,
	form   TEXT NOT NULL, -- as the report writes it
	at     BIGINT NOT NULL,
	PRIMARY KEY (plain, report)
);
CREATE INDEX unlinked_names_report ON unlinked_names (report);
CREATE INDEX unlinked_names_at ON unlinked_names (at);
