package speech

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed messages.tsv
var messagesFile string

// messages are the words of the interface: key, then language.
type messages map[string]map[string]string

// loadMessages reads messages.tsv: a key, English and Spanish, one tab apart.
func loadMessages() (messages, error) {
	ms := messages{}
	for i, line := range strings.Split(messagesFile, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] == "" || cells[1] == "" || cells[2] == "" {
			return nil, fmt.Errorf("messages.tsv:%d: want key, English and Spanish, one tab apart", i+1)
		}
		if ms[cells[0]] != nil {
			return nil, fmt.Errorf("messages.tsv:%d: %s is there already", i+1, cells[0])
		}
		ms[cells[0]] = map[string]string{"en": cells[1], "es": cells[2]}
	}
	return ms, nil
}

// Missing marks a message that nobody has written; tests look for it.
const Missing = "⟦"

// T is a message in the tongue's language, with its arguments put in.
func (g *Tongue) T(key string, args ...any) string {
	text, ok := g.words[key][g.Lang]
	if !ok {
		return Missing + key + "⟧"
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// N is a message about a number of things: key.one or key.many.
func (g *Tongue) N(key string, n int) string {
	if n == 1 {
		return g.T(key+".one", g.Num(n))
	}
	return g.T(key+".many", g.Num(n))
}

// Or is a message if it exists, or the text that it stands for.
func (g *Tongue) Or(key, otherwise string) string {
	if text, ok := g.words[key][g.Lang]; ok {
		return text
	}
	return otherwise
}
