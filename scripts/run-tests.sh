#!/usr/bin/env bash
# run-tests.sh [RUNNER-OPTION…]   runs the built test projects; the last line is "N passed, N failed[, N skipped]".
#   ONLY=text         only projects whose name contains text
#   CONFIGURATION     Release (default) or Debug
#   TEST_LANES=2      projects that run at a time (default: 2, with one processor 1)
#   TEST_TIMEOUT=3600 seconds a project may take before it is ended and counted as failed
#   TEST_LONG=120     seconds after which a test that still runs is named in the log, and at the end when its project is ended
# With options (a trait filter, say) a project may have no matching test; without, that is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}
lanes=${TEST_LANES:-$(($(nproc) > 1 ? 2 : 1))}
timeout=${TEST_TIMEOUT:-3600}
reports=artifacts/tests
mkdir -p "$reports"
options=("$@")
if ((${#options[@]} == 0)); then options=(-trait- Category=Soak); filtered=0; else filtered=1; fi
# On Debian every client can be installed, so there a skipped test hides something.
if [[ ${CI:-} == true ]] && grep -qs '^ID=debian' /etc/os-release; then options+=(-failSkips); fi

# The failed tests of a report, each with the first line of its message.
failures() {
  python3 - "$1" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
for test in tree.parse(sys.argv[1]).iter("test"):
    if test.get("result") == "Fail":
        message = (test.findtext("failure/message") or "").strip().splitlines()
        print(f"  failed: {test.get('name')}: {message[0] if message else 'no message'}"[:400])
PYTHON
}

# Tests that the log of a project that was ended says to have run long, the last of them first.
hanging() {
  tac "$1" | awk -F"'" '/\[Long Running Test\]/ && !seen[$2]++ { print "  did not end: " $2 $3 }' | head -n 5
}

count() { grep -m 1 -o '<assembly [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*'; }

# Runs one project: a line of it is printed, its counts and what is named at the end are left in files.
run() {
  local name=$1 executable=tests/$1/bin/$configuration/net10.0/$1 report=$reports/$1.xml log=$reports/$1.log started=$SECONDS p f e s code
  rm -f "$report" "$reports/$name".{counts,named}
  timeout --kill-after=10 "$timeout" "$executable" -noLogo -noColor -longRunning "${TEST_LONG:-120}" -xml "$report" "${options[@]}" >"$log" 2>&1 </dev/null
  code=$?
  if [[ -s $report ]]; then
    p=$(count passed "$report") f=$(count failed "$report") e=$(count errors "$report")
    # Tests that a filter leaves out count as not run, which is no news.
    s=$(count skipped "$report")
    f=$((f + e))
  else
    p=0 f=1 s=0
  fi
  ((p + f == 0 && filtered == 0)) && f=1 && echo "no test ran" >>"$log"
  ((code != 0 && f == 0 && p > 0)) && f=1
  ((code == 124 || code == 137)) && echo "ended after $timeout s" >>"$log"
  echo "$p $f $s" >"$reports/$name.counts"
  ((p + f + s == 0)) && return
  if ((f > 0)); then
    {
      echo "$name"
      [[ -s $report ]] && failures "$report"
      ((code == 124 || code == 137)) && hanging "$log"
    } >"$reports/$name.named"
  fi
  # One project's lines stay together.
  {
    flock 9
    printf '%-44s %5d passed, %d failed, %d skipped  (%d s)\n' "$name" "$p" "$f" "$s" $((SECONDS - started))
    ((f == 0)) || tail -n 200 "$log"
  } 9>"$reports/.lock"
}

# The longest begins first, so that the lanes end together.
first=(ObjectStore.Clients.Tests)
projects=()
for name in "${first[@]}" $(cd tests && ls -d -- *.Tests); do
  [[ -f tests/$name/$name.csproj && $name == *"${ONLY:-}"* && " ${projects[*]} " != *" $name "* ]] && projects+=("$name")
done

running=0
for name in ${projects[@]+"${projects[@]}"}; do
  if ((running >= lanes)); then wait -n; else running=$((running + 1)); fi
  run "$name" &
done
wait

passed=0 failed=0 skipped=0
for name in ${projects[@]+"${projects[@]}"}; do
  read -r p f s <"$reports/$name.counts" || { p=0 f=1 s=0; }
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

((passed + failed == 0)) && failed=1 && echo "run-tests: no test project ran"
# Named once more at the end, where they are looked for.
for name in ${projects[@]+"${projects[@]}"}; do [[ ! -s $reports/$name.named ]] || cat "$reports/$name.named"; done
echo "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
((failed == 0))
