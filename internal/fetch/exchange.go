package fetch

import (
	"net/http"
	"time"
)

// Kind says what a request is for; limits and manners follow from it.
type Kind int

// The kinds of request.
const (
	Page     Kind = iota // an article or any page
	Feed                 // a feed, sitemap or index that is polled
	Document             // a large file, as an official list
	RobotsTxt
	Service // of the house's own choice, as a time-stamp authority: no page, so no robots.txt is asked
)

// Request asks for one address. ETag and LastModified are the validators of
// the last Exchange with it, as they came.
type Request struct {
	URL          string
	ETag         string
	LastModified string
	ValidFor     string // the address that gave the validators, the only one they are sent to; "": URL
	Kind         Kind

	// Post, if it is not empty, is sent with POST, as PostType. No redirect is
	// followed then.
	Post     []byte
	PostType string
}

// Exchange is one request and its answer, after redirects.
type Exchange struct {
	URL      string // as asked for
	FinalURL string // that answered
	At       time.Time
	Status   int
	Proto    string

	RequestHeader, Header http.Header

	RawRequest []byte // as sent
	RawHead    []byte // as received, with its empty line
	Wire       []byte // the body as received, with its transfer coding
	Body       []byte // without transfer coding, still content-coded
	Decoded    []byte // without content coding

	Truncated    string // "", length, time or disconnect
	Redirects    []Hop
	Robots       Decision
	Peer         string        // address and port that answered
	Names        []string      // the addresses that the name server gave; none for an address that is one
	TLS          *TLS          // nil if it was not encrypted
	Took         time.Duration // on the network, all hops
	ETag         string        // "" if it is none to send back
	LastModified string
	RetryAfter   time.Duration // 0 if the server did not say
	MaxAge       time.Duration
	NotModified  bool
}

// TLS is what a server showed of itself.
type TLS struct {
	Version string
	Cipher  string
	Chain   [][]byte // certificates in DER, the server's own first
}

// Hop is one redirect that was followed.
type Hop struct {
	URL      string
	Status   int
	Location string
	At       time.Time
}

// Decision is what a robots.txt says of an address.
type Decision struct {
	URL     string // of the robots.txt, "" if none was asked
	Rule    string // the line that decided, or why none did
	Allowed bool
	SHA256  string    // of the robots.txt, "" if there is none
	At      time.Time // when it was read; zero if it could not be
}

// Moved is where an exchange was led by redirects that are all permanent (301,
// 308), "" if it was not. Whether to go there at once next time is for the
// caller to decide: another site may be another publisher.
func (x *Exchange) Moved() string {
	for _, h := range x.Redirects {
		if h.Status != http.StatusMovedPermanently && h.Status != http.StatusPermanentRedirect {
			return ""
		}
	}
	if len(x.Redirects) == 0 {
		return ""
	}
	return x.FinalURL
}

// SiteOf is the registrable domain of an address (Mozilla's public suffix
// list): whoever leads from one address of it to another stays in his own
// house. "" if it is no address.
func SiteOf(address string) string {
	t, f := parseTarget(address)
	if f != nil {
		return ""
	}
	return t.site
}
