package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vigia"
	"vigia/internal/db"
	"vigia/internal/source"
)

// The most that a hub may send: its body is only weighed against its signature.
const (
	maxPush      = 5 << 20
	maxChallenge = 1 << 10
)

// Callback answers hubs (WebSub) on paths that nobody can guess, below the
// folder at which it stands. A hub confirms a subscription that we asked for; a
// push with a right signature makes the source due as soon as manners allow.
// Nothing that comes in is read as content, and whatever is forged changes
// nothing.
func Callback(lg *slog.Logger, d *db.DB) http.Handler {
	return callback{lg, d}
}

type callback struct {
	lg *slog.Logger
	d  *db.DB
}

func (c callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	path := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if len(path) != 64 {
		http.NotFound(w, r)
		return
	}
	h, err := source.HubByPath(r.Context(), c.d, path)
	if errors.Is(err, vigia.ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	if err == nil {
		switch r.Method {
		case http.MethodGet:
			err = c.confirm(w, r, h)
		case http.MethodPost:
			err = c.push(w, r, h)
		default:
			http.Error(w, "GET or POST", http.StatusMethodNotAllowed)
		}
	}
	if err != nil {
		c.lg.Error("hub's request failed", "err", err)
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	}
}

// confirm answers a hub that asks whether we meant it.
func (c callback) confirm(w http.ResponseWriter, r *http.Request, h source.Hub) error {
	q := r.URL.Query()
	if q.Get("hub.mode") == "denied" && q.Get("hub.topic") == h.Topic {
		why := q.Get("hub.reason")
		if len(why) > 200 {
			why = strings.ToValidUTF8(why[:200], "")
		}
		return c.d.InTx(r.Context(), func(tx *db.Tx) error { return source.RefuseHub(tx, h, "the hub refuses: "+why) })
	}
	seconds, err := strconv.Atoi(q.Get("hub.lease_seconds"))
	challenge := q.Get("hub.challenge")
	if err != nil || seconds <= 0 || q.Get("hub.mode") != "subscribe" || challenge == "" || len(challenge) > maxChallenge {
		http.NotFound(w, r)
		return nil
	}
	lease, confirmed := time.Duration(min(seconds, 1<<30))*time.Second, false
	err = c.d.InTx(r.Context(), func(tx *db.Tx) error {
		if confirmed = h.Confirms(q.Get("hub.topic"), lease, tx.Now); !confirmed {
			return nil
		}
		return source.ConfirmHub(tx, h, lease)
	})
	if err != nil {
		return err
	}
	if !confirmed {
		http.NotFound(w, r)
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, challenge)
	return err
}

// push takes the word of a hub that there is something new, if it signed it.
// One that did not is told nothing.
func (c callback) push(w http.ResponseWriter, r *http.Request, h source.Hub) error {
	mac := signer(r.Header.Get("X-Hub-Signature"), h.Secret)
	sum, err := io.Copy(mac, http.MaxBytesReader(w, r.Body, maxPush))
	if err != nil {
		http.Error(w, "too large, or cut off", http.StatusRequestEntityTooLarge)
		return nil
	}
	w.WriteHeader(http.StatusAccepted)
	if sum == 0 || !mac.signed() {
		return nil
	}
	return c.d.InTx(r.Context(), func(tx *db.Tx) error {
		if !h.Active(tx.Now) {
			return nil
		}
		return source.HubTold(tx, h)
	})
}

// signature is what a hub says it signed with, and what it should be.
type signature struct {
	hash.Hash
	claimed []byte
}

// hashes are those of WebSub that nobody can forge; SHA-1 is none of them.
var hashes = map[string]func() hash.Hash{"sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

func signer(header, secret string) signature {
	method, value, _ := strings.Cut(strings.TrimSpace(header), "=")
	claimed, err := hex.DecodeString(value)
	makes := hashes[strings.ToLower(method)]
	if err != nil || makes == nil {
		makes, claimed = sha256.New, nil
	}
	return signature{hmac.New(makes, []byte(secret)), claimed}
}

func (s signature) signed() bool { return hmac.Equal(s.Sum(nil), s.claimed) }
