package label

import (
	"vigia/internal/article"
	"vigia/internal/source"
)

// DocOf is a stored report as it is labelled, with its outlet of that day.
func DocOf(s article.Stored, reg *source.Registry) Doc {
	d := Doc{Title: s.Title, Text: s.Text, URL: s.URL, Section: s.Section, Language: s.Language,
		Kind: s.Kind, GenreHint: s.GenreHint, GenreWhy: s.GenreWhy}
	if o, ok := reg.At(s.Outlet, s.DayAt); ok {
		d.Outlet = o
	}
	return d
}
