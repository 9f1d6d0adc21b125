// Package exhibit makes the proof of a capture that can be handed to a
// stranger: one ZIP with the bytes that came, the entry of the log, the way
// from it to a signed checkpoint, time-stamps, and a note in plain words. And
// it checks such a ZIP, from the ZIP alone.
//
//	README.txt, LEEME.txt    what this is, what it proves and what not, how to check
//	capture.json             the capture as the database has it, with redirects, robots.txt, name server, TLS
//	records.warc.gz          warcinfo, response, request and metadata, byte by byte as kept
//	report-1.json            what was read in it, as often as there are reports
//	entry.json               the entry of the log, byte by byte as it was hashed
//	inclusion.proof          from the entry to the checkpoint (C2SP tlog-proof)
//	checkpoint, key          the newest signed checkpoint, and the public key of the log
//	stamps/N.checkpoint      a checkpoint that covers the capture and was stamped
//	stamps/N.consistency     the hashes that lead from it to the newest
//	stamps/N.AUTHORITY.tst   its time-stamps (RFC 3161)
//	certificates/SHA256.der  what the server showed of itself
//	verify.py                a second verifier; needs nothing but Python
//	MANIFEST                 the SHA-256 of every other file, signed with the key of the log
package exhibit
