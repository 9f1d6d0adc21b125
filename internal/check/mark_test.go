package check

import (
	"fmt"
	"strings"
	"testing"

	"vigia"
	"vigia/internal/seeds"
)

// show writes paragraphs as "P1.1 cited(a,b) Text."
func show(ps []Paragraph) string {
	var b strings.Builder
	for i, p := range ps {
		for j, s := range p.Sentences {
			var cites []string
			for _, c := range s.Cites {
				id := c.ID
				if c.Quote != "" {
					id += "=" + c.Quote
				}
				cites = append(cites, id)
			}
			fmt.Fprintf(&b, "P%d.%d %s(%s) %s\n", i+1, j+1, s.Mark, strings.Join(cites, ","), s.Text)
		}
	}
	return b.String()
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"cited", "It opened. [@a]", "P1.1 cited(a) It opened.\n"},
		{"several", "It opened. [@a] [@b.c_d-1][@c]", "P1.1 cited(a,b.c_d-1,c) It opened.\n"},
		{"quoted", `It opened. [@a "abrió el 18"] It closed. [@b “se "cerró"”]`, "P1.1 cited(a=abrió el 18) It opened.\nP1.2 cited(b=se \"cerró\") It closed.\n"},
		{"a bracket inside a quotation", `It opened. [@a "abrió [sic] ayer"]`, "P1.1 cited(a=abrió [sic] ayer) It opened.\n"},
		{"judgement and background", "It may slip. [!judgement] It began in 2017. [!background] [@a] Before. [!background]", "P1.1 judgement() It may slip.\nP1.2 background(a) It began in 2017.\nP1.3 background() Before.\n"},
		{"a judgement may cite", "It may slip. [@a] [!judgement]", "P1.1 judgement(a) It may slip.\n"},
		{"only the sentence before the mark", "One. Two. [@a] Three.", "P1.1 unsupported() One.\nP1.2 cited(a) Two.\nP1.3 unsupported() Three.\n"},
		{"abbreviations", "The U.S. Treasury listed Mr. Hijazi on Aug. 24. [@a]", "P1.1 cited(a) The U.S. Treasury listed Mr. Hijazi on Aug. 24.\n"},
		{"closing quotes", "He said: “No.” [@a] «Sí». [@b]", "P1.1 cited(a) He said: “No.”\nP1.2 cited(b) «Sí».\n"},
		{"paragraphs and headings", "# Title\nOne. [@a]\nTwo. [@b]\n\n\nThree. [@c]\n## Next\nFour. [@d]\n", "P1.1 cited(a) One.\nP1.2 cited(b) Two.\nP2.1 cited(c) Three.\nP3.1 cited(d) Four.\n"},
		{"wrapped lines", "One line\nand another. [@a]", "P1.1 cited(a) One line\nand another.\n"},
		{"Windows lines", "One. [@a]\r\n\r\nTwo. [@b]\r\n", "P1.1 cited(a) One.\nP2.1 cited(b) Two.\n"},
		{"Chinese", "他到了。[@a]他走了。[@b]", "P1.1 cited(a) 他到了。\nP1.2 cited(b) 他走了。\n"},
		{"Persian", "او رسید؟ [@a] او رفت. [@b]", "P1.1 cited(a) او رسید؟\nP1.2 cited(b) او رفت.\n"},
		{"other brackets", `See [the law](https://a.example/) and \[@a]. [@b]`, "P1.1 cited(b) See [the law](https://a.example/) and \\[@a].\n"},
		{"nothing", "\n \n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ps, fs := Parse(tt.in)
			if got := show(ps); got != tt.want || len(fs) > 0 {
				t.Errorf("got\n%swant\n%s%v", got, tt.want, fs)
			}
			offsets(t, tt.in, ps)
		})
	}
}

