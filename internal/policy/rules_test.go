package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

const longReason = "The wording of the state outlet is itself the news of this bullet."

// valid is a selection that passes: ten reports, two of them state media,
// the first one an analysis with an editor's yes.
func valid() Selection {
	s := simple(2, 10)
	s.Items[9].Genre, s.Items[9].EditorYes = vigia.Analysis, "editor-1"
	return s
}

func TestValidSelectionPasses(t *testing.T) {
	if fs := Check(testPolicy(), valid()).Findings; len(fs) != 0 {
		t.Fatalf("findings in a valid selection: %v", fs)
	}
}

// TestRules takes the valid selection and policy, changes one thing, and
// names all findings that follow, as "severity path kind: part of the message".
func TestRules(t *testing.T) {
	at := time.Date(2021, 9, 24, 9, 0, 0, 0, caracas)
	override := func() *Override {
		return &Override{By: "editor-1", Role: "editor", At: at, Reason: longReason}
	}
	special := func() *Special {
		return &Special{By: "editor-1", Role: "editor", At: at, Reason: longReason, Num: 1, Den: 2, Notice: true}
	}
	state := "block digests/V/items/1 state: "
	for _, tt := range []struct {
		name   string
		change func(p *Policy, s *Selection)
		want   []string
	}{
		{"one more state item", func(p *Policy, s *Selection) {
			s.Items[2].Class, s.Items[2].Government, s.Items[2].Search = vigia.StateControlled, "CU", s.Items[0].Search
		}, []string{"block digests cap: state media 3 of 10 (30.0 %), limit 1/5 (20 %)"}},
		{"a government in small letters counts as well", func(p *Policy, s *Selection) {
			s.Items[2].Class, s.Items[2].Government, s.Items[2].Search = vigia.CapturedPrivate, " ve ", s.Items[0].Search
		}, []string{"block digests cap: "}},
		{"state media of another government", func(p *Policy, s *Selection) {
			s.Items[2].Class, s.Items[2].Government = vigia.StateControlled, "QA"
		}, nil},
		{"an independent outlet of a watched country", func(p *Policy, s *Selection) {
			s.Items[2].Government = "VE"
		}, nil},
		{"state behind a counted class not named", func(p *Policy, s *Selection) { s.Items[2].Class = vigia.StateControlled },
			[]string{"block digests/V/items/3 class: no state is named"}},
		{"undecided class", func(p *Policy, s *Selection) {
			s.Items[1] = s.Items[2]
			s.Items[1].Class, s.Items[1].Search, s.Items[1].Report = "", s.Items[0].Search, "other"
		}, []string{"warn digests/V/items/3 class: no class yet, so it counts"}},
		{"undecided class refused", func(p *Policy, s *Selection) {
			p.Unknown = "refused"
			s.Items[1].Class = ""
		}, []string{"block digests/V/items/2 class: no class yet"}},
		{"invented class", func(p *Policy, s *Selection) { s.Items[1].Class = "sc" },
			[]string{`block digests/V/items/2 class: unknown class "sc"`}},
		{"report in two digests counts once", func(p *Policy, s *Selection) {
			it := s.Items[0]
			it.Digest, it.Path = "M", "digests/M/items/1"
			s.Items = append(s.Items, it)
		}, nil},
		{"report in two digests with other facts", func(p *Policy, s *Selection) {
			it := s.Items[0]
			it.Digest, it.Path, it.Class = "M", "digests/M/items/1", vigia.IndependentPrivate
			s.Items = append(s.Items, it)
		}, []string{`block digests/M/items/1 conflict: report r001 has the class "IP" here and "SC" at digests/V/items/1`}},
		{"report twice in one digest", func(p *Policy, s *Selection) {
			it := s.Items[3]
			it.Path = "digests/V/items/11"
			s.Items = append(s.Items, it)
		}, []string{"block digests/V/items/11 duplicate: r004 stands in digest V already, at digests/V/items/4"}},
		{"two copies of one text", func(p *Policy, s *Selection) {
			s.Items[4].OriginReport, s.Items[4].OriginClass, s.Items[4].Relation = "r004", vigia.IndependentPrivate, vigia.Copy
		}, []string{"block digests/V/items/5 copy: r005 carries the text of r004"}},
		{"derived from another item", func(p *Policy, s *Selection) {
			s.Items[4].OriginReport, s.Items[4].OriginClass, s.Items[4].Relation = "r004", vigia.IndependentPrivate, vigia.Derived
		}, nil},
		{"no report id", func(p *Policy, s *Selection) { s.Items[9].Report = "" },
			[]string{"block digests cap: 2 of 9", "block digests/V/items/10 report: names no report"}},
		{"no path", func(p *Policy, s *Selection) { s.Items[4].Path, s.Items[4].Genre = "", vigia.Opinion },
			[]string{"block items/4 genre: opinion"}},

		{"official document", func(p *Policy, s *Selection) {
			s.Items = append(s.Items, with(s.Items[5], "doc", vigia.OfficialDocument))
		},
			[]string{"block digests/V/items/6 official: lists media reports"}},
		{"official body as a medium", func(p *Policy, s *Selection) {
			it := with(s.Items[5], "doc", vigia.MediaReport)
			it.Class = vigia.OfficialBody
			s.Items = append(s.Items, it)
		}, []string{"block digests/V/items/6 official: "}},
		{"own product", func(p *Policy, s *Selection) { s.Items = append(s.Items, with(s.Items[5], "pod", vigia.OwnProduct)) },
			[]string{"warn digests/V/items/6 self_citation: outside the base"}},
		{"own products do not make room", func(p *Policy, s *Selection) { s.Items[9].Kind = vigia.OwnProduct },
			[]string{"block digests cap: 2 of 9", "warn digests/V/items/10 self_citation: "}},
		{"unknown kind", func(p *Policy, s *Selection) { s.Items[5].Kind = "blog" },
			[]string{`block digests/V/items/6 kind: unknown kind of source "blog"`}},

		{"opinion", func(p *Policy, s *Selection) { s.Items[5].Genre = vigia.Opinion },
			[]string{"block digests/V/items/6 genre: genre opinion, which may not be selected"}},
		{"declaration", func(p *Policy, s *Selection) { s.Items[5].Genre = vigia.Declaration },
			[]string{"block digests/V/items/6 genre: "}},
		{"undecided genre", func(p *Policy, s *Selection) { s.Items[5].Genre = "" },
			[]string{"block digests/V/items/6 genre: not decided"}},
		{"genre outside the policy", func(p *Policy, s *Selection) { s.Items[5].Genre = "poem" },
			[]string{`block digests/V/items/6 genre: does not name the genre "poem"`}},
		{"analysis without a yes", func(p *Policy, s *Selection) { s.Items[9].EditorYes = "" },
			[]string{"block digests/V/items/10 editor_yes: needs an editor's yes"}},
		{"analysis with the selector's yes", func(p *Policy, s *Selection) { s.Items[9].EditorYes = "analyst-1" },
			[]string{"block digests/V/items/10 editor_yes: analyst-1 selected it"}},
		{"nobody selected it", func(p *Policy, s *Selection) { s.Items[5].SelectedBy = " " },
			[]string{"block digests/V/items/6 selected_by: nobody"}},

		{"state item without a search", func(p *Policy, s *Selection) { s.Items[0].Search = nil },
			[]string{state + "without a recorded search"}},
		{"search without a date", func(p *Policy, s *Selection) { s.Items[0].Search.At = time.Time{} },
			[]string{state + "without a recorded search"}},
		{"search too narrow", func(p *Policy, s *Selection) { s.Items[0].Search.WindowDays = 3 },
			[]string{state + "covered 3 days, the policy asks for 7"}},
		{"search of nothing", func(p *Policy, s *Selection) { s.Items[0].Search.Searched = 0 },
			[]string{"warn digests/V/items/1 search: compared no report"}},
		{"also reported by others", func(p *Policy, s *Selection) { s.Items[0].Search.Independent = []string{"a1", "a2"} },
			[]string{state + "also reported by independent a1, a2"}},
		{"overridden", func(p *Policy, s *Selection) {
			s.Items[0].Search.Independent, s.Items[0].Override = []string{"a1"}, override()
		}, []string{"note digests/V/items/1 override: taken all the same by editor-1 (editor): " + longReason}},
		{"overridden by the selector", func(p *Policy, s *Selection) {
			s.Items[0].Search, s.Items[0].Override, s.Items[0].SelectedBy = nil, override(), "editor-1"
		}, []string{"block digests/V/items/1 override: editor-1 selected it and overrides the rule"}},
		{"overridden in a role that may not", func(p *Policy, s *Selection) {
			s.Items[0].Search, s.Items[0].Override = nil, override()
			s.Items[0].Override.Role = "analyst"
		}, []string{`block digests/V/items/1 override: the role "analyst" may not sign`}},
		{"overridden with a short reason", func(p *Policy, s *Selection) {
			s.Items[0].Search, s.Items[0].Override = nil, override()
			s.Items[0].Override.Reason = strings.Repeat(" ", 50) + "porque sí"
		}, []string{"block digests/V/items/1 override: its reason has 9 characters, the policy asks for 40"}},
		{"overridden by nobody, undated", func(p *Policy, s *Selection) {
			s.Items[0].Search, s.Items[0].Override = nil, override()
			s.Items[0].Override.By, s.Items[0].Override.At = "", time.Time{}
		}, []string{"block digests/V/items/1 override: nobody signed", "block digests/V/items/1 override: no date"}},
		{"an override that is not needed", func(p *Policy, s *Selection) { s.Items[0].Override = &Override{} }, nil},

		{"no dimension", func(p *Policy, s *Selection) { s.Items[5].Dimensions = []string{" "} },
			[]string{"block digests/V/items/6 dimension: "}},
		{"no country", func(p *Policy, s *Selection) { s.Items[5].Countries = nil },
			[]string{"block digests/V/items/6 country: "}},

		{"by origin above the limit", func(p *Policy, s *Selection) { takenFrom(&s.Items[5], vigia.StateControlled, "RU") },
			[]string{"warn digests origin: by origin, state media 3 of 10"}},
		{"by origin above the limit, gated", func(p *Policy, s *Selection) {
			p.Origin = "gate"
			takenFrom(&s.Items[5], vigia.StateControlled, "RU")
		}, []string{"block digests origin: by origin, state media 3 of 10"}},
		{"origin undecided", func(p *Policy, s *Selection) { takenFrom(&s.Items[5], "", "") },
			[]string{"warn digests origin: "}},
		{"origin private", func(p *Policy, s *Selection) { takenFrom(&s.Items[5], vigia.IndependentPrivate, "") }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, s := testPolicy(), valid()
			tt.change(&p, &s)
			expect(t, Check(p, s).Findings, tt.want)
		})
	}
	for _, tt := range []struct {
		name   string
		change func(sp *Special)
		want   []string
	}{
		{"raised", func(sp *Special) {}, []string{"note special special: limit 1/2 (50 %), signed by editor-1 (editor)", "note digests cap: 5 of 10 (50.0 %), above the ordinary limit 1/5"}},
		{"no cap", func(sp *Special) { sp.NoCap, sp.Num, sp.Den = true, 0, 0 }, []string{"note special special: limit none", "note digests cap: "}},
		{"not raised enough", func(sp *Special) { sp.Num, sp.Den = 2, 5 }, []string{"note special special: 2/5", "block digests cap: 5 of 10 (50.0 %), limit 2/5 (40 %)"}},
		{"lowered", func(sp *Special) { sp.Num, sp.Den = 1, 6 }, []string{"block special special: 1/6 (16.67 %) does not raise", "block digests cap: "}},
		{"cap and no cap", func(sp *Special) { sp.NoCap = true }, []string{"block special special: no cap and a cap", "block digests cap: "}},
		{"no cap named", func(sp *Special) { sp.Num, sp.Den = 0, 0 }, []string{"block special special: 0/0 is no cap", "block digests cap: "}},
		{"notice not first", func(sp *Special) { sp.Notice = false }, []string{"block special special: notice", "block digests cap: "}},
		{"signed by nobody", func(sp *Special) { sp.By = "" }, []string{"block special special: nobody signed", "block digests cap: "}},
		{"signed by an analyst", func(sp *Special) { sp.Role = "analyst" }, []string{"block special special: role", "block digests cap: "}},
		{"without a reason", func(sp *Special) { sp.Reason = "" }, []string{"block special special: reason", "block digests cap: "}},
	} {
		t.Run("special "+tt.name, func(t *testing.T) {
			s := simple(5, 10)
			s.Special = special()
			tt.change(s.Special)
			expect(t, Check(testPolicy(), s).Findings, tt.want)
		})
	}
}

