#!/usr/bin/env bash
# install-packages.sh PACKAGE…   installs those Debian or Ubuntu packages whose program or library is missing.
# Asks for what a package provides, not for the package, so that systems with other packages work too.
set -euo pipefail
# What programs say is read below: in English, whatever language the system speaks.
export LC_ALL=C

# No pipes into grep -q here: it ends early, and with pipefail the broken pipe of the other side counts as "not found".
libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)

present() {
  case $1 in
    # The SDK fetches packages by HTTPS, with the system's OpenSSL, on which this package depends.
    ca-certificates) [[ $libraries == *libssl.so.* && (-s /etc/ssl/certs/ca-certificates.crt || -s /etc/pki/tls/certs/ca-bundle.crt || -s ${SSL_CERT_FILE:-}) ]] ;;
    libsqlite3-0) [[ $libraries == *libsqlite3.so.0* ]] ;;
    libzstd1) [[ $libraries == *libzstd.so.1* ]] ;;
    libisal-dev) [[ $libraries == *libisal.so.2* ]] ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [[ -x $(pg_config --bindir 2>/dev/null)/initdb ]] ;;
    pgbouncer) command -v pgbouncer >/dev/null || [[ -x /usr/sbin/pgbouncer ]] ;;
    rabbitmq-server) compgen -G '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server' >/dev/null || command -v rabbitmq-server >/dev/null ;;
    awscli) command -v aws >/dev/null ;;
    python3-grpcio) python3 -c 'import grpc' 2>/dev/null || /usr/bin/python3 -c 'import grpc' 2>/dev/null ;;
    python3-protobuf) python3 -c 'import google.protobuf' 2>/dev/null || /usr/bin/python3 -c 'import google.protobuf' 2>/dev/null ;;
    python3-boto3) python3 -c 'import boto3' 2>/dev/null || /usr/bin/python3 -c 'import boto3' 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

fail() { echo "install-packages: $*" >&2; exit 1; }

missing=()
for package in "$@"; do present "$package" || missing+=("$package"); done
((${#missing[@]})) || exit 0

command -v apt-get >/dev/null || fail "missing ${missing[*]}, and there is no apt-get here: install what provides them by hand"
root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "missing ${missing[*]}; run as root: apt-get install ${missing[*]}"
  sudo -n true 2>/dev/null || [[ -t 0 ]] || fail "missing ${missing[*]}, and sudo asks for a password: run sudo apt-get install ${missing[*]}"
  root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "install-packages: installing ${missing[*]}" >&2
"${root[@]}" apt-get update -qq >"$log" 2>&1 </dev/null || fail "apt-get update failed: $(tail -n 1 "$log")"
# Tests of these are skipped where there is no such package.
declare -A optional=([awscli]="the tests of the aws command are skipped (or install it from aws.amazon.com/cli)" [rabbitmq-server]="the tests of events over AMQP are skipped")
available=()
for package in "${missing[@]}"; do
  # A package without an installable version has "(none)" there, or no entry at all.
  if [[ $(apt-cache policy "$package") =~ Candidate:\ [^\(] ]]; then
    available+=("$package")
  elif [[ -n ${optional[$package]:-} ]]; then
    echo "install-packages: no package $package in this release; ${optional[$package]}" >&2
  else
    fail "no package $package in the package sources of this system"
  fi
done
((${#available[@]})) || exit 0
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${available[@]}" >"$log" 2>&1 </dev/null \
  || fail "apt-get install ${available[*]} failed: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log")"
