package source

import "time"

// JudgeVolume is judgeVolume for tests.
var JudgeVolume = judgeVolume

// RareOf is rareOf for tests.
var RareOf = rareOf

// Silent is silent for tests.
func (r Rare) Silent(wait time.Duration) bool { return r.silent(wait) }
