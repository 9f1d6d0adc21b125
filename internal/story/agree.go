package story

import (
	"context"
	"fmt"

	"vigia/internal/db"
)

// What two reports must have in common so that one can bear witness for the
// other where stories were joined by meaning alone. Of true translations of a
// sentence 19 in 100 share two names or numbers, of false ones 1 in 200.
const (
	agreeKeys = 2
	agreeSame = 0.25 // in one language, the words of a sentence or two
)

// saysBy is what of a witness is compared with another.
type saysBy struct {
	*entry
	person bool // somebody has put it into its story
}

const saysSQL = `
	SELECT s.number, s.report, s.sketch, m.by FROM story_members m JOIN sketches s ON s.report = m.report
	WHERE m.story = ?`

// loadSays loads what the reports of a story say, if they are of several
// languages: within one they were compared word by word.
func loadSays(ctx context.Context, q db.Querier, story string) (map[string]saysBy, error) {
	all, languages := map[string]saysBy{}, map[string]bool{}
	rows, err := q.Query(ctx, saysSQL, story)
	err = db.Each(rows, err, func(r *db.Rows) error {
		var number int32
		var report, sketch, by string
		if err := r.Scan(&number, &report, &sketch, &by); err != nil {
			return err
		}
		e, err := entry64(number, sketch)
		if err != nil {
			return err
		}
		all[report] = saysBy{e, by != machine}
		languages[e.language] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("what is told in story %s: %w", story, err)
	}
	if len(languages) < 2 {
		return nil, nil
	}
	return all, nil
}

// agree reports whether a and b, of one story, tell the same by more than a
// likeness of meaning. A person who has put one of them there says so.
func (a saysBy) agree(b saysBy) bool {
	switch {
	case a.person || b.person:
		return true
	case a.entry == nil || b.entry == nil:
		return false
	case a.language != b.language:
		return corroborates(a.profile, b.profile)
	case a.tongue.brief || b.tongue.brief: // it may be there because of a third in another language
		return alike(a.profile[stems], b.profile[stems]) >= agreeSame || corroborates(a.profile, b.profile)
	}
	return true
}

// corroborates reports whether names or numbers say that two reports in
// different languages tell the same.
func corroborates(a, b *profile) bool { return common(a[keyed], b[keyed]) >= agreeKeys }
