package retention_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/desk/desktest"
	"vigia/internal/evidence"
	"vigia/internal/fetch"
	"vigia/internal/retention"
)

var ctx = context.Background()

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " ; ": "", "unused 400 days": "unused 400 days", "unread 60;refused 30 days": "unread 60 days; refused 30 days",
		"class SC 90 days; outlet correo 7 days": "class SC 90 days; outlet correo 7 days",
	} {
		rules, err := retention.Parse(text)
		var got []string
		for _, r := range rules {
			got = append(got, r.String())
		}
		if strings.Join(got, "; ") != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"unused", "unused days", "unused 6 days", "unused -400 days", "class nobody 90 days", "class 90 days", "cited 90 days", "unused 99999999 days", "outlet 90 days"} {
		var p *vigia.Problem
		if _, err := retention.Parse(text); !errors.As(err, &p) || p.Remedy == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestWhatIsUsedStays puts each kind of use on a report, and looks what the
// rules say of its capture.
func TestWhatIsUsedStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := desktest.New(t, d)
		uses := map[string]string{ // report -> what is done with it
			"rep_free": "",
			"rep_item": `INSERT INTO items (id, edition, digest, report, position, summary, dimensions, selected_by, selected_at, editor_yes, override)
				VALUES ('itm_1', 'edi_1', 'V', 'rep_item', 0, '{}', '[]', 'per_ana', 0, '', '')`,
			"rep_cited": `INSERT INTO citations (edition, section, language, paragraph, sentence, n, report, start, stop) VALUES ('edi_1', 'V', 'es', 0, 0, 1, 'rep_cited', 0, 5)`,
			"rep_decided": `INSERT INTO decisions (id, at, by, report, action, digest, edition, reason, note)
				VALUES ('dec_1', 0, 'per_ana', 'rep_decided', 'reject', '', '', 'off-topic', '')`,
			"rep_labelled": `INSERT INTO labels (report, kind, value, score, why, by, at, version) VALUES ('rep_labelled', 'network', 'R', 1, '', 'per_ana', 0, '')`,
			"rep_origin":   `INSERT INTO relays (report, relation, origin, credit, why, by, version) VALUES ('rep_item', 'copy', 'rep_origin', '', '', 'machine', '1')`,
			"rep_witness": `INSERT INTO searches (id, report, at, by, window_days, query, searched, independent, version)
				VALUES ('sea_1', 'rep_item', 0, 'per_ana', 3, '', 9, '["rep_witness"]', '1')`,
			"rep_list": `INSERT INTO list_entries (list, list_id, date, action, name, type, program, remark, capture) VALUES ('sdn', '1', 0, 'added', 'X', '', '', '', 'cap_rep_list')`,
			"rep_held": `INSERT INTO holds (id, capture, source, from_at, to_at, reason, by, at, released_by, released_at, release_reason)
				VALUES ('hold_1', 'cap_rep_held', '', 0, 0, 'a court asked', 'ana', 0, '', 0, '')`,
			"rep_watched": `INSERT INTO watched (report, since, looks, due_at, tries, last_at, kind, look, changed_at, seen_by, seen_at) VALUES ('rep_watched', 0, 0, 0, 0, 0, 'same', '', 0, '', 0)`,
			"rep_looked":  `INSERT INTO looks (id, report, at, capture, kind, detail, before, after) VALUES ('look_1', 'rep_item', 0, 'cap_rep_looked', 'same', '', '{}', '{}')`,
			"rep_brought": `INSERT INTO intakes (id, at, by, url, name, note, seen_at, state, tries, due_at, capture, report, known, reason, remedy)
				VALUES ('brg_1', 0, 'per_ana', '', 'a.pdf', '', 0, 'read', 0, 0, 'cap_x', 'rep_brought', 0, '', '')`,
			"rep_refused": `INSERT INTO intakes (id, at, by, url, name, note, seen_at, state, tries, due_at, capture, report, known, reason, remedy)
				VALUES ('brg_2', 0, 'per_ana', '', 'b.bin', '', 0, 'refused', 0, 0, 'cap_rep_refused', '', 0, 'r', '')`,
			"rep_lent": `UPDATE captures SET refers = 'cap_rep_lent' WHERE id = 'cap_rep_item'`,
		}
		for id := range uses {
			w.Put(t, desktest.Report{ID: id})
		}
		w.Put(t, desktest.Report{ID: "rep_young"})
		w.Tx(t, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO editions (id, number, monitor, policy, period_from, period_to, anchor, title, subtitle, abstract, authors, special, status, revision,
				created_by, created_at, submitted_by, approved_by, approved_at, approved_rev, published_at) VALUES ('edi_1', 1, '', '', 0, 0, 0, '', '', '', '', '', 'draft', 1, '', 0, '', '', 0, 0, 0)`)
			for _, use := range uses {
				if err == nil && use != "" {
					_, err = tx.Exec(use)
				}
			}
			if err == nil {
				err = desktest.Capture(tx, "cap_again", "https://correo.example/rep_cited", "") // the same address once more
			}
			if err == nil {
				_, err = tx.Exec(`UPDATE captures SET file = 'f', length = 10, at = ? WHERE id <> 'cap_rep_young'`, db.Micros(desktest.Start.AddDate(0, 0, -500)))
			}
			if err == nil {
				_, err = tx.Exec(`UPDATE captures SET file = 'f' WHERE id = 'cap_rep_young'`)
			}
			return err
		})
		for text, want := range map[string][]string{
			"unused 400 days":                    {"cap_rep_free"},
			"unused 600 days":                    nil,
			"unread 400 days":                    nil, // cap_again is of the address of a cited one
			"outlet correo 400 days":             {"cap_rep_free"},
			"outlet nobody 400 days":             nil,
			"refused 7 days":                     nil,
			"outlet correo 8 days; unused 8 day": {"cap_rep_free"},
		} {
			rules, err := retention.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			plans, err := retention.Look(ctx, d, rules, desktest.Start)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			stays := map[string]int{}
			for _, p := range plans {
				got = append(got, p.Captures...)
				for why, n := range p.Stays {
					stays[why] += n
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q removes %v, want %v; %v", text, got, want, stays)
			}
			if text == "unused 400 days" && (stays["held by hold_1"] != 1 || stays["an official list"] != 1 || stays["the origin of a used copy"] != 1 || stays["corroborates a selected report"] != 1 ||
				stays["a second look at a cited page"] != 1 || stays["brought in by a person"] != 1 || len(stays) != 8) {
				t.Errorf("why the others stay: %v", stays)
			}
		}
	})
}

// TestApply removes refused captures of a real archive, asks for each once
// more, and leaves an archive that proves.
func TestApply(t *testing.T) {
	d := dbtest.Lite(t)
	w := desktest.New(t, d)
	dir := t.TempDir()
	var s *evidence.Store
	open := func() {
		var err error
		if s, err = evidence.New(slog.New(slog.DiscardHandler), d, dir, vigia.SystemClock{}); err != nil {
			t.Fatal(err)
		}
	}
	open()
	var ids []string
	for i := range 4 {
		x := &fetch.Exchange{URL: fmt.Sprintf("https://a.example/%d", i), FinalURL: fmt.Sprintf("https://a.example/%d", i), At: desktest.Start, Status: 403,
			RawRequest: []byte("GET / HTTP/1.1\r\n\r\n"), RawHead: []byte("HTTP/1.1 403 No\r\n\r\n"), Wire: []byte("no"), Body: []byte("no")}
		c, err := s.KeepRefused(ctx, &fetch.Failure{Reason: fetch.Forbidden, Detail: "no", Exchange: x}, x.URL, "")
		if err != nil {
			t.Fatal(err)
		}
		w.Tx(t, func(tx *db.Tx) error { return evidence.Insert(tx, c) })
		ids = append(ids, c.ID)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open()
	defer s.Close()
	if err := s.Tend(ctx, d); err != nil {
		t.Fatal(err)
	}
	plans, err := retention.Look(ctx, d, []retention.Rule{{What: retention.Refused, Days: 30}}, desktest.Start.Add(40*24*time.Hour))
	if err != nil || len(plans) != 1 || len(plans[0].Captures) != 4 {
		t.Fatalf("%+v, %v", plans, err)
	}
	w.Tx(t, func(tx *db.Tx) error { // between the look and the removal
		_, err := evidence.PutHold(tx, evidence.Hold{Capture: ids[2], Reason: "late, and in time", By: "ana"})
		return err
	})
	done, err := retention.Apply(ctx, d, s, plans, "ana")
	if err != nil || len(done[0].Captures) != 3 || len(done[0].Stays) != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if fs, err := s.Check(ctx, d, nil); err != nil || len(fs) > 0 {
		t.Errorf("%v, %v", fs, err)
	}
	st, err := s.State(ctx, d)
	if err != nil || st.Captures != 1 || st.Removed != 3 || st.Waiting != 0 || st.Freed == 0 {
		t.Errorf("%+v, %v", st, err)
	}
}
