package proof

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// editionFolder matches what belongs to one edition, in any language.
var editionFolder = regexp.MustCompile(`^(?:[a-z]{2,3}(?:-[A-Za-z0-9]+)*/)?editions/([0-9]{1,9})/(.+)$`)

// InEdition tells to which edition a path belongs, and where in its folder it
// stands.
func InEdition(path string) (number int, rest string, ok bool) {
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
var sharedFiles = []string{"404.html", "sitemap.xml", "key.pub", LogCheckpoint, LogKey}

// The log of all captures in public: its newest checkpoint and its key. Who
// keeps a copy of them can prove later what was there.
const (
	LogCheckpoint = "log/checkpoint"
	LogKey        = "log/key"
)

// IsShared tells whether a path is one of those.
func IsShared(path string) bool {
	if slices.Contains(sharedPages, path) || slices.Contains(sharedFiles, path) {
		return true
	}
	m := languageFolder.FindStringSubmatch(path)
	return m != nil && slices.Contains(sharedPages, m[1])
}

// AssetDigits is how many digits of its SHA-256 an asset carries in its name.
const AssetDigits = 10

var assetName = regexp.MustCompile(`^assets/[a-z]+\.([0-9a-f]{10})\.[a-z0-9]+$`)

// EditionPath is a path inside the folder of an edition.
func EditionPath(number int, rest string) string { return fmt.Sprintf("editions/%d/%s", number, rest) }

// CapturePath is where a preserved page stands.
func CapturePath(id string) string { return "captures/" + id + ".warc.gz" }

// InLanguage is the path of a page in a language: those in the language of
// writing stand at the root.
func InLanguage(writing, lang, path string) string {
	if lang == writing {
		return path
	}
	return lang + "/" + path
}
