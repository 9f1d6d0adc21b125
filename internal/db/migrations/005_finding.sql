-- +goose Up

-- Written by source: which links of an index page are reports, where a person
-- has said so; "": it is learned.
ALTER TABLE sources ADD COLUMN xpath TEXT NOT NULL DEFAULT '';

-- Written by source: hubs (WebSub) that were asked to tell when a feed has
-- something new. What they tell only makes the source due sooner.
CREATE TABLE hubs (
	source   TEXT PRIMARY KEY REFERENCES sources (id),
	hub      TEXT NOT NULL,        -- where it was asked
	topic    TEXT NOT NULL,        -- the feed by the hub's name for it
	path     TEXT NOT NULL UNIQUE, -- of our callback: 256 random bits
	secret   TEXT NOT NULL,        -- with which it signs what it sends
	state    TEXT NOT NULL,        -- asked, active, refused
	asked_at BIGINT NOT NULL,
	until_at BIGINT NOT NULL,      -- of the lease, or when it may be asked again
	told_at  BIGINT NOT NULL,      -- when it last told of something, 0 if never
	detail   TEXT NOT NULL         -- why it was refused
);
