-- +goose Up

-- Written by pipeline: which versions of the monitor's folder were loaded.
CREATE TABLE monitors (
	version   TEXT PRIMARY KEY,
	key       TEXT NOT NULL,
	loaded_at BIGINT NOT NULL
);

-- Written by source: the registry of outlets, and the addresses polled.
CREATE TABLE outlets (
	key       TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	aliases   TEXT NOT NULL,
	country   TEXT NOT NULL,
	languages TEXT NOT NULL,
	kind      TEXT NOT NULL,
	sample    INTEGER NOT NULL
);
CREATE TABLE outlet_domains (
	domain TEXT PRIMARY KEY,
	outlet TEXT NOT NULL REFERENCES outlets (key)
);
CREATE TABLE outlet_classes (
	outlet     TEXT NOT NULL REFERENCES outlets (key),
	valid_from BIGINT NOT NULL, -- 0: always
	valid_to   BIGINT NOT NULL, -- 0: still
	class      TEXT NOT NULL,
	government TEXT NOT NULL,
	owners     TEXT NOT NULL,
	family     TEXT NOT NULL,
	funding    TEXT NOT NULL,
	governance TEXT NOT NULL,
	editorial  TEXT NOT NULL,
	evidence   TEXT NOT NULL,
	reviewer   TEXT NOT NULL,
	PRIMARY KEY (outlet, valid_from)
);
CREATE TABLE sources (
	id       TEXT PRIMARY KEY,
	outlet   TEXT NOT NULL REFERENCES outlets (key),
	url      TEXT NOT NULL UNIQUE,
	title    TEXT NOT NULL,
	kind     TEXT NOT NULL, -- rss, sitemap, index, list
	language TEXT NOT NULL,
	state    TEXT NOT NULL, -- active, paused, gone
	verified INTEGER NOT NULL,
	every_s  BIGINT NOT NULL, -- seconds between polls
	next_at  BIGINT NOT NULL,
	etag     TEXT NOT NULL,
	modified TEXT NOT NULL,
	last_at  BIGINT NOT NULL, -- last poll
	ok_at    BIGINT NOT NULL, -- last poll that gave a feed
	item_at  BIGINT NOT NULL, -- last poll that gave something new
	fails    INTEGER NOT NULL,
	reason   TEXT NOT NULL, -- why the last poll failed, "" if it did not
	detail   TEXT NOT NULL,
	remedy   TEXT NOT NULL
);
CREATE INDEX sources_due ON sources (next_at) WHERE state = 'active';
CREATE TABLE polls (
	id       TEXT PRIMARY KEY,
	source   TEXT NOT NULL REFERENCES sources (id),
	at       BIGINT NOT NULL,
	status   INTEGER NOT NULL,
	reason   TEXT NOT NULL,
	detail   TEXT NOT NULL,
	items    INTEGER NOT NULL,
	fresh    INTEGER NOT NULL,
	warnings TEXT NOT NULL,
	millis   BIGINT NOT NULL
);
CREATE INDEX polls_source ON polls (source, at);
-- An address that a poll found, with what the feed said of it.
CREATE TABLE finds (
	key       TEXT PRIMARY KEY, -- duplicate key of the address
	url       TEXT NOT NULL,
	source    TEXT NOT NULL REFERENCES sources (id),
	at        BIGINT NOT NULL,
	title     TEXT NOT NULL,
	published BIGINT NOT NULL,
	precision TEXT NOT NULL,
	summary   TEXT NOT NULL,
	state     TEXT NOT NULL, -- waiting, captured, failed
	tries     INTEGER NOT NULL,
	reason    TEXT NOT NULL,
	detail    TEXT NOT NULL,
	remedy    TEXT NOT NULL
);
CREATE INDEX finds_state ON finds (state, at);

-- Written by evidence: what we saw. Rows never change.
CREATE TABLE captures (
	id           TEXT PRIMARY KEY,
	url          TEXT NOT NULL,
	final_url    TEXT NOT NULL,
	source       TEXT NOT NULL, -- "" for an import
	at           BIGINT NOT NULL,
	status       INTEGER NOT NULL,
	reason       TEXT NOT NULL, -- "" if bytes were kept, else why not
	detail       TEXT NOT NULL,
	remedy       TEXT NOT NULL,
	content_type TEXT NOT NULL,
	sha256       TEXT NOT NULL, -- of the body as kept
	size         BIGINT NOT NULL,
	file         TEXT NOT NULL, -- WARC file, relative to the evidence folder
	start        BIGINT NOT NULL, -- of the response or resource record
	length       BIGINT NOT NULL,
	truncated    TEXT NOT NULL, -- "", length, time, disconnect
	robots       TEXT NOT NULL, -- the rule that allowed or refused
	via          TEXT NOT NULL, -- fetch, import
	peer         TEXT NOT NULL
);
CREATE INDEX captures_at ON captures (at);
CREATE INDEX captures_url ON captures (url, at);
CREATE INDEX captures_sha256 ON captures (sha256);

