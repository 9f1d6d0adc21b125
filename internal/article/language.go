package article

import (
	"strings"

	"vigia/internal/language"
	"vigia/internal/text"
)

// language is what the page declares: <html lang>, else its data.
func (p *page) language() string {
	return nonBlank(p.lang, p.get("og:locale", "content-language", "dc.language", "inlanguage", "language"), p.ld.text("inLanguage"))
}

// enoughToTell is how many letters of a report are asked for its language.
const enoughToTell = 500

// setLanguage takes the language from the words themselves. What is declared
// helps when there are too few, and is doubted when it contradicts them.
func (r *Report) setLanguage(declared string) {
	tag, conf := language.Detect(text.Cut(r.Title+"\n"+r.Text, enoughToTell))
	said := baseTag(declared)
	switch {
	case tag != "" && (conf >= 0.6 || said == "" || said == tag):
		r.Language, r.LanguageConfidence, r.Provenance["language"] = tag, conf, "text"
	case said != "":
		r.Language, r.LanguageConfidence, r.Provenance["language"] = said, max(conf, 0.5), "meta"
	case tag != "":
		r.Language, r.LanguageConfidence, r.Provenance["language"] = tag, conf, "text"
	}
	if said != "" && r.Language != said && len(text.Terms(r.Text, "")) > 30 {
		r.doubt("the page declares the language %s, its text is in %s", said, r.Language)
	}
}

// baseTag brings "es_VE", "ES-ve" and "spanish" to ISO 639-1; "" if it is no
// language.
func baseTag(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if i := strings.IndexAny(s, "-_,; "); i > 0 {
		s = s[:i]
	}
	switch s {
	case "nb", "nn":
		return "no"
	case "iw":
		return "he"
	case "in":
		return "id"
	case "spanish", "español", "spa":
		return "es"
	case "english", "eng":
		return "en"
	case "french", "français", "fra":
		return "fr"
	case "portuguese", "português", "por":
		return "pt"
	case "russian", "rus":
		return "ru"
	}
	if len(s) != 2 || s[0] < 'a' || s[0] > 'z' || s[1] < 'a' || s[1] > 'z' {
		return ""
	}
	return s
}
