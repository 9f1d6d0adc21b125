// Package bucket is a bucket of an S3-compatible store as a place for files of
// the archive. It speaks to one server, by the way that fetch gives, and knows
// only what an archive needs: put once, read a range, take away.
//
// An object is put by one request with If-None-Match: *, so that a store which
// keeps to that never exchanges one for another; one which does not is found
// out by the archive, which reads back and hashes what it has sent. A bucket is
// addressed by path, since its server is the only host that is spoken to.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"vigia"
	"vigia/internal/fetch"
)

// Options say which bucket, and with which key.
type Options struct {
	Address  string // s3://bucket or s3://bucket/folder
	Endpoint string // https://host:port of the server
	Region   string // "": us-east-1, which most servers take for any
	Key      string // the access key's id
	Secret   string
}

// Bucket is a bucket, or a folder of one.
type Bucket struct {
	client       *minio.Client
	name, prefix string
	host         string
}

// limits of one request, whatever the caller's context.
const (
	rangeTime = 2 * time.Minute
	wholeTime = time.Hour // of a file of 256 MB: 75 KB in a second
)

// Open makes ready to speak to a bucket. Nothing is asked yet.
func Open(o Options) (*Bucket, error) {
	u, err := url.Parse(o.Address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, invalid("the store of the evidence is not named as s3://bucket or s3://bucket/folder", "set evidence_store so")
	}
	if o.Key == "" || o.Secret == "" {
		return nil, invalid("there is no key for the store of the evidence", "put it in the file that evidence_store_key names, two lines: the id and the secret; or in VIGIA_EVIDENCE_STORE_ID and VIGIA_EVIDENCE_STORE_SECRET")
	}
	way, err := fetch.Endpoint(o.Endpoint, nil)
	if err != nil {
		return nil, err
	}
	e, err := url.Parse(o.Endpoint)
	if err != nil {
		return nil, err // unreachable: Endpoint took it
	}
	region := o.Region
	if region == "" {
		region = "us-east-1"
	}
	c, err := minio.New(e.Host, &minio.Options{Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: e.Scheme == "https",
		Transport: way, Region: region, BucketLookup: minio.BucketLookupPath, MaxRetries: 1})
	if err != nil {
		return nil, invalid("the store of the evidence cannot be used: "+err.Error(), "look at evidence_endpoint and evidence_region in the settings")
	}
	b := &Bucket{client: c, name: u.Host, prefix: strings.Trim(u.Path, "/"), host: e.Host}
	if b.prefix != "" {
		b.prefix += "/"
	}
	return b, nil
}

func invalid(what, remedy string) error {
	return &vigia.Problem{Kind: vigia.ErrInvalid, What: what, Remedy: remedy}
}

// String names the bucket and its server, without the key.
func (b *Bucket) String() string { return "s3://" + b.name + "/" + b.prefix + " at " + b.host }

// Put writes an object that is not there yet; vigia.ErrConflict if it is.
func (b *Bucket) Put(ctx context.Context, name string, r io.Reader, size int64) error {
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	o := minio.PutObjectOptions{ContentType: "application/warc", DisableMultipart: true}
	o.SetMatchETagExcept("*")
	_, err := b.client.PutObject(ctx, b.name, b.prefix+name, r, size, o)
	return b.problem("write "+name, err)
}

// Get reads length bytes of an object from start on; all of it for a negative
// length. Close what it gives.
func (b *Bucket) Get(ctx context.Context, name string, start, length int64) (io.ReadCloser, error) {
	var o minio.GetObjectOptions
	limit := wholeTime
	if length >= 0 {
		limit = rangeTime
		if err := o.SetRange(start, start+max(length, 1)-1); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	core := minio.Core{Client: b.client}
	body, _, _, err := core.GetObject(ctx, b.name, b.prefix+name, o)
	if minio.ToErrorResponse(err).Code == "InvalidRange" { // it ends before
		cancel()
		return io.NopCloser(strings.NewReader("")), nil
	}
	if err != nil {
		cancel()
		return nil, b.problem("read "+name, err)
	}
	return &answer{b, name, body, cancel}, nil
}

// answer is the body of an answer; what goes wrong in the midst of it is told
// like what goes wrong before.
type answer struct {
	b      *Bucket
	name   string
	body   io.ReadCloser
	cancel context.CancelFunc
}

func (a *answer) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != nil && err != io.EOF {
		err = a.b.problem("read "+a.name, err)
	}
	return n, err
}

func (a *answer) Close() error {
	a.cancel()
	return a.body.Close()
}

// Remove takes an object away. One that is not there is gone already.
func (b *Bucket) Remove(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, rangeTime)
	defer cancel()
	return b.problem("remove "+name, b.client.RemoveObject(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{}))
}

// problem puts what the store said into words, without the key.
func (b *Bucket) problem(what string, err error) error {
	if err == nil {
		return nil
	}
	r := minio.ToErrorResponse(err)
	p := &vigia.Problem{Kind: vigia.ErrRefused, What: fmt.Sprintf("%s does not %s: %s", b, what, plainly(r, err))}
	switch r.Code {
	case "PreconditionFailed":
		p.Kind, p.Remedy = vigia.ErrConflict, "an object is never written over"
	case "NoSuchKey":
		p.Kind, p.Remedy = vigia.ErrNotFound, "restore it from a backup of the bucket, and find out who removed it"
	case "NoSuchBucket":
		p.Remedy = "make the bucket, or correct evidence_store in the settings"
	case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "XAdminUserNotFound":
		p.Remedy = "look at the key of the store and at what it may do: it must put, read and delete objects"
	default:
		p.Remedy = "it is tried again, less and less often; until then the files stay in the folder"
	}
	return p
}

func plainly(r minio.ErrorResponse, err error) string {
	var u *url.Error
	switch {
	case r.Code != "" && r.Message != "":
		return r.Code + ": " + r.Message
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.As(err, &u): // its text has the whole address
		return u.Err.Error()
	}
	return err.Error()
}