-- Written by article: what was read in a capture. A feed or list capture
-- holds several reports, told apart by part.
CREATE TABLE reports (
	id         TEXT PRIMARY KEY,
	capture    TEXT NOT NULL REFERENCES captures (id),
	part       TEXT NOT NULL,
	url        TEXT NOT NULL,
	key        TEXT NOT NULL UNIQUE,
	outlet     TEXT NOT NULL, -- "" if the registry does not know it
	kind       TEXT NOT NULL,
	title      TEXT NOT NULL,
	byline     TEXT NOT NULL,
	published  BIGINT NOT NULL,
	precision  TEXT NOT NULL,
	date_from  TEXT NOT NULL,
	modified   BIGINT NOT NULL,
	language   TEXT NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	text       TEXT NOT NULL,
	words      INTEGER NOT NULL,
	section    TEXT NOT NULL,
	genre_hint TEXT NOT NULL,
	genre_why  TEXT NOT NULL,
	provenance TEXT NOT NULL,
	doubts     TEXT NOT NULL,
	version    TEXT NOT NULL,
	arrived_at BIGINT NOT NULL,
	day_at     BIGINT NOT NULL, -- published, or arrived_at where unknown: for order and windows
	stage      TEXT NOT NULL -- read, placed, labelled
);
CREATE INDEX reports_day ON reports (day_at);
CREATE INDEX reports_stage ON reports (stage) WHERE stage <> 'labelled';
CREATE INDEX reports_outlet ON reports (outlet, day_at);
-- A capture that did not become a report, with the remedy.
CREATE TABLE misreads (
	capture TEXT PRIMARY KEY REFERENCES captures (id),
	at      BIGINT NOT NULL,
	reason  TEXT NOT NULL,
	remedy  TEXT NOT NULL,
	version TEXT NOT NULL
);

-- Written by entity: official lists as facts.
CREATE TABLE list_entries (
	list    TEXT NOT NULL,
	list_id TEXT NOT NULL,
	date    BIGINT NOT NULL,
	action  TEXT NOT NULL, -- added, removed
	name    TEXT NOT NULL,
	type    TEXT NOT NULL,
	program TEXT NOT NULL,
	remark  TEXT NOT NULL,
	capture TEXT NOT NULL,
	PRIMARY KEY (list, list_id, date, action)
);

-- Written by story: sketches, relays, stories, corroboration searches.
CREATE TABLE sketches (
	report  TEXT PRIMARY KEY REFERENCES reports (id),
	minhash TEXT NOT NULL,
	terms   TEXT NOT NULL, -- JSON: what the story match compares
	day_at  BIGINT NOT NULL,
	version TEXT NOT NULL
);
CREATE INDEX sketches_day ON sketches (day_at);
CREATE TABLE bands (
	band   BIGINT NOT NULL,
	report TEXT NOT NULL REFERENCES reports (id),
	PRIMARY KEY (band, report)
);
CREATE TABLE relays (
	report   TEXT PRIMARY KEY REFERENCES reports (id),
	relation TEXT NOT NULL, -- original, copy, derived
	origin   TEXT NOT NULL, -- report id, "" if the origin is not in the corpus or it is the origin
	credit   TEXT NOT NULL, -- outlet key or name that the text credits
	why      TEXT NOT NULL,
	by       TEXT NOT NULL,
	version  TEXT NOT NULL
);
CREATE INDEX relays_origin ON relays (origin);
CREATE TABLE stories (
	id       TEXT PRIMARY KEY,
	title    TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL
);
CREATE INDEX stories_last ON stories (last_at);
CREATE TABLE story_members (
	report TEXT PRIMARY KEY REFERENCES reports (id),
	story  TEXT NOT NULL REFERENCES stories (id),
	why    TEXT NOT NULL,
	by     TEXT NOT NULL
);
CREATE INDEX story_members_story ON story_members (story);
CREATE TABLE searches (
	id          TEXT PRIMARY KEY,
	report      TEXT NOT NULL REFERENCES reports (id),
	at          BIGINT NOT NULL,
	by          TEXT NOT NULL,
	window_days INTEGER NOT NULL,
	query       TEXT NOT NULL,
	searched    INTEGER NOT NULL,
	independent TEXT NOT NULL, -- JSON: report ids
	version     TEXT NOT NULL
);
CREATE INDEX searches_report ON searches (report, at);

