// Package sanction reads official lists, such as sanctions lists, and says what
// changed from one version to the next.
//
// A version of a list ([Read]) is who stands on it ([Subject]) on a day: the
// formats are those of OFAC's SDN list (CSV, with alternate names and addresses in files of
// their own, and XML), of the Security Council's consolidated list (XML), and a
// simple CSV of our own. [Diff] compares two versions by the numbers of the
// entries, so that order, encoding and blanks do not matter. [Suspicious] says
// when a version is more likely a download that broke off than the will of its
// publisher. The package is pure.
package sanction

// Subject is who stands on a list. Texts are cleaned and bounded.
type Subject struct {
	ID       string   // number of the entry in the list, stable
	Name     string   // as the list has it: "HIJAZI, Kassem Mohamad"
	Type     string   // Individual, Entity, Vessel, Aircraft
	Programs string   // "GLOMAG; SDGT", in alphabetical order
	Aliases  []string // in alphabetical order
	Remark   string   // births, places, numbers, links, as the list has them
}

// The types of subjects.
const (
	Individual = "individual"
	Entity     = "entity"
	Vessel     = "vessel"
	Aircraft   = "aircraft"
)

// Version is a list as of a day.
type Version struct {
	Format   string
	Subjects []Subject // by number
	Extra    []Alias   // names of a file that goes with the list
	Rows     int       // rows that the file has
	Broken   int       // rows that could not be read
}

// Alias is another name of the entry with a number.
type Alias struct{ ID, Name string }
