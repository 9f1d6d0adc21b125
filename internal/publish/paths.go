package publish

import (
	"regexp"
	"slices"
	"strconv"
)

// editionFolder matches what belongs to one edition, in any language.
var editionFolder = regexp.MustCompile(`^(?:[a-z]{2,3}(?:-[A-Za-z0-9]+)*/)?editions/([0-9]{1,9})/(.+)$`)

// inEdition tells to which edition a path belongs, and where in its folder it
// stands.
func inEdition(path string) (number int, rest string, ok bool) {
	m := editionFolder.FindStringSubmatch(path)
	if m == nil {
		return 0, "", false
	}
	n, err := strconv.Atoi(m[1])
	return n, m[2], err == nil
}

var languageFolder = regexp.MustCompile(`^[a-z]{2,3}(?:-[A-Za-z0-9]+)*/(.+)$`)

// sharedPages are made anew at each publication, in each language.
var sharedPages = []string{"index.html", "archive/index.html", "policy/index.html", "feed.rss", "feed.atom", "feed.json"}

// sharedFiles are those that stand once at the root.
var sharedFiles = []string{"404.html", "sitemap.xml", "key.pub"}

func isShared(path string) bool {
	if slices.Contains(sharedPages, path) || slices.Contains(sharedFiles, path) {
		return true
	}
	m := languageFolder.FindStringSubmatch(path)
	return m != nil && slices.Contains(sharedPages, m[1])
}

// An asset carries the first digits of its SHA-256 in its name.
const assetDigits = 10

var assetName = regexp.MustCompile(`^assets/[a-z]+\.([0-9a-f]{10})\.[a-z0-9]+$`)
