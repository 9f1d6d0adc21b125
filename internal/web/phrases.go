package web

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

// tell says a sentence of the packages below in the tongue's language. Several
// in one, parted by semicolons, are said one by one.
func (g *tongue) tell(s string) string {
	s = plain(s)
	if g.lang == "en" || s == "" {
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

func (ps phrases) say(s string) (string, bool) {
	if said, ok := ps.whole[s]; ok {
		return said, true
	}
	for _, p := range ps.gaps {
		m := p.english.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		said := p.spanish
		for _, gap := range m[1:] {
			said = strings.Replace(said, "{}", strings.ReplaceAll(gap, "{}", "{\u200b}"), 1)
		}
		return said, true
	}
	return "", false
}
