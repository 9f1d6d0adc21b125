package pipeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Line is one line of a file of JSON lines. Bytes are good until the next one.
type Line struct {
	Bytes []byte
	Long  bool  // longer than allowed: it was passed over
	Err   error // the file cannot be read on
}

// Lines gives the lines that are not blank with their numbers from 1, without
// a byte order mark and with either kind of line end. A line that is too long
// does not hide those after it.
func Lines(r io.Reader, longest int) iter.Seq2[int, Line] {
	return func(yield func(int, Line) bool) {
		br := bufio.NewReaderSize(r, 1<<16)
		var b []byte
		for n := 1; ; n++ {
			b = b[:0]
			long := false
			part, err := br.ReadSlice('\n')
			for ; errors.Is(err, bufio.ErrBufferFull); part, err = br.ReadSlice('\n') {
				if long = long || len(b)+len(part) > longest; !long {
					b = append(b, part...)
				}
			}
			if long = long || len(b)+len(part) > longest; !long {
				b = append(b, part...)
			}
			line := bytes.TrimSpace(b)
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			if (long || len(line) > 0) && !yield(n, Line{Bytes: line, Long: long}) {
				return
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(n+1, Line{Err: err})
				}
				return
			}
		}
	}
}

// JSONFault says what is wrong with a JSON text in words that its writer
// understands.
func JSONFault(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Sprintf("it is %s, and an object {…} is needed", jsonKind(kind.Value))
	case errors.As(err, &kind):
		return fmt.Sprintf("the field %q holds %s, and %s is needed", kind.Field, jsonKind(kind.Value), goKind(kind.Type.Kind().String()))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return "it ends too early: it is cut off, or a bracket or quotation mark is not closed"
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is no JSON at character %d", syntax.Offset)
	}
	return "it is no JSON"
}

func jsonKind(s string) string {
	s, _, _ = strings.Cut(s, " ")
	switch s {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	}
	return "a " + s
}

func goKind(s string) string {
	switch s {
	case "string":
		return "a text"
	case "slice", "array":
		return "a list"
	case "struct", "map":
		return "an object"
	case "bool":
		return "true or false"
	}
	return "a number"
}
