// Package watch keeps whether the pages that an edition rests on still say what
// they said when they were cited.
//
// A report that was selected, cited or published is looked at again on a
// decaying schedule (Schedule). Each look is a capture of its own; Compare tells
// what became of the page, without being alarmed by what changes on every page:
// advertisements, related links, the day of today. Nothing is ever written over:
// the report stands as cited, a change stands beside it until a person has taken
// note of it.
//
// It writes watched(report, …) and looks(id, report, capture, kind, before,
// after); pipeline does the fetching.
package watch
