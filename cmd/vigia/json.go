package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
)

// printJSON prints a value on one line: what a listing with --json gives. The
// names of all listings have one form: a field without a name of its own is
// written as_words, a length of time in seconds, an empty list as [], a time
// that is not known not at all.
func (a *app) printJSON(v any) error {
	var b bytes.Buffer
	if err := writeJSON(&b, reflect.ValueOf(v)); err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	b.WriteByte('\n')
	_, err := a.out.Write(b.Bytes())
	return err
}

var (
	marshaler = reflect.TypeFor[json.Marshaler]()
	textual   = reflect.TypeFor[encoding.TextMarshaler]()
)

func writeJSON(b *bytes.Buffer, v reflect.Value) error {
	if !v.IsValid() {
		b.WriteString("null")
		return nil
	}
	if d, ok := v.Interface().(time.Duration); ok {
		return scalar(b, d.Seconds())
	}
	if v.Type().Implements(marshaler) || v.Type().Implements(textual) {
		return scalar(b, v.Interface())
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return writeJSON(b, v.Elem())
	case reflect.Struct:
		b.WriteByte('{')
		err := writeFields(b, v, map[string]bool{})
		b.WriteByte('}')
		return err
	case reflect.Map:
		return writeMap(b, v)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return scalar(b, v.Interface())
		}
		b.WriteByte('[')
		for i := range v.Len() {
			comma(b)
			if err := writeJSON(b, v.Index(i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return scalar(b, v.Interface())
}

// writeFields writes the fields of a struct; those of an embedded one stand
// among them, unless the struct has one of the same name.
func writeFields(b *bytes.Buffer, v reflect.Value, written map[string]bool) error {
	var embedded []reflect.Value
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" && f.Type.Kind() == reflect.Struct {
			embedded = append(embedded, v.Field(i))
			continue
		}
		if tag == "" {
			tag = snake(f.Name)
		}
		if !f.IsExported() || tag == "-" || written[tag] {
			continue
		}
		written[tag] = true
		if at, ok := v.Field(i).Interface().(time.Time); ok && at.IsZero() || strings.Contains(options, "omit") && v.Field(i).IsZero() {
			continue
		}
		comma(b)
		fmt.Fprintf(b, "%q:", tag)
		if err := writeJSON(b, v.Field(i)); err != nil {
			return err
		}
	}
	for _, e := range embedded {
		if err := writeFields(b, e, written); err != nil {
			return err
		}
	}
	return nil
}

func writeMap(b *bytes.Buffer, v reflect.Value) error {
	if v.Type().Key().Kind() != reflect.String {
		return scalar(b, v.Interface())
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	b.WriteByte('{')
	for _, k := range keys {
		comma(b)
		if err := scalar(b, k.String()); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeJSON(b, v.MapIndex(k)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func scalar(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line's end
	return nil
}

// comma divides from what stands before, unless a bracket was just opened.
func comma(b *bytes.Buffer) {
	if last := b.Bytes()[b.Len()-1]; last != '{' && last != '[' {
		b.WriteByte(',')
	}
}

// snake writes a Go name as words: OutletName as outlet_name, OKAt as ok_at.
func snake(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		if i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
