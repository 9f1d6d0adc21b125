package story

import "fmt"

// decoded is a stored sketch with what is made of it, and what it was read
// from: one that has been written anew since is not taken for it.
type decoded struct {
	minhash, terms, title string

	sketch  sketch
	credits []credit
	tongue  tongue
	profile *profile
}

// mostDecoded is how many sketches are remembered, twice: those of lately and
// those of before. One is some 20 kB.
const mostDecoded = 2000

// decode reads a stored sketch, unless it has been read lately: reports of one
// event come together, and each is compared with those before. Nothing of what
// it gives may be changed.
func (p *Placer) decode(report, minhash, terms, title string) (*decoded, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d, young := p.lately[report]
	if !young {
		d = p.before[report]
	}
	if d == nil || d.minhash != minhash || d.terms != terms || d.title != title {
		s, err := readSketch(terms)
		if err != nil {
			return nil, err
		}
		d = &decoded{minhash: minhash, terms: terms, title: title, credits: s.Credits, tongue: s.tongue()}
		if d.sketch, err = s.sketch(minhash); err != nil {
			return nil, fmt.Errorf("stored sketch: %w", err)
		}
		d.profile = profileOf(d.sketch, title)
		young = false
	}
	if !young {
		if p.lately == nil || len(p.lately) >= mostDecoded {
			p.lately, p.before = map[string]*decoded{}, p.lately
		}
		p.lately[report] = d
	}
	return d, nil
}
