#!/usr/bin/env bash
# conformance.sh   runs the listed tests of ceph/s3-tests against a fresh store.
#   S3TESTS=folder  a checkout of github.com/ceph/s3-tests (required)
#   PYTHON=python3  an interpreter that has pytest, boto3 and what the suite asks for
#   ALL=1           the whole suite, compared with the list
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "conformance: $*" >&2; exit 1; }

suite=tests/ObjectStore.S3.Conformance.Tests
python=${PYTHON:-/usr/bin/python3}
[[ -n ${S3TESTS:-} ]] || fail "set S3TESTS to a checkout of github.com/ceph/s3-tests ($suite/README.md)"
[[ -f $S3TESTS/s3tests/functional/test_s3.py ]] || fail "$S3TESTS is no checkout of ceph/s3-tests"
"$python" -c 'import pytest, boto3, munch, isodate, httplib2, lxml, pytz' || fail "$python lacks modules of the suite ($suite/README.md)"

work=$(mktemp -d)
trap '[[ -z ${store:-} ]] || kill "$store" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
read -r port admin < <("$python" -c '
import socket
pair = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*[entry.getsockname()[1] for entry in pair])')
scripts/master-key.sh "$work/master-keys.yaml"
for id in testkey-1 testkey-2; do echo "$id: $(head -c 32 /dev/urandom | base64)"; done >"$work/kms-keys.yaml"
standalone/ObjectStore.Standalone/bin/"${CONFIGURATION:-Release}"/net10.0/ObjectStore.Standalone \
  --Gateway:Endpoint "127.0.0.1:$port" --Admin:Endpoint "127.0.0.1:$admin" --Standalone:DataDirectory "$work/data" \
  --Encryption:MasterKeyFile "$work/master-keys.yaml" --Encryption:KmsKeysFile "$work/kms-keys.yaml" --Encryption:AllowCustomerKeysOverHttp true \
  --Standalone:Pools:cold:DevicesPerZone 2 --StorageClasses:LUKEWARM:Pool cold --StorageClasses:FROZEN:Pool cold --Lifecycle:TransitionBytesMin 0 \
  --Gateway:AllowSignatureV2 true --Lifecycle:DayLength 00:00:03 --Lifecycle:PassesPerDay 1 --Identities:File "$PWD/$suite/identities.yaml" >"$work/store.log" 2>&1 </dev/null &
store=$!
for _ in $(seq 600); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  kill -0 "$store" 2>/dev/null || { cat "$work/store.log" >&2; fail "the store did not start"; }
  sleep 0.1
done

sed "s/@PORT@/$port/" "$suite/ceph-s3-tests.conf" >"$work/s3tests.conf"
"$python" "$suite/iam_user.py" "$port" "$work/s3tests.conf" "$work/iam.conf"
grep -v '^#' "$suite/ceph-s3-tests.txt" >"$work/listed"
mkdir -p artifacts/tests
: >artifacts/tests/ceph-s3-tests.log

# run NAME CONF FILE…   runs the listed tests of some files of the suite, or all of them, with a configuration.
run() {
  local report=$PWD/artifacts/tests/$1.xml conf=$2 code=0
  shift 2
  rm -f "$report"
  (
    cd "$S3TESTS"
    export S3TEST_CONF=$conf PYTHONDONTWRITEBYTECODE=1
    unset AWS_CA_BUNDLE AWS_CONFIG_FILE AWS_PROFILE
    tests=("$@")
    options=(-q -p no:cacheprovider --tb=short --junitxml "$report")
    if [[ -z ${ALL:-} ]]; then
      mapfile -t tests < <(
        while read -r name; do { grep -H -o "^def $name(" "$@" || true; } | sed "s/:.*/::$name/"; done <"$work/listed")
    fi
    [[ ${#tests[@]} -gt 0 ]] || fail "no test of $* is listed"
    "$python" -m pytest "${options[@]}" "${tests[@]}"
  ) >>artifacts/tests/ceph-s3-tests.log 2>&1 || code=$?
  [[ -s $report ]] || { tail -n 50 artifacts/tests/ceph-s3-tests.log; fail "pytest gave no report ($code)"; }
}
run ceph-s3-tests "$work/s3tests.conf" s3tests/functional/test_s3.py s3tests/functional/test_headers.py
run ceph-iam-tests "$work/iam.conf" s3tests/functional/test_iam.py s3tests/functional/test_sts.py

"$python" - "$work/listed" "${ALL:-}" artifacts/tests/ceph-{s3,iam}-tests.xml <<'END'
import sys
import xml.etree.ElementTree as tree
listed, everything, *reports = sys.argv[1:]
listed = set(open(listed).read().split())
outcome = {}
for case in (case for report in reports for case in tree.parse(report).iter('testcase')):
    name = case.get('name').split('[')[0]
    good = case.find('failure') is None and case.find('error') is None and case.find('skipped') is None
    outcome[name] = outcome.get(name, True) and good
failed = sorted(name for name in listed if not outcome.get(name, False))
for name in failed:
    print('failed:', name)
if everything:
    for name in sorted(name for name, good in outcome.items() if good and name not in listed):
        print('passes, not listed:', name)
print('conformance: %d of %d listed tests passed' % (len(listed) - len(failed), len(listed)))
sys.exit(1 if failed else 0)
END
