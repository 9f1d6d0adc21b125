package article

import (
	"net/url"
	"strings"

	"vigia"
)

// The features of a ballot: how many mentions of each kind name the day, then
// where the best of those that a reader sees stands, then how the day lies
// among the others, then what the page is.
const (
	fUntold    = int(kinds) + iota // a zoned instant of the data that may be this day where the page is at home
	fElse                          // its instants of the data may be another day that the page shows
	fNear                          // letters between the headline and the nearest mention, log, capped
	fHeading                       // letters behind the nearest heading before it, log
	fWithHead                      // 1 if a block has it and the headline
	fAfter                         // 1 if it stands behind the headline
	fLead                          // letters from the first long text, log, signed
	fTail                          // letters behind the last long text, log, signed
	fLine                          // letters of its line, log
	fLabel                         // 3 publication, 2 none, 1 change, 0 other
	fDateMark                      // class of a date
	fByline                        // class of a byline
	fSide                          // in a list of other things
	fComment                       //
	fEvent                         //
	fTag                           // 2 header, 1 article, -1 aside or nav, -2 footer
	fList                          // li
	fLink                          //
	fInText                        //
	fTwins                         // mentions in elements of the same kind, log
	fTwinDays                      // of these, distinct days
	fFirst                         // number of other seen days before it, behind the headline
	fSeen                          // mentions that a reader sees
	fNewest                        // days to the newest, log
	fOldest                        // days to the oldest, log
	fDays                          // distinct days of the page
	fSeenDays                      // distinct days that a reader sees outside of lists
	fData                          // the data's day of publication: 0 none said, 1 this, 2 earlier, 3 later
	fDataAway                      // days to it, log
	fMod                           // the data's day of change: 0 none said, 1 this, 2 earlier, 3 later
	fMidnight                      // the finest mention is at midnight
	fMinute                        // precision of the finest
	fURLMonth                      // the address names the month: 1 this, -1 another
	fShows                         // 1 if any day is seen near the headline
	fReport                        // type of the main node: 3 news article, 2 article, 1 page, 0 none
	fOgType                        // 2 article, 1 website, 0 none
	fHasMeta                       // the page has a meta of publication
	fHasLD                         //
	fDepth                         // parts of the path
	fSlug                          // hyphens of its last part
	fFigures                       // figures of its last part
	fText                          // letters of the text, log
	fSigned                        // persons of the byline
	fTimes                         // marks of the page, log
	fListing                       // path or type of a shop, an event, a profile
	fBlog                          // path of a blog, news, article
	fNews                          // signs of a newsroom: section, keywords, tags, an app's link
	fEvergreen                     // the title promises a guide, a list, prices
	fOffice                        // a host of a government or a school
	fRelative                      // the page says "3 hours ago" near the headline
	fPerson                        // the data names a person as the author
	fSeenRank                      // days that stand better before the reader
	fRival                         // best claim of another day: 3 data, 2 labelled as publication, 1 seen
	fClaim                         // its own
	fThing                         // the data describes 2 an event, 1 goods, a recipe, a program
	fRange                         // its line goes on to another time: an event's
	fZoned                         // the data has an instant of this day: 2 in a zone of its own, 1 in UTC
	fModAway                       // days between publication and change as the data says them, log
	features
)

// view is what the features of all ballots share.
type view struct {
	p              *page
	all            []mention
	head           int          // place of the headline
	newest, oldest int          // days since 1970
	data, mod      int          // day, 0: none said
	instants       []mention    // of the data, in UTC: their day at home may be another
	local          map[int]bool // days of such instants that are shown as another day
	seenDays       int
	shows          bool
	twinDays       map[string]map[int]bool
	urlMonth       int
	shared         []float32
}

