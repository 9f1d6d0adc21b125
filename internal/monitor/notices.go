package monitor

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"vigia"
	"vigia/internal/policy"
)

// noticeKeys are the standing texts of a monitor; an edition needs each.
var noticeKeys = []string{"disclaimer", "digest_intro", "special", "about"}

// NoticeData is what an edition adds to a notice.
type NoticeData struct {
	Period  string // "August to September 2021"
	Network string // name of the digest
	Reason  string // of a special edition
}

// noticeData are the fields that a notice may use. The cap and the lists come
// from the policy, so that a text cannot promise another rule.
type noticeData struct {
	Monitor, House string
	NoticeData
	policy.Words
}

// maxNotice is the longest notice in bytes.
const maxNotice = 64 << 10

// Notice gives the notice that was in force at a time, in a language.
func (m *Monitor) Notice(key, lang string, at time.Time, data NoticeData) (string, error) {
	n, ok := m.noticeAt(key, lang, at)
	if !ok {
		return "", &vigia.Problem{Kind: vigia.ErrNotFound, What: fmt.Sprintf("monitor %s has no text %q in %s for %s", m.Key, key, lang, at.Format(time.DateOnly)), Remedy: "add it to the monitor's texts folder"}
	}
	text, err := m.render(n, data)
	if err != nil {
		return "", fmt.Errorf("monitor %s: %s: %w", m.Key, n.File, err)
	}
	return text, nil
}

func (m *Monitor) noticeAt(key, lang string, at time.Time) (Notice, bool) {
	for _, n := range m.Notices {
		if n.Key == key && n.Language == lang && covers(n.ValidFrom, n.ValidTo, at) {
			return n, true
		}
	}
	return Notice{}, false
}

// render writes a notice. The template may print fields and choose between
// texts, nothing else: it always ends, and soon.
func (m *Monitor) render(n Notice, data NoticeData) (string, error) {
	t, err := template.New("").Parse(n.Text)
	if err != nil {
		return "", err
	}
	if len(t.Templates()) != 1 {
		return "", errors.New("a notice may not define templates")
	}
	if bad := unfit(t.Root); bad != nil {
		line := 1 + strings.Count(n.Text[:min(int(bad.Position()), len(n.Text))], "\n")
		return "", fmt.Errorf("template: :%d: %s may not stand in a notice", line, bad)
	}
	var b bytes.Buffer
	words := noticeData{Monitor: m.Name[n.Language], House: m.House.Name, NoticeData: data, Words: m.Policy.Words(n.Language)}
	if err := t.Execute(&b, words); err != nil {
		return "", err
	}
	if b.Len() > maxNotice {
		return "", fmt.Errorf("the text is longer than %d KiB", maxNotice>>10)
	}
	return strings.TrimSpace(b.String()), nil
}

