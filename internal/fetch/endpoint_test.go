package fetch

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEndpointSpeaksToOneServerAlone(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other server was asked") }))
	defer other.Close()
	mine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "here") }))
	defer mine.Close()
	t.Setenv("HTTP_PROXY", other.URL)
	t.Setenv("http_proxy", other.URL)
	e, err := Endpoint(mine.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	get := func(address string) error {
		r, err := http.NewRequest("GET", address, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := e.RoundTrip(r)
		if err == nil {
			res.Body.Close()
		}
		return err
	}
	if err := get(mine.URL + "/bucket/key"); err != nil {
		t.Errorf("its own server: %v", err)
	}
	for _, address := range []string{other.URL, "http://127.0.0.1/", strings.Replace(mine.URL, "http:", "https:", 1), strings.Replace(mine.URL, "127.0.0.1", "127.0.0.2", 1)} {
		if err := get(address); err == nil {
			t.Errorf("%s was asked", address)
		}
	}
}

func TestEndpointAddresses(t *testing.T) {
	for address, good := range map[string]bool{
		"https://s3.example.org": true, "http://10.0.0.7:9000/": true, "https://[fd00::1]:9000": true,
		"s3.example.org": false, "ftp://a": false, "https://a/bucket": false, "https://user:pass@a": false, "https://": false, "https://a?x=1": false,
	} {
		_, err := Endpoint(address, nil)
		if (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), ":pass@") {
			t.Errorf("the error has the password: %v", err)
		}
	}
}

func TestEndpointKeepsOffLocalLinks(t *testing.T) {
	for address, good := range map[string]bool{
		"127.0.0.1:9000": true, "10.1.2.3:443": true, "[fd00::1]:9000": true,
		"169.254.1.1:80": false, "[fe80::1]:80": false, "[::ffff:169.254.1.1]:80": false, "0.0.0.0:80": false, "224.0.0.1:80": false,
	} {
		if err := notLocalLink("tcp", address, nil); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
}
