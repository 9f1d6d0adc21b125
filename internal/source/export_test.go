package source

// JudgeVolume is judgeVolume for tests.
var JudgeVolume = judgeVolume
