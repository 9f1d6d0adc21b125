package pdf

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigia"
)

// builder makes PDF files for tests: objects by number, with a table.
type builder struct {
	objects []string
	trailer string // more of it
}

// add adds an object and gives the reference to it.
func (b *builder) add(format string, args ...any) string {
	b.objects = append(b.objects, fmt.Sprintf(format, args...))
	return fmt.Sprintf("%d 0 R", len(b.objects))
}

func (b *builder) stream(dict, content string) string {
	return b.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

// bytes writes the file with a table of its objects.
func (b *builder) bytes(root string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range b.objects {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %s %s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, root, b.trailer, start)
	return out.Bytes()
}

// paper makes a file of pages with these contents; font is what F1 is.
func paper(font string, contents ...string) []byte {
	var b builder
	return paperOf(&b, b.add("%s", font), "", contents...)
}

func paperOf(b *builder, font, filter string, contents ...string) []byte {
	pages := len(b.objects) + 2*len(contents) + 1
	var kids []string
	for _, c := range contents {
		body := b.stream(filter, c)
		kids = append(kids, b.add("<< /Type /Page /Parent %d 0 R /Contents %s /Resources << /Font << /F1 %s >> >> >>", pages, body, font))
	}
	tree := b.add("<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] >>", strings.Join(kids, " "), len(kids))
	return b.bytes(b.add("<< /Type /Catalog /Pages %s /Lang (es-VE) >>", tree))
}

const helveticaFont = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

func texts(d Document) (out []string) {
	for _, p := range d.Pages {
		for _, l := range p.Lines {
			out = append(out, l.Text)
		}
	}
	return out
}

// TestPlaces: words stand where the page puts them.
func TestPlaces(t *testing.T) {
	d, err := Read(paper(helveticaFont, "BT /F1 12 Tf 72 700 Td (El puerto) Tj 0 -14 Td [(cerr) -20 (\\363 )] TJ (ayer.) Tj ET"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"El puerto", "cerró ayer."}, texts(d)); diff != "" {
		t.Fatal(diff)
	}
	w := d.Pages[0].Lines[0].Words[1]
	if w.Text != "puerto" || w.Start != 3 || w.Box.X0 < 84 || w.Box.X0 > 87 || w.Box.Y0 < 130 || w.Box.Y1 > 146 {
		t.Errorf("the second word is %+v", w)
	}
	if d.Language != "es-VE" || d.Pages[0].Width != 595 {
		t.Errorf("language %q, width %v", d.Language, d.Pages[0].Width)
	}
}

// TestColumns: what stands in two columns is read one after the other, and the
// headline over both first.
func TestColumns(t *testing.T) {
	var c strings.Builder
	c.WriteString("BT /F1 20 Tf 72 780 Td (A headline that runs over both of the columns) Tj ET\n")
	for i := range 12 {
		fmt.Fprintf(&c, "BT /F1 10 Tf 72 %d Td (left line %d of the first column,) Tj ET BT /F1 10 Tf 310 %d Td (right line %d of the second one,) Tj ET\n", 700-12*i, i, 700-12*i, i)
	}
	d, err := Read(paper(helveticaFont, c.String()))
	if err != nil {
		t.Fatal(err)
	}
	got := texts(d)
	if len(got) != 25 || !strings.HasPrefix(got[0], "A headline") || !strings.HasPrefix(got[12], "left line 11") || !strings.HasPrefix(got[13], "right line 0") {
		t.Errorf("read as\n%s", strings.Join(got, "\n"))
	}
}

// TestTable: the cells of a table stay in their rows.
func TestTable(t *testing.T) {
	var c strings.Builder
	for i := range 8 {
		fmt.Fprintf(&c, "BT /F1 10 Tf 72 %d Td (Item %d) Tj ET BT /F1 10 Tf 250 %d Td (%d) Tj ET BT /F1 10 Tf 400 %d Td (%d %%) Tj ET\n", 700-14*i, i, 700-14*i, 100+i, 700-14*i, i)
	}
	d, err := Read(paper(helveticaFont, c.String()))
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(d); len(got) != 8 || got[3] != "Item 3 103 3 %" {
		t.Errorf("read as\n%s", strings.Join(got, "\n"))
	}
}

// TestFilters: the same page in every packing.
func TestFilters(t *testing.T) {
	const content = "BT /F1 12 Tf 72 700 Td (Packed in one way or the other, and the same text.) Tj ET"
	var flate, runs, a85 bytes.Buffer
	z := zlib.NewWriter(&flate)
	z.Write([]byte(content))
	z.Close()
	runs.WriteByte(byte(len(content) - 1))
	runs.WriteString(content)
	runs.WriteByte(128)
	e := ascii85.NewEncoder(&a85)
	e.Write(flate.Bytes())
	e.Close()
	for name, c := range map[string][2]string{
		"plain": {"", content},
		"flate": {"/Filter /FlateDecode", flate.String()},
		"runs":  {"/Filter /RunLengthDecode", runs.String()},
		"hex":   {"/Filter [/ASCIIHexDecode]", fmt.Sprintf("%x>", content)},
		"85":    {"/Filter [/ASCII85Decode /FlateDecode]", a85.String() + "~>"},
	} {
		var b builder
		d, err := Read(paperOf(&b, b.add(helveticaFont), c[0], c[1]))
		if err != nil || len(texts(d)) != 1 || !strings.HasPrefix(texts(d)[0], "Packed in one") {
			t.Errorf("%s: %q, %v", name, texts(d), err)
		}
	}
}

// TestLZW compares with codes written by hand as the format has them: those of
// the example in ISO 32000-1, 7.4.4.2.
func TestLZW(t *testing.T) {
	got := unLZW([]byte{0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01}, 1000, true)
	if want := []byte{45, 45, 45, 45, 45, 65, 45, 45, 45, 66}; !bytes.Equal(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
	var b bytes.Buffer // without the early change it is GIF's, but for the order of bits
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	long := bytes.Repeat([]byte("una frase que se repite; "), 400)
	w.Write(long)
	w.Close()
	if got := unLZW(b.Bytes(), 1<<20, false); !bytes.Equal(got, long) {
		t.Errorf("a long text came back as %d bytes, %.60q", len(got), got)
	}
}

// TestToUnicode: a font whose codes only its map explains.
func TestToUnicode(t *testing.T) {
	var b builder
	m := b.stream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0003> <0421> <0010> <0011> [<00660069> <4E2D>] endbfrange 1 beginbfchar <0020> <0020> endbfchar")
	kid := b.add("<< /Type /Font /Subtype /CIDFontType2 /DW 600 /W [1 [500 500 500]] >>")
	font := b.add("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s >>", kid, m)
	d, err := Read(paperOf(&b, font, "", "BT /F1 12 Tf 72 700 Td <000100020003002000100011> Tj ET"))
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(d); len(got) != 1 || got[0] != "СТУ fi中" {
		t.Errorf("read %q", got)
	}
}

// TestGlyphNames: a font whose encoding names its glyphs.
func TestGlyphNames(t *testing.T) {
	for in, want := range map[string]string{"ntilde": "ñ", "Aacute": "Á", "scaron": "š", "afii10017": "А", "afii10097": "я", "afii10071": "ё", "uni0041030A": "Å", "u1F600": "😀",
		"f_i": "fi", "a.sc": "a", "quotedblleft": "“", "g123": "", "scommaaccent": "ș", "uniZZZZ": ""} {
		if got := glyph(in); got != want {
			t.Errorf("glyph %s is %q, want %q", in, got, want)
		}
	}
	d, err := Read(paper("<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [65 /ntilde /Eacute 200 /fi] >> >>", "BT /F1 12 Tf 72 700 Td (AB\\310 C) Tj ET"))
	if err != nil || texts(d)[0] != "ñÉfi C" {
		t.Errorf("read %q, %v", texts(d), err)
	}
}

// TestFromTheRight: letters that stand in the order in which they are seen come
// out in that in which they are read.
func TestFromTheRight(t *testing.T) {
	letters := func(s string) (out []glyphAt) {
		for i, r := range []rune(s) {
			out = append(out, glyphAt{text: string(r), x: float64(10 * i), y: 50, dx: 10, size: 12})
		}
		return out
	}
	for seen, read := range map[string]string{
		".ناهج مالس":           "سلام جهان.",
		"Reuters ۱۲۳ هب ناریا": "ایران به ۱۲۳ Reuters",
		"هتفگ New York هب":     "به New York گفته",
		"plain left to right":  "plain left to right",
	} {
		ls := arrange(letters(seen), 600, 800)
		if len(ls) != 1 || ls[0].Text != read {
			t.Errorf("%q came out as %+q, want %+q", seen, ls[0].Text, read)
		}
	}
}

// TestTurned: text that runs upward or downward is read as lines of its own.
func TestTurned(t *testing.T) {
	d, err := Read(paper(helveticaFont, "BT /F1 12 Tf 0 1 -1 0 40 300 Tm (Upward along the edge) Tj 1 0 0 1 72 700 Tm (Upright text) Tj ET"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Upright text", "Upward along the edge"}, texts(d)); diff != "" {
		t.Error(diff)
	}
	if b := d.Pages[0].Lines[1].Box; b.X1-b.X0 > 20 || b.Y1-b.Y0 < 60 {
		t.Errorf("the turned line stands at %+v", b)
	}
}

// TestRunningHeads: what stands on every page and differs in figures only is
// no text of the report.
func TestRunningHeads(t *testing.T) {
	var pages []string
	for i := range 5 {
		pages = append(pages, fmt.Sprintf("BT /F1 9 Tf 72 815 Td (Annual Review of Ports) Tj ET BT /F1 11 Tf 72 700 Td (The body of page number %c says this.) Tj ET BT /F1 9 Tf 290 20 Td (Page %d) Tj ET", 'A'+i, i+1))
	}
	d, err := Read(paper(helveticaFont, pages...))
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(d); len(got) != 5 || !strings.HasPrefix(got[4], "The body of page number E") {
		t.Errorf("read as %q", got)
	}
}

// TestBroken: a file without its table, cut, or with a wrong one is read all
// the same, and says so.
func TestBroken(t *testing.T) {
	whole := paper(helveticaFont, "BT /F1 12 Tf 72 700 Td (Still to be read.) Tj ET")
	i := bytes.Index(whole, []byte("xref\n"))
	for name, b := range map[string][]byte{
		"no table":     whole[:i],
		"wrong offset": bytes.Replace(whole, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"shifted":      append([]byte("HTTP junk before it\r\n"), whole...),
		"wrong length": bytes.Replace(whole, []byte("/Length"), []byte("/Length 7 /Was"), 1),
	} {
		d, err := Read(b)
		if err != nil || len(texts(d)) != 1 || texts(d)[0] != "Still to be read." {
			t.Errorf("%s: %q, %v", name, texts(d), err)
		}
		if name == "no table" && len(d.Doubts) == 0 {
			t.Error("nothing says that the table was broken")
		}
	}
}

// TestRefused: what cannot be read is refused with what it is and what to do.
func TestRefused(t *testing.T) {
	var locked, scan builder
	locked.trailer = "/Encrypt << /Filter /Standard /V 2 >>"
	image := scan.stream("/Type /XObject /Subtype /Image /Filter /DCTDecode", "\xff\xd8")
	page := scan.add("<< /Type /Page /Contents %s /Resources << /XObject << /Im %s >> >> >>", scan.stream("", "q 500 0 0 700 0 0 cm /Im Do Q"), image)
	scanned := scan.bytes(scan.add("<< /Type /Catalog /Pages %s >>", scan.add("<< /Type /Pages /Kids [%s] /MediaBox [0 0 595 842] >>", page)))
	for want, b := range map[string][]byte{
		"is no PDF file": []byte("<html>"),
		"is locked":      paperOf(&locked, locked.add(helveticaFont), "", "BT ET"),
		"is broken":      []byte("%PDF-1.4\nnothing else"),
		"it is a scan":   scanned,
		"holds no text":  paper(helveticaFont, "BT ET"),
	} {
		_, err := Read(b)
		var p *vigia.Problem
		if !errors.As(err, &p) || !strings.Contains(p.What, want) || p.Remedy == "" {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// bombs are files that ask for more than a file may.
func bombs() map[string][]byte {
	pack := func(n int) string {
		var z bytes.Buffer
		w, _ := zlib.NewWriterLevel(&z, 9)
		w.Write(bytes.Repeat([]byte("(x) Tj "), n/7))
		w.Close()
		return z.String()
	}
	out := map[string][]byte{
		"deep arrays":     []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("[", 1<<20)),
		"deep dicts":      []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("<</A", 1<<18)),
		"closing":         []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("> ", 1<<20)),
		"objects in root": []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj<</Root ", 1<<15)),
		"streams":         []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj<</Length 9>>stream\n", 1<<15)),
		"prev itself":     []byte("%PDF-1.4\nxref\n0 0\ntrailer <</Prev 9 /Root 1 0 R>>\nstartxref\n9\n%%EOF"),
	}
	var unpacks builder
	font := unpacks.add(helveticaFont)
	out["unpacks"] = paperOf(&unpacks, font, "/Filter /FlateDecode", pack(60<<20), pack(60<<20), pack(60<<20))
	var loop builder
	n := loop.stream("/Type /XObject /Subtype /Form /Resources << /XObject << /A 1 0 R /B 1 0 R >> >>", "/A Do /B Do /A Do /B Do")
	page := loop.add("<< /Type /Page /Contents %s /Resources << /XObject << /A %s >> >> >>", loop.stream("", "/A Do"), n)
	out["forms in themselves"] = loop.bytes(loop.add("<< /Type /Catalog /Pages %s >>", loop.add("<< /Type /Pages /Kids [%s %s] >>", page, page)))
	var kids builder
	kids.objects = []string{"<< /Type /Pages /Kids [1 0 R 1 0 R 2 0 R] >>", "<< /Type /Pages /Kids [1 0 R 2 0 R] >>"}
	out["pages in themselves"] = kids.bytes(kids.add("<< /Type /Catalog /Pages 1 0 R >>"))
	var maps builder
	m := maps.stream("", strings.Repeat("1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange ", 2000))
	font = maps.add("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode %s >>", m)
	out["wide map"] = paperOf(&maps, font, "", "BT /F1 12 Tf <0001> Tj ET")
	return out
}

// TestBombs: none of them panics or eats what a file may not; that they end is
// what the test run's own limit sees to.
func TestBombs(t *testing.T) {
	for name, b := range bombs() {
		began := time.Now()
		d, err := Read(b)
		t.Logf("%s: %d bytes, %d pages, %v, %v", name, len(b), len(d.Pages), err, time.Since(began).Round(time.Millisecond))
		if len(d.Doubts) > maxDoubts {
			t.Errorf("%s: %d doubts", name, len(d.Doubts))
		}
	}
}

// TestBrowser reads what a browser prints.
func TestBrowser(t *testing.T) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no browser on this machine")
	}
	dir := t.TempDir()
	page, out := filepath.Join(dir, "p.html"), filepath.Join(dir, "p.pdf")
	html := `<!doctype html><html lang="es"><meta charset="utf-8"><title>Informe</title><style>.c{column-count:2;text-align:justify}</style><h1>La segunda nave</h1>
<p>Más de cuatrocientas personas esperaban desde la madrugada.</p><p dir="rtl" lang="fa">این یک متن فارسی است.</p><p lang="zh">医院船抵达港口。</p><p lang="ru">Судно пришло в порт.</p>`
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir="+filepath.Join(dir, "u"), "--print-to-pdf="+out, "file://"+page)
	if msg, err := c.CombinedOutput(); err != nil {
		t.Skipf("the browser prints nothing: %v\n%s", err, msg)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Skip("the browser prints nothing")
	}
	d, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"La segunda nave", "Más de cuatrocientas personas esperaban desde la madrugada.", "این یک متن فارسی است.", "医院船抵达港口。", "Судно пришло в порт."}
	if diff := cmp.Diff(want, texts(d)); diff != "" {
		t.Error(diff)
	}
	if d.Title != "Informe" || d.Language != "es" || !d.Created.Known() {
		t.Errorf("title %q, language %q, made %v", d.Title, d.Language, d.Created)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(paper(helveticaFont, "BT /F1 12 Tf 72 700 Td (Text) Tj ET"))
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Contents 4 0 R>>endobj"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Read(append([]byte("%PDF-1.4\n"), b...))
		if err != nil && strings.Contains(err.Error(), "stumble") {
			t.Fatal(err)
		}
		for _, p := range d.Pages {
			for _, l := range p.Lines {
				for _, w := range l.Words {
					if l.Text[w.Start:w.Start+len(w.Text)] != w.Text {
						t.Fatalf("word %q does not stand at %d of %q", w.Text, w.Start, l.Text)
					}
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	line := "BT /F1 10 Tf 72 %d Td (A line of the text of a report, as long as they are on paper.) Tj ET\n"
	var c strings.Builder
	for i := range 55 {
		fmt.Fprintf(&c, line, 780-13*i)
	}
	var pages []string
	for range 20 {
		pages = append(pages, c.String())
	}
	file := paper(helveticaFont, pages...)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := Read(file); err != nil {
			b.Fatal(err)
		}
	}
}
