package article

import (
	"fmt"

	"golang.org/x/net/html"
)

// Tree gives the tree of a page to whoever reads something else in it than a
// report, built within the same bounds; cut says that they were met and the
// rest left out. What is no page is a *vigia.Problem.
func Tree(b []byte, contentType, address string) (doc *html.Node, cut bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, problem(address, fmt.Sprintf("made the reader stumble (%.80v)", p), "report the page: it has found a fault of ours")
		}
	}()
	s, r, err := open(b, contentType, address)
	if err != nil {
		return nil, false, err
	}
	if !looksLikeHTML(s) {
		return nil, false, problem(address, "is no HTML page", "give the address of a page that lists reports")
	}
	doc, cut = parse(s)
	return doc, cut || r.Truncated, nil
}
