package proof

import "vigia/internal/tiles"

// log checks that the checkpoint of the log of captures is signed with the key
// beside it. That the log is whole, 'vigia evidence verify' proves where the
// log is.
func (v *verifier) log() {
	_, there := v.files[LogCheckpoint]
	_, keyed := v.files[LogKey]
	if !there && !keyed {
		return
	}
	note, err := v.read(LogCheckpoint)
	if err != nil {
		v.block(LogCheckpoint, "log", "it cannot be read: %v", err)
		return
	}
	text, err := v.read(LogKey)
	if err != nil {
		v.block(LogKey, "log", "it cannot be read: %v", err)
		return
	}
	key, err := tiles.ParsePublic(string(text))
	if err == nil {
		_, err = tiles.OpenCheckpoint(note, key)
	}
	if err != nil {
		v.block(LogCheckpoint, "log", "the checkpoint of the log of captures was changed: %v", err)
	}
}
