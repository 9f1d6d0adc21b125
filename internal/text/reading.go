package text

// Reading is a report with its words, cut and stemmed once for all who read
// it. Whoever judges words asks once for each form: forms are numbered through
// title and body together.
type Reading struct {
	Title, Body, Language string
	InTitle, InBody       []Token
	Forms                 int // Token.Form is less than this
}

// Read cuts a report into words. It does not change afterwards and may be read
// by many at once.
func Read(title, body, language string) *Reading {
	c := newCutter(language, len(title)+len(body))
	r := &Reading{Title: title, Body: body, Language: language}
	r.InTitle = c.cut(title)
	r.InBody = c.cut(body)
	r.Forms = c.words
	return r
}
