// Package scout finds where an outlet announces its reports: the feeds and
// sitemaps of a site, and, on a page that has neither, the links that are
// reports.
//
// Reading is pure. Index takes a page that lists reports and tells which of its
// links are reports, by patterns that it learns from the page itself and from
// what earlier polls of it showed (Memory), or by an XPath that a person gave;
// what it learned can be shown (Pattern). Looks reads what a page says about
// feeds.
//
// Survey asks a site, through package fetch and its manners, a dozen requests
// at most: the page, the feeds that it declares or links to, the sitemaps that
// robots.txt names, a few usual addresses where all that gave nothing. What each
// would bring comes back as Offers, the best first, with reasons.
//
// Every page is taken for hostile: counts, depths and requests are bounded, and
// what lies beyond a bound is left out with a word about it.
package scout