func with(it Item, report string, kind vigia.Kind) Item {
	it.Report, it.Kind = report, kind
	return it
}

func takenFrom(it *Item, class vigia.Class, government string) {
	it.OriginOutlet, it.OriginClass, it.OriginGovernment = "origin", class, government
}

// expect compares findings with "severity path kind: part of the message".
func expect(t *testing.T, got []vigia.Finding, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d findings, want %d:\n%v\nwant %q", len(got), len(want), got, want)
	}
	for i, f := range got {
		head, part, _ := strings.Cut(want[i], ": ")
		if fmt.Sprintf("%s %s %s", f.Severity, f.Path, f.Kind) != head || !strings.Contains(f.Message, part) {
			t.Errorf("finding %d: %+v\nwant %s", i, f, want[i])
		}
		if f.Severity == vigia.Block && f.Remedy == "" {
			t.Errorf("finding %d has no remedy: %+v", i, f)
		}
	}
}

func TestPeriod(t *testing.T) {
	date := func(s string, p vigia.Precision) vigia.Date {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return vigia.Date{At: at, Precision: p}
	}
	for _, tt := range []struct {
		name string
		date vigia.Date
		want string // kind of the finding
	}{
		{"first day", date("2021-08-01T00:00:00Z", vigia.ToDay), ""},
		{"last day", date("2021-09-30T00:00:00Z", vigia.ToDay), ""},
		{"the day before", date("2021-07-31T00:00:00Z", vigia.ToDay), "period"},
		{"the day after", date("2021-10-01T00:00:00Z", vigia.ToDay), "period"},
		{"a day as printed in Moscow", date("2021-08-01T00:00:00+03:00", vigia.ToDay), ""},
		{"first minute in the zone", date("2021-08-01T04:00:00Z", vigia.ToMin), ""},
		{"a minute earlier", date("2021-08-01T03:59:00Z", vigia.ToMin), "period"},
		{"last minute in the zone", date("2021-10-01T03:59:00Z", vigia.ToSec), ""},
		{"a minute later", date("2021-10-01T04:00:00Z", vigia.ToSec), "period"},
		{"a month inside", date("2021-09-01T00:00:00Z", vigia.ToMonth), ""},
		{"a month outside", date("2021-10-01T00:00:00Z", vigia.ToMonth), "period"},
		{"the year", date("2021-01-01T00:00:00Z", vigia.ToYear), "date"},
		{"another year", date("2020-01-01T00:00:00Z", vigia.ToYear), "period"},
		{"unknown", vigia.Date{}, "date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := valid()
			s.Items[5].Published = tt.date
			var want []string
			if tt.want != "" {
				want = []string{"block digests/V/items/6 " + tt.want + ": "}
			}
			expect(t, Check(testPolicy(), s).Findings, want)
			if s.Covers(tt.date) != (tt.want == "") {
				t.Error("Covers says another thing")
			}
		})
	}
	s := valid()
	s.From, s.To = s.To, s.From
	s.Items = s.Items[5:6]
	expect(t, Check(testPolicy(), s).Findings, []string{"block period period: ends on 2021-08-01, before it begins on 2021-09-30", "block digests/V/items/6 period: "})
	s.From = time.Time{}
	expect(t, Check(testPolicy(), s).Findings, []string{"block period period: no period"})
}

