package article

import (
	"regexp"
	"strings"

	"vigia/internal/text"
)

// setImage finds the picture that stands for the report, and whose it is.
func (p *page) setImage(r *Report) {
	for _, v := range list(p.ld.main["image"]) {
		o := p.ld.resolve(v)
		u := str(v)
		if o != nil {
			u = nonBlank(str(o["url"]), str(o["contentUrl"]))
			r.ImageCredit = nonBlank(str(o["creditText"]), p.ld.name(o["creator"]), p.ld.name(o["author"]), p.ld.name(o["copyrightHolder"]))
		}
		if r.Image = p.absolute(u); r.Image != "" {
			r.Provenance["image"] = "json-ld"
			break
		}
	}
	if og := p.absolute(p.get("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")); og != "" && r.Image == "" {
		r.Image, r.Provenance["image"] = og, "meta"
	}
	r.ImageCredit = text.Cut(text.Clean(nonBlank(r.ImageCredit, p.printedCredit())), 200)
}

var credit = regexp.MustCompile(`(?i)(?:foto(?:graf[ií]a)?s?|photos?|pictures?|images?|imagen|cr[eé]ditos?|credits?|cr[eé]dit photo|фото|صورة|تصویر|عکس|图片来源|图源)\s*(?:de|by|von)?\s*[:：/]\s*([^.|\n]{2,80})`)

// printedCredit reads the credit in the captions of the first pictures.
func (p *page) printedCredit() string {
	s := p.sheet()
	seen := 0
	for _, c := range s.captions {
		if c.in&(inAside|inFoot|inComments) != 0 {
			continue
		}
		if m := credit.FindStringSubmatch(s.joined(c.from, c.to, " ")); m != nil {
			return strings.TrimSpace(m[1])
		}
		if seen++; seen == 8 {
			break
		}
	}
	return ""
}