func TestParseFindings(t *testing.T) {
	for _, tt := range []struct{ in, sentences, finding string }{
		{"It opened. [@]", "P1.1 unsupported() It opened.\n", "block P1.1 a citation that cannot be read: [@]"},
		{"It opened. [@a b]", "P1.1 unsupported() It opened.\n", "block P1.1 a citation that cannot be read: [@a b]"},
		{"It opened. [@a,b] Yes. [@c]", "P1.1 unsupported() It opened.\nP1.2 cited(c) Yes.\n", "block P1.1 a citation that cannot be read: [@a,b]"},
		{`It opened. [@a ""]`, "P1.1 unsupported() It opened.\n", "block P1.1 a citation that cannot be read: [@a \"\"]"},
		{`It opened. [@a "x]`, "P1.1 unsupported() It opened.\n", "block P1.1 a citation that cannot be read: [@a \"x]"},
		{"It opened. [@a", "P1.1 unsupported() It opened.\n", "block P1.1 a citation that is never closed"},
		{"It opened. [!judgment]", "P1.1 unsupported() It opened.\n", "block P1.1 unknown mark [!judgment]"},
		{"It opened. [!", "P1.1 unsupported() It opened.\n", "block P1.1 a mark that is never closed"},
		{"One.\n\n[@a] Two. [@b]", "P1.1 unsupported() One.\nP2.1 cited(b) Two.\n", "block P2.1 a mark without a sentence before it"},
		{"It opened [@a]. It closed. [@b]", "P1.1 cited(a) It opened.\nP1.2 cited(b) It closed.\n", `warn P1.1 a mark inside the sentence, behind "opened"`},
		{"It opened [@a] and closed. [@b]", "P1.1 cited(a) It opened\nP1.2 cited(b) and closed.\n", `warn P1.1 a mark inside the sentence, behind "opened"`},
		{"It opened. [@a] [@a]", "P1.1 cited(a,a) It opened.\n", "warn P1.1 a is cited twice for one sentence"},
		{"It opened. [!judgement] [!background]", "P1.1 judgement() It opened.\n", "warn P1.1 the sentence is marked as judgement and as background"},
	} {
		ps, fs := Parse(tt.in)
		if got := show(ps); got != tt.sentences {
			t.Errorf("%s\ngot\n%swant\n%s", tt.in, got, tt.sentences)
		}
		if len(fs) != 1 || fmt.Sprintf("%s %s %s", fs[0].Severity, fs[0].Path, fs[0].Message) != tt.finding || fs[0].Remedy == "" {
			t.Errorf("%s\nfindings %v, want %s", tt.in, fs, tt.finding)
		}
		offsets(t, tt.in, ps)
	}
}

// offsets checks that sentences and marks stand where they say.
func offsets(t *testing.T, md string, ps []Paragraph) {
	t.Helper()
	at := 0
	for _, p := range ps {
		for _, s := range p.Sentences {
			if s.Start < at || s.End < s.Start || s.End > len(md) || !strings.HasPrefix(s.Text, md[s.Start:min(s.End, s.Start+len(s.Text))][:1]) {
				t.Fatalf("sentence %q at %d-%d", s.Text, s.Start, s.End)
			}
			at = s.Start
			for _, c := range s.Cites {
				if m := md[c.Start:c.End]; !strings.HasPrefix(m, "[@"+c.ID) || !strings.HasSuffix(m, "]") {
					t.Fatalf("mark %+v at %q", c, m)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"It opened. [@a]", "# x\n[@a \"q\"] [!judgement].", `\[@`, "[@[@]!]", "。[@a]。", "A [@a]. B [!", "\xff[@\xff]"} {
		f.Add(s)
	}
	seeds.Each(f, func(c seeds.Case) { f.Add(string(c.Bytes)) }, "naughty_strings", "prompt_injection")
	f.Fuzz(func(t *testing.T, md string) {
		ps, fs := Parse(md)
		offsets(t, md, ps)
		for _, f := range fs {
			if f.Severity != vigia.Block && f.Severity != vigia.Warn || !strings.HasPrefix(f.Path, "P") {
				t.Fatal(f)
			}
		}
	})
}