func TestPolicyLint(t *testing.T) {
	if fs := testPolicy().Lint(); len(fs) != 0 {
		t.Fatal(fs)
	}
	for _, tt := range []struct {
		path   string
		change func(p *Policy)
	}{
		{"id", func(p *Policy) { p.ID = "" }},
		{"cap.denominator", func(p *Policy) { p.Cap.Denominator = 0 }},
		{"cap.denominator", func(p *Policy) { p.Cap.Denominator = 1 << 30 }},
		{"cap.numerator", func(p *Policy) { p.Cap.Numerator = 6 }},
		{"cap.numerator", func(p *Policy) { p.Cap.Numerator = -1 }},
		{"base", func(p *Policy) { p.Base = "words" }},
		{"unknown_class", func(p *Policy) { p.Unknown = "" }},
		{"origin_share", func(p *Policy) { p.Origin = "" }},
		{"counted_classes", func(p *Policy) { p.CountedClasses = nil }},
		{"counted_classes[1]", func(p *Policy) { p.CountedClasses[1] = "XX" }},
		{"counted_classes[1]", func(p *Policy) { p.CountedClasses[1] = "" }},
		{"counted_classes[1]", func(p *Policy) { p.CountedClasses[1] = vigia.OfficialBody }},
		{"counted_classes[1]", func(p *Policy) { p.CountedClasses[1] = vigia.StateControlled }},
		{"governments", func(p *Policy) { p.Governments = nil }},
		{"governments.C", func(p *Policy) { p.Governments["C"] = nil }},
		{"governments.V[1]", func(p *Policy) { p.Governments["V"][1] = "cu" }},
		{"governments.V[1]", func(p *Policy) { p.Governments["V"][1] = "VE" }},
		{"genres.forbidden[6]", func(p *Policy) { p.Genres.Forbidden = append(p.Genres.Forbidden, "poem") }},
		{"genres.forbidden[6]", func(p *Policy) { p.Genres.Forbidden = append(p.Genres.Forbidden, vigia.News) }},
		{"genres", func(p *Policy) { p.Genres.EditorYes = nil }},
		{"corroboration.window_days", func(p *Policy) { p.Corroboration.WindowDays = 0 }},
		{"override.roles", func(p *Policy) { p.Override.Roles = nil }},
		{"override.roles[0]", func(p *Policy) { p.Override.Roles[0] = "" }},
		{"override.min_reason", func(p *Policy) { p.Override.MinReason = 0 }},
	} {
		t.Run(tt.path, func(t *testing.T) {
			p := testPolicy()
			tt.change(&p)
			fs := p.Lint()
			expect(t, fs, []string{"block " + tt.path + " policy: "})
			if r := Check(p, valid()); !vigia.Blocking(r.Findings) {
				t.Error("an edition passes under this policy")
			}
		})
	}
}

