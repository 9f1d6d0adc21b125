package scout

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"vigia"
)

// An XPath says which elements of a page are links to reports. Understood is
// what such expressions use (docs/collecting.md lists it): paths with / and //,
// names and *, . and .., a last step @href, and in brackets a position, last(),
// @name, text() or . alone or compared with = and !=, contains(), starts-with(),
// normalize-space(), a path that must exist, not(), and, or; several paths with |.
type xpath []xpathPath

type xpathPath struct {
	rooted bool
	steps  []xpathStep
}

type xpathStep struct {
	deep  bool   // after //
	name  string // "*" for any; "." and ".." for themselves; "@x" for an attribute
	tests []xpathTest
}

// xpathTest is one condition. kind is "and", "or", "not", "position", "last",
// "exists", "=", "!=", "contains" or "starts-with".
type xpathTest struct {
	kind  string
	of    []xpathTest // of and, or, not
	n     int         // of position
	value xpathValue
	text  string // what the value is compared with
}

// xpathValue is what a condition looks at: an attribute, the text of the
// element (name "."), its own text ("text()"), or what a path leads to.
type xpathValue struct {
	name string
	path *xpathPath
}

const (
	maxXPath      = 1000 // bytes
	maxXPathParts = 64
)

// parseXPath reads an expression; its errors are *vigia.Problem.
func parseXPath(s string) (x xpath, err error) {
	p := &xpathParser{s: s}
	defer func() {
		if f, ok := recover().(xpathFault); ok {
			x, err = nil, badXPath(s, fmt.Sprintf("at character %d: %s", p.at+1, string(f)))
		}
	}()
	if len(s) > maxXPath {
		return nil, badXPath(s[:40]+"…", fmt.Sprintf("it is longer than %d characters", maxXPath))
	}
	for {
		x = append(x, p.path())
		if !p.take("|") {
			break
		}
	}
	if p.blank(); p.at < len(s) {
		p.fail("what follows is not understood")
	}
	return x, nil
}

// CheckXPath tells what is wrong with an expression, nil if nothing is.
func CheckXPath(s string) error {
	_, err := parseXPath(s)
	return err
}

func badXPath(s, why string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: fmt.Sprintf("the XPath %s cannot be used: %s", s, why),
		Remedy: "write a path to the links, as //article//h2/a; docs/collecting.md tells what is understood"}
}

// xpathFault ends the parsing; parseXPath catches it.
type xpathFault string

type xpathParser struct {
	s     string
	at    int
	parts int
	depth int
}

func (p *xpathParser) fail(why string) { panic(xpathFault(why)) }

func (p *xpathParser) blank() {
	for p.at < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.at]) >= 0 {
		p.at++
	}
}

func (p *xpathParser) take(word string) bool {
	if p.blank(); !strings.HasPrefix(p.s[p.at:], word) {
		return false
	}
	p.at += len(word)
	return true
}

func (p *xpathParser) must(word string) {
	if !p.take(word) {
		p.fail(strconv.Quote(word) + " is missing")
	}
}

func (p *xpathParser) word() string {
	p.blank()
	from := p.at
	for p.at < len(p.s) {
		c := rune(p.s[p.at])
		if c < 0x80 && !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '_' {
			break
		}
		p.at++
	}
	return strings.ToLower(p.s[from:p.at])
}

func (p *xpathParser) path() (out xpathPath) {
	deep := p.take("//")
	out.rooted = deep || p.take("/")
	for {
		if p.parts++; p.parts > maxXPathParts {
			p.fail("it has too many parts")
		}
		out.steps = append(out.steps, p.step(deep))
		if deep = p.take("//"); !deep && !p.take("/") {
			return out
		}
		if strings.HasPrefix(out.steps[len(out.steps)-1].name, "@") {
			p.fail("an attribute has nothing below it")
		}
	}
}

