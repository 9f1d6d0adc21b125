package warc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Reader walks the records of a file.
type Reader struct {
	src    *source
	rec    *Record
	blk    *block
	n      int   // records so far
	end    int64 // after the last record that was whole
	arc    bool
	mid    bool // the last line was longer than the buffer: we stand inside it
	lost   bool // looking for a record since something broke, which was noted
	merged bool // several records in one member: noted once
	faulty bool // an error was noted since the record began
	draft  bool // a version other than 1.0 and 1.1: noted once
	issues []Issue

	errors, warnings int // noted, of which issues holds the first
}

// NewReader reads from r, which it buffers.
func NewReader(r io.Reader) *Reader { return &Reader{src: newSource(r)} }

// Next gives the next record that can be found. It returns io.EOF at the end
// of the file, whatever the state of it (see Issues), or the error with which
// the file could not be read.
func (r *Reader) Next() (*Record, error) {
	if r.rec != nil {
		r.finish()
	}
	for {
		first, err := r.seek()
		if err != nil {
			return nil, r.ending(err)
		}
		rec, ok := r.head(first)
		if !ok {
			continue
		}
		r.rec, r.blk = rec, r.newBlock(rec)
		rec.Block = r.blk
		return rec, nil
	}
}

// Issues are what is wrong with what was read so far. Digests and the length
// of a record are judged when the next one is asked for.
func (r *Reader) Issues() []Issue { return r.issues }

// End is the offset after the last record that was whole and without error.
func (r *Reader) End() int64 { return r.end }

func (r *Reader) ending(err error) error {
	if r.src.file.err != nil {
		return fmt.Errorf("read at %d: %w", r.src.pos(), r.src.file.err)
	}
	if r.n == 0 && len(r.issues) == 0 {
		r.note(Issue{Kind: NotWARC, Message: "the file is empty"})
	}
	if err == io.ErrUnexpectedEOF {
		return io.EOF // noted as an issue already
	}
	return err
}

// note keeps an issue, of errors and of warnings the first maxIssues.
func (r *Reader) note(i Issue) {
	if i.Record == 0 {
		i.Record = r.n
	}
	n := &r.errors
	if i.Warning {
		n = &r.warnings
	} else {
		r.faulty = true
	}
	switch *n++; {
	case *n <= maxIssues:
		r.issues = append(r.issues, i)
	case *n == maxIssues+1:
		r.issues = append(r.issues, Issue{Kind: TooMany, Record: i.Record, Offset: i.Offset, Warning: i.Warning, Message: "there are more issues than are kept"})
	}
}

// lose notes once that the thread is lost; seek then looks for a record.
func (r *Reader) lose(k Kind, at int64, message string) {
	if !r.lost {
		r.note(Issue{Kind: k, Offset: at, Message: message})
	}
	r.lost = true
}

// seek reads on to the first line of a record.
func (r *Reader) seek() (first []byte, err error) {
	for {
		if !r.src.open {
			if err := r.src.next(); err == io.EOF {
				return nil, err
			} else if err != nil {
				r.lose(damage(err), r.src.start, "a compressed record cannot be opened: "+err.Error())
				if err := r.src.skip(); err != nil {
					return nil, io.EOF
				}
				continue
			}
		}
		at, inside := r.src.at(), r.mid
		line, err := r.line()
		switch {
		case !inside && r.isFirst(line) && (err == nil || r.arc):
			return line, nil
		case err == io.EOF && !r.src.zipped && len(line) == 0:
			return nil, io.EOF
		case len(bytes.TrimSpace(line)) > 0:
			r.lose(r.strange(), at, "bytes that are no record: "+fmt.Sprintf("%.60q", line))
		}
		if err != nil && err != io.EOF {
			r.lose(damage(err), at, "a compressed record is damaged: "+err.Error())
			if r.src.skip() != nil {
				return nil, io.EOF
			}
		}
		if err == io.EOF {
			if !r.src.zipped {
				return nil, io.EOF
			}
			r.src.open = false
		}
	}
}

