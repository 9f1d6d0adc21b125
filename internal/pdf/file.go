package pdf

import (
	"bytes"
	"strconv"
)

// file is a file with its objects, which are read when they are asked for.
type file struct {
	b       []byte
	at      map[int]place // where objects stand
	known   map[int]any
	opening map[int]bool // objects that are being read: they may name themselves
	packed  map[int]*bundle
	trailer dict
	locked  bool
	rebuilt bool
	fonts   map[ref]*font
	doubts  []string
	budget
}

// place is where an object stands: at an offset, or in an object stream.
type place struct {
	offset int
	in     int // number of the object stream, 0 if none
}

// bundle is an object stream.
type bundle struct {
	b  []byte
	at map[int]int
}

// open finds the objects of a file, by its tables or, where they are broken,
// by looking for them.
func open(b []byte) *file {
	f := &file{b: b, budget: newBudget()}
	f.empty()
	if f.tables() && f.whole() {
		return f
	}
	locked := f.locked
	f.empty()
	f.scan()
	f.locked = f.locked || locked
	f.doubt("the table of the file is broken: its objects were looked for one by one")
	return f
}

func (f *file) empty() {
	f.at, f.known, f.opening, f.packed, f.fonts = map[int]place{}, map[int]any{}, map[int]bool{}, map[int]*bundle{}, map[ref]*font{}
	f.trailer, f.locked = dict{}, false
}

// whole reports whether the tables lead to pages.
func (f *file) whole() bool {
	if f.locked {
		return true
	}
	root, ok := f.get(f.trailer["Root"]).(dict)
	if !ok {
		return false
	}
	_, ok = f.get(root["Pages"]).(dict)
	return ok && len(f.pages()) > 0
}

// tables reads the cross-reference tables and streams, the last one first.
func (f *file) tables() bool {
	tail := f.b[max(0, len(f.b)-2048):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return false
	}
	l := lexer{b: tail, at: i + len("startxref")}
	at, ok := l.next(0).(int)
	if !ok {
		return false
	}
	base := max(bytes.Index(f.b[:min(len(f.b), 1024)], []byte("%PDF-")), 0)
	seen := map[int]bool{}
	todo := []int{at}
	for len(todo) > 0 {
		at, todo = todo[0], todo[1:]
		if seen[at] || at < 0 || len(seen) > 1000 {
			continue
		}
		seen[at] = true
		if base > 0 && !f.tableAt(at) { // offsets that count from the mark
			at += base
		}
		if at >= len(f.b) {
			return false
		}
		t, ok := f.table(at)
		if !ok {
			return false
		}
		for k, v := range t {
			if _, there := f.trailer[k]; !there {
				f.trailer[k] = v
			}
		}
		for _, k := range []name{"XRefStm", "Prev"} {
			if n, ok := t[k].(int); ok {
				todo = append(todo, n)
			}
		}
	}
	_, f.locked = f.trailer["Encrypt"]
	return true
}

func (f *file) tableAt(at int) bool {
	if at >= len(f.b) {
		return false
	}
	l := lexer{b: f.b, at: at}
	switch l.next(0).(type) {
	case int:
		return true
	case word:
		return bytes.HasPrefix(bytes.TrimLeft(f.b[at:min(at+16, len(f.b))], " \r\n"), []byte("xref"))
	}
	return false
}

// table reads one table or stream, and gives its trailer.
func (f *file) table(at int) (dict, bool) {
	l := &lexer{b: f.b, at: at}
	if l.next(0) != word("xref") {
		l.at = at
		return f.tableStream(l)
	}
	for {
		first := l.next(0)
		if first == word("trailer") {
			t, ok := l.next(0).(dict)
			return t, ok
		}
		from, ok1 := first.(int)
		n, ok2 := l.next(0).(int)
		if f.steps -= n; !ok1 || !ok2 || n < 0 || n > maxObjects || f.spent() {
			return nil, false
		}
		for i := range n {
			offset, ok1 := l.next(0).(int)
			_, ok2 := l.next(0).(int)
			kind, ok3 := l.next(0).(word)
			if !ok1 || !ok2 || !ok3 {
				return nil, false
			}
			if kind == "n" {
				f.put(from+i, place{offset: offset})
			}
		}
	}
}

