// Package monitors holds the monitors that come with the program, as data.
package monitors

import "embed"

// Files are the monitors, a folder each.
//
//go:embed vric example-*
var Files embed.FS

// Names are the folders of Files.
func Names() []string {
	es, err := Files.ReadDir(".")
	if err != nil {
		return nil // unreachable: the root is embedded
	}
	var names []string
	for _, e := range es {
		names = append(names, e.Name())
	}
	return names
}
