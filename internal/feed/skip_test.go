package feed_test

import (
	"testing"

	"vigia/internal/feed"
)

func TestSkips(t *testing.T) {
	for _, c := range []struct {
		xml   string
		hours uint32
		days  uint8
	}{
		{`<rss><channel><skipHours><hour>0</hour><hour> 7 </hour><hour>24</hour><hour>25</hour><hour>x</hour></skipHours>
			<skipDays><day>Saturday</day><day>Sunday</day><day>Someday</day></skipDays><item/></channel></rss>`, 1<<0 | 1<<7, 1<<6 | 1<<0},
		{`<rss><channel><item><skipHours><hour>3</hour></skipHours></item></channel></rss>`, 0, 0},
		{`<skipHours><hour>5`, 1 << 5, 0},
		{`<skipHours>`, 0, 0},
		{"", 0, 0},
	} {
		if h, d := feed.Skips([]byte(c.xml)); h != c.hours || d != c.days {
			t.Errorf("%.40q: %b %b, want %b %b", c.xml, h, d, c.hours, c.days)
		}
	}
}
