# Línea. `make` alone lists the words; README.md says more.

.DEFAULT_GOAL := help
.PHONY: help run build test check race app journeys fed bench calibrate faults soak fuzz golden tools

BIN  := bin/linea
APP  := frontend/dist/index.html
NPM  := frontend/node_modules/.package-lock.json
FUZZ := bin/fuzz/targets
DEMO := linea-demo.gpkg

RELEASE := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)
BUILT    = $(shell date -u +%Y-%m-%dT%H:%M:%SZ)
LDFLAGS  = -X main.release=$(RELEASE) -X main.commit=$(COMMIT) -X main.built=$(BUILT)

# Everything that ends up in the binary or the app, so that a second `make run`
# builds nothing.
GO_FILES  := go.mod go.sum frontend/embed.go $(shell find cmd api tiles geo -type f ! -name '*_test.go' ! -path '*/testdata/*')
APP_FILES := $(filter-out %.test.ts %.test.tsx,$(shell find frontend/src frontend/tools frontend/public frontend/worker -type f 2>/dev/null)) \
             $(wildcard frontend/*.html frontend/*.json frontend/*.ts)

help: ## list these words
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(BIN) ## serve a map of synthetic data; DATA="file ..." imports those files instead
ifdef DATA
	$(BIN) import $(DATA) || [ $$? -eq 3 ]
	$(BIN) serve
else
	@[ -s $(DEMO) ] || $(BIN) demo --store $(DEMO) --n 20000
	$(BIN) serve --store $(DEMO)
endif

build: $(BIN) ## build the web app and bin/linea

$(BIN): $(GO_FILES) $(APP)
	go build -ldflags "$(LDFLAGS)" -o $@ ./cmd/linea

$(APP): $(APP_FILES) $(NPM)
	cd frontend && npm run --silent build
	@touch $@

$(NPM): frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

# Two things at a time: packages are fetched beside lint, and the readers are fed
# beside the journeys, from what those leave of the machine. The app is built
# before the first Go file is, because they embed it.
test: ## run everything: types, lint, units, the race detector, broken bytes, a browser
	@$(MAKE) --no-print-directory -j2 tools check
	@$(MAKE) --no-print-directory -j2 race app $(FUZZ)
	@$(MAKE) --no-print-directory -j2 journeys fed

race: # vetted by check; in .ci/plain stands what the detector does not watch
	@.ci/units

app: $(BIN)
	cd frontend && npm test && npm run size

journeys: $(BIN)
	@.ci/browser

fed: $(FUZZ)
	@nice .ci/fuzz 10s

$(FUZZ): $(GO_FILES) $(APP) $(shell find cmd api tiles geo -name '*_test.go')
	@.ci/fuzzers

# SA4016: 5<<3 | 0 spells a protocol buffers tag, field 5 of wire type 0.
LINT_EXEMPT := -SA4016

check: $(APP) ## formatting, vet, lint and types, without running a test
	@unformatted=$$(gofmt -l cmd api tiles geo frontend/*.go) && [ -z "$$unformatted" ] || { echo "gofmt -w $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck -checks=inherit,$(LINT_EXEMPT) ./...
	cd frontend && npm run check

tools: # installs what the tests use from the system's packages, or says what is missing
	@.ci/tools

N ?= 1000000
TOUR ?= 5
bench: $(BIN) ## measure the service and the page over loopback; N=20000 for a short run, PG=auto beside PostGIS
	go run ./cmd/bench -linea $(BIN) -n $(N) $(if $(PG),-postgis $(PG))
	cd frontend && node bench/page.mjs ../$(BIN) $(N) $(TOUR)

calibrate: ## how often pure noise looks like a finding: 400 maps a size
	go test ./geo/hotspot -count=1 -run Calibration -v -calibrate.full

ROUNDS ?= 200
faults: MINUTES = 1
faults: ## kill, fill, damage: ROUNDS=200 times; abuse for MINUTES=1; tables of what was lost, which is nothing
	go test ./cmd/linea -count=1 -run Faults -v -timeout 0 -faults.rounds $(ROUNDS) -abuse.minutes $(MINUTES)
	go test ./geo/store/sqlite -count=1 -v -run 'Killed|Full|NoRight|Locked|Log|Refuse|Verify'

MINUTES ?= 60
soak: ## use one server for MINUTES=60: writes, imports, tiles, corridors, restarts; memory stays flat
	go test ./cmd/linea -count=1 -run Soak -v -timeout 0 -soak.minutes $(MINUTES)

FUZZTIME ?= 20s
fuzz: $(FUZZ) ## feed broken bytes to every reader, FUZZTIME=20s each
	@.ci/fuzz $(FUZZTIME)

golden: ## rewrite the expected texts of tests; read the diff before you commit it
	LINEA_GOLDEN=write go test -count=1 -run Golden ./...
