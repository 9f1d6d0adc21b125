package pdf

// What a file can make us do.
const (
	maxUnpacked = 192 << 20 // bytes of all streams together
	maxStream   = 48 << 20  // of one
	maxObjects  = 1_000_000
	maxPages    = 3000
	maxDepth    = 64 // of arrays and dictionaries in one another
	maxForms    = 12 // of forms in one another
	maxFilters  = 6  // of one stream
	maxGlyphs   = 6_000_000
	maxOnPage   = 400_000 // glyphs
	maxSteps    = 20_000_000
	maxDoubts   = 20
	maxMap      = 1 << 17 // entries of a character map
)

// budget is what is left of the bounds of a whole file.
type budget struct{ unpacked, glyphs, steps int }

func newBudget() budget { return budget{maxUnpacked, maxGlyphs, maxSteps} }

// spent reports whether the file has used up what a file may.
func (b *budget) spent() bool { return b.unpacked <= 0 || b.glyphs <= 0 || b.steps <= 0 }
