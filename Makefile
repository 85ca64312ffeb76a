# Every target says what it does behind "##"; `make help` prints them.
.DEFAULT_GOAL := help
export CGO_ENABLED := 0
DATA ?= ../shared/data

.PHONY: help run build test test-servers lint fuzz bench screenshots reference extract-report cross verify

help: ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## answer a question: make run ARGS='estimate --country DE --years 6'
	@go run ./cmd/backpay $(ARGS)

build: ## build the static binary bin/backpay
	go build -trimpath -ldflags '-s -w' -o bin/backpay ./cmd/backpay

test: test-servers ## run every test and say what was skipped and why; installs missing test servers where it can
	go vet ./...
	@go run ./scripts/tests ./...

test-servers:
	@sh scripts/test-servers

lint: ## golangci-lint with the commented list in .golangci.yml
	go tool -modfile=tools.mod golangci-lint run

FUZZTIME ?= 10000x
fuzz: ## fuzz every parser for FUZZTIME each (10s, or 10000x runs), from the corpora that are checked in
	@sh scripts/fuzz $(FUZZTIME)

bench: ## benchmarks, each beside the alternative a user would pick
	go test -run '^$$' -bench . -benchtime 1s ./internal/...
	cd bench && go run ./boosters -data $(abspath $(DATA))

screenshots: ## pictures of every page in screenshots/, at three widths, light and dark
	BACKPAY_SCREENSHOTS=$(CURDIR)/screenshots BACKPAY_REQUIRE_BROWSER=1 go test ./internal/web -run '^TestScreenshots$$' -count 1 -v

reference: ## make the embedded tables again from the public data in DATA
	go run ./internal/reference/build -data $(DATA) -repo .

extract-report: ## measure the reading of postings, and write docs/extract.md
	go run ./internal/extract/report -data $(DATA) -repo .

scorecard: ## measure the model on people it has not seen, beside scikit-learn's boosters
	@sh scripts/scorecard $(DATA)

cross: ## build for every platform that is promised
	@for p in linux/amd64 linux/arm64 darwin/arm64 windows/amd64; do \
		echo "building for $$p"; \
		GOOS=$${p%/*} GOARCH=$${p#*/} go build -trimpath -o /dev/null ./cmd/backpay || exit 1; \
	done

verify: lint test fuzz cross ## everything that CI runs
