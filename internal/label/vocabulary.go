package label

// vocabulary numbers the words of terms and names, from 1 on: the stems of
// those that are written small, and the forms of those with a capital. Stems
// would confuse París with "para", Granada with "gran": such words are matched
// by their form, and only where the text writes a capital too.
type vocabulary struct {
	stems, names map[string]int32 // without accents
}

func newVocabulary() vocabulary { return vocabulary{map[string]int32{}, map[string]int32{}} }

// learn gives the number of a word, a new one if it has none.
func (v vocabulary) learn(w string, name bool) int32 {
	in := v.stems
	if name {
		in = v.names
	}
	k := in[w]
	if k == 0 {
		k = int32(len(v.stems) + len(v.names) + 1)
		in[w] = k
	}
	return k
}

// of gives the number of a word, 0 if it is not known.
func (v vocabulary) of(w string, name bool) int32 {
	if name {
		return v.names[w]
	}
	return v.stems[w]
}

// ways are the numbers by which a word of a text may go on in a trie, 0 for
// none.
type ways [3]int32
