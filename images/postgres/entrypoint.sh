#!/bin/bash
# Starts PostgreSQL as Docker Hub's image does, as far as the operator uses it: PGDATA, POSTGRES_USER, POSTGRES_PASSWORD[_FILE],
# POSTGRES_DB, POSTGRES_INITDB_ARGS; arguments go to the server. Runs as any user that owns PGDATA.
set -euo pipefail
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
[[ ${1:-} != postgres ]] || shift
export PGDATA=${PGDATA:-/var/lib/postgresql/data} PATH=$bin:$PATH
mkdir -p "$PGDATA"
chmod 700 "$PGDATA" 2>/dev/null || true
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  : "${POSTGRES_PASSWORD:=$(cat "${POSTGRES_PASSWORD_FILE:?POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is needed}")}"
  user=${POSTGRES_USER:-postgres}
  # shellcheck disable=SC2086
  initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C ${POSTGRES_INITDB_ARGS:-}
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  if [[ ${POSTGRES_DB:-$user} != postgres ]]; then
    pg_ctl -w start -o "-c listen_addresses='' -c unix_socket_directories=/tmp"
    createdb --host=/tmp --username="$user" "${POSTGRES_DB:-$user}"
    pg_ctl -w -m fast stop
  fi
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
