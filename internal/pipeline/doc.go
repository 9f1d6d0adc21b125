// Package pipeline knows the order of the steps, and is the only one that
// does:
//
//	poll a source -> capture an address -> read a capture -> place the report
//	-> label it -> index it
//
// Every step may run twice. A step that waits for the network holds no
// transaction; what it found is written in one, together with the work that
// follows from it. Failures are rows that the desk shows with their remedy:
// polls, finds and captures carry a typed reason, misreads say what a capture
// was instead of a report.
//
// Import brings in what lies on disk along the same steps, and accounts for
// every input. RunDesk plays the sample desk of the newsroom through the same
// functions as a person's browser, gates included.
package pipeline
