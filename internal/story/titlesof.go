package story

// Titles measures pairs of headlines for the trainer, as a stream that has
// seen all of them would.
type Titles struct {
	rare  *titleRarity
	heads []*headline
}

// GramsAlike is the place of the likeness of runs of letters among the signs.
const GramsAlike = byGram * 7

// NewTitles makes an empty collection.
func NewTitles() *Titles {
	t := &Titles{rare: newTitleRarity()}
	t.rare.known = &Background{}
	return t
}

// Background gives what has been counted.
func (t *Titles) Background() *Background { return t.rare.background() }

// Add enters the title of a report and gives its number.
func (t *Titles) Add(d Doc) int {
	r := &rep{id: d.ID, outlet: d.Outlet, title: d.Title, language: d.Language, day: d.Published.At, head: true}
	h := headlineOf(r)
	if h != nil {
		t.rare.add(h)
	}
	t.heads = append(t.heads, h)
	return len(t.heads) - 1
}

// Compare measures two titles; false if one has no words.
func (t *Titles) Compare(i, j int) (TitleSample, bool) {
	a, b := t.heads[i], t.heads[j]
	if a == nil || b == nil {
		return TitleSample{}, false
	}
	t.rare.weigh(a)
	t.rare.weigh(b)
	x := compareTitles(a, b)
	return TitleSample{X: x[:], Address: a.address && b.address}, true
}
