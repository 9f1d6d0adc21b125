package policy

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

var update = flag.Bool("update", false, "write the selections in testdata again")

// caracas is the zone of the tests: four hours behind UTC, no summer time.
var caracas = time.FixedZone("", -4*3600)

func testPolicy() Policy {
	var p Policy
	p.ID = "exercise"
	p.ValidFrom = civil(2020, 5, 1)
	p.Cap.Numerator, p.Cap.Denominator = 1, 5
	p.Base, p.Unknown, p.Origin = "reports", "counted", "warn"
	p.CountedClasses = []vigia.Class{vigia.StateControlled, vigia.CapturedPublic, vigia.CapturedPrivate}
	p.Governments = map[string][]string{"V": {"VE", "CU", "NI", "BO"}, "R": {"RU"}, "I": {"IR", "HZ", "SY"}, "C": {"CN"}}
	p.Genres.Allowed = []vigia.Genre{vigia.News, vigia.Interview, vigia.Live}
	p.Genres.EditorYes = []vigia.Genre{vigia.Analysis}
	p.Genres.Forbidden = []vigia.Genre{vigia.Opinion, vigia.Editorial, vigia.Advertorial, vigia.PressRelease, vigia.Declaration, vigia.List}
	p.Corroboration.WindowDays = 7
	p.Override.Roles, p.Override.MinReason = []string{"editor"}, 40
	return p
}

// in period of the exercise: report, digests, outlet, day in 2021 ("Sep" if
// only the month is known), class and state, what it was taken from (class and
// state), country, dimension.
const exercise = `
R1  V   telesur-english  17-Sep SC VE   -                      MX diplomatic
R2  V   expansion        18-Sep IP -    -                      MX diplomatic
R3  V   ambito           18-Sep IP -    -                      AR diplomatic
R4  V   europa-press     19-Sep IP -    -                      AR diplomatic
R5  V   bae-negocios     18-Sep IP -    -                      AR diplomatic
R6  V   periodico-26     18-Sep SC CU   -                      MX diplomatic
R7  V   agenzia-nova     13-Sep IP -    -                      MX diplomatic
R8  V   contrapunto      6-Sep  IP -    norway-mfa:OFF:NO      VE diplomatic
R9  V   la-republica-pe  6-Sep  IP -    afp:ISM:FR             VE diplomatic
R10 V   eju-tv           6-Sep  IP -    -                      VE diplomatic
R11 V   mision-verdad    7-Sep  CaPr VE norway-mfa:OFF:NO      VE diplomatic
R12 V   national-post    7-Sep  IP -    reuters:IP:-           VE illicit
R13 V   teller-report    14-Sep IP -    -                      VE diplomatic
R14 V   naaju            Sep    IP -    russian-mfa:OFF:RU     VE diplomatic
R15 V   las-heras-24     13-Sep IP -    la-nacion:IP:-         AR social
R16 V   clarin           12-Sep IP -    -                      AR social
R18 R,M infobae          7-Sep  IP -    -                      PE health
R19 R,M devdiscourse     7-Sep  IP -    reuters:IP:-           PE health
R20 R   agenzia-nova     28-Aug IP -    -                      PE health
R21 R   havana-times     Sep    IP -    -                      NI military
R27 R,C urdupoint        23-Aug IP -    sputnik:SC:RU          VE military
R28 R,C kayhan           23-Aug SC IR   sputnik:SC:RU          VE military
R29 I   tehran-times     4-Aug  SC IR   -                      VE diplomatic
R30 I   mehr             4-Aug  SC IR   -                      VE diplomatic
R31 I   telesur-english  3-Aug  SC VE   -                      VE diplomatic
R32 I   memo             5-Aug  IP -    tehran-times:SC:IR     VE diplomatic
R34 I   infobae          25-Aug IP -    el-tiempo:IP:-         CO illicit
R35 I   publimetro       25-Aug IP -    el-tiempo:IP:-         CO illicit
R36 I   la-libertad      26-Aug IP -    migracion-co:OFF:CO    CO illicit
R37 I   venezuelausa     4-Aug  IP -    us-doj:OFF:US          VE illicit
R38 I   ap               24-Aug IP -    us-treasury:OFF:US     PY illicit
R39 I   grc-world-forums Aug    IP -    us-treasury:OFF:US     PY illicit
R41 C   business-insider Aug    IP -    bloomberg:IP:-         VE economic
R42 C,M scmp             30-Sep IP -    reuters:IP:-           BR health
`

// reported are the state items of the exercise that independent media carried
// as well, and by which report.
var reported = map[string]string{"R1": "R2", "R6": "R7", "R11": "R8"}

func exerciseSelection(without ...string) Selection {
	s := Selection{Edition: "23", From: time.Date(2021, 8, 1, 0, 0, 0, 0, caracas), To: time.Date(2021, 9, 30, 0, 0, 0, 0, caracas)}
	n := map[string]int{}
	for line := range strings.Lines(strings.TrimSpace(exercise)) {
		f := strings.Fields(strings.ReplaceAll(line, " - ", " _ "))
		if slices.Contains(without, f[0]) {
			continue
		}
		for digest := range strings.SplitSeq(f[1], ",") {
			n[digest]++
			s.Items = append(s.Items, exerciseItem(f, digest, fmt.Sprintf("digests/%s/items/%d", digest, n[digest])))
		}
	}
	return s
}

