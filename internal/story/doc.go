// Package story finds out who wrote a report and who copied it, which reports
// tell one event, and who else has reported it independently.
//
// It writes sketches and lookups (what of a report is compared, and the keys
// that others find it by), relays (which report was made from which), stories
// and story_members, and searches (corroboration searches as they were run).
// Whatever a machine wrote there can be made again from the reports.
//
// A copy is a near-duplicate: MinHash signatures (Broder 1997) over runs of three
// words, or of three characters in Chinese. A derived report credits another outlet.
// Both point at the report they were taken from and at the origin at the end
// of that chain; which one that is does not depend on the order of arrival.
// Relays never corroborate their origin.
//
// Stories are found in one pass over a stream, as in topic detection and tracking
// (single-pass clustering: Allan, Papka and Lavrenko 1998): the words, names and
// numbers of a report, weighed by how rare they are among its neighbours in time,
// against those of the reports of the last days; between languages, names in one
// spelling, numbers and countries.
//
//	s := story.NewStream()
//	r := s.Add(story.Doc{ID: "1", Outlet: "diario", Title: "…", Text: "…", Language: "es"})
//
// Stream keeps all in memory and needs no database; a Placer does the same for
// stored reports inside a transaction, at a bounded cost: it holds the keys of the
// days that it works on in memory, and reads the few reports that it compares.
package story
