package monitor

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// document knows where each value of a YAML file stands, by its path
// ("networks[2].slug").
type document struct {
	file  string
	above int // lines above the document in its file
	lines map[string]int
	paths map[[2]int]string // line and column -> path
}

// at gives the place of a value; of one that is missing, the place where it
// would stand.
func (d document) at(path string) string {
	for p := path; p != ""; p = p[:max(strings.LastIndexAny(p, ".["), 0)] {
		if line := d.lines[p]; line > 0 {
			return place(d.file, line+d.above, path)
		}
	}
	return place(d.file, 1+d.above, path)
}

// decode reads a YAML document into out and finds what is wrong with its form:
// syntax, keys given twice, unknown fields, wrong types. What is sound is read
// all the same, so that the rules can look at it.
func (l *loader) decode(file string, data []byte, above int, out any) document {
	d := document{file: file, above: above, lines: map[string]int{}, paths: map[[2]int]string{}}
	if data == nil {
		return d
	}
	var root yaml.Node
	err := yaml.Load(data, &root)
	if err != nil {
		l.yamlError(d, err)
		return d
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		l.block(place(file, 1+above, ""), "yaml", "the file does not hold fields with values", "write it as the monitor vric shows it: field: value")
		return d
	}
	l.walk(d, &root, "")
	if err := root.Load(out, yaml.WithKnownFields()); err != nil {
		l.yamlError(d, err)
	}
	return d
}

// walk notes the place of every value and takes out keys that stand twice.
func (l *loader) walk(d document, n *yaml.Node, path string) {
	note := func(n *yaml.Node, path string) {
		if d.lines[path] == 0 {
			d.lines[path] = n.Line
		}
		d.paths[[2]int{n.Line, n.Column}] = path
	}
	switch n.Kind {
	case yaml.DocumentNode:
		for _, c := range n.Content {
			l.walk(d, c, path)
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			p := fmt.Sprintf("%s[%d]", path, i)
			note(c, p)
			l.walk(d, c, p)
		}
	case yaml.MappingNode:
		first := map[string]int{}
		kept := n.Content[:0]
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			p := strings.TrimPrefix(path+"."+key.Value, ".")
			if line, twice := first[key.Value]; twice {
				l.block(place(d.file, key.Line+d.above, p), "duplicate", fmt.Sprintf("%q stands on line %d already", key.Value, line+d.above), "keep one of the two")
				continue
			}
			first[key.Value] = key.Line
			note(key, p)
			d.paths[[2]int{value.Line, value.Column}] = p
			l.walk(d, value, p)
			kept = append(kept, key, value)
		}
		n.Content = kept
	}
}

// yamlError turns the errors of the YAML library into findings.
func (l *loader) yamlError(d document, err error) {
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		for _, e := range many.Errors {
			l.yamlFault(d, e)
		}
	case errors.As(err, &one):
		l.yamlFault(d, one)
	default:
		l.block(d.file, "yaml", err.Error(), "correct the YAML")
	}
}

var unknownField = regexp.MustCompile(`^field (.+) not found in type`)

// plain puts the library's tags into words.
var plain = strings.NewReplacer("cannot construct", "cannot read", "!!str", "the text", "!!seq", "a list", "!!map", "a mapping", "!!int", "the number", "!!float", "the number", "!!bool", "the value", "!!timestamp", "the date", "yaml: ", "", "`", "\"")

var (
	wantedType = regexp.MustCompile(`(?s) into (.+)$`)
	noDate     = regexp.MustCompile(`parsing time ("[^"]*")`)
)

// wrongKind says that a value is of another kind than its field.
func wrongKind(message string) string {
	want := "named fields are needed"
	m := wantedType.FindStringSubmatch(message)
	switch {
	case m == nil:
		return plain.Replace(message)
	case m[1] == "string":
		want = "a text is needed"
	case m[1] == "bool":
		want = "true or false is needed"
	case m[1] == "time.Time":
		want = "a date is needed, as 2021-08-01"
	case strings.HasPrefix(m[1], "int"), strings.HasPrefix(m[1], "float"):
		want = "a number is needed"
	case strings.HasPrefix(m[1], "[]"):
		want = "a list is needed"
	}
	return plain.Replace(wantedType.ReplaceAllString(message, "")) + ": " + want
}

func (l *loader) yamlFault(d document, e *yaml.LoadError) {
	path := d.paths[[2]int{e.Mark.Line, e.Mark.Column}]
	where := place(d.file, max(e.Mark.Line, 1)+d.above, path)
	switch m := unknownField.FindStringSubmatch(e.Message); {
	case m != nil:
		l.block(where, "unknown_field", fmt.Sprintf("unknown field %q", m[1]), "correct its name, or take it out")
	case e.Stage == yaml.ConstructorStage && strings.Contains(e.Message, "parsing time"):
		what := "the value is no date"
		if m := noDate.FindStringSubmatch(e.Message); m != nil {
			what = m[1] + " is no date"
		}
		l.block(where, "yaml", what, "write dates as 2021-08-01, without quotation marks")
	case e.Stage == yaml.ConstructorStage && e.Mark.Line > 0:
		l.block(where, "yaml", wrongKind(e.Message), "write the kind of value that the field takes")
	default:
		context := ""
		if e.ContextMark.Line > 0 {
			context = fmt.Sprintf(" (%s that begins on line %d)", e.ContextMsg, e.ContextMark.Line+d.above)
		}
		l.block(where, "yaml", plain.Replace(e.Message)+context, "correct the YAML near this line: indentation in blanks, brackets and quotation marks closed")
	}
}

// policy reads policy.yaml and lets the policy lint itself.
func (l *loader) policy(file string, data []byte) document {
	doc := l.decode(file, data, 0, &l.monitor.Policy)
	if len(doc.lines) == 0 {
		return doc // missing or broken: one finding says so
	}
	for _, f := range l.monitor.Policy.Lint() {
		f.Path = doc.at(f.Path)
		l.findings = append(l.findings, f)
	}
	return doc
}

// policyRules holds the policy to the networks of the monitor.
func (l *loader) policyRules(doc document) {
	if len(doc.lines) == 0 || len(l.monitor.Networks) == 0 {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(l.monitor.Policy.Governments)) {
		if _, ok := l.monitor.Network(key); !ok {
			l.block(doc.at("governments."+key), "unknown_key", fmt.Sprintf("unknown network %q", key), "use a network key of monitor.yaml")
		}
	}
	for _, n := range l.monitor.Networks {
		if n.Digest && len(l.monitor.Policy.Governments[n.Key]) == 0 {
			l.warn(doc.at("governments"), "missing", fmt.Sprintf("network %s has a digest, but no state whose media count", n.Key), "name its states")
		}
	}
}
