-- +goose Up

-- Written by intake: e-mails that came into a mailbox, or were imported. Each
-- is kept once, however often it was delivered.
CREATE TABLE mails (
	key        TEXT PRIMARY KEY, -- of the Message-ID and the sender, else of the bytes
	at         BIGINT NOT NULL,  -- when it was taken in
	folder     TEXT NOT NULL,    -- the mailbox, "" for an import
	name       TEXT NOT NULL,    -- of the file
	message_id TEXT NOT NULL,
	sender     TEXT NOT NULL,    -- address, by the message's own word
	subject    TEXT NOT NULL,
	sent_at    BIGINT NOT NULL,  -- 0 if it does not say
	outlet     TEXT NOT NULL,    -- "" if the registry does not know the sender
	state      TEXT NOT NULL,    -- read, refused, unknown (nobody's yet), away (the mailbox itself)
	capture    TEXT NOT NULL,
	report     TEXT NOT NULL,
	seen       INTEGER NOT NULL, -- how often it came
	links      INTEGER NOT NULL, -- addresses of it that were followed
	reason     TEXT NOT NULL,
	remedy     TEXT NOT NULL
);
CREATE INDEX mails_at ON mails (at);
CREATE INDEX mails_unknown ON mails (key) WHERE state = 'unknown';
