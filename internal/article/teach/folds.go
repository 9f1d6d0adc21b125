package main

import (
	"hash/fnv"
	"html"
	"regexp"

	"vigia/internal/address"
	"vigia/internal/article/gold"
)

// nFolds is the number of shares into which the hosts are divided.
const nFolds = 5

// folds divides pages by host: fold i of the answer are the pages, by index,
// that are to be read by what was learned from all others. A host is never on
// both sides, whichever sets its pages come from, because pages of one host
// are alike and a reader that has seen one knows the rest. The division is the
// same in each run.
func folds(pages []gold.Page) [nFolds][]int {
	var out [nFolds][]int
	for i, p := range pages {
		f := fold(host(p))
		out[f] = append(out[f], i)
	}
	return out
}

// without gives the indexes of n pages that are not in one fold, in order.
func without(n int, fold []int) []int {
	in := make([]bool, n)
	for _, i := range fold {
		in[i] = true
	}
	var out []int
	for i, is := range in {
		if !is {
			out = append(out, i)
		}
	}
	return out
}

func fold(host string) int {
	h := fnv.New64a()
	h.Write([]byte(host))
	return int(h.Sum64() % nFolds)
}

var ownAddress = regexp.MustCompile(`(?i)<link[^>]{0,300}?\brel=["']?canonical["']?[^>]{0,300}?\bhref=["']?([^"'\s>]+)|<link[^>]{0,300}?\bhref=["']?([^"'\s>]+)["']?[^>]{0,300}?\brel=["']?canonical\b|<meta[^>]{0,300}?\bproperty=["']?og:url["']?[^>]{0,300}?\bcontent=["']?([^"'\s>]+)`)

var anyAddress = regexp.MustCompile(`(?i)\bhref=["']?(https?://[^/"'\s>]+)`)

// host is the registrable domain of a page: of its address, else of the
// address that it claims, else of most of its links, else its id.
func host(p gold.Page) string {
	urls := []string{p.Case.URL}
	if m := ownAddress.FindSubmatch(p.Bytes); m != nil {
		urls = append(urls, html.UnescapeString(string(m[1])+string(m[2])+string(m[3])))
	}
	for _, u := range urls {
		if c, err := address.Canonical(u, ""); err == nil {
			if d := address.Domain(c); d != "" {
				return d
			}
		}
	}
	counts, best := map[string]int{}, ""
	for _, m := range anyAddress.FindAllSubmatch(p.Bytes, 200) {
		if c, err := address.Canonical(string(m[1]), ""); err == nil {
			d := address.Domain(c)
			counts[d]++
			if counts[d] > counts[best] {
				best = d
			}
		}
	}
	if best != "" {
		return best
	}
	return p.Case.ID
}
