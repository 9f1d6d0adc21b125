// Package label judges what a report is about and what it is: networks, themes,
// countries, dimensions, genre, and whether it is within the monitor's region.
// Each label carries a score from 0 to 1 and its reason in words.
//
// The machine's labels come from the monitor's lexicons, so that a monitor
// works on its first day: terms are matched as sequences of stems (in Chinese
// as substrings), the longest at each place; a term counts more in the title and
// in the lead than further down, and less each time it comes again. A network's
// label means activity of that network in or with the region, so it needs a
// link to a place of the region. Beside the lexicons stand models that come
// with the program (learned/, made by label/teach): which countries a report is
// about, and whether it is news or opinion. What people decide teaches a third
// kind, Taught, version by version.
//
// Declarations finds the passages that declare against the West, which a person
// may strike while the act is kept.
//
// It writes labels and label_models. A person's label outranks the machine's;
// score 0 denies. docs/understanding.md tells the methods with their sources.
package label