func (f *file) put(n int, p place) {
	if _, there := f.at[n]; !there && len(f.at) < maxObjects {
		f.at[n] = p
	}
}

// tableStream reads a cross-reference stream.
func (f *file) tableStream(l *lexer) (dict, bool) {
	_, o := f.indirect(l, -1)
	s, ok := o.(*stream)
	if !ok {
		return nil, false
	}
	b, err := f.unpack(s)
	if err != nil && len(b) == 0 {
		return nil, false
	}
	ws, _ := s.dict["W"].(array)
	if len(ws) < 3 {
		return nil, false
	}
	var w [3]int
	for i := range w {
		n, ok := ws[i].(int)
		if !ok || n < 0 || n > 8 {
			return nil, false
		}
		w[i] = n
	}
	size, _ := s.dict["Size"].(int)
	index, _ := s.dict["Index"].(array)
	if len(index) == 0 {
		index = array{0, size}
	}
	width := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index) && width > 0; i += 2 {
		from, ok1 := index[i].(int)
		n, ok2 := index[i+1].(int)
		if !ok1 || !ok2 {
			return nil, false
		}
		for j := 0; j < n && len(b) >= width; j++ {
			kind, second := 1, field(b[w[0]:w[0]+w[1]])
			if w[0] > 0 {
				kind = field(b[:w[0]])
			}
			switch kind {
			case 1:
				f.put(from+j, place{offset: second})
			case 2:
				f.put(from+j, place{in: second})
			}
			b = b[width:]
		}
	}
	return s.dict, true
}

func field(b []byte) (n int) {
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}

// indirect reads "5 0 obj …", of any number if want is negative.
func (f *file) indirect(l *lexer, want int) (n int, o any) {
	from := l.at
	n, ok := l.next(0).(int)
	if _, ok2 := l.next(0).(int); !ok || !ok2 || l.next(0) != word("obj") || want >= 0 && n != want {
		return -1, nil
	}
	o = l.next(0)
	f.steps -= (l.at - from) / 2
	if d, ok := o.(dict); ok {
		if s := f.streamOf(l, d); s != nil {
			return n, s
		}
	}
	if i, ok := o.(int); ok { // an object that is a reference
		at := l.at
		if gen, ok := l.next(0).(int); ok && l.next(0) == word("R") {
			return n, ref{i, gen}
		}
		l.at = at
	}
	return n, o
}

// streamOf reads the bytes of a stream behind its dictionary, nil if there are
// none. A length that is wrong is found out.
func (f *file) streamOf(l *lexer, d dict) *stream {
	l.skip()
	if !bytes.HasPrefix(l.b[l.at:], []byte("stream")) {
		return nil
	}
	at := l.at + len("stream")
	if at < len(l.b) && l.b[at] == '\r' {
		at++
	}
	if at < len(l.b) && l.b[at] == '\n' {
		at++
	}
	n, ok := f.get(d["Length"]).(int)
	if ok && n >= 0 && n <= len(l.b)-at {
		rest := lexer{b: l.b[:min(at+n+64, len(l.b))], at: at + n}
		if rest.next(0) == word("endstream") {
			l.at = rest.at
			return &stream{d, l.b[at : at+n]}
		}
	}
	stop := bytes.Index(l.b[at:], []byte("endstream"))
	if stop < 0 {
		stop = len(l.b) - at
	}
	f.steps -= stop / 64 // what lies about its length is looked through
	l.at = min(at+stop+len("endstream"), len(l.b))
	return &stream{d, bytes.TrimRight(l.b[at:at+stop], "\r\n")}
}

// get follows references to an object.
func (f *file) get(o any) any {
	for range 16 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.object(r.n)
	}
	return nil
}

func (f *file) object(n int) any {
	if o, ok := f.known[n]; ok {
		return o
	}
	p, ok := f.at[n]
	if !ok || f.opening[n] || len(f.opening) > maxDepth || f.steps <= 0 {
		return nil
	}
	f.steps -= 10
	f.opening[n] = true
	defer delete(f.opening, n)
	var o any
	if p.in > 0 {
		o = f.unbundled(p.in, n)
	} else if p.offset >= 0 && p.offset < len(f.b) {
		_, o = f.indirect(&lexer{b: f.b, at: p.offset}, n)
	}
	f.known[n] = o
	return o
}

