package pipeline_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"vigia/internal/article"
	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/pipeline"
)

// A list that one program takes reaches, by itself, the recent reports that
// another one has labelled; old ones are reached by the command, which goes on
// where it was stopped.
func TestLinkedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		first, parts := open(t, d, nil)
		c := &clock{now: t0}
		parts.Clock = c
		d.SetNow(c.Now)
		other, err := pipeline.New(ctx, slog.New(slog.DiscardHandler), parts)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]string{}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			if err := evidence.Insert(tx, evidence.Capture{ID: "cap_1", URL: "https://a.example/", At: t0, Via: "fetch"}); err != nil {
				return err
			}
			for part, day := range map[string]time.Time{"new": t0.AddDate(0, 0, -2), "old": t0.AddDate(0, -3, 0), "older": t0.AddDate(-1, 0, 0)} {
				s, _, err := article.Put(tx, article.Stored{Capture: "cap_1", Part: part, Key: part, Kind: "media", DayAt: day, ArrivedAt: day,
					Stage: article.AsRead, Report: article.Report{Title: "Nota " + part, Text: "Habló Quirina Belmar Ox sobre el puerto.", Language: "es"}})
				if err != nil {
					return err
				}
				ids[part] = s.ID
			}
			return nil
		})
		if err == nil {
			err = other.Settle(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		named := func() (who []string) {
			t.Helper()
			in, err := entity.MentionsIn(ctx, d, []string{ids["new"], ids["old"], ids["older"]})
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"new", "old", "older"} {
				if len(in[ids[part]]) > 0 {
					who = append(who, part)
				}
			}
			return who
		}
		if who := named(); len(who) != 0 {
			t.Fatalf("named before the list came: %v", who)
		}
		if _, err := first.TakeList(ctx, "treasury", t0, []byte("list_id,name,type,program\n7,\"BELMAR OX, Quirina\",individual,TEST\n")); err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		running, stop := context.WithCancel(ctx)
		go func() { done <- other.Run(running, time.Hour) }()
		for len(named()) == 0 && ctx.Err() == nil {
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if who := named(); !slices.Equal(who, []string{"new"}) {
			t.Errorf("named in %v by itself, want the new one", who)
		}
		for _, err := range other.Relink(ctx, true) { // a dry run
			if err != nil {
				t.Fatal(err)
			}
		}
		if who := named(); !slices.Equal(who, []string{"new"}) {
			t.Errorf("named in %v by a dry run", who)
		}
		changed := 0
		for r, err := range other.Relink(ctx, false) {
			if err != nil {
				t.Fatal(err)
			}
			if slices.Equal(r.Changes, []string{"+list:treasury:7"}) {
				changed++
			}
		}
		if who := named(); len(who) != 3 || changed != 2 {
			t.Errorf("named in %v after the command, %d changed", who, changed)
		}
		for r := range other.Relink(ctx, false) {
			t.Errorf("%+v again", r)
		}
	})
}
