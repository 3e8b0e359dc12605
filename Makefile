# Every task of a developer and of the CI starts here; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

CONFIGURATION ?= Release
SOLUTION := ObjectStore.K8s.sln
STANDALONE := standalone/ObjectStore.Standalone

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# The dotnet command needs no ICU then, which a minimal system lacks.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT := 1
export CONFIGURATION

.PHONY: help sdk run cluster-up cluster-down build test test-model test-sim test-faults fault-report test-isa conformance lint fmt golden reference bench bench-s3 bench-index bench-keymap bench-cluster bench-gray bench-features bench-memory images images-local chart-goldens kind-up kind-down e2e ci clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

# Found by the programs that are built, also where the SDK is not in a usual place.
DOTNET_HOME := $(dir $(realpath $(shell command -v dotnet)))
ifneq ($(and $(DOTNET_HOME),$(wildcard $(DOTNET_HOME)host/fxr)),)
export DOTNET_ROOT ?= $(DOTNET_HOME)
endif

sdk:
	@dotnet --list-sdks 2>/dev/null | grep '^10\.' >/dev/null || { echo "make: the .NET 10 SDK is missing, see https://dotnet.microsoft.com/download/dotnet/10.0" >&2; exit 1; }

run: sdk ## start the store on this machine, S3 at http://127.0.0.1:9000 (ARGS="--Section:Name value")
	@scripts/install-packages.sh ca-certificates libsqlite3-0 libzstd1
	@dotnet build $(STANDALONE) -c $(CONFIGURATION) -v quiet
	@scripts/master-key.sh data/master-keys.yaml
	@OBJECTSTORE__Encryption__MasterKeyFile=$${OBJECTSTORE__Encryption__MasterKeyFile-data/master-keys.yaml} exec $(STANDALONE)/bin/$(CONFIGURATION)/net10.0/ObjectStore.Standalone $(ARGS)

cluster-up: sdk ## start a cluster of processes: PostgreSQL, 6 nodes in 3 zones, a curator, gateways at http://127.0.0.1:9000 and :9010 (data in ./data/cluster)
	@scripts/install-packages.sh ca-certificates libsqlite3-0 libzstd1 postgresql curl
	@for project in node/ObjectStore.Node operator/ObjectStore.CuratorHost gateway/ObjectStore.GatewayHost; do dotnet build $$project -c $(CONFIGURATION) -v quiet || exit 1; done
	@scripts/cluster.sh up

cluster-down: ## stop it and keep its data
	@scripts/cluster.sh down

build: ## compile everything
	@dotnet build $(SOLUTION) -c $(CONFIGURATION) -v quiet

test: sdk ## build, then run every test project (ONLY=Part.Of.Name runs those that match)
	@scripts/install-packages.sh ca-certificates libsqlite3-0 libzstd1 postgresql pgbouncer rabbitmq-server awscli s3cmd rclone python3-boto3 python3-grpcio python3-protobuf
	@dotnet build $(SOLUTION) -c $(CONFIGURATION) -v quiet
	@scripts/run-tests.sh

test-model: build ## run the model tests for long (OPERATIONS=2000000, SEED=n replays)
	@OBJECTSTORE_MODEL_OPERATIONS=$(or $(OPERATIONS),2000000) OBJECTSTORE_MODEL_SEED=$(SEED) OBJECTSTORE_TEST_SEED=$(SEED) \
	  TEST_TIMEOUT=7200 scripts/run-tests.sh -trait Category=Model

test-sim: build ## simulate the whole store under faults, a cluster per seed (SEEDS=2000 how many, SEED=n replays one, TRACE=file all that happens)
	@OBJECTSTORE_SIMULATION_SEEDS=$(or $(SEEDS),$(if $(SEED),1,2000)) OBJECTSTORE_SIMULATION_SEED=$(SEED) OBJECTSTORE_SIMULATION_TRACE=$(TRACE) \
	  tests/ObjectStore.Simulation.Tests/bin/$(CONFIGURATION)/net10.0/ObjectStore.Simulation.Tests -noLogo -noColor -trait Category=Soak

test-faults: build ## a cluster of processes under load and many faults (FAULTS=200 OPERATIONS=200000 SEED=n), see docs/operations/faults.md
	@scripts/install-packages.sh ca-certificates libsqlite3-0 libzstd1 postgresql
	@OBJECTSTORE_FAULTS=$(or $(FAULTS),200) OBJECTSTORE_FAULT_OPERATIONS=$(or $(OPERATIONS),200000) OBJECTSTORE_TEST_SEED=$(SEED) \
	  TEST_TIMEOUT=14400 ONLY=Faults scripts/run-tests.sh -trait Category=Soak -diagnostics

