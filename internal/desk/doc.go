// Package desk is the analysts' desk: the people and what each may do, the
// queue of stories that wait for a decision, the page of one report with all
// that is known of it, the ledger of decisions and the audit trail.
//
// The queue is a query, not a table: a report is on the desk from the moment
// it is labelled, and what people decided is read from the ledger, in which a
// row is never changed. A report is selected while the last of its select,
// unselect, reject and restore decisions says so.
//
// It writes people, sessions, decisions and audit.
package desk
