// Package source keeps who publishes and where we look: the registry of
// outlets with their ownership class over time, the addresses that are polled,
// and what each poll found.
//
// It writes outlets, outlet_domains and outlet_classes (one row for each span
// in which an outlet had a class), sources and polls (one row for each poll),
// and finds (an address that a poll named, keyed by the address, so that one
// seen twice is queued once). Rows of the registry are never deleted: a span
// that the monitor no longer states is kept and marked as withdrawn.
//
//	reg, err := source.LoadRegistry(ctx, db)
//	key, ok := reg.ByHost("www.diario.example")
//	o, ok := reg.At(key, published) // class, government and family on that day
//
// When to poll again is decided by NextPoll, a pure function.
package source