fault-report: test-faults ## the same, and say where the report is
	@echo "artifacts/faults/report.md"

test-isa: build ## rerun codec and checksum tests with parts of the CPU switched off
	@scripts/test-isa.sh

conformance: build ## run the listed ceph s3-tests (S3TESTS=their checkout) against a fresh store
	@scripts/conformance.sh

lint: build ## analyzers (they fail the build) and formatting
	@dotnet format $(SOLUTION) --verify-no-changes --no-restore

fmt: ## format the code in place
	@dotnet format $(SOLUTION)

golden: build ## compare formats with the golden files, and write those that are missing
	@OBJECTSTORE_WRITE_GOLDEN=1 scripts/run-tests.sh -trait Category=Golden

reference: build ## write the pages that list all settings and metrics, docs/operations/settings.md and metrics.md
	@OBJECTSTORE_WRITE_REFERENCE=1 ONLY=Chart scripts/run-tests.sh -class '*PagesTests'

bench: build ## all benchmarks as tables, beside ISA-L and fio (FILTER='*Codec*' picks some of the micro benchmarks)
	@scripts/install-packages.sh libsqlite3-0 libzstd1 postgresql libisal-dev fio
	@scripts/bench.sh '$(FILTER)'

bench-s3: build ## load an endpoint and print rates (ENDPOINT=http://host:port, default: a store of its own)
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- $(if $(ENDPOINT),--endpoint $(ENDPOINT)) $(ARGS)

bench-index: build ## creating, listing and HEAD on SQLite and PostgreSQL over partitions and databases, beside the targets (ARGS="--layouts 1/1,16/4 --keys 160000")
	@scripts/install-packages.sh libsqlite3-0 libzstd1 postgresql
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- index $(ARGS)

bench-keymap: build ## the longest request of a steady load while partitions split, move and merge, on SQLite and PostgreSQL
	@scripts/install-packages.sh libsqlite3-0 libzstd1 postgresql
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.Benchmarks.Index -- pauses

bench-cluster: build ## a cluster of processes beside a standalone process, with the processor time of each kind of process (ARGS="--sizes 4K --seconds 10")
	@scripts/install-packages.sh libsqlite3-0 libzstd1 postgresql
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- cluster $(ARGS)

bench-gray: build ## what clients see of a device that answers 2 s late, beside the same cluster without it (ARGS="--sizes 1M --seconds 120")
	@scripts/install-packages.sh libsqlite3-0 libzstd1 postgresql
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- gray $(ARGS)

bench-features: build ## what versions, SSE-S3 and a policy of 100 statements cost a request (ARGS="--sizes 4K --rounds 5")
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- features $(ARGS)

bench-memory: build ## memory of the store under 64 uploads of 1 GiB at once, smaller ones where the disk is short (ARGS="--size 700M")
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/ObjectStore.LoadTest -- memory $(ARGS)

images: ## container images with a container engine (REGISTRY=ghcr.io/objectstore TAG=0.1.0 BASE=… PLATFORMS=linux/amd64,linux/arm64 PUSH=1)
	@scripts/images.sh $(or $(IMAGES),operator gateway node)

images-local: sdk ## container images without a container engine or a registry, in artifacts/images (as root; IMAGES="operator gateway node postgres s3-client")
	@scripts/images-local.sh $(or $(IMAGES),operator gateway node)

chart-goldens: ## copy crds/ into the chart and render the golden files of its tests (helm on the PATH, or HELM=…)
	@scripts/chart.sh goldens

kind-up: sdk ## a kind cluster with six workers in three zones, the chart installed and the samples applied
	@scripts/kind.sh up

e2e: ## the end-to-end scenarios on the cluster of kind-up, or on any other (KUBECONFIG=…, SCENARIOS="install client", see scripts/e2e.sh)
	@$(if $(filter-out $(abspath artifacts/kind.kubeconfig),$(abspath $(KUBECONFIG))),scripts/e2e.sh,scripts/kind.sh e2e) $(SCENARIOS)

kind-down: ## delete the kind cluster
	@scripts/kind.sh down

ci: ## what the CI runs
	@.ci/run

clean: ## remove build output
	@dotnet clean $(SOLUTION) -c $(CONFIGURATION) -v quiet
	@rm -rf artifacts