// isFirst tells whether a line begins a record.
func (r *Reader) isFirst(line []byte) bool {
	if r.n == 0 && bytes.HasPrefix(line, []byte("filedesc://")) {
		r.arc = true
	}
	if r.arc {
		return isArcLine(line)
	}
	return bytes.HasPrefix(line, []byte("WARC/")) && len(line) < 32
}

func (r *Reader) strange() Kind {
	if r.n == 0 {
		return NotWARC
	}
	return Garbage
}

// line reads one line with its end, or as much of it as the buffer holds.
func (r *Reader) line() ([]byte, error) {
	b, err := r.src.in.ReadSlice('\n')
	r.mid = err == bufio.ErrBufferFull
	if r.mid {
		err = nil
	}
	return b, err
}

// head reads the head of the record whose first line is given.
func (r *Reader) head(first []byte) (*Record, bool) {
	rec := &Record{Offset: r.src.at()}
	if !r.src.zipped {
		rec.Offset -= int64(len(first))
	}
	r.n++
	r.lost, r.faulty = false, false
	if r.arc {
		r.arcHead(rec, first)
		return rec, true
	}
	rec.Version = strings.TrimSpace(string(first[len("WARC/"):]))
	if err := r.fields(rec); err != nil {
		r.n--
		r.lose(damage(err), rec.Offset, "the head of a record does not end")
		if r.src.zipped {
			_ = r.src.skip() // at its end, seek finds the end too
		}
		return nil, false
	}
	r.fill(rec)
	return rec, true
}

// finish reads what is left of a record and judges it.
func (r *Reader) finish() {
	rec, blk := r.rec, r.blk
	r.rec, r.blk = nil, nil
	_, _ = io.Copy(io.Discard, blk) // blk keeps the error
	blk.over = true
	if blk.err != nil {
		r.lose(damage(blk.err), rec.Offset, fmt.Sprintf("%d bytes of the block are missing", blk.left))
		if r.src.zipped {
			_ = r.src.skip() // at its end, seek finds the end too
		}
		rec.Length = r.src.pos() - rec.Offset
		return
	}
	r.judge(rec, blk)
	ended := r.trailer(rec)
	rec.Length = r.src.pos() - rec.Offset
	if ended && !r.faulty {
		r.end = rec.Offset + rec.Length
	}
}

// trailer reads the two line ends after a block, and the end of its member.
func (r *Reader) trailer(rec *Record) (ended bool) {
	in, want := r.src.in, "\r\n\r\n"
	if r.arc {
		want = "\n"
	}
	got, err := in.Peek(len(want))
	switch {
	case string(got) == want:
		_, _ = in.Discard(len(want))
	case strings.HasPrefix(string(got), "\n\n"):
		_, _ = in.Discard(2)
		r.note(Issue{Kind: OddForm, Offset: rec.Offset, Warning: true, Message: "line ends without carriage return"})
	case err == io.EOF && (r.src.zipped || r.arc) && strings.TrimSpace(string(got)) == "":
		_, _ = in.Discard(len(got))
		r.note(Issue{Kind: OddForm, Offset: rec.Offset, Warning: true, Message: "no two line ends after the block"})
	case err != nil:
		r.lose(damage(err), rec.Offset, "the file ends before the record does")
		if r.src.zipped {
			_ = r.src.skip() // at its end, seek finds the end too
		}
		return false
	default:
		r.lose(WrongSize, rec.Offset, fmt.Sprintf("the record does not end after the %d bytes that it declares", rec.Size))
		return false
	}
	return !r.src.zipped || r.memberEnd(rec)
}

// memberEnd checks that a compressed record ends with its gzip member, and
// thereby the member's checksum.
func (r *Reader) memberEnd(rec *Record) bool {
	_, err := r.src.in.Peek(1)
	switch {
	case err == io.EOF:
		r.src.open = false
		return true
	case err != nil:
		r.lose(damage(err), rec.Offset, "the compressed record is damaged: "+err.Error())
		_ = r.src.skip() // at its end, seek finds the end too
		return false
	case !r.merged && !r.arc:
		r.merged = true
		r.note(Issue{Kind: NotChunked, Offset: rec.Offset, Message: "records are not compressed one by one, so none can be found by its offset"})
	}
	return true
}
