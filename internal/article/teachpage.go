package article

// teachPage opens a page for the trainers, who look at it before the reader
// has chosen; nil if it is no page.
func teachPage(b []byte, contentType, address string) (*page, Report) {
	s, r, err := open(b, contentType, address)
	if err != nil {
		return nil, r
	}
	p, err := newPage(s, address)
	if err != nil {
		return nil, r
	}
	r.SiteName = p.siteName()
	return p, r
}
