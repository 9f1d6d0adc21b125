package speech

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestTell(t *testing.T) {
	ps, err := loadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	es := &Tongue{Lang: "es", phrases: ps}
	for in, want := range map[string]string{
		"the summary in en has 4 sentences":                                    "el resumen en en tiene 4 frases",
		"state media 21 of 100 (21.0 %), limit 1/5 (20 %)":                     "medios estatales 21 de 100 (21.0 %), límite 1/5 (20 %)",
		"take out 1 counted, or add 5 other reports":                           "saque 1 de las contadas, o añada 5 de otros medios",
		"edition 22 has changed since you read it (revision 3, now 4)":         "la edición 22 ha cambiado desde que la leyó (revisión 3, ahora 4)",
		`"{}" is not a web address`:                                            `"{}" no es una dirección web`,
		"«Maduro» (title), «Caracas»; in MX":                                   "«Maduro» (title), «Caracas»; en MX",
		"no dimension says why it is relevant; nothing links it to the region": "ninguna dimensión dice por qué es relevante; nada la une a la región",
		"something that nobody has translated":                                 "something that nobody has translated",
		"":                                                                     "",
	} {
		if got := es.Tell(in); got != want {
			t.Errorf("tell(%q) = %q, want %q", in, got, want)
		}
	}
	en := &Tongue{Lang: "en", phrases: ps}
	if got := en.Tell("a; b\x1b"); got != "a; b" {
		t.Errorf("English is said as it is, but for control characters: %q", got)
	}
}

// speaking are the packages whose problems and findings the desk shows.
var speaking = []string{"desk", "edition", "policy", "source", "check", "evidence", "web", "mail"}

// unspoken are phrases that a user of the desk never meets: they are about the
// monitor's files, the command line, or faults of the disk.
var unspoken = regexp.MustCompile(`^(unknown (base|rule|class|state|genre|kind)|class |state |genre |use one of %v|'vigia|the policy has no id|a cap of|a window of|write (a|counted|warn|"reports"|the least)|name (it,|SC|the state|the role|its states)|no (role|class|government)|an (exception|empty)|take (the line|OFF|one) out|official bodies|network |decide for one|put it in allowed|use (SC|ISO|rss|analyst)|set it to media|evidence cannot|free some space|there is nothing of|keep it as|split|put the|%s$|unknown .* of outlet|name at least one role|nobody has the login|unknown kind)`)

// TestEverythingHasSpanish reads the sources of the packages below for what
// they say to users, and looks for the Spanish of it.
func TestEverythingHasSpanish(t *testing.T) {
	ps, err := loadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	notSaid := regexp.MustCompile(`[=<>] \?|<> ''|@ %d|^HTTP %d|^%d %s`) // SQL and addresses
	verbs := regexp.MustCompile(`%[+#]?[0-9.]*[a-zA-Z]`)
	for _, pkg := range speaking {
		files, err := filepath.Glob(filepath.Join("..", pkg, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, text := range spoken(t, name) {
				if unspoken.MatchString(text) || notSaid.MatchString(text) {
					continue
				}
				sample := verbs.ReplaceAllString(strings.ReplaceAll(text, "%%", "%"), "1")
				if _, ok := ps.say(sample); !ok {
					t.Errorf("%s says %q: phrases.tsv has no Spanish for it", name, text)
				}
			}
		}
	}
}

// spoken are the texts of a file that reach users: those of Problems and of
// the helpers that make problems and findings.
func spoken(t *testing.T, name string) []string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	text := func(e ast.Expr) {
		if call, ok := e.(*ast.CallExpr); ok && len(call.Args) > 0 {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Sprintf" {
				e = call.Args[0]
			}
		}
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(s, " ") {
				out = append(out, s)
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if kind := typeName(n.Type); kind == "Problem" || kind == "fault" {
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						e = kv.Value
					}
					text(e)
				}
			}
		case *ast.CallExpr:
			switch typeName(n.Fun) {
			case "invalid", "conflict", "refused", "forbidden", "block", "add":
				for _, e := range n.Args[max(0, len(n.Args)-2):] {
					text(e)
				}
			}
		}
		return true
	})
	return out
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.StarExpr:
		return typeName(e.X)
	}
	return ""
}