func (p *xpathParser) step(deep bool) (s xpathStep) {
	s.deep = deep
	switch {
	case p.take(".."):
		s.name = ".."
	case p.take("."):
		s.name = "."
	case p.take("*"):
		s.name = "*"
	case p.take("@"):
		s.name = "@" + p.word()
	default:
		s.name = p.word()
	}
	if s.name == "" || s.name == "@" {
		p.fail("the name of an element is missing")
	}
	if strings.HasPrefix(p.s[p.at:], "(") || strings.HasPrefix(p.s[p.at:], "::") {
		p.fail("functions and axes are not understood here")
	}
	for p.take("[") {
		s.tests = append(s.tests, p.either())
		p.must("]")
	}
	return s
}

func (p *xpathParser) either() xpathTest {
	if p.depth++; p.depth > 16 {
		p.fail("it is nested too deeply")
	}
	defer func() { p.depth-- }()
	of := []xpathTest{p.both()}
	for p.keyword("or") {
		of = append(of, p.both())
	}
	return oneOrAll("or", of)
}

func (p *xpathParser) both() xpathTest {
	of := []xpathTest{p.test()}
	for p.keyword("and") {
		of = append(of, p.test())
	}
	return oneOrAll("and", of)
}

func oneOrAll(kind string, of []xpathTest) xpathTest {
	if len(of) == 1 {
		return of[0]
	}
	return xpathTest{kind: kind, of: of}
}

// keyword takes a word that ends there.
func (p *xpathParser) keyword(w string) bool {
	at := p.at
	if p.word() == w {
		return true
	}
	p.at = at
	return false
}

// call takes the name of a function with its bracket.
func (p *xpathParser) call(name string) bool {
	at := p.at
	if p.word() == name && p.take("(") {
		return true
	}
	p.at = at
	return false
}

func (p *xpathParser) test() (t xpathTest) {
	if p.parts++; p.parts > maxXPathParts {
		p.fail("it has too many parts")
	}
	p.blank()
	switch {
	case p.at < len(p.s) && p.s[p.at] >= '0' && p.s[p.at] <= '9':
		return xpathTest{kind: "position", n: p.number()}
	case p.call("last"):
		p.must(")")
		return xpathTest{kind: "last"}
	case p.call("position"):
		p.must(")")
		p.must("=")
		p.blank()
		return xpathTest{kind: "position", n: p.number()}
	case p.call("not"):
		t = xpathTest{kind: "not", of: []xpathTest{p.either()}}
		p.must(")")
		return t
	case p.take("("):
		t = p.either()
		p.must(")")
		return t
	}
	for _, kind := range []string{"contains", "starts-with"} {
		if p.call(kind) {
			t = xpathTest{kind: kind, value: p.value()}
			p.must(",")
			t.text = p.quoted()
			p.must(")")
			return t
		}
	}
	t = xpathTest{kind: "exists", value: p.value()}
	for _, kind := range []string{"!=", "="} {
		if p.take(kind) {
			t.kind, t.text = kind, p.quoted()
			break
		}
	}
	return t
}

func (p *xpathParser) number() int {
	n, err := strconv.Atoi(p.word())
	if err != nil || n < 1 {
		p.fail("a position is a number from 1")
	}
	return n
}

func (p *xpathParser) value() (v xpathValue) {
	switch {
	case p.call("normalize-space"):
		if p.take(")") {
			return xpathValue{name: "."}
		}
		v = p.value()
		p.must(")")
		return v
	case p.call("text"):
		p.must(")")
		return xpathValue{name: "text()"}
	}
	path := p.path()
	if len(path.steps) == 1 && !path.rooted && len(path.steps[0].tests) == 0 && !path.steps[0].deep {
		if n := path.steps[0].name; n == "." || n[0] == '@' {
			return xpathValue{name: n}
		}
	}
	if path.rooted {
		p.fail("a path in brackets begins at the element: write .//")
	}
	return xpathValue{path: &path}
}

func (p *xpathParser) quoted() string {
	p.blank()
	if p.at < len(p.s) && (p.s[p.at] == '\'' || p.s[p.at] == '"') {
		if i := strings.IndexByte(p.s[p.at+1:], p.s[p.at]); i >= 0 {
			s := p.s[p.at+1 : p.at+1+i]
			p.at += i + 2
			return s
		}
	}
	p.fail("a text in quotation marks is missing")
	return ""
}