-- Written by label. A person's label outranks the machine's; score 0 denies.
CREATE TABLE labels (
	report TEXT NOT NULL REFERENCES reports (id),
	kind   TEXT NOT NULL,
	value  TEXT NOT NULL,
	score  DOUBLE PRECISION NOT NULL,
	why    TEXT NOT NULL,
	by     TEXT NOT NULL, -- "machine" or a person id
	at     BIGINT NOT NULL,
	version TEXT NOT NULL,
	PRIMARY KEY (report, kind, value, by)
);
CREATE INDEX labels_value ON labels (kind, value, report);

-- Written by desk: people, the ledger of decisions, the audit trail.
CREATE TABLE people (
	id         TEXT PRIMARY KEY,
	login      TEXT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	role       TEXT NOT NULL,
	language   TEXT NOT NULL,
	password   TEXT NOT NULL,
	active     INTEGER NOT NULL,
	created_at BIGINT NOT NULL
);
CREATE TABLE sessions (
	token  TEXT PRIMARY KEY, -- hash of the token
	data   TEXT NOT NULL,
	expiry BIGINT NOT NULL
);
CREATE TABLE decisions (
	id      TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	by      TEXT NOT NULL REFERENCES people (id),
	report  TEXT NOT NULL REFERENCES reports (id),
	action  TEXT NOT NULL, -- select, reject, restore, unselect, override, approve_genre, label
	digest  TEXT NOT NULL,
	edition TEXT NOT NULL,
	reason  TEXT NOT NULL,
	note    TEXT NOT NULL
);
CREATE INDEX decisions_report ON decisions (report, at);
CREATE INDEX decisions_at ON decisions (at);
CREATE TABLE audit (
	id      TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	by      TEXT NOT NULL,
	act     TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail  TEXT NOT NULL
);

-- Written by edition.
CREATE TABLE editions (
	id            TEXT PRIMARY KEY,
	number        INTEGER NOT NULL UNIQUE,
	monitor       TEXT NOT NULL,
	policy        TEXT NOT NULL, -- JSON: the policy it is made under
	period_from   BIGINT NOT NULL,
	period_to     BIGINT NOT NULL,
	anchor        BIGINT NOT NULL,
	title         TEXT NOT NULL, -- JSON by language, as the next three
	subtitle      TEXT NOT NULL,
	abstract      TEXT NOT NULL,
	authors       TEXT NOT NULL,
	special       TEXT NOT NULL, -- JSON, "" if it is not a special edition
	status        TEXT NOT NULL, -- draft, review, approved, published
	revision      BIGINT NOT NULL, -- grows with every change of content
	created_by    TEXT NOT NULL,
	created_at    BIGINT NOT NULL,
	submitted_by  TEXT NOT NULL,
	approved_by   TEXT NOT NULL,
	approved_at   BIGINT NOT NULL,
	approved_rev  BIGINT NOT NULL,
	published_at  BIGINT NOT NULL
);
CREATE TABLE sections (
	edition    TEXT NOT NULL REFERENCES editions (id),
	key        TEXT NOT NULL, -- overview or a network key
	language   TEXT NOT NULL,
	text       TEXT NOT NULL,
	updated_by TEXT NOT NULL,
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (edition, key, language)
);
CREATE TABLE items (
	id          TEXT PRIMARY KEY,
	edition     TEXT NOT NULL REFERENCES editions (id),
	digest      TEXT NOT NULL,
	report      TEXT NOT NULL REFERENCES reports (id),
	position    INTEGER NOT NULL,
	summary     TEXT NOT NULL, -- JSON by language
	dimensions  TEXT NOT NULL, -- JSON
	selected_by TEXT NOT NULL,
	selected_at BIGINT NOT NULL,
	editor_yes  TEXT NOT NULL,
	override    TEXT NOT NULL, -- JSON, "" if none
	UNIQUE (edition, digest, report)
);
CREATE TABLE citations (
	edition   TEXT NOT NULL REFERENCES editions (id),
	section   TEXT NOT NULL,
	language  TEXT NOT NULL,
	paragraph INTEGER NOT NULL,
	sentence  INTEGER NOT NULL,
	n         INTEGER NOT NULL,
	report    TEXT NOT NULL REFERENCES reports (id),
	start     INTEGER NOT NULL, -- passage: byte offsets in the report's text
	stop      INTEGER NOT NULL,
	PRIMARY KEY (edition, section, language, paragraph, sentence, n)
);

-- Written by publish.
CREATE TABLE publications (
	id       TEXT PRIMARY KEY,
	edition  TEXT NOT NULL REFERENCES editions (id),
	at       BIGINT NOT NULL,
	by       TEXT NOT NULL,
	revision BIGINT NOT NULL,
	manifest TEXT NOT NULL, -- SHA-256 of manifest.json
	files    INTEGER NOT NULL
);

-- Written by pipeline: small facts that a later run goes on from.
CREATE TABLE marks (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
