package source

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigia/internal/db"
)

// Health is how a source does, in one word and with what to do about it.
type Health struct {
	Source
	Word    string // one of Words
	Why     string // in words
	Blocker string // what stands in the way: a reason of package fetch or of this one, "" if nothing does
	Remedy  string // "" if there is nothing to do
	Items   int    // new addresses in the last 30 days
	Since   time.Time
	Late    time.Duration // how long after its publication an item is seen, on average; 0 if not known
	Week    int           // items of the last seven whole days
	Low     int           // what such a week is expected to bring, from …
	High    int           // … to; 0 while it is not known
}

// Words are the words of health, in the order of trouble.
var Words = []string{"blocked", "gone", "stranger", "moved", "failing", "silent", "flood", "unread", "never", "bare", "quiet", "paused", "fresh"}

// Troubled are the words that call for a person.
var Troubled = Words[:7]

// quietAfter is how long a source may give nothing new before it is quiet.
const quietAfter = 7 * 24 * time.Hour

// blocks are the reasons that waiting does not mend: somebody refuses us.
var blocks = []string{"robots", "forbidden", "guard", Captcha, Paywall, Login}

// Blocks tells whether waiting does not mend a reason: somebody refuses us.
func Blocks(reason string) bool { return slices.Contains(blocks, reason) }

// HealthOf tells how all sources do, the ones in trouble first. It reads and
// judges each of them: where they are many, List gives a page.
func HealthOf(ctx context.Context, q db.Querier, now time.Time) ([]Health, error) {
	all, err := Sources(ctx, q)
	if err != nil {
		return nil, err
	}
	items, err := countItems(ctx, q, itemsSQL, dayOf(now.AddDate(0, 0, -30)))
	if err != nil {
		return nil, fmt.Errorf("items of sources: %w", err)
	}
	out := make([]Health, len(all))
	for i, s := range all {
		out[i] = judge(s, now)
		out[i].Items = items[s.ID]
	}
	slices.SortStableFunc(out, func(a, b Health) int { return slices.Index(Words, a.Word) - slices.Index(Words, b.Word) })
	return out, nil
}

func judge(s Source, now time.Time) Health {
	h := Health{Source: s, Remedy: s.Remedy, Blocker: s.Reason, Since: s.DarkAt, Late: s.Learned.Late,
		Week: s.Learned.Volume.Week, Low: s.Learned.Volume.Low, High: s.Learned.Volume.High}
	if s.Reason != "" || s.State != Active || s.LastAt.IsZero() {
		h.ill(s)
	} else {
		h.well(s, now)
	}
	return h
}

// ill judges a source that is not read.
func (h *Health) ill(s Source) {
	switch {
	case s.State == Gone:
		h.Word, h.Why, h.Blocker = "gone", "the server says that the address is gone", Gone
		if h.Remedy == "" {
			h.Remedy = "look for a new address on the outlet's site, then add it"
		}
	case s.State == Paused:
		h.Word, h.Why, h.Remedy = "paused", "a person has paused it", "resume it when it is wanted again"
	case s.Reason == "":
		h.Word, h.Why, h.Remedy = "never", "not polled yet", ""
	case s.Fails == 0:
		h.Word, h.Why = "unread", "it answers again that nothing has changed, and nothing was read since it failed: "+says(s)
		h.Remedy = "nothing is to be done: with the first new item it is read again"
	case Blocks(s.Reason):
		h.Word, h.Why = "blocked", says(s)
	case s.Reason == Stranger:
		h.Word, h.Why = "stranger", says(s)
	default:
		h.Word, h.Why = "failing", fmt.Sprintf("%d failed polls in a row: %s", s.Fails, says(s))
	}
}

// well judges a source that is read.
func (h *Health) well(s Source, now time.Time) {
	alert, since := s.Learned.Volume.alert(s, now)
	day := since.Format(time.DateOnly)
	switch {
	case s.Offered != "":
		h.Word, h.Why, h.Remedy = "moved", "it leads for good to another site: "+s.Offered, "look at the new address; if it is the outlet's, say so with 'vigia sources move'"
	case alert == Silent:
		h.Word, h.Since = "silent", since
		h.Why, h.Remedy = "it has given far less than it used to since "+day, "look at the outlet's site: if it goes on publishing there, the feed is broken; look for another one"
	case alert == Flood:
		h.Word, h.Since = "flood", since
		h.Why, h.Remedy = "it has given far more than it used to since "+day, "look at what came: a feed that lists its whole archive, or somebody else's reports, should be paused"
	case s.Learned.Churn:
		h.Word, h.Why, h.Remedy = "flood", "it gives the same headlines under new addresses each time", "nothing is lost: old headlines are passed over; another feed of the outlet would do better"
	case s.Learned.Window == 0 && !s.ItemAt.IsZero() && s.Kind != "list":
		h.Word, h.Why, h.Remedy = "bare", "the feed is in order and lists nothing", "look at the outlet's site; some feeds are empty when there is no news, others are broken"
	case s.ItemAt.IsZero():
		h.Word, h.Why = "quiet", "it answers, but has given nothing yet"
	case now.Sub(s.ItemAt) > quietAfter:
		h.Word, h.Why = "quiet", fmt.Sprintf("nothing new for %d days", int(now.Sub(s.ItemAt).Hours()/24))
	default:
		h.Word, h.Why, h.Remedy = "fresh", "gives something new", ""
	}
}

func says(s Source) string {
	if s.Detail == "" {
		return s.Reason
	}
	return s.Reason + ": " + s.Detail
}

const itemsSQL = `SELECT source, CAST(SUM(items) AS BIGINT) FROM source_days WHERE day >= ? GROUP BY source`