// unbundled reads an object of an object stream.
func (f *file) unbundled(in, n int) any {
	b, ok := f.packed[in]
	if !ok {
		b = &bundle{at: map[int]int{}}
		f.packed[in] = b
		s, ok := f.object(in).(*stream)
		if !ok {
			return nil
		}
		b.b, _ = f.unpack(s)
		count, _ := f.get(s.dict["N"]).(int)
		first, _ := f.get(s.dict["First"]).(int)
		l := lexer{b: b.b}
		for range min(count, maxObjects) {
			k, ok1 := l.next(0).(int)
			at, ok2 := l.next(0).(int)
			if !ok1 || !ok2 {
				break
			}
			if at += first; at >= 0 && at < len(b.b) {
				b.at[k] = at
			}
		}
	}
	at, ok := b.at[n]
	if !ok {
		return nil
	}
	l := lexer{b: b.b, at: at}
	o := l.next(0)
	f.steps -= (l.at - at) / 4
	return o
}

// scan looks for the objects of a file whose tables are broken. Of several of
// one number the last counts.
func (f *file) scan() {
	f.rebuilt = true
	var bundles []int
	for at := 0; ; {
		i := bytes.Index(f.b[at:], []byte("obj"))
		if i < 0 {
			break
		}
		at += i + 3
		n, start, ok := f.header(at - 3)
		if !ok || len(f.at) >= maxObjects {
			continue
		}
		f.at[n] = place{offset: start}
		head := f.b[at:min(at+512, len(f.b))]
		if bytes.Contains(head, []byte("/ObjStm")) {
			bundles = append(bundles, n)
		}
		f.claim(at, head)
	}
	f.lastTrailer()
	for _, n := range bundles {
		if _, there := f.packed[n]; there || f.spent() {
			continue
		}
		f.unbundled(n, -1)
		for k := range f.packed[n].at {
			f.put(k, place{in: n})
		}
	}
	f.findRoot()
}

// header reads the number of an object back from its "obj".
func (f *file) header(at int) (n, start int, ok bool) {
	i := at
	back := func() (string, bool) {
		for i > 0 && isSpace(f.b[i-1]) && at-i < 64 {
			i--
		}
		stop := i
		for i > 0 && f.b[i-1] >= '0' && f.b[i-1] <= '9' && stop-i < 10 {
			i--
		}
		return string(f.b[i:stop]), i < stop
	}
	if _, ok = back(); !ok {
		return 0, 0, false
	}
	s, ok := back()
	n, err := strconv.Atoi(s)
	return n, i, ok && err == nil
}

// claim takes what a cross-reference stream says of the whole file.
func (f *file) claim(at int, head []byte) {
	if f.spent() || !bytes.Contains(head, []byte("/XRef")) && !bytes.Contains(head, []byte("/Root")) {
		return
	}
	l := lexer{b: f.b, at: at}
	d, ok := l.next(0).(dict)
	if f.steps -= 4*(l.at-at) + 1; !ok {
		return
	}
	for _, k := range []name{"Root", "Info", "Encrypt"} {
		if v, ok := d[k]; ok {
			f.trailer[k] = v
		}
	}
	_, f.locked = f.trailer["Encrypt"]
}

func (f *file) lastTrailer() {
	for at := 0; ; {
		i := bytes.Index(f.b[at:], []byte("trailer"))
		if i < 0 {
			return
		}
		at += i + len("trailer")
		f.claim(at, []byte("/Root"))
	}
}

// findRoot looks for the catalog among the objects if nothing names it.
func (f *file) findRoot() {
	if _, ok := f.get(f.trailer["Root"]).(dict); ok {
		return
	}
	for n := range f.at {
		if d, ok := f.object(n).(dict); ok && f.get(d["Type"]) == name("Catalog") {
			if r, there := f.trailer["Root"].(ref); !there || r.n < n {
				f.trailer["Root"] = ref{n, 0}
			}
		}
		if f.spent() {
			return
		}
	}
}
