// Package publish turns an approved edition into a site of plain files and
// proves it: pages, feeds, tables, the captures it rests on, and a signed
// manifest from which a stranger can recount everything.
//
// The site is static HTML that needs no script and no network: it can be read
// from a folder, a server or a printout.
//
//	index.html, archive/, policy/, feed.rss …   shared pages, made anew each time
//	editions/23/…                               one edition; never changes again
//	editions/23/manifest.json, manifest.json.sig
//	captures/cap_….warc.gz                      the preserved pages, one file each
//	es/…                                        the same in another language
//	assets/site.1a2b3c4d.css                    named by content, so never changed
//	key.pub                                     the keys that signed the manifests
//	log/checkpoint, log/key                     the newest signed checkpoint of the log of all captures, and its key
//
// [Site] renders a new tree beside the live one, copies the editions that are
// published already byte by byte, checks the new tree with [Verify], compares
// it with the live one, in which nothing may vanish, and swaps the two.
// The same input gives the same bytes.
//
// What a published edition proves, and how a stranger recounts it, is
// vigia/internal/proof.
//
// Publish writes one table, publications.
package publish
