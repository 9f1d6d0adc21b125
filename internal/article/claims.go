package article

// claims are what a page's head says about its text: witnesses for blocks.
type claims struct {
	title map[uint32]bool // words of its titles
	long  int             // words of the longest title
	about map[uint32]bool // triples of words of its descriptions
	body  map[uint32]bool // triples of words of its articleBody
}

// newClaims reads the claims of a page.
func newClaims(titles, descriptions []string, body string) claims {
	c := claims{title: map[uint32]bool{}, about: map[uint32]bool{}}
	for _, t := range titles {
		ws := hashWords(t)
		for _, w := range ws {
			c.title[w] = true
		}
		c.long = max(c.long, len(ws))
	}
	for _, d := range descriptions {
		triples(hashWords(d), func(h uint32) { c.about[h] = true })
	}
	if ws := hashWords(body); len(ws) >= 60 {
		c.body = make(map[uint32]bool, len(ws))
		triples(ws, func(h uint32) { c.body[h] = true })
	}
	return c
}

// hashWords hashes the words of a text as scan does.
func hashWords(s string) []uint32 {
	var c scan
	_, words := c.add(nil, nil, s)
	return c.end(words)
}

func triples(ws []uint32, visit func(uint32)) {
	for i := 2; i < len(ws); i++ {
		visit(mix32(mix32(ws[i-2], ws[i-1]), ws[i]))
	}
}

// share is the share of a block's triples that are in a set; -1 if the set or
// the block is too small to tell.
func share(ws []uint32, set map[uint32]bool) float32 {
	if len(set) == 0 || len(ws) < 3 {
		return -1
	}
	in := 0
	triples(ws, func(h uint32) {
		if set[h] {
			in++
		}
	})
	return float32(in) / float32(len(ws)-2)
}

// claims gathers what the head of the page says of its text.
func (p *page) claims() claims {
	return newClaims([]string{p.title, p.get("og:title"), p.get("twitter:title"), p.ld.text("headline")},
		[]string{p.get("og:description"), p.get("description"), p.get("twitter:description"), p.ld.text("description")}, p.ld.text("articleBody"))
}
