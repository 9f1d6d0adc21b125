// Package proof is what a published edition proves and how a stranger recounts
// it: the manifest, its signature, the tables, and the verifier.
//
// It keeps nothing and asks no database and no network. [Verify] reads the
// folder of a published site: it judges each manifest's selection again with
// [policy.Check], holds every page, table and capture against the manifest,
// and the manifests against one another. Its findings say what was changed in
// words of the trade.
//
// A page marks what must agree with the manifest, so that the words which a
// visitor reads are compared and not only bytes:
//
//	data-v="s"         a sentence, below data-section=KEY
//	data-v="line"      a bullet, below data-report=ID
//	data-v="class"     the class of an outlet, on a report's page or below data-outlet=KEY
//	data-v="counted"   with data-v="total": a share, below data-share=NUMBER
//	data-v="title", "outlet", "capture", "sha256"   on a report's page
package proof
