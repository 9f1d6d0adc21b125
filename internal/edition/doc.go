// Package edition makes an edition: its period and head, its overview and
// sections with their citations, its digests of selected reports, and its walk
// from draft over review and approval to publication.
//
// Every change of content raises the edition's revision and makes it a draft
// again: an approval holds for the one revision that the approver saw. A
// published edition does not change.
//
//	e, err := edition.Create(tx, m, by, edition.New{From: from, To: to})
//	p, err := edition.Prepare(ctx, q, m, reg, report)     // searches, outside the Tx
//	it, err := edition.Select(tx, m, reg, by, request, p)
//	at, err := edition.SaveSection(tx, m, by, e.ID, edition.Overview, "en", text, base)
//	g, err := edition.Check(ctx, q, m, reg, e)            // what stops publication, and what to do
//	doc, err := edition.Assemble(ctx, q, m, reg, e)       // what publish renders
//
// The desk, the command line and publishing ask the same Check, which judges
// the selection with [policy.Check] and the sentences with [check.Check].
//
// From, To and Anchor are calendar days, kept as midnight UTC; days of reports
// are counted in the monitor's zone.
//
// It writes editions, sections, items and citations.
package edition
