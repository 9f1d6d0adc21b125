// Package newsroom is a sample press: some thirty invented outlets under
// .example domains, an official list, and the people and decisions of a sample
// desk, so that a monitor can be tried from poll to published edition without
// the internet.
//
// A Newsroom is an http.Handler that serves every outlet by its Host header,
// as of an instant that its clock tells: a report appears in feeds and pages
// only once its time has come. Outlets differ on purpose in feed flavour, page
// template, charset and manners (validators, 304, 429 with Retry-After, slow,
// truncated and redirecting answers, robots.txt), because real ones do.
//
// Everything is in data/: outlets.csv (the registry overlay), sites.yaml (how
// each outlet is served), reports/ (what they wrote, with our own truth beside
// it for tests), list/ (facts of real sanctions lists) and desk/ (what the
// sample desk decides and writes). Every page says that it is a sample.
package newsroom
