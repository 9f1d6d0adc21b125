package story

// decoded is a stored sketch with what is made of it, and what it was read
// from: one that has been written anew since is not taken for it.
type decoded struct {
	minhash, terms, title string

	sketch  sketch
	credits []credit
	tongue  tongue
	profile *profile
}

// decode reads a stored sketch, unless it has been read lately: reports of one
// event come together, and each is compared with those before. Nothing of what
// it gives may be changed.
func (p *Placer) decode(report, minhash, terms, title string) (*decoded, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.sketches.get(report); d != nil && d.minhash == minhash && d.terms == terms && d.title == title {
		return d, nil
	}
	s, err := readSketch(terms)
	if err != nil {
		return nil, err
	}
	d := &decoded{minhash: minhash, terms: terms, title: title, credits: s.Credits, tongue: s.tongue()}
	if d.sketch, err = s.sketch(minhash); err != nil {
		return nil, err
	}
	d.profile = profileOf(d.sketch, title)
	p.sketches.put(report, d)
	return d, nil
}

// bodyOf is the text of a report, with what has been made of it lately.
func (p *Placer) bodyOf(report, text, language string) *body {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.bodies.get(report); b != nil && b.text == text && b.language == language {
		return b
	}
	b := &body{text: text, language: language}
	p.bodies.put(report, b)
	return b
}

// memory remembers what was used lately, in two halves: when the new one is
// full, the old one goes.
type memory[V any] struct{ fresh, old map[string]V }

// mostRecent is how many reports each half holds. A sketch is some 20 kB, a
// text with what is made of it some 10.
const mostRecent = 1500

func (r *memory[V]) get(report string) V {
	v, ok := r.fresh[report]
	if !ok {
		if v, ok = r.old[report]; ok {
			r.put(report, v)
		}
	}
	return v
}

func (r *memory[V]) put(report string, v V) {
	if r.fresh == nil || len(r.fresh) >= mostRecent {
		r.fresh, r.old = map[string]V{}, r.fresh
	}
	r.fresh[report] = v
}
