package pdf

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"vigia"
)

// leaf is a page with what it inherits.
type leaf struct {
	dict
	resources dict
	box       [4]float64
	rotate    int
}

// pages walks the tree of pages.
func (f *file) pages() []leaf {
	root, _ := f.get(f.trailer["Root"]).(dict)
	var out []leaf
	seen := map[ref]bool{}
	var walk func(o any, from leaf, depth int)
	walk = func(o any, from leaf, depth int) {
		if r, ok := o.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		d, ok := f.get(o).(dict)
		if !ok || depth > maxDepth || len(out) >= maxPages || f.spent() {
			return
		}
		p := f.inherit(d, from)
		kids, ok := f.get(d["Kids"]).(array)
		if !ok {
			out = append(out, p)
			return
		}
		for _, k := range kids {
			walk(k, p, depth+1)
		}
	}
	walk(root["Pages"], leaf{box: [4]float64{0, 0, 612, 792}}, 0)
	if len(out) == 0 && f.rebuilt { // the tree is lost: pages in their order of numbers
		for _, n := range slices.Sorted(maps.Keys(f.at)) {
			if len(out) < maxPages && !f.spent() {
				if d, ok := f.object(n).(dict); ok && f.get(d["Type"]) == name("Page") {
					out = append(out, f.inherit(d, leaf{box: [4]float64{0, 0, 612, 792}}))
				}
			}
		}
	}
	if len(out) == maxPages {
		f.doubt("the file has more than %d pages: the rest was left out", maxPages)
	}
	return out
}

func (f *file) inherit(d dict, from leaf) leaf {
	p := from
	p.dict = d
	if r, ok := f.get(d["Resources"]).(dict); ok {
		p.resources = r
	}
	for _, k := range []name{"MediaBox", "CropBox"} {
		if b, ok := f.box(d[k]); ok {
			p.box = b
		}
	}
	p.rotate = ((f.number(d["Rotate"], from.rotate)%360 + 360) % 360) / 90
	if _, own := d["Rotate"]; !own {
		p.rotate = from.rotate
	}
	return p
}

func (f *file) box(o any) (b [4]float64, ok bool) {
	a, _ := f.get(o).(array)
	if len(a) < 4 {
		return b, false
	}
	for i := range b {
		b[i] = f.float(a[i])
	}
	b = [4]float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
	return b, b[2]-b[0] > 1 && b[3]-b[1] > 1 && b[2]-b[0] < 1e6 && b[3]-b[1] < 1e6
}

func (f *file) float(o any) float64 {
	switch n := f.get(o).(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// about reads what a file says of itself.
func (f *file) about(d *Document) {
	info, _ := f.get(f.trailer["Info"]).(dict)
	d.Title, d.Author = f.words(info["Title"]), f.words(info["Author"])
	d.Created, d.Modified = date(f.words(info["CreationDate"])), date(f.words(info["ModDate"]))
	root, _ := f.get(f.trailer["Root"]).(dict)
	d.Language = f.words(root["Lang"])
}

// words is a text string: UTF-16 or UTF-8 with a mark, or PDFDocEncoding.
func (f *file) words(o any) string {
	t, _ := f.get(o).(text)
	return textString(t[:min(len(t), 4096)])
}

func textString(t text) string {
	s := string(t)
	switch {
	case strings.HasPrefix(s, "\xfe\xff"):
		s = wide(t[2:], true)
	case strings.HasPrefix(s, "\xff\xfe"):
		s = wide(t[2:], false)
	case strings.HasPrefix(s, "\xef\xbb\xbf") && utf8.Valid(t):
		s = s[3:]
	default:
		var b strings.Builder
		for _, c := range t {
			b.WriteRune(docRune(c))
		}
		s = b.String()
	}
	return strings.Join(strings.Fields(strings.Map(shown, s)), " ")
}

// shown drops what is no letter and would be seen as none.
func shown(r rune) rune {
	if r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
		return ' '
	}
	return r
}

func wide(t []byte, big bool) string {
	us := make([]uint16, len(t)/2)
	for i := range us {
		hi, lo := t[2*i], t[2*i+1]
		if !big {
			hi, lo = lo, hi
		}
		us[i] = uint16(hi)<<8 | uint16(lo)
	}
	return string(utf16.Decode(us))
}

var dateForm = regexp.MustCompile(`^D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?([Z+-])?(\d\d)?'?(\d\d)?`)

// date reads "D:20210820143000-04'00'".
func date(s string) vigia.Date {
	m := dateForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil || m[2] == "" || m[3] == "" {
		return vigia.Date{}
	}
	layout, v, precision := "20060102", m[1]+m[2]+m[3], vigia.ToDay
	if m[4] != "" && m[5] != "" {
		layout, v, precision = layout+"1504", v+m[4]+m[5], vigia.ToMin
		if m[6] != "" {
			layout, v, precision = layout+"05", v+m[6], vigia.ToSec
		}
	}
	zone := time.UTC
	if (m[7] == "+" || m[7] == "-") && m[8] != "" {
		east := 3600*digits(m[8]) + 60*digits(m[9])
		if m[7] == "-" {
			east = -east
		}
		zone = time.FixedZone("", east)
	}
	at, err := time.ParseInLocation(layout, v, zone)
	if err != nil || at.Year() < 1985 || at.Year() > 2200 {
		return vigia.Date{}
	}
	return vigia.Date{At: at, Precision: precision}
}

func digits(s string) (n int) {
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
