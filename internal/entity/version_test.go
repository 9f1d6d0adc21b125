package entity_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigia/internal/db"
	"vigia/internal/db/dbtest"
	"vigia/internal/entity"
	"vigia/internal/evidence"
	"vigia/internal/sanction"
)

func version(from, to int, more ...sanction.Subject) sanction.Version {
	v := sanction.Version{Format: "csv"}
	for i := from; i < to; i++ {
		v.Subjects = append(v.Subjects, sanction.Subject{ID: fmt.Sprint(1000 + i), Name: fmt.Sprintf("NAME%d, Ana", i), Type: sanction.Individual, Programs: "TEST"})
	}
	v.Subjects = append(v.Subjects, more...)
	v.Rows = len(v.Subjects)
	return v
}

// Eight new entries are one day's acts; a broken download changes nothing until
// a person confirms it; the first version is no news.
func TestTake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		day := func(n int) time.Time { return time.Date(2021, 8, n, 9, 0, 0, 0, time.UTC) }
		take := func(capture string, at time.Time, v sanction.Version) (got entity.ListVersion, acts []sanction.Act, err error) {
			err = d.InTx(ctx, func(tx *db.Tx) (err error) {
				if err := evidence.Insert(tx, evidence.Capture{ID: capture, URL: "https://list.example/sdn.csv", At: at, Via: "fetch"}); err != nil {
					return err
				}
				got, acts, _, err = entity.Take(tx, "treasury", capture, at, v)
				return err
			})
			return got, acts, err
		}
		step := func(capture string, at time.Time, v sanction.Version, state string, acts int) {
			t.Helper()
			got, as, err := take(capture, at, v)
			if err != nil || got.State != state || len(as) != acts {
				t.Errorf("%s: %+v, %d acts, %v; want %s and %d", capture, got, len(as), err, state, acts)
			}
		}
		eight := version(200, 208).Subjects
		step("cap_1", day(18), version(0, 200), entity.First, 0)
		step("cap_1", day(18), version(0, 200), entity.First, 0)
		step("cap_2", day(24), version(0, 200, eight...), entity.Taken, 8)
		step("cap_3", day(25), version(0, 90), entity.Held, 0)
		standing := func(at time.Time) int {
			t.Helper()
			s, err := entity.Standing(ctx, d, "treasury", at)
			if err != nil {
				t.Fatal(err)
			}
			return len(s)
		}
		if a, b := standing(day(23)), standing(day(26)); a != 200 || b != 208 {
			t.Errorf("standing: %d before, %d after", a, b)
		}
		if _, _, err := take("cap_0", day(20), version(0, 100)); err == nil || !strings.Contains(err.Error(), "already") {
			t.Errorf("an older version: %v", err)
		}
		err := d.InTx(ctx, func(tx *db.Tx) error {
			return entity.Decide(tx, "treasury", "cap_3", entity.Confirmed, "per_1", "the publisher says so")
		})
		if err != nil {
			t.Fatal(err)
		}
		step("cap_3", day(25), version(0, 90), entity.Taken, 118)
		if n := standing(day(26)); n != 90 {
			t.Errorf("%d stand there after the confirmation", n)
		}
	})
}
