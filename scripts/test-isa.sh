#!/usr/bin/env bash
# test-isa.sh   reruns the codec's and the checksums' tests with parts of the CPU switched off, and has them check which kernel was chosen.
# A switch can only take away: where the CPU lacks an instruction set, the same kernel is expected with and without its switch.
set -euo pipefail
cd "$(dirname "$0")/.."

has() { grep -qm1 -w "$1" /proc/cpuinfo; }

# The kernel to expect, given the instruction sets that are switched off.
expected() {
  local off=" $* "
  if [[ $(uname -m) != x86_64 ]]; then
    case $off in *" HWIntrinsic "*) echo scalar ;; *) echo vector128 ;; esac
    return
  fi
  off() { [[ $off == *" $1 "* ]]; }
  local avx512=0 gfni=0 avx2=0 sse42=0
  # Each switch takes the sets that build on it away as well.
  has ssse3 && ! off HWIntrinsic && ! off SSE42 && sse42=1
  ((sse42)) && has avx2 && ! off AVX2 && avx2=1
  ((avx2)) && has gfni && ! off GFNI && gfni=1
  ((avx2)) && has avx512bw && has avx512vl && ! off AVX512 && avx512=1
  if ((gfni && avx512)); then echo gfni512
  elif ((gfni)); then echo gfni256
  elif ((avx2)); then echo avx2
  elif ((sse42)); then echo vector128
  else echo scalar; fi
}

code=0
for switch in none AVX512 GFNI AVX2 SSE42 HWIntrinsic; do
  kernel=$(expected "$switch")
  echo "== DOTNET_Enable$switch=0 expects $kernel"
  variable=DOTNET_Enable$switch
  [[ $switch == none ]] && variable=OBJECTSTORE_NO_SWITCH
  for project in ObjectStore.Erasure.Tests ObjectStore.Core.Tests; do
    # Tests of a kernel that is switched off skip here, which is no fault.
    env -u CI "$variable=0" OBJECTSTORE_EXPECT_KERNEL="$kernel" ONLY=$project scripts/run-tests.sh || code=1
  done
done
exit $code
