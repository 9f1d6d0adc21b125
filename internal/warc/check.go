package warc

import "io"

// Report is what a walk through a whole file found.
type Report struct {
	Records  int
	Types    []string // in their order
	Errors   []Issue
	Warnings []Issue
}

// Check walks a file to its end, checking every length and digest. The error
// is that of reading r; what is wrong with the file is in the Report.
func Check(r io.Reader) (Report, error) {
	var rep Report
	rd := NewReader(r)
	for {
		rec, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return rep, err
		}
		rep.Records++
		rep.Types = append(rep.Types, rec.Type)
	}
	for _, i := range rd.Issues() {
		if i.Warning {
			rep.Warnings = append(rep.Warnings, i)
		} else {
			rep.Errors = append(rep.Errors, i)
		}
	}
	return rep, nil
}
