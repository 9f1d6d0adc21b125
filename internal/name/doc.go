// Package name compares names of people, organisations, vessels and aircraft as
// they are written in lists and in texts of many scripts.
//
// A name is cut into parts ([Cut]): without case and accents, in Latin letters
// whatever its script, legal forms and titles set apart. Two parts are alike by
// an edit distance whose costs were learned from alternative spellings
// ([Alike]); two names by how well their parts can be laid side by side, each
// weighed by how rare it is in the list ([Index.Find]). Nothing here reads or
// writes anything.
package name
