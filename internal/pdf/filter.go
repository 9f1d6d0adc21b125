package pdf

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
)

var (
	errPicture = errors.New("the stream is a picture")
	errFilter  = errors.New("the stream is packed in a way that is not read")
)

// unpack takes the filters off a stream. Of one that is damaged it gives what
// could be read, with the error.
func (f *file) unpack(s *stream) ([]byte, error) {
	names, parms := f.filters(s.dict)
	b := s.raw
	for i, n := range names {
		if i == maxFilters {
			return nil, errFilter
		}
		var err error
		if b, err = f.filter(n, b, f.dict(parms, i)); err != nil && len(b) == 0 {
			return nil, err
		}
		if len(b) >= maxStream {
			f.doubt("a part of the file unpacks to more than %d MiB: its end was left out", maxStream>>20)
		}
		f.unpacked -= len(b)
		if f.unpacked <= 0 {
			f.doubt("the file unpacks to more than %d MiB: the rest was left out", maxUnpacked>>20)
			return nil, errFilter
		}
	}
	return b, nil
}

func (f *file) filters(d dict) (names []name, parms array) {
	o := f.get(first(d["Filter"], d["F"]))
	p := f.get(first(d["DecodeParms"], d["DP"]))
	switch o := o.(type) {
	case name:
		return []name{o}, array{p}
	case array:
		for _, x := range o {
			n, _ := f.get(x).(name)
			names = append(names, n)
		}
		parms, _ = p.(array)
	}
	return names, parms
}

func first(os ...any) any {
	for _, o := range os {
		if o != nil {
			return o
		}
	}
	return nil
}

func (f *file) dict(a array, i int) dict {
	if i < len(a) {
		d, _ := f.get(a[i]).(dict)
		return d
	}
	return nil
}

func (f *file) filter(n name, b []byte, parms dict) ([]byte, error) {
	most := min(maxStream, max(f.unpacked, 0))
	var out []byte
	var err error
	switch n {
	case "FlateDecode", "Fl":
		if out, err = inflate(b, most); len(out) == 0 && err != nil {
			return nil, err
		}
		return f.predicted(out, parms), nil
	case "LZWDecode", "LZW":
		return f.predicted(unLZW(b, most, f.number(parms["EarlyChange"], 1) != 0), parms), nil
	case "ASCII85Decode", "A85":
		return un85(b), nil
	case "ASCIIHexDecode", "AHx":
		l := lexer{b: append([]byte{'<'}, b...)}
		return l.hex(), nil
	case "RunLengthDecode", "RL":
		return unrun(b, most), nil
	case "Crypt":
		return b, nil
	case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode":
		return nil, errPicture
	}
	return nil, errFilter
}

// inflate reads zlib data without asking for its checksum, as far as it goes.
func inflate(b []byte, most int) ([]byte, error) {
	b = bytes.TrimLeft(b, "\r\n")
	if len(b) < 2 {
		return nil, io.ErrUnexpectedEOF
	}
	var out bytes.Buffer
	r := flate.NewReader(bytes.NewReader(b[2:]))
	_, err := io.Copy(&out, io.LimitReader(r, int64(most)))
	if out.Len() == 0 && err != nil { // no head of zlib
		out.Reset()
		_, err = io.Copy(&out, io.LimitReader(flate.NewReader(bytes.NewReader(b)), int64(most)))
	}
	return out.Bytes(), err
}

// unLZW reads the LZW of PDF, which is that of TIFF: codes of 9 to 12 bits,
// most significant bit first.
func unLZW(b []byte, most int, early bool) []byte {
	type entry struct {
		prev int32
		last byte
		n    int32
	}
	table := make([]entry, 258, 4096)
	for i := range 256 {
		table[i] = entry{-1, byte(i), 1}
	}
	var out []byte
	width, bits, acc, prev := 9, 0, 0, -1
	for i := 0; i < len(b) && len(out) < most; {
		for bits < width && i < len(b) {
			acc, bits, i = acc<<8|int(b[i]), bits+8, i+1
		}
		if bits < width {
			break
		}
		code := acc >> (bits - width) & (1<<width - 1)
		bits -= width
		acc &= 1<<bits - 1
		if code == 257 {
			break
		}
		if code == 256 {
			table, width, prev = table[:258], 9, -1
			continue
		}
		at := code
		if code >= len(table) {
			if code > len(table) || prev < 0 {
				break
			}
			at = prev
		}
		n, from := int(table[at].n), len(out)
		out = append(out, make([]byte, n)...)
		for k, e := n-1, int32(at); k >= 0 && e >= 0; k-- {
			out[from+k] = table[e].last
			e = table[e].prev
		}
		if code >= len(table) {
			out = append(out, out[from])
		}
		if prev >= 0 && len(table) < 4096 {
			table = append(table, entry{int32(prev), out[from], table[prev].n + 1})
		}
		prev = code
		size := len(table)
		if early {
			size++
		}
		for width < 12 && size >= 1<<width {
			width++
		}
	}
	return out
}

func un85(b []byte) []byte {
	var out []byte
	var v uint32
	n := 0
	b = bytes.TrimPrefix(bytes.TrimLeft(b, " \r\n\t"), []byte("<~"))
	for _, c := range b {
		switch {
		case c == '~':
			goto done
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case c >= '!' && c <= 'u':
			v = v*85 + uint32(c-'!')
			if n++; n == 5 {
				out = append(out, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
				v, n = 0, 0
			}
		}
	}
done:
	if n > 1 {
		for i := n; i < 5; i++ {
			v = v*85 + 84
		}
		out = append(out, []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8)}[:n-1]...)
	}
	return out
}

func unrun(b []byte, most int) []byte {
	var out []byte
	for i := 0; i < len(b) && b[i] != 128 && len(out) < most; {
		n := int(b[i])
		if i++; n < 128 {
			out = append(out, b[i:min(i+n+1, len(b))]...)
			i += n + 1
		} else if i < len(b) {
			out = append(out, bytes.Repeat(b[i:i+1], 257-n)...)
			i++
		}
	}
	return out
}

// predicted undoes the prediction of PNG and TIFF.
func (f *file) predicted(b []byte, parms dict) []byte {
	kind := f.number(parms["Predictor"], 1)
	if kind < 2 {
		return b
	}
	colors, depth, columns := f.number(parms["Colors"], 1), f.number(parms["BitsPerComponent"], 8), f.number(parms["Columns"], 1)
	if colors < 1 || colors > 64 || depth < 1 || depth > 16 || columns < 1 || columns > 1<<22 {
		return b
	}
	row, px := (colors*depth*columns+7)/8, max(colors*depth/8, 1)
	if kind == 2 {
		for i := range b {
			if depth == 8 && i%row >= px {
				b[i] += b[i-px]
			}
		}
		return b
	}
	out := make([]byte, 0, len(b))
	above := make([]byte, row)
	for len(b) > 1 {
		how, line := b[0], bytes.Clone(b[1:min(1+row, len(b))])
		b = b[1+len(line):]
		for i := range line {
			var left, corner byte
			if i >= px {
				left, corner = line[i-px], above[i-px]
			}
			switch how {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		out = append(out, line...)
		copy(above, line)
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// number is an object as a whole number.
func (f *file) number(o any, otherwise int) int {
	switch n := f.get(o).(type) {
	case int:
		return n
	case float64:
		return int(n)
	}
	return otherwise
}
