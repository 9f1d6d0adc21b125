package scout

import (
	"context"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/article"
	"vigia/internal/fetch"
)

// Sample is a report that was read for a preview. It is not kept.
type Sample struct {
	URL       string     `json:"url"`
	Title     string     `json:"title,omitempty"`
	Byline    []string   `json:"byline,omitempty"`
	Published vigia.Date `json:"published,omitzero"`
	Language  string     `json:"language,omitempty"`
	Words     int        `json:"words"`
	Begins    string     `json:"begins,omitempty"` // of its text
	Paywalled bool       `json:"paywalled,omitempty"`
	Fault     *Fault     `json:"fault,omitempty"`
}

// beginning is how much of a sample's text is shown, in bytes.
const beginning = 300

// sample reads the newest report of an offer.
func (w *walk) sample(ctx context.Context, o *Offer) {
	i := slices.IndexFunc(o.Items, func(it Item) bool { return it.URL != "" })
	if i < 0 {
		return
	}
	u := o.Items[i].URL
	s := &Sample{URL: u}
	x, fault := w.ask(ctx, u, fetch.Page)
	if fault != nil && ctx.Err() != nil {
		return
	}
	w.First = s
	if s.Fault = fault; fault != nil {
		return
	}
	r, err := article.Read(x.Decoded, x.Header.Get("Content-Type"), x.FinalURL)
	if err != nil {
		s.Fault = asFault(err)
		return
	}
	s.Title, s.Byline, s.Published, s.Language, s.Words, s.Paywalled = r.Title, r.Byline, r.Published, r.Language, len(strings.Fields(r.Text)), r.Paywalled
	s.Begins = cutText(r.Text, beginning)
	if s.Begins != r.Text {
		s.Begins += "…"
	}
	if !s.Published.Known() {
		s.Published = o.Items[i].Published
	}
}
