package article

import (
	"encoding/json"
	"strings"
	"testing"
)

// JSON-LD as it stands in pages.
func TestLooseJSON(t *testing.T) {
	for _, c := range []struct{ trap, in, want string }{
		{"right", `{"a": 1}`, `[{"a":1}]`},
		{"byte order mark", "\ufeff {\"a\": 1}", `[{"a":1}]`},
		{"CDATA", "//<![CDATA[\n{\"a\": 1}\n//]]>", `[{"a":1}]`},
		{"comment of HTML", "<!-- {\"a\": 1} -->", `[{"a":1}]`},
		{"semicolon", `{"a": 1};`, `[{"a":1}]`},
		{"comments", "{/* x */\"a\": 1, // y\n\"b\": \"http://x.example/*\"}", `[{"a":1,"b":"http://x.example/*"}]`},
		{"trailing commas", `{"a": [1, 2,], "b": 3,}`, `[{"a":[1,2],"b":3}]`},
		{"comma in a string", `{"a": "x,]", "b": 1,}`, `[{"a":"x,]","b":1}]`},
		{"line breaks in a string", "{\"a\": \"x\ny\tz\"}", `[{"a":"x y z"}]`},
		{"escapes of other tongues", `{"a": "it\'s", "b": "\x41"}`, `[{"a":"it's","b":"x41"}]`},
		{"bare quotes", `{"a": "he said "no" to it", "b": 1}`, `[{"a":"he said \"no\" to it","b":1}]`},
		{"escaped by HTML", `{&quot;a&quot;: &quot;x&quot;}`, `[{"a":"x"}]`},
		{"one behind the other", `{"a": 1} {"b": 2}`, `[{"a":1},{"b":2}]`},
		{"cut off", `{"a": 1, "b": {"c": "x`, `[{"a":1,"b":{"c":"x"}}]`},
		{"cut off behind a key", `{"a": 1, "b":`, `[{"a":1,"b":null}]`},
		{"a bracket too many", `{"a": 1}}`, `[{"a":1}]`},
		{"no JSON", `var x = 1`, `null`},
		{"empty", ``, `null`},
	} {
		t.Run(c.trap, func(t *testing.T) {
			got, err := json.Marshal(looseJSON(c.in))
			if err != nil || string(got) != c.want {
				t.Errorf("%s, want %s; %v", got, c.want, err)
			}
		})
	}
}

// What no mending reads is left out, in time that grows with its size alone.
func TestLooseJSONBounds(t *testing.T) {
	for _, s := range []string{strings.Repeat(`{"a":`, 200000), strings.Repeat(`["`, 300000), `{"a":"` + strings.Repeat(`\"x" `, 200000), strings.Repeat(`/*`, 500000), `[` + strings.Repeat(`,`, 1<<20), `{"a":"` + strings.Repeat(`& `, 500000)} {
		looseJSON(s)
	}
	deep := strings.Repeat(`{"@graph":[`, 900) + strings.Repeat(`]}`, 900)
	if l := readLinked([]string{deep}, ""); l.main != nil {
		t.Errorf("main node %v", l.main)
	}
}

func TestLinkedAuthors(t *testing.T) {
	for _, c := range []struct{ trap, in, want string }{
		{"string", `"Ana Ruiz"`, "Ana Ruiz"},
		{"node", `{"@type":"Person","name":"Ana Ruiz"}`, "Ana Ruiz"},
		{"parts of a name", `{"@type":"Person","givenName":"Ana","familyName":"Ruiz"}`, "Ana Ruiz"},
		{"reference", `{"@id":"#ana"}`, "Ana Ruiz"},
		{"reference with a type", `{"@type":"Person","@id":"#ana"}`, "Ana Ruiz"},
		{"reference as a string", `"#ana"`, "Ana Ruiz"},
		{"list in the name", `{"name":["Ana Ruiz","Luis Paz"]}`, "Ana Ruiz|Luis Paz"},
		{"a node that refers to itself", `{"@id":"#self"}`, ""},
		{"null", `null`, ""},
	} {
		l := readLinked([]string{`{"@graph":[{"@type":"NewsArticle","headline":"x","author":` + c.in + `},{"@id":"#ana","@type":"Person","name":"Ana Ruiz"},{"@id":"#self","author":{"@id":"#self"}}]}`}, "")
		if got := strings.Join(l.names(l.main["author"]), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.trap, got, c.want)
		}
	}
}
