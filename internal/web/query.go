package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigia/internal/desk"
)

// query is what a desk address asks for: which part of the queue, which
// report is open, and what is about to be done with it.
type query struct {
	filter url.Values // of filterKeys only, each once
	report string
	act    string // "select", "reject" or ""
	alone  bool   // the report has a page of its own
}

// filterKeys are the filters of the queue by their names in addresses.
var filterKeys = []string{"network", "theme", "country", "dimension", "class", "language", "genre", "outlet", "state", "from", "to", "q", "sort", "page"}

// longestValue is the longest value of a filter that is taken.
const longestValue = 200

func readQuery(vs url.Values) query {
	q := query{filter: url.Values{}, report: vs.Get("report"), act: vs.Get("act")}
	for _, k := range filterKeys {
		if v := strings.TrimSpace(vs.Get(k)); v != "" && len(v) <= longestValue {
			q.filter.Set(k, v)
		}
	}
	if q.act != "select" && q.act != "reject" {
		q.act = ""
	}
	return q
}

// with is the address of the same queue with one filter changed, from its
// first page and with no report open. An empty value takes the filter off.
func (q query) with(pairs ...string) string {
	vs := url.Values{}
	for k := range q.filter {
		vs.Set(k, q.filter.Get(k))
	}
	vs.Del("page")
	for i := 0; i+1 < len(pairs); i += 2 {
		vs.Del(pairs[i])
		if pairs[i+1] != "" {
			vs.Set(pairs[i], pairs[i+1])
		}
	}
	return deskAddress(vs)
}

// open is the address of the same queue with a report open.
func (q query) open(report, act string) string {
	vs := url.Values{}
	for k := range q.filter {
		vs.Set(k, q.filter.Get(k))
	}
	if report != "" {
		vs.Set("report", report)
	}
	if act != "" {
		vs.Set("act", act)
	}
	return deskAddress(vs)
}

// other is the address of another report.
func (q query) other(report string) string {
	if q.alone {
		return "/report/" + report
	}
	return q.open(report, "")
}

func deskAddress(vs url.Values) string {
	if len(vs) == 0 {
		return "/desk"
	}
	return "/desk?" + vs.Encode()
}

func (q query) page() int {
	n, err := strconv.Atoi(q.filter.Get("page"))
	if err != nil || n < 1 || n > 10_000 {
		return 1
	}
	return n
}

// rowsPerPage is how many stories a page of the queue has.
const rowsPerPage = 50

// asked is the filter as the desk takes it. Days are the monitor's, the last
// one included.
func (q query) asked(zone *time.Location) desk.Filter {
	f := desk.Filter{
		Network: q.filter.Get("network"), Theme: q.filter.Get("theme"), Country: q.filter.Get("country"), Dimension: q.filter.Get("dimension"),
		Class: q.filter.Get("class"), Language: q.filter.Get("language"), Genre: q.filter.Get("genre"),
		Outlet: q.filter.Get("outlet"), State: q.filter.Get("state"), Text: q.filter.Get("q"), Sort: q.filter.Get("sort"),
		Limit: rowsPerPage, Offset: (q.page() - 1) * rowsPerPage,
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.filter.Get("from"), zone); err == nil {
		f.From = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.filter.Get("to"), zone); err == nil {
		f.To = t.AddDate(0, 0, 1)
	}
	return f
}
