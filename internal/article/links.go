package article

import (
	"strings"

	"vigia/internal/text"
)

// maxLinks is the most links of a text that are kept.
const maxLinks = 500

// links gives the links that stand in the blocks of the report.
func (p *page) links() []Link {
	if p.chosen == nil {
		return nil
	}
	f := p.facts()
	var out []Link
	seen := map[Link]bool{}
	asked := 0
	for _, a := range f.anchors {
		if int(a.block) >= len(p.chosen) || !p.chosen[a.block] {
			continue
		}
		if asked++; len(out) >= maxLinks || asked >= 4*maxLinks {
			break
		}
		href := attr(a.node, "href")
		if strings.HasPrefix(href, "#") {
			continue
		}
		l := Link{URL: p.absolute(href), Text: text.Cut(innerText(a.node), 300)}
		if l.Text != "" && l.URL != "" && !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}

// squeeze leaves out white space and bars, in which renderings differ.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\t', '\u00a0', '|':
			return -1
		}
		return r
	}, s)
}
