// Package source keeps who publishes and where we look: the registry of
// outlets with their ownership class over time, the addresses that are polled,
// and what each poll found.
//
// It writes outlets, outlet_domains and outlet_classes (one row for each span
// in which an outlet had a class), sources and polls (one row for each poll),
// source_days (what a source gave, by day), source_gaps (spans in which nothing
// was read), and finds (an address that a poll named, keyed by the address, so
// that one seen twice is queued once). Rows of the registry are never deleted: a span
// that the monitor no longer states is kept and marked as withdrawn.
//
//	reg, err := source.LoadRegistry(ctx, db)
//	key, ok := reg.ByHost("www.diario.example")
//	o, ok := reg.At(key, published) // class, government and family on that day
//
// What a poll makes of a source, and when the next one is, is decided by Polled
// and NextPoll, which do nothing else; docs/collecting.md tells how. How a
// source does is told by HealthOf, what of a period was not read by Gaps.
package source
