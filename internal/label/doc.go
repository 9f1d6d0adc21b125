// Package label judges what a report is about and what it is: networks, themes,
// countries, dimensions, genre, and whether it is within the monitor's region.
// Each label carries a score from 0 to 1 and its reason in words.
//
// The machine's labels come from the monitor's lexicons, so that a monitor
// works on its first day: terms are matched as sequences of stems (in Chinese
// as substrings), the longest at each place; a term counts more in the title and
// in the lead than further down, and less each time it comes again. A network's
// label means activity of that network in or with the region, so it needs a
// link to a place of the region.
//
// It writes labels. A person's label outranks the machine's; score 0 denies.
package label
