package web

import (
	"bytes"
	"fmt"
	"html"

	"vigia/internal/pdf"
)

// mostSheets is how many pages of a document are shown.
const mostSheets = 200

// sheets shows the pages of a PDF file: its words where they stand, without
// pictures and fonts. The error of what cannot be read is a *vigia.Problem.
func sheets(file []byte) ([]byte, error) {
	d, err := pdf.Read(file)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("<!doctype html><meta charset=utf-8><style>body{background:#ddd;margin:8px}section{position:relative;background:#fff;margin:0 auto 12px;overflow:hidden}" +
		"span{position:absolute;white-space:pre;line-height:1;font-family:serif}</style>")
	for _, p := range d.Pages[:min(len(d.Pages), mostSheets)] {
		fmt.Fprintf(&b, `<section style="width:%.0fpt;height:%.0fpt">`, p.Width, p.Height)
		for _, l := range p.Lines {
			weight := ""
			if l.Bold {
				weight = ";font-weight:bold"
			}
			fmt.Fprintf(&b, `<span dir=auto style="left:%.1fpt;top:%.1fpt;font-size:%.1fpt%s">%s</span>`, l.Box.X0, l.Box.Y0, min(l.Size, 200), weight, html.EscapeString(l.Text))
		}
		b.WriteString("</section>\n")
	}
	return b.Bytes(), nil
}