func TestWords(t *testing.T) {
	p := testPolicy()
	want := Words{
		CapPercent: "20", CapFraction: "1/5", WindowDays: 7,
		Classes:     "state-controlled media, captured public media and captured private media",
		Governments: "Bolivia, China, Cuba, Hezbollah, Iran, Nicaragua, Russia, Syria and Venezuela",
		Genres:      "opinion pieces, editorials, advertorials, press releases, declarations of officials and entries of official lists",
	}
	if d := cmp.Diff(want, p.Words("en")); d != "" {
		t.Error(d)
	}
	p.Cap.Numerator, p.Cap.Denominator = 1, 3
	p.Governments = map[string][]string{"V": {"CU"}, "I": {"IR"}}
	p.Genres.Forbidden = p.Genres.Forbidden[:1]
	want = Words{
		CapPercent: "33,34", CapFraction: "1/3", WindowDays: 7,
		Classes:     "medios controlados por el Estado, medios públicos capturados y medios privados capturados",
		Governments: "Cuba e Irán",
		Genres:      "artículos de opinión",
	}
	if d := cmp.Diff(want, p.Words("es")); d != "" {
		t.Error(d)
	}
}

// TestPolicyJSON keeps the JSON form of the policy, which the published proof
// of every edition carries.
func TestPolicyJSON(t *testing.T) {
	if d := cmp.Diff(testPolicy(), golden(t, "testdata/policy.json", testPolicy())); d != "" {
		t.Error(d)
	}
}
