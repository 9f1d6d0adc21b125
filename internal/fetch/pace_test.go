package fetch

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestGap(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	for i := range 20 {
		w.on(fmt.Sprintf("a.example/%d", i), page("x"))
		if _, err := c.Get(context.Background(), Request{URL: fmt.Sprintf("http://a.example/%d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(k.slept) != 20 { // before each but the first, which was for robots.txt
		t.Fatalf("slept %d times", len(k.slept))
	}
	same := true
	for _, d := range k.slept {
		if d < time.Second || d > 1200*time.Millisecond {
			t.Errorf("paused %v", d)
		}
		same = same && d == k.slept[0]
	}
	if same {
		t.Error("pauses have no jitter")
	}
}

func TestCrawlDelay(t *testing.T) {
	for given, want := range map[string]time.Duration{"7": 7 * time.Second, "2.5": 2500 * time.Millisecond, "3600": maxDelay, "0.1": time.Second, "-5": time.Second, "NaN": time.Second, "1e99": maxDelay} {
		w, k := newWeb(t), newClock()
		c := w.client(k)
		w.on("a.example/robots.txt", page("User-agent: *\nCrawl-delay: %s", given))
		w.on("a.example/", page("x"))
		for range 3 {
			if _, err := c.Get(context.Background(), Request{URL: "http://a.example/"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range k.slept[1:] {
			if d < want || d > want+want/5 {
				t.Errorf("delay %s: paused %v", given, d)
			}
		}
	}
}

// TestOneAtATime: hosts of one site share one connection, other sites do not
// wait for it.
func TestOneAtATime(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	var wg sync.WaitGroup
	var running, most atomic.Int32
	for i := range 30 {
		key := fmt.Sprintf("h%d.a.example/%d", i%3, i)
		w.do(key, func(conn net.Conn) {
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			runtime.Gosched()
			running.Add(-1) // before the answer, after which the next may come
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		})
		wg.Go(func() {
			if _, err := c.Get(context.Background(), Request{URL: "http://" + key}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests to one site at a time", most.Load())
	}

	held, release := make(chan bool), make(chan bool)
	w.do("slow.example/", func(conn net.Conn) {
		close(held)
		<-release
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	})
	w.on("b.example/", page("x"))
	wg.Go(func() {
		if _, err := c.Get(context.Background(), Request{URL: "http://slow.example/"}); err != nil {
			t.Error(err)
		}
	})
	<-held
	if _, err := c.Get(context.Background(), Request{URL: "http://b.example/"}); err != nil {
		t.Error(err)
	}
	close(release)
	wg.Wait()
}

func TestRetryAfter(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	w.on("a.example/", "HTTP/1.1 429 Slow\nRetry-After: 600\n\n")
	get := func() (*Exchange, error) {
		return c.Get(context.Background(), Request{URL: "http://a.example/"})
	}
	x, err := get()
	failed(t, x, err, RateLimited)
	asked := len(w.asked())
	k.Sleep(context.Background(), 5*time.Minute)
	x, err = get()
	if f := failed(t, x, err, Resting); f.RetryAfter < 4*time.Minute || f.RetryAfter > 5*time.Minute || f.Status != 0 {
		t.Errorf("%+v", f)
	}
	if len(w.asked()) != asked {
		t.Error("asked again inside Retry-After")
	}
	k.Sleep(context.Background(), 5*time.Minute)
	w.on("a.example/", page("x"))
	if _, err := get(); err != nil {
		t.Error(err)
	}
}

// TestBackOff: pauses double with each failure; the fifth closes the host,
// then one request at a time tries it, and a good one opens it again.
func TestBackOff(t *testing.T) {
	w, k := newWeb(t), newClock()
	c := w.client(k)
	w.on("a.example/", "HTTP/1.1 500 Oh\n\n")
	get := func() (*Exchange, error) {
		return c.Get(context.Background(), Request{URL: "http://a.example/"})
	}
	for i := range 5 {
		x, err := get()
		failed(t, x, err, ServerError)
		if want := time.Second << i; i > 0 && k.slept[i] < want {
			t.Errorf("try %d: paused %v, want %v", i, k.slept[i], want)
		}
	}
	x, err := get()
	if f := failed(t, x, err, Resting); f.RetryAfter != 32*time.Second {
		t.Errorf("closed for %v", f.RetryAfter)
	}
	k.Sleep(context.Background(), 33*time.Second)
	x, err = get()
	failed(t, x, err, ServerError)
	x, err = get()
	if f := failed(t, x, err, Resting); f.RetryAfter != 64*time.Second {
		t.Errorf("closed for %v", f.RetryAfter)
	}
	k.Sleep(context.Background(), 65*time.Second)
	w.on("a.example/", page("x"))
	for range 2 {
		if _, err := get(); err != nil {
			t.Error(err)
		}
	}
	if d := backOff(time.Second, 1000); d != maxBackOff {
		t.Errorf("%v after a thousand failures", d)
	}
}

// TestForget: what says nothing any more is dropped, what does is kept.
func TestForget(t *testing.T) {
	k := newClock()
	p := newPace(k, time.Second)
	for i := range 100 {
		tg := target{host: fmt.Sprintf("h%d", i), site: fmt.Sprintf("h%d", i)}
		if f, err := p.begin(context.Background(), tg, Page); f != nil || err != nil {
			t.Fatal(f, err)
		}
		var f *Failure
		if i == 7 {
			f = fail(RateLimited, "slower")
			f.RetryAfter = time.Hour
		}
		p.end(tg, f)
	}
	k.Sleep(context.Background(), time.Minute)
	p.mu.Lock()
	p.forget()
	p.mu.Unlock()
	if len(p.sites) != 0 || len(p.hosts) != 1 {
		t.Errorf("%d sites, %d hosts", len(p.sites), len(p.hosts))
	}
}
