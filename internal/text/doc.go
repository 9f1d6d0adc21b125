// Package text cuts and compares text in the languages that Vigía reads:
// folding, words with stems, sentences, shingles and MinHash signatures.
//
// It keeps nothing and knows no storage. Search, duplicates, labels, the
// evidence check and the desk all use the same words, so that a term which
// finds a report also matches it.
//
//	for _, t := range text.Tokens("Las elecciones", "es") {
//		fmt.Println(t.Text, t.Stem) // las las; elecciones eleccion
//	}
//
// Languages are ISO 639-1 codes; an empty or unknown code still gives words,
// without stems. No function here fails or panics, whatever the bytes.
package text