func (p *page) newView(r *Report, all []mention, days []ballot) *view {
	v := &view{p: p, all: all, head: p.headMark(r).at, twinDays: map[string]map[int]bool{}, local: map[int]bool{}, urlMonth: monthInAddress(nonBlank(p.address, p.canonical, p.get("og:url")))}
	for i, m := range all {
		n := number(m.day)
		if i == 0 || n > v.newest {
			v.newest = n
		}
		if i == 0 || n < v.oldest {
			v.oldest = n
		}
		switch {
		case m.kind <= ldCreated && (v.data == 0):
			v.data = m.day
		case (m.kind == ldMod || m.kind == metaMod || m.kind == microMod) && v.mod == 0:
			v.mod = m.day
		}
		if m.Zoned && m.Precision != vigia.ToDay && m.kind <= timeTag && utc(m.Date) {
			v.instants = append(v.instants, m)
		}
		if m.spot != nil {
			if v.twinDays[m.spot.sign] == nil {
				v.twinDays[m.spot.sign] = map[int]bool{}
			}
			v.twinDays[m.spot.sign][m.day] = true
			if !m.spot.listed() && m.spot.at-v.head < 1500 && m.spot.at >= v.head-300 && m.spot.line < longText {
				v.shows = true
			}
		}
	}
	for _, b := range days {
		for _, m := range b.mentions {
			if m.spot != nil && !m.spot.listed() {
				v.seenDays++
				break
			}
		}
	}
	for _, m := range v.instants {
		for _, o := range all {
			if o.day != m.day && (o.kind == urlDay || o.spot != nil && !o.spot.listed()) && maybe(m.Date, o.day) {
				v.local[m.day] = true
			}
		}
	}
	v.share(r, days)
	return v
}

// share computes what is the same for all days.
func (v *view) share(r *Report, days []ballot) {
	x := make([]float32, features)
	p := v.p
	set := func(f int, n int) { x[f] = float32(n) }
	set(fDays, len(days))
	set(fSeenDays, v.seenDays)
	set(fShows, truth(v.shows))
	switch main := p.ld.main; {
	case p.isNews():
		set(fReport, 3)
	case isA(main, "WebPage", "ItemPage", "CollectionPage"):
		set(fReport, 1)
	case main != nil:
		set(fReport, 2)
	}
	switch og := strings.ToLower(p.get("og:type")); {
	case strings.Contains(og, "article"):
		set(fOgType, 2)
	case og != "":
		set(fOgType, 1)
	}
	for _, m := range v.all {
		switch {
		case m.kind == metaPub:
			x[fHasMeta] = 1
		case m.kind == ldReport:
			x[fHasLD] = 1
		}
	}
	u, _ := url.Parse(nonBlank(p.address, p.canonical, p.get("og:url")))
	if u != nil {
		set(fOffice, truth(hasAny(u.Host+"/", ".gov/", ".edu/", ".mil/", ".gov.", ".edu.", ".ac.", ".gob.")))
		path := strings.Trim(strings.ToLower(u.Path), "/")
		last := path[strings.LastIndexByte(path, '/')+1:]
		set(fDepth, strings.Count(path, "/")+truth(path != ""))
		set(fSlug, strings.Count(last, "-")+strings.Count(last, "_"))
		n := 0
		for i := range len(last) {
			n += truth(last[i]-'0' <= 9)
		}
		set(fFigures, n)
		set(fListing, truth(hasAny(path, "product", "produkt", "shop", "event", "veranstalt", "termin", "profil", "download", "service", "about", "contact", "category", "tag/", "collections", "topic", "forum", "wiki")))
		set(fBlog, truth(hasAny(u.Host+"/"+path, "blog", "news", "article", "artikel", "story", "stories", "noticia", "actu", "magazin", "post", "presse", "insight", "20")))
	}
	x[fText] = logOf(len(r.Text))
	set(fNews, truth(p.get("article:section") != "")+truth(p.get("news_keywords") != "")+truth(p.get("article:tag") != "")+truth(str(p.ld.main["articleSection"]) != "")+truth(p.get("al:ios:url", "apple-itunes-app") != ""))
	title := strings.ToLower(r.Title)
	set(fEvergreen, truth(hasAny(title, "how to", "what is", "what are", "best ", "top ", "guide", "tips", " vs", "cost", "pricing", "price", "checklist", "review", "alternatives", "?", "ideas", "beginner", "definition", "rezept", "was ist", "wie ")))
	if v.data != 0 && v.mod != 0 {
		x[fModAway] = 1 + signedLog(number(v.mod)-number(v.data))
	}
	switch t := p.ld.thing + " " + strings.ToLower(p.get("og:type")); {
	case strings.Contains(t, "Event") || strings.Contains(t, "event"):
		set(fThing, 2)
	case p.ld.thing != "" || hasAny(t, "product", "game", "book", "business", "profile"):
		set(fThing, 1)
	}
	for _, a := range list(p.ld.main["author"]) {
		if isA(p.ld.resolve(a), "Person") {
			x[fPerson] = 1
		}
	}
	set(fSigned, min(len(r.Byline), 3))
	x[fTimes] = logOf(len(p.dated.all))
	v.shared = x
}

