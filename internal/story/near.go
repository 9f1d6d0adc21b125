package story

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vigia"
	"vigia/internal/db"
)

// How many reports one placing looks at, whatever the size of the corpus.
const (
	byText  = 40  // that share a band of the signature
	byWords = 40  // that share the rarest words, names and credits
	byBrief = 120 // the same of a sentence or two, whose words say little
	ofKey   = 120 // of those that have one key, the last
	byBody  = 6   // whose texts are compared word by word: those that are most alike
)

// atOnce is how many reports one statement asks for: always as many, the rest
// being NULL, so that it is prepared once.
const atOnce = 32

var manyMore = strings.Repeat(", ?", atOnce-1)

// padded gives the values in groups of atOnce.
func padded[T any](vs []T) [][]any {
	var groups [][]any
	for group := range slices.Chunk(vs, atOnce) {
		args := make([]any, atOnce)
		for i, v := range group {
			args[i] = v
		}
		groups = append(groups, args)
	}
	return groups
}

// load gives the reports near e, with the stories and links they have by now,
// and the texts that comparing them with e will ask for.
func (p *Placer) load(tx *db.Tx, e *entry, l lookup) ([]*entry, error) {
	bands := make([]wanted, len(l.text))
	for i, b := range l.text {
		bands[i] = wanted{b, 1}
	}
	like, err := p.window.within(tx, e.day, copyDays, byText, bands)
	if err != nil {
		return nil, err
	}
	most := byWords
	if e.tongue.brief {
		most = byBrief
	}
	told, err := p.window.within(tx, e.day, storyDays, most, l.words)
	if err != nil {
		return nil, err
	}
	worth := map[int32]float32{}
	for _, c := range like {
		worth[c.number] = 0
	}
	for _, c := range told {
		worth[c.number] = c.score
	}
	near, err := p.read(tx, slices.Sorted(maps.Keys(worth)))
	if err != nil {
		return nil, err
	}
	near = slices.DeleteFunc(near, func(c *entry) bool { return c.id == e.id })
	for _, c := range near {
		c.worth = worth[c.number]
	}
	return near, p.link(tx, e, near)
}

// link gives the links of those that may have been taken from e rather than
// from where they are held to come from, and the texts for all that is to be
// compared.
func (p *Placer) link(tx *db.Tx, e *entry, near []*entry) error {
	byID := map[string]*entry{e.id: nil}
	for _, c := range near {
		byID[c.id] = c
	}
	var pairs, late [][2]*entry
	var missing []string
	for _, c := range near {
		pairs = append(pairs, [2]*entry{c, e})
		switch o := c.via.from.id; {
		case o == e.id:
			c.via = link{} // judged anew
		case o != "" && c.follows(e.party):
			if _, there := byID[o]; !there {
				missing = append(missing, o)
			}
			late = append(late, [2]*entry{c})
		}
	}
	origins, err := p.reports(tx, missing)
	if err != nil {
		return err
	}
	for _, o := range origins {
		byID[o.id] = o
	}
	for i, l := range late {
		if late[i][1] = byID[l[0].via.from.id]; late[i][1] != nil {
			pairs = append(pairs, late[i])
		}
	}
	if err := p.loadTexts(tx, pairs); err != nil {
		return err
	}
	for _, l := range late {
		if c, o := l[0], l[1]; o != nil {
			c.via = between(c, o)
			c.via.from = o.party
		} else {
			c.via = link{}
		}
	}
	return nil
}

var numbersSQL = `SELECT number FROM sketches WHERE report IN (?` + manyMore + `)`

// reports reads reports by their ids.
func (p *Placer) reports(tx *db.Tx, ids []string) ([]*entry, error) {
	var numbers []int32
	for _, args := range padded(ids) {
		rows, err := tx.Query(tx.Context(), numbersSQL, args...)
		some, err := db.Collect(rows, err, func(r *db.Rows) (n int32, err error) { return n, r.Scan(&n) })
		if err != nil {
			return nil, fmt.Errorf("origins: %w", err)
		}
		numbers = append(numbers, some...)
	}
	slices.Sort(numbers)
	return p.read(tx, numbers)
}

