package main

import (
	"path/filepath"

	"vigia/internal/story"
)

// aligned is one sentence in eight languages.
type aligned struct{ AR, EN, ES, FA, FR, PT, RU, ZH string }

func learnBridge(data string) ([]byte, error) {
	all := map[string][]string{}
	ps, err := rows[aligned](filepath.Join(data, "crosslingual"), "parallel.jsonl")
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		for lang, s := range map[string]string{"ar": p.AR, "en": p.EN, "es": p.ES, "fa": p.FA, "fr": p.FR, "pt": p.PT, "ru": p.RU, "zh": p.ZH} {
			all[lang] = append(all[lang], s)
		}
	}
	return story.LearnBridge(all)
}
