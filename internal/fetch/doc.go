// Package fetch gets bytes from the web: the only way out of this house.
//
// A Client reaches nothing but public addresses on the web's own ports,
// checked after the name was resolved and again at each redirect; asks
// robots.txt first (RFC 9309); goes to a site, and to an address that many sites
// may share, one request at a time with a pause between, and stays away while a
// host is in trouble or says when to come back. A Memory keeps these manners
// across restarts. It carries no cookies, no Referer, no proxy of the environment.
// What a server may send is bounded in size, time and ratio of compression.
//
// It speaks HTTP/1.1 with one connection per request, over its own small
// reader instead of net/http's, because an Exchange must hold the bytes as
// they went over the wire: they are the evidence.
//
// Every failure is a *Failure: a typed reason, what happened, and what a
// person can do about it. Pauses and hours follow the given clock, so that a
// sample period can pass in simulated time; limits on a transfer follow the
// machine's.
package fetch
