package db_test

import (
	"errors"
	"io"
	"slices"
	"testing"

	"vigia"
	"vigia/internal/db"
)

func TestLists(t *testing.T) {
	for _, want := range [][]string{nil, {""}, {"a", `b "c"`, "ñ"}} {
		got, err := db.Unlist(db.List(want))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
	}
	if got, err := db.Unlist(db.List([]string{})); err != nil || got != nil {
		t.Errorf("an empty list came back as %#v, %v", got, err)
	}
	if _, err := db.Unlist("no list"); err == nil {
		t.Error("a damaged column was read")
	}
}

func TestNoRows(t *testing.T) {
	if _, err := db.One([]int{}, nil); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("no row: %v", err)
	}
	if _, err := db.One([]int{1}, io.EOF); !errors.Is(err, io.EOF) {
		t.Errorf("a failed query: %v", err)
	}
	if v, err := db.One([]int{7, 8}, nil); v != 7 || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
	if err := db.Touched(0, nil); !errors.Is(err, vigia.ErrNotFound) {
		t.Errorf("nothing touched: %v", err)
	}
	if err := db.Touched(0, io.EOF); !errors.Is(err, io.EOF) {
		t.Errorf("a failed statement: %v", err)
	}
	if err := db.Touched(1, nil); err != nil {
		t.Errorf("one row touched: %v", err)
	}
}