// unfit finds what a notice has no need of: loops and templates.
func unfit(list *parse.ListNode) parse.Node {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var branch parse.BranchNode
		switch n := n.(type) {
		case *parse.TextNode, *parse.ActionNode, *parse.CommentNode:
			continue
		case *parse.IfNode:
			branch = n.BranchNode
		case *parse.WithNode:
			branch = n.BranchNode
		default:
			return n
		}
		for _, l := range []*parse.ListNode{branch.List, branch.ElseList} {
			if bad := unfit(l); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// notice reads texts/*.md: front matter between lines of ---, then the text.
func (l *loader) notice(file string, data []byte) {
	if data == nil {
		return
	}
	head, text, ok := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "\n---\n")
	if !ok || !bytes.HasPrefix(data, []byte("---\n")) {
		l.block(place(file, 1, ""), "front_matter", "the text has no front matter", "begin with ---, key, language, valid_from, valid_to, and --- again")
		return
	}
	var front struct {
		Key      string `yaml:"key"`
		Language string `yaml:"language"`
		From     string `yaml:"valid_from"`
		To       string `yaml:"valid_to"`
	}
	doc := l.decode(file, []byte(head), 1, &front)
	n := Notice{Key: front.Key, Language: front.Language, Text: text, File: file}
	n.ValidFrom, n.ValidTo = l.span(doc.at, front.From, front.To)
	if !slices.Contains(noticeKeys, n.Key) {
		l.block(doc.at("key"), "unknown_key", fmt.Sprintf("unknown text %q", n.Key), "use one of "+strings.Join(noticeKeys, ", "))
	}
	if editions := l.monitor.Languages.Editions; len(editions) > 0 && !slices.Contains(editions, n.Language) {
		l.block(doc.at("language"), "language", fmt.Sprintf("%q is no language of the edition", n.Language), "use one of "+strings.Join(editions, ", "))
	}
	l.noticeText(n, strings.Count(head, "\n")+3)
	l.monitor.Notices = append(l.monitor.Notices, n)
}

// templateLine finds the line in an error of text/template.
var templateLine = regexp.MustCompile(`^template: :(\d+)(?::\d+)?: (?:executing "" at )?`)

// unknownNotice is an error of text/template about a field that is not there.
var unknownNotice = regexp.MustCompile(`^<(\.\w+)>: can't evaluate field`)

// literalShare is a percentage written out, where the policy should speak.
var literalShare = regexp.MustCompile(`\d+(?:[.,]\d+)?\s?(?:%|per ?cent|por ciento)`)

// noticeText tries the template out. above is the number of lines above it.
func (l *loader) noticeText(n Notice, above int) {
	text, err := l.monitor.render(n, NoticeData{Period: "August to September 2021", Network: "Network", Reason: "Reason"})
	switch {
	case err != nil:
		line, message := 1, err.Error()
		if m := templateLine.FindStringSubmatch(message); m != nil {
			line, _ = strconv.Atoi(m[1])
			message = message[len(m[0]):]
		}
		if m := unknownNotice.FindStringSubmatch(message); m != nil {
			message = "there is no field " + m[1]
		}
		l.block(place(n.File, line+above, ""), "template", message, "use the fields .Monitor .House .Period .Network .Reason .CapPercent .CapFraction .Classes .Governments .Genres .WindowDays")
	case text == "":
		l.block(n.File, "missing", "the text is empty", "write it")
	}
	for i, line := range strings.Split(n.Text, "\n") {
		if share := literalShare.FindString(line); share != "" {
			l.warn(place(n.File, i+1+above, ""), "literal", fmt.Sprintf("the text says %q itself", share), "write {{.CapPercent}} %, so that text and policy cannot drift apart")
		}
	}
}

// noticeRules holds the texts of one key and language to spans that neither
// overlap nor leave a gap, and asks for every text in every language.
func (l *loader) noticeRules() {
	if len(l.monitor.Notices) == 0 {
		return // a finding of the folder says so
	}
	notices := slices.Clone(l.monitor.Notices)
	slices.SortStableFunc(notices, func(a, b Notice) int { return a.ValidFrom.Compare(b.ValidFrom) })
	for _, key := range noticeKeys {
		for _, lang := range l.monitor.Languages.Editions {
			l.noticeSpans(key, lang, notices)
		}
	}
}

func (l *loader) noticeSpans(key, lang string, sorted []Notice) {
	if !slices.ContainsFunc(sorted, func(n Notice) bool { return n.Key == key && n.Language == lang }) {
		l.block("texts", "missing", fmt.Sprintf("no text %s in %s", key, lang), "add it")
		return
	}
	var last *Notice
	for _, n := range sorted {
		if n.Key != key {
			continue
		}
		if n.Language != lang {
			if _, ok := l.monitor.noticeAt(key, lang, n.ValidFrom); !ok && slices.Contains(l.monitor.Languages.Editions, n.Language) {
				l.block(n.File, "missing", fmt.Sprintf("no %s in %s for the time of this text", key, lang), "translate it, with the same valid_from and valid_to")
			}
			continue
		}
		switch {
		case last == nil:
		case overlap(last.ValidFrom, last.ValidTo, n.ValidFrom, n.ValidTo):
			l.block(n.File, "duplicate", fmt.Sprintf("%s covers some of the same days", last.File), "end one on the day before the other begins")
		case last.ValidTo.AddDate(0, 0, 1).Before(n.ValidFrom):
			l.warn(n.File, "gap", fmt.Sprintf("no %s in %s from %s to %s", key, lang, last.ValidTo.AddDate(0, 0, 1).Format(time.DateOnly), n.ValidFrom.AddDate(0, 0, -1).Format(time.DateOnly)), "let the texts follow each other without a gap")
		}
		last = &n
	}
	if !last.ValidTo.IsZero() && key != "special" {
		l.warn(last.File, "gap", fmt.Sprintf("no %s in %s after %s", key, lang, last.ValidTo.Format(time.DateOnly)), "leave valid_to empty in the text that is in force")
	}
}
