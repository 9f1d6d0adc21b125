-- +goose Up

-- Written by rank. Each model is kept in the archive too, and so is an entry of
-- the log: the capture that has it, '' for those from before.
ALTER TABLE models ADD COLUMN capture TEXT NOT NULL DEFAULT '';
CREATE INDEX models_capture ON models (capture);
