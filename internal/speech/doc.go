// Package speech is the language of the screens: it says numbers, dates, names
// and messages in the languages of the desk, and what the packages below say in
// English in those languages too.
//
// messages.tsv has the words of the interface by key; phrases.tsv has the
// sentences of the packages below, with gaps for what is carried over. A test
// reads their sources and fails on a sentence without a translation.
//
// Texts of sources are no words of ours: [Plain] makes them fit to be shown.
package speech
