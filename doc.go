// Package vigia holds the words of the house, and this page is its tour.
//
// Vigía is the system behind a monitor: a small team watches media sources for
// the activity of some states in a region, keeps the evidence, selects media
// reports under a published source policy, writes a cited edition every period
// and publishes it with the proof. Read from the ground up, the packages are
// that editorial process. Each imports only from floors below its own, which
// layout_test.go proves.
//
// # The ground: words and codecs
//
// This package has the words as small types: Class (who owns an outlet), Genre,
// Kind, Date (an instant with its precision and where it was read), Relation
// (original, copy, derived), Label, Finding, and the kinds of error. It does no
// I/O.
//
// internal/fetch is the only way out to the network: a guard that refuses every
// address that is not global, checked after the name was resolved and again on
// each redirect; robots.txt; one host at a time with a gap; limits on bytes,
// ratio, time; typed reasons for what it refuses. internal/feed, internal/warc
// and internal/address read and write formats, internal/pdf and internal/mail read
// one each. internal/text knows words, stems, sentences, shingles; internal/language tells
// languages apart.
// internal/newsroom is a sample press of invented outlets. internal/tiles is the
// codec of an append-only log as plain files, internal/stamp that of time-stamps.
//
// # Rules and rows
//
// internal/policy is pure: a selection goes in, findings and shares come out.
// The desk, the command line, publication and the verifier of strangers call
// that same function. internal/check is pure too: a sentence and its passages
// go in, findings come out; it also knows the citation marks of the editor's
// text. internal/monitor loads and lints a monitor, which is a folder of data.
// internal/db is SQLite or PostgreSQL behind one face; a transaction closure
// reaches only its Tx.
//
// # What was seen and what it says
//
// internal/evidence keeps every exchange in WARC files, on disk before the
// database says so, and enters each capture in a signed log in the same step.
// internal/source is the registry of outlets, with their classes over time, and
// the addresses that are polled: when to ask them, how they do, what of a period
// was not read. internal/intake keeps what people bring in beside them.
// internal/work is River behind a small face. internal/article turns capture
// bytes into a report; internal/entity keeps official lists and who is known, and
// finds who is named in a report.
//
// # What belongs together
//
// internal/story finds copies and origins, joins reports of one event into a
// story, and searches for corroboration: who else reported it, who owns them,
// and who copied whom. internal/label judges networks, themes, countries,
// dimensions and genre, each with its reason. internal/rank learns from
// decisions what deserves to be read first, and says why.
//
// # People
//
// internal/desk is the queue (a query, not a table), the ledger of decisions,
// people and the audit trail. internal/edition is the draft, its digests,
// sections, citations, and the gate. internal/publish renders an approved
// edition to a folder of files; internal/proof recounts such a folder from its files
// alone. internal/exhibit makes the proof of one capture for a stranger. internal/search finds reports and editions.
//
// # The roof
//
// internal/pipeline is the only place that knows the order of steps;
// internal/web is the desk in the browser, which speaks by internal/speech;
// cmd/vigia wires everything.
//
// A walk to begin with: pipeline.poll, pipeline.capture, pipeline.read,
// story.Place, label.Labeller.Label, desk.LoadQueue, edition.Select,
// policy.Check, publish.Publish, proof.Verify.
package vigia
