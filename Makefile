# Two commands do everything: 'make run' and 'make test'.
# Needs Go and git; 'make test' installs Chromium and PostgreSQL where it may.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
export CGO_ENABLED = 0

.PHONY: run test lint build cross bench conformance fuzz clean help

help:
	@echo "make run          the sample newsroom, the desk and the public site on this machine"
	@echo "make run ARGS=--once   the same up to the published edition, then end"
	@echo "make test         all tests, browser and PostgreSQL included"
	@echo "make lint         formatting, vet, staticcheck, go.mod"
	@echo "make build        bin/vigia"
	@echo "make cross        builds for macOS and Windows"
	@echo "make bench        speed and accuracy beside peers; needs ../shared/data"
	@echo "make conformance  conformance sets; needs ../shared/data"
	@echo "make fuzz         every codec against hostile input, a minute each; uses ../shared/data"

build:
	$(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/vigia ./cmd/vigia

run: build
	./bin/vigia demo $(ARGS)

test:
	./scripts/setup-tests
	./scripts/with-postgres $(GO) test -timeout 9m ./...

lint:
	./scripts/lint

# Builds for the other systems; takes minutes the first time.
cross:
	GOOS=darwin GOARCH=arm64 $(GO) build -o /dev/null ./cmd/vigia
	GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null ./cmd/vigia

bench: build
	./scripts/bench

conformance: build
	./scripts/conformance

fuzz:
	./scripts/fuzz

clean:
	rm -rf bin sample-data
