package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"vigia/internal/address"
	"vigia/internal/language"
)

func (a *app) tryTexts() *cobra.Command {
	c := &cobra.Command{
		Use:   "language [TEXT…]",
		Short: `Tell the language of a text, or of rows {"id","text"}`,
		Long: `Tells the language of a text, with what else it could be and how sure that is.
Below a quarter of the belief no language is named. The words of one text need
no quotation marks; - is standard input, where rows of JSON give a row each.`,
		Example: "  vigia try language El ministro viajó a la capital\n  vigia try language < report.txt",
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.try(cmd, part{
			rows: tryLanguage,
			row:  func(name, in string) row { return row{ID: rowID(name), Text: in} },
			show: func(_, in string) error { return a.showLanguage(in) },
			inputs: func(args []string) ([]input, error) {
				if len(args) == 1 && args[0] == "-" {
					return a.files(args)
				}
				text := strings.Join(args, " ")
				return []input{{name: fit(text, 40), content: text}}, nil
			}, none: "TEXT…",
		}, "", args)
	}
	return c
}

func (a *app) showLanguage(text string) error {
	s := a.sheet(18)
	s.head("“" + fit(text, s.columns-2) + "”")
	all := language.Rank(text, 3)
	tag, _ := language.Detect(text)
	switch {
	case len(all) == 0:
		fmt.Fprintln(a.out, "unsure: there are no letters to tell by")
	case tag == "":
		fmt.Fprintln(a.out, "unsure: nothing stands out; the nearest are")
	}
	for _, g := range all {
		fmt.Fprintf(a.out, "%s%5.1f %%\n", pad(languageName(g.Language), 24), 100*g.Confidence)
	}
	return nil
}

// sure is a language with how sure it is.
func sure(tag string, confidence float64) string {
	if tag == "" {
		return "unsure"
	}
	return fmt.Sprintf("%s, %.0f %% sure", languageName(tag), 100*confidence)
}

func languageName(tag string) string {
	if name := languageNames[tag]; name != "" {
		return name + " (" + tag + ")"
	}
	return tag
}

var languageNames = map[string]string{
	"af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "ast": "Asturian", "ay": "Aymara", "az": "Azerbaijani", "be": "Belarusian",
	"bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
	"en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
	"ga": "Irish", "gl": "Galician", "gn": "Guarani", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
	"ht": "Haitian Creole", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
	"ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin",
	"lg": "Ganda", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mi": "Maori", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian",
	"mr": "Marathi", "ms": "Malay", "my": "Burmese", "nl": "Dutch", "no": "Norwegian", "oc": "Occitan", "pa": "Punjabi", "pl": "Polish",
	"ps": "Pashto", "pt": "Portuguese", "qu": "Quechua", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak", "sl": "Slovene",
	"sn": "Shona", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "st": "Sotho", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
	"te": "Telugu", "tg": "Tajik", "th": "Thai", "tl": "Tagalog", "tn": "Tswana", "tr": "Turkish", "ts": "Tsonga", "uk": "Ukrainian",
	"ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "xh": "Xhosa", "yo": "Yoruba", "zh": "Chinese", "zu": "Zulu",
}

func (a *app) tryURL() *cobra.Command {
	c := &cobra.Command{
		Use:   "url [ADDRESS…]",
		Short: `Clean addresses, or rows {"id","url","base"}`,
		Long: `Shows the address that is cited (canonical), the key by which duplicates are told,
the host and domain, and what was taken off and why. Nothing is fetched. Rows of
JSON on standard input give a row each.`,
		Example: "  vigia try url 'https://example.org/report?id=7&utm_source=x#top'",
	}
	var raw bool
	c.Flags().BoolVar(&raw, "raw", false, "only parse and write it again, without cleaning")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.try(cmd, part{
			rows: func(r row) any { return tryAddress(r, raw) },
			row:  func(name, in string) row { return row{ID: rowID(name), URL: in} },
			show: func(_, in string) error { return a.showAddress(in, raw) },
			inputs: func(args []string) (in []input, err error) {
				for _, arg := range args {
					in = append(in, input{name: arg, content: arg})
				}
				return in, nil
			}, none: "ADDRESS…",
		}, "", args)
	}
	return c
}

// cleaning is how an address is written: cleaned, or only parsed.
func cleaning(raw bool) func(string, string) (string, error) {
	if raw {
		return address.Resolve
	}
	return address.Canonical
}

func tryAddress(r row, raw bool) any {
	u, err := cleaning(raw)(r.URL, r.Base)
	if err != nil {
		return failed{r.ID, err.Error()}
	}
	return struct {
		ID        rowID  `json:"id"`
		Canonical string `json:"canonical"`
		Key       string `json:"key"`
	}{r.ID, u, address.Key(u)}
}

func (a *app) showAddress(in string, raw bool) error {
	in = strings.TrimSpace(in)
	u, err := cleaning(raw)(in, "")
	if err != nil {
		return err
	}
	s := a.sheet(12)
	s.head(in)
	s.field("Canonical", u, "")
	s.field("Key", address.Key(u), "")
	s.field("Host", address.Host(u), "")
	s.field("Domain", address.Domain(u), "")
	s.notes("Taken off", takenOff(in, u))
	return nil
}

// takenOff tells what an address had that its canonical form has not.
func takenOff(in, canonical string) (notes []string) {
	resolved, err := address.Resolve(in, "")
	if err != nil {
		return []string{"marks around it that are no part of an address"}
	}
	if resolved != in {
		notes = append(notes, "its spelling: it is written as browsers write it")
	}
	rest, fragment, found := strings.Cut(resolved, "#")
	if found {
		notes = append(notes, "#"+fragment+": a place within the page")
	}
	scheme, after, _ := strings.Cut(rest, "://")
	authority, _, _ := strings.Cut(after, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		notes = append(notes, "the name and password of a user")
		authority = authority[i+1:]
	}
	if strings.HasSuffix(authority, ".") {
		notes = append(notes, "the dot after the host")
	}
	path, query, _ := strings.Cut(strings.TrimPrefix(rest, scheme+"://"), "?")
	_, kept, _ := strings.Cut(canonical, "?")
	if i := strings.Index(strings.ToLower(path), ";jsessionid="); i >= 0 {
		notes = append(notes, path[i:]+": names a visit, not a page")
	}
	has := map[string]int{}
	for p := range strings.SplitSeq(kept, "&") {
		name, _, _ := strings.Cut(p, "=")
		has[name]++
	}
	for p := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(p, "=")
		switch {
		case p == "" || p == "=":
		case has[name] > 0:
			has[name]--
		default:
			notes = append(notes, p+": tells how a reader came, or who, not what is shown")
		}
	}
	return notes
}