func exerciseItem(f []string, digest, path string) Item {
	it := Item{
		Path: path, Digest: digest, Report: f[0], Outlet: f[2], Kind: vigia.MediaReport,
		Class: vigia.Class(f[4]), Government: strings.Trim(f[5], "_-"), Genre: vigia.News,
		Countries: []string{f[7]}, Dimensions: []string{f[8]}, SelectedBy: "analyst-1",
	}
	if at, err := time.Parse("2-Jan 2006", f[3]+" 2021"); err == nil {
		it.Published = vigia.Date{At: at, Precision: vigia.ToDay}
	} else if at, err = time.Parse("Jan 2006", f[3]+" 2021"); err == nil {
		it.Published = vigia.Date{At: at, Precision: vigia.ToMonth}
	}
	if o := strings.Split(f[6], ":"); len(o) == 3 {
		it.OriginOutlet, it.OriginClass, it.OriginGovernment = o[0], vigia.Class(o[1]), strings.Trim(o[2], "-")
		it.Relation = vigia.Derived
	}
	if it.Class == vigia.IndependentPrivate {
		return it
	}
	it.Search = &Search{At: time.Date(2021, 9, 24, 9, 0, 0, 0, caracas), WindowDays: 7, Query: "same event, independent origin", Searched: 400, Independent: []string{}}
	if by := reported[it.Report]; by != "" {
		it.Search.Independent = []string{by}
		it.Override = &Override{By: "editor-1", Role: "editor", At: it.Search.At, Reason: "The wording of the state outlet is itself the news of this bullet."}
	}
	return it
}

// simple makes a selection of total plain reports, of which the first counted
// are state media that nobody else reported.
func simple(counted, total int) Selection {
	s := Selection{Edition: "test", From: time.Date(2021, 8, 1, 0, 0, 0, 0, caracas), To: time.Date(2021, 9, 30, 0, 0, 0, 0, caracas), Items: []Item{}}
	for i := range total {
		line := fmt.Sprintf("r%03d V outlet-%d 15-Aug IP - - VE economic", i+1, i+1)
		if i < counted {
			line = fmt.Sprintf("r%03d V outlet-%d 15-Aug SC VE - VE economic", i+1, i+1)
		}
		s.Items = append(s.Items, exerciseItem(strings.Fields(line), "V", fmt.Sprintf("digests/V/items/%d", i+1)))
	}
	return s
}

// TestExercise judges the selections of testdata, which users can run too:
// vigia policy check --policy policy.yaml r45-34.json.
func TestExercise(t *testing.T) {
	for _, tt := range []struct {
		file      string
		selection Selection
		share     Share
		origin    Share
		blocked   []string // kinds of the blocking findings
		warned    []string
	}{
		{"r45-34.json", exerciseSelection(), Share{7, 34}, Share{9, 34}, []string{"cap"}, []string{"origin"}},
		{"r45-32.json", exerciseSelection("R30", "R31"), Share{5, 32}, Share{7, 32}, nil, []string{"origin"}},
		{"20-of-100.json", simple(20, 100), Share{20, 100}, Share{20, 100}, nil, nil},
		{"21-of-100.json", simple(21, 100), Share{21, 100}, Share{21, 100}, []string{"cap"}, nil},
		{"1-of-5.json", simple(1, 5), Share{1, 5}, Share{1, 5}, nil, nil},
		{"1-of-4.json", simple(1, 4), Share{1, 4}, Share{1, 4}, []string{"cap"}, nil},
		{"0-of-0.json", simple(0, 0), Share{0, 0}, Share{0, 0}, []string{"empty"}, nil},
	} {
		t.Run(tt.file, func(t *testing.T) {
			s := golden(t, filepath.Join("testdata", tt.file), tt.selection)
			r := Check(testPolicy(), s)
			if r.Share != tt.share || r.ByOrigin != tt.origin {
				t.Errorf("share %v, by origin %v; want %v, %v", r.Share, r.ByOrigin, tt.share, tt.origin)
			}
			if got := kinds(r.Findings, vigia.Block); !slices.Equal(got, tt.blocked) {
				t.Errorf("blocked by %v, want %v\n%v", got, tt.blocked, r.Findings)
			}
			if got := kinds(r.Findings, vigia.Warn); !slices.Equal(got, tt.warned) {
				t.Errorf("warned of %v, want %v\n%v", got, tt.warned, r.Findings)
			}
		})
	}
}

func TestExerciseCountsOnce(t *testing.T) {
	r := Check(testPolicy(), exerciseSelection())
	want := []string{"R1", "R11", "R28", "R29", "R30", "R31", "R6"}
	if d := cmp.Diff(want, r.Counted); d != "" {
		t.Error(d)
	}
	byDigest := map[string]Share{"V": {3, 16}, "R": {1, 6}, "I": {3, 10}, "C": {1, 4}, "M": {0, 3}}
	if d := cmp.Diff(byDigest, r.ByDigest); d != "" {
		t.Error(d) // the sums exceed 34: R18, R19, R27, R28 and R42 stand in two digests
	}
}

func kinds(fs []vigia.Finding, sev vigia.Severity) []string {
	var ks []string
	for _, f := range fs {
		if f.Severity == sev {
			ks = append(ks, f.Kind)
		}
	}
	return ks
}

// golden compares a value with its file and returns what the file says.
func golden[T any](t *testing.T, file string, v T) T {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(b)+"\n", string(got)); d != "" {
		t.Errorf("%s differs; run go test -update\n%s", file, d)
	}
	var read T
	if err := json.Unmarshal(got, &read); err != nil {
		t.Fatal(err)
	}
	return read
}
