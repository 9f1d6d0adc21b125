package edition

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
)

// back is where the links to the previous period lead.
type back struct {
	to   *Edition
	said vigia.Texts
}

// back follows the chain of editions that were published when this one was.
func (a assembly) back(ctx context.Context, q db.Querier) (back, error) {
	e := a.edition
	out := func(p Edition) bool {
		return p.Status == Published && (e.PublishedAt.IsZero() || !p.PublishedAt.After(e.PublishedAt))
	}
	p, ok, err := Previous(ctx, q, e)
	if err != nil {
		return back{}, err
	}
	if ok && out(p) {
		return back{to: &p}, nil
	}
	for p = e; ; {
		if p, ok, err = earlier(ctx, q, p); err != nil {
			return back{}, err
		}
		if !ok {
			return back{said: a.said(firstWords, time.Time{}, time.Time{})}, nil
		}
		if out(p) {
			return back{to: &p, said: a.said(gapWords, p.To.AddDate(0, 0, 1), e.From.AddDate(0, 0, -1))}, nil
		}
	}
}

var (
	firstWords = [2]string{"This is the first edition; there is no earlier digest.", "Esta es la primera edición; no hay un compendio anterior."}
	gapWords   = [2]string{"No digest was published for %s; the link leads to the last one before.", "No se publicó un compendio de %s; el enlace lleva al último anterior."}
)

func (a assembly) said(what [2]string, from, to time.Time) vigia.Texts {
	out := vigia.Texts{}
	for _, lang := range a.langs {
		s := what[0]
		if lang == "es" {
			s = what[1]
		}
		if strings.Contains(s, "%s") {
			s = fmt.Sprintf(s, Period(from, to, lang))
		}
		out[lang] = s
	}
	return out
}

func (a assembly) link(e Edition, slug string) DigestLink {
	l := DigestLink{Number: e.Number, Slug: slug, Label: vigia.Texts{}}
	for _, lang := range a.langs {
		l.Label[lang] = periodLabel(e.From, e.To, lang)
	}
	return l
}