// features describes a day.
func (v *view) features(b *ballot) []float32 {
	x := append([]float32(nil), v.shared...)
	x[fMidnight] = 1
	for _, m := range b.mentions {
		x[m.kind] = min(x[m.kind]+1, 4)
		if m.Precision != vigia.ToDay {
			x[fMinute] = 1
			if !midnight(m.Date) {
				x[fMidnight] = 0
			}
		}
		if m.Zoned && m.Precision != vigia.ToDay && m.kind <= timePub {
			x[fZoned] = max(x[fZoned], 2-float32(truth(utc(m.Date))))
		}
		x[fSeen] += float32(truth(m.spot != nil))
	}
	x[fClaim], x[fRival], x[fSeenRank] = float32(b.claim), float32(b.rival), float32(min(b.behind, 10))
	for _, m := range v.instants {
		switch {
		case m.day != b.day && maybe(m.Date, b.day):
			x[fUntold] = 1
		case m.day == b.day && v.local[m.day]:
			x[fElse] = 1
		}
	}
	v.place(x, b, b.best)
	v.order(x, b)
	return x
}

// place describes where the best of the mentions that a reader sees stands.
func (v *view) place(x []float32, b *ballot, s *spot) {
	if s == nil {
		x[fNear], x[fHeading], x[fLead], x[fTail], x[fLine], x[fFirst] = 20, 20, 20, 20, 20, 20
		return
	}
	x[fNear], x[fAfter] = logOf(apart(s.at-v.head)), float32(truth(s.at >= v.head))
	x[fLead], x[fTail] = signedLog(s.at-v.p.dated.lead), signedLog(s.at-v.p.dated.tail)
	x[fLine] = logOf(s.line)
	x[fHeading] = 20
	for _, h := range v.p.dated.heads {
		if h.at > s.at {
			break
		}
		x[fHeading] = logOf(s.at - h.at)
	}
	x[fLabel] = [...]float32{noLabel: 2, labelPub: 3, labelMod: 1, labelBad: 0}[s.label]
	is := func(f int, p datePlace) { x[f] = float32(truth(s.place&p != 0)) }
	is(fWithHead, withHead)
	x[fRange] = float32(truth(s.ranges))
	is(fDateMark, dateClass|pubClass)
	is(fByline, bylineClass)
	is(fSide, sideClass)
	is(fComment, commentClass)
	is(fEvent, eventClass)
	is(fList, listTag)
	is(fLink, linkTag)
	switch {
	case s.place&footTag != 0:
		x[fTag] = -2
	case s.place&asideTag != 0:
		x[fTag] = -1
	case s.place&headTag != 0:
		x[fTag] = 2
	case s.place&articleTag != 0:
		x[fTag] = 1
	}
	x[fInText] = float32(truth(s.inText))
	x[fTwins] = logOf(s.twins)
	x[fTwinDays] = logOf(len(v.twinDays[s.sign]))
	before := map[int]bool{}
	for _, m := range v.all {
		if m.spot != nil && m.day != b.day && !m.spot.listed() && m.spot.at >= v.head && m.spot.at < s.at {
			before[m.day] = true
		}
	}
	x[fFirst] = float32(min(len(before), 10))
}

// order describes how the day lies among the others.
func (v *view) order(x []float32, b *ballot) {
	n := number(b.day)
	x[fNewest], x[fOldest] = logOf(v.newest-n), logOf(n-v.oldest)
	against := func(day int) float32 {
		switch {
		case day == 0:
			return 0
		case day == b.day:
			return 1
		case day < b.day:
			return 2
		}
		return 3
	}
	x[fData], x[fMod] = against(v.data), against(v.mod)
	if v.data != 0 {
		x[fDataAway] = logOf(apart(number(v.data) - n))
	}
	if v.urlMonth != 0 {
		x[fURLMonth] = -1
		if v.urlMonth == b.day/100 {
			x[fURLMonth] = 1
		}
	}
}
