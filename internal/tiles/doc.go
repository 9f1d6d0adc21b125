// Package tiles is the codec of an append-only log: a Merkle tree over entries,
// kept as plain files, with checkpoints that are signed.
//
// Hashes are those of RFC 6962, the files those of C2SP tlog-tiles, and a
// checkpoint is a C2SP tlog-checkpoint in a signed note:
//
//	checkpoint                 name of the log, number of entries, root; signed
//	tile/entries/000           entries 0 to 255, each behind its length in two bytes
//	tile/entries/001.p/17      the first 17 entries of the next 256
//	tile/0/000                 256 hashes of entries
//	tile/1/000.p/1             hashes of whole tiles of level 0
//
// A [Builder] takes entries and gives files; a [Log] reads files and makes
// proofs. Both know folders only as an [io/fs.FS] and a function that writes.
// Hashing, proofs and notes are golang.org/x/mod's.
package tiles
