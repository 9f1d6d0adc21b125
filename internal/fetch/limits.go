package fetch

import "time"

// Limits bound what a server can make us do. A zero field takes its default.
type Limits struct {
	Dial      time.Duration // name and connection
	TLS       time.Duration // handshake
	FirstByte time.Duration // from the request to the first byte
	Head      int64         // bytes of the header block
	Redirects int
	Ratio     int64 // decoded to wire bytes, judged past RatioFrom
	RatioFrom int64
	Rate      int64         // bytes a second that must arrive on average …
	Grace     time.Duration // … after this long
	Validator int           // bytes of an ETag or Last-Modified

	Page, Feed, Document, Robots Size
}

// Size bounds one kind of request.
type Size struct {
	Wire    int64
	Decoded int64
	Total   time.Duration // on the network, all hops
}

const mib = 1 << 20

// defaultLimits are the limits that hold where none are given.
func defaultLimits() Limits {
	return Limits{
		Dial: 5 * time.Second, TLS: 5 * time.Second, FirstByte: 10 * time.Second,
		Head: 64 << 10, Redirects: 5, Ratio: 200, RatioFrom: mib,
		Rate: 1 << 10, Grace: 5 * time.Second, Validator: 1 << 10,
		Page:     Size{10 * mib, 10 * mib, 60 * time.Second},
		Feed:     Size{5 * mib, 15 * mib, 30 * time.Second},
		Document: Size{50 * mib, 50 * mib, 60 * time.Second},
		Robots:   Size{robotsMax, robotsMax, 30 * time.Second},
	}
}

// errorBody is how much of an error page is kept.
const errorBody = 64 << 10

func (l Limits) orDefault() Limits {
	d := defaultLimits()
	or(&l.Dial, d.Dial)
	or(&l.TLS, d.TLS)
	or(&l.FirstByte, d.FirstByte)
	or(&l.Head, d.Head)
	or(&l.Redirects, d.Redirects)
	or(&l.Ratio, d.Ratio)
	or(&l.RatioFrom, d.RatioFrom)
	or(&l.Rate, d.Rate)
	or(&l.Grace, d.Grace)
	or(&l.Validator, d.Validator)
	for s, d := range map[*Size]Size{&l.Page: d.Page, &l.Feed: d.Feed, &l.Document: d.Document, &l.Robots: d.Robots} {
		or(&s.Wire, d.Wire)
		or(&s.Decoded, d.Decoded)
		or(&s.Total, d.Total)
	}
	return l
}

func or[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

func (l Limits) size(k Kind) Size {
	switch k {
	case Feed:
		return l.Feed
	case Document:
		return l.Document
	case RobotsTxt:
		return l.Robots
	}
	return l.Page
}
