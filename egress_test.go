package vigia_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// egress names what opens a connection or asks a name server, by import path.
// Only internal/fetch may use it: its guard sees every address that is dialled.
// The databases' drivers dial what their own setting names and are held by the
// laws of the layout.
var egress = map[string][]string{
	"net":        {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix", "Dialer", "Resolver", "DefaultResolver", "Lookup*", "ResolveTCPAddr", "ResolveUDPAddr", "ResolveIPAddr"},
	"net/http":   {"Get", "Head", "Post", "PostForm", "Client", "Transport", "DefaultClient", "DefaultTransport", "NewRequest", "NewRequestWithContext", "ProxyFromEnvironment", "RoundTripper"},
	"crypto/tls": {"Dial", "DialWithDialer", "Dialer", "Client"},
}

// carriers reach the network by being imported at all, or run programs that do.
var carriers = []string{"net/smtp", "net/rpc", "net/http/httputil", "net/http/cgi", "os/exec", "golang.org/x/net/websocket", "golang.org/x/net/proxy", "golang.org/x/net/http2"}

// mayLeave are the folders whose files may do what the table names: the one
// way out, and two that are no part of the program: a generator that runs the go
// tool, and a measurement that runs itself.
var mayLeave = map[string]bool{"internal/fetch": true, "internal/language/gen": true, "scripts/hostile": true}

// leaks lists every use of the table in a tree, tests left out.
func leaks(t *testing.T, root string) []string {
	t.Helper()
	var bad []string
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(p, root), string(filepath.Separator)))
		if e.IsDir() {
			if name := e.Name(); rel != "" && (strings.HasPrefix(name, ".") || name == "testdata" || isModule(p)) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || mayLeave[path.Dir(rel)] {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, 0)
		if err != nil {
			return err
		}
		for _, use := range outward(f) {
			bad = append(bad, rel+" uses "+use+": only internal/fetch makes connections")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return bad
}

// outward lists what a file uses of the table, under whatever name it imports.
func outward(f *ast.File) (uses []string) {
	names := map[string]string{} // name in the file -> import path
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue // unreachable: it was parsed
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		for _, c := range carriers {
			if p == c {
				uses = append(uses, p)
			}
		}
		if _, ok := egress[p]; ok {
			names[name] = p
			if name == "." {
				uses = append(uses, ". "+p)
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok || x.Obj != nil { // a variable of that name
			return true
		}
		for _, word := range egress[names[x.Name]] {
			stem, open := strings.CutSuffix(word, "*")
			if sel.Sel.Name == word || open && strings.HasPrefix(sel.Sel.Name, stem) {
				uses = append(uses, names[x.Name]+"."+sel.Sel.Name)
			}
		}
		return true
	})
	return uses
}

func TestOnlyFetchReachesTheNetwork(t *testing.T) {
	for _, l := range leaks(t, ".") {
		t.Error(l)
	}
}

func TestAPlantedDialerIsCaught(t *testing.T) {
	for name, plant := range map[string]struct{ src, want string }{
		"dial":      {`import "net"; func f() { net.Dial("tcp", "a:1") }`, "net.Dial"},
		"dialer":    {`import "net"; var d net.Dialer`, "net.Dialer"},
		"renamed":   {`import n "net"; func f() { n.LookupHost("a") }`, "net.LookupHost"},
		"client":    {`import "net/http"; var c = http.DefaultClient`, "net/http.DefaultClient"},
		"tls":       {`import "crypto/tls"; func f() { tls.Dial("tcp", "a:1", nil) }`, "crypto/tls.Dial"},
		"program":   {`import _ "os/exec"`, "os/exec"},
		"dotted":    {`import . "net"`, ". net"},
		"listening": {`import "net"; func f() { net.Listen("tcp", ":0") }`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.MkdirAll(filepath.Join(root, "internal/story"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, "internal/story/planted.go"), []byte("package story\n\n"+plant.src+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(leaks(t, root), "\n")
			if plant.want == "" && got != "" || !strings.Contains(got, plant.want) {
				t.Errorf("got %q, want %q", got, plant.want)
			}
		})
	}
}
