#!/usr/bin/env bash
# bench.sh [FILTER]   runs the benchmarks of every part, one after the other; with a filter only the micro benchmarks that it names.
set -euo pipefail
cd "$(dirname "$0")/.."

run() {
  local project=$1
  shift
  echo "== $project $*"
  "tests/$project/bin/${CONFIGURATION:-Release}/net10.0/$project" "$@"
}

if [[ -n ${1:-} ]]; then
  run ObjectStore.Benchmarks --filter "$1"
  exit
fi

run ObjectStore.Benchmarks compare-erasure
run ObjectStore.Benchmarks --filter '*ChecksumBenchmarks*' '*Md5Benchmarks*'
run ObjectStore.Benchmarks.S3
run ObjectStore.Benchmarks.Index
run ObjectStore.Benchmarks.Extents
run ObjectStore.Benchmarks.Rpc
