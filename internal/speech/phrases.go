package speech

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed phrases.tsv
var phrasesFile string

// phrases translate what the packages below say in English: problems,
// remedies, findings. A phrase may have gaps, {}, that are carried over in
// their order. What has no phrase is shown as it is.
type phrases struct {
	whole map[string]string
	gaps  []gapped
}

type gapped struct {
	english *regexp.Regexp
	spanish string
}

func loadPhrases() (phrases, error) {
	ps := phrases{whole: map[string]string{}}
	for i, line := range strings.Split(phrasesFile, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		en, es, ok := strings.Cut(line, "\t")
		if !ok || en == "" || es == "" || strings.Contains(es, "\t") {
			return ps, fmt.Errorf("phrases.tsv:%d: want English and Spanish, one tab apart", i+1)
		}
		if !strings.Contains(en, "{}") {
			ps.whole[en] = es
			continue
		}
		if a, b := strings.Count(en, "{}"), strings.Count(es, "{}"); a != b {
			return ps, fmt.Errorf("phrases.tsv:%d: %d gaps in English, %d in Spanish", i+1, a, b)
		}
		re, err := regexp.Compile("(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(en), `\{\}`, "(.*?)") + "$")
		if err != nil {
			return ps, fmt.Errorf("phrases.tsv:%d: %w", i+1, err)
		}
		ps.gaps = append(ps.gaps, gapped{re, es})
	}
	return ps, nil
}

// Tell says a sentence of the packages below in the tongue's language. Several
// in one, parted by semicolons, are said one by one.
func (g *Tongue) Tell(s string) string {
	s = Plain(s)
	if g.Lang == "en" || s == "" {
		return s
	}
	if said, ok := g.phrases.say(s); ok {
		return said
	}
	parts := strings.Split(s, "; ")
	if len(parts) == 1 {
		return s
	}
	for i, p := range parts {
		if said, ok := g.phrases.say(p); ok {
			parts[i] = said
		}
	}
	return strings.Join(parts, "; ")
}

// Why is a machine's reason: what it read, quoted, and where.
func (g *Tongue) Why(s string) string {
	s = g.Tell(s)
	if g.Lang == "es" {
		s = strings.ReplaceAll(s, " (title)", " (título)")
	}
	return isolated(s)
}

func (ps phrases) say(s string) (string, bool) {
	if said, ok := ps.whole[s]; ok {
		return said, true
	}
	for _, p := range ps.gaps {
		m := p.english.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		parts := strings.Split(p.spanish, "{}")
		var said strings.Builder
		for i, part := range parts {
			said.WriteString(part)
			if i+1 < len(parts) {
				said.WriteString(ps.gap(m[i+1]))
			}
		}
		return said.String(), true
	}
	return "", false
}

// gap says what stands in a gap, if it is a phrase of its own, or a share.
func (ps phrases) gap(s string) string {
	if said, ok := ps.whole[s]; ok {
		return said
	}
	var counted, total int
	if n, err := fmt.Sscanf(s, "%d of %d (", &counted, &total); err == nil && n == 2 {
		return strings.Replace(s, " of ", " de ", 1)
	}
	return s
}