// standsSQL tells what may change of a report, and whether it is there at all.
var standsSQL = `
	SELECT s.number, COALESCE(y.relation, ''), COALESCE(y.origin, ''), COALESCE(y.by, ''), COALESCE(m.story, '')
	FROM sketches s LEFT JOIN relays y ON y.report = s.report LEFT JOIN story_members m ON m.report = s.report
	WHERE s.number IN (?` + manyMore + `)`

// read reads placed reports in the order that is given, without those that are
// not placed any more.
func (p *Placer) read(tx *db.Tx, numbers []int32) ([]*entry, error) {
	kept, err := p.sketches(tx, numbers)
	if err != nil {
		return nil, err
	}
	now := make(map[int32]*entry, len(numbers))
	for _, args := range padded(numbers) {
		rows, err := tx.Query(tx.Context(), standsSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var number int32
			var relation, origin, by, story string
			if err := r.Scan(&number, &relation, &origin, &by, &story); err != nil || kept[number] == nil {
				return err
			}
			c := *kept[number]
			c.story, c.fixed = story, by != "" && by != machine
			if origin != "" {
				c.via = link{relation: vigia.Relation(relation), from: party{id: origin}}
			}
			now[number] = &c
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reports to compare with: %w", err)
		}
	}
	out := make([]*entry, 0, len(now))
	for _, n := range numbers {
		if c := now[n]; c != nil {
			out = append(out, c)
		}
	}
	return out, nil
}

var sketchesSQL = `SELECT number, sketch FROM sketches WHERE number IN (?` + manyMore + `)`

// sketches gives what is compared of reports, by number. It never changes under
// a number, and is not to be changed: what was read lately is remembered.
func (p *Placer) sketches(tx *db.Tx, numbers []int32) (map[int32]*entry, error) {
	out := make(map[int32]*entry, len(numbers))
	var missing []int32
	for _, n := range numbers {
		if e := p.kept.get(n); e != nil {
			out[n] = e
		} else {
			missing = append(missing, n)
		}
	}
	for _, args := range padded(missing) {
		rows, err := tx.Query(tx.Context(), sketchesSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var number int32
			var sketch string
			if err := r.Scan(&number, &sketch); err != nil || sketch == "" {
				return err
			}
			e, err := entry64(number, sketch)
			if err != nil {
				return err
			}
			p.kept.put(number, e)
			out[number] = e
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("sketches to compare with: %w", err)
		}
	}
	return out, nil
}

var textsSQL = `SELECT s.number, r.text FROM sketches s JOIN reports r ON r.id = s.report WHERE s.number IN (?` + manyMore + `)`

// loadTexts loads the texts of those pairs whose signatures leave it open
// whether one was taken from the other, the most alike, all at once.
func (p *Placer) loadTexts(tx *db.Tx, pairs [][2]*entry) error {
	type doubt struct {
		pair  [2]*entry
		alike float64
	}
	var open []doubt
	for _, pair := range pairs {
		if a, b := pair[0], pair[1]; mayShare(a, b) && inDoubt(a, b) {
			open = append(open, doubt{pair, a.sig.Similarity(b.sig) + alike(a.profile[stems], b.profile[stems])})
		}
	}
	slices.SortStableFunc(open, func(a, b doubt) int { return cmp.Compare(b.alike, a.alike) })
	wanted := map[int32][]*entry{}
	for _, o := range open[:min(len(open), byBody)] {
		for _, e := range o.pair {
			if e.body == nil {
				e.body = p.bodies.get(e.number)
			}
			if e.body == nil {
				wanted[e.number] = append(wanted[e.number], e)
			}
		}
	}
	for _, args := range padded(slices.Sorted(maps.Keys(wanted))) {
		rows, err := tx.Query(tx.Context(), textsSQL, args...)
		err = db.Each(rows, err, func(r *db.Rows) error {
			var number int32
			var text string
			err := r.Scan(&number, &text)
			for _, e := range wanted[number] {
				e.body = &body{text: text, language: e.language}
				p.bodies.put(number, e.body)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("texts to compare with: %w", err)
		}
	}
	return nil
}

// machine is who wrote what no person wrote.
const machine = "machine"
