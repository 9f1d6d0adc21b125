package warc

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// lineMax is the longest line of a head, and all that a Reader holds of one.
const lineMax = 64 << 10

// source gives the text of a file, plain or the gzip members one by one, and
// knows at which offset of the file it stands.
type source struct {
	file   *tally
	raw    *bufio.Reader // over file
	zipped bool
	gz     *gzip.Reader
	in     *bufio.Reader // the text: raw itself, or that of the open member
	open   bool          // a member is open, or the file is plain
	start  int64         // where the open member begins
}

func newSource(r io.Reader) *source {
	s := &source{file: &tally{r: r}}
	s.raw = bufio.NewReaderSize(s.file, lineMax)
	magic, _ := s.raw.Peek(2) // a shorter file is not gzip
	s.zipped = len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b
	if s.in = s.raw; s.zipped {
		s.in = bufio.NewReaderSize(nil, lineMax)
	}
	s.open = !s.zipped
	return s
}

func (s *source) pos() int64 { return s.file.n - int64(s.raw.Buffered()) }

// at is the offset to name for what comes next: of the member, or of the byte.
func (s *source) at() int64 {
	if s.zipped && s.open {
		return s.start
	}
	return s.pos()
}

// next opens the gzip member that begins here; io.EOF if the file ends here.
func (s *source) next() error {
	if _, err := s.raw.Peek(1); err != nil {
		return err
	}
	s.start = s.pos()
	var err error
	if s.gz == nil {
		s.gz, err = gzip.NewReader(s.raw)
	} else {
		err = s.gz.Reset(s.raw)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	s.gz.Multistream(false)
	s.in.Reset(s.gz)
	s.open = true
	return nil
}

// skip goes on to bytes that look like the head of a gzip member.
func (s *source) skip() error {
	s.open = false
	for {
		b, err := s.raw.Peek(4)
		if err != nil {
			_, _ = s.raw.Discard(len(b))
			return err
		}
		if b[0] == 0x1f && b[1] == 0x8b && b[2] == 8 && b[3] < 0x20 {
			return nil
		}
		if _, err := s.raw.Discard(1); err != nil {
			return err // unreachable: Peek had four
		}
	}
}

// damage says what an error of reading means: the file ended too early, or a
// member is broken.
func damage(err error) Kind {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return Truncated
	}
	return BadGzip
}

// tally counts what was read and remembers an error that is not the end.
type tally struct {
	r   io.Reader
	n   int64
	err error
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}
