package monitor

import (
	"slices"

	"vigia"
)

// Network finds a network by its key.
func (m *Monitor) Network(key string) (Network, bool) {
	i := slices.IndexFunc(m.Networks, func(n Network) bool { return n.Key == key })
	if i < 0 {
		return Network{}, false
	}
	return m.Networks[i], true
}

// Theme finds a theme by its key.
func (m *Monitor) Theme(key string) (Theme, bool) {
	i := slices.IndexFunc(m.Themes, func(t Theme) bool { return t.Key == key })
	if i < 0 {
		return Theme{}, false
	}
	return m.Themes[i], true
}

// DigestKey is a digest of the edition, and of a section above it if it has one.
type DigestKey struct {
	Key     string
	Name    vigia.Texts
	Slug    string
	Section bool
}

// Digests lists the digests in the order of the edition: networks first.
func (m *Monitor) Digests() []DigestKey {
	var keys []DigestKey
	for _, n := range m.Networks {
		if n.Digest {
			keys = append(keys, DigestKey{n.Key, n.Name, n.Slug, n.Section})
		}
	}
	for _, t := range m.Themes {
		if t.Digest {
			keys = append(keys, DigestKey{Key: t.Key, Name: t.Name, Slug: t.Slug})
		}
	}
	return keys
}

// InRegion reports whether a country (ISO 3166-1 alpha-2) belongs to the
// region or to the outside places that matter.
func (m *Monitor) InRegion(country string) bool {
	holds := func(p Place) bool { return slices.Contains(p.Countries, country) }
	return slices.ContainsFunc(m.Region.Subregions, holds) || slices.ContainsFunc(m.Region.Outside, holds)
}
