#!/usr/bin/env bash
# postgres-server.sh FOLDER [SETTING=VALUE…]   runs a PostgreSQL server for tests until standard input ends, then stops it and deletes FOLDER.
# FOLDER is made here and holds data, log and the sockets (port 5432, no TCP); user postgres, trusted. Whoever starts this owns the pipe to its
# standard input, so that the server ends with its owner even when that is killed. Prints "ready"; then takes commands, a line each, and prints
# "done" after each:
#   crash         ends the server at once, as a failure of its machine would (files stay)
#   kill-backends kills one process that serves a client, after which PostgreSQL restarts itself
#   start         starts it again
#   standby       makes a copy of the server beside it that follows every commit before it is acknowledged: port 5433, or 5432 when the server has 5433
#   failover      ends the server as crash does, and makes its standby the server, with its own port; the next standby takes the other one
#   checkpoint    writes all changed pages, so that the log is used anew instead of growing
#   pooler        starts PgBouncer beside it, port 6432 of the same folder, pooling by transactions
# POSTGRES_BIN=folder picks another release than the newest that is installed.
set -uo pipefail

folder=$1
shift
fail() { echo "postgres-server: $*" >&2; exit 1; }

bin=${POSTGRES_BIN:-}
if [[ -z $bin ]]; then
  for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(pg_config --bindir 2>/dev/null)"; do
    [[ -x $candidate/initdb ]] && bin=$candidate && break
  done
fi
[[ -x $bin/initdb ]] || fail "no initdb here: install the package postgresql"

# PostgreSQL refuses to run as root.
run=()
mkdir -p "$folder" || fail "cannot make $folder"
if ((EUID == 0)); then
  user=postgres
  getent passwd postgres >/dev/null || user=nobody
  chown "$user" "$folder"
  run=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups --)
fi
cd "$folder" || fail "cannot enter $folder"
# A word list, not a function: a function in the background would put a shell between us and the process.
run+=(env -u PGHOST -u PGPORT -u PGUSER LC_ALL=C)

settings=(-c listen_addresses= -c "unix_socket_directories=$folder" -c logging_collector=off)
for setting in "$@"; do settings+=(-c "$setting"); done
# The process id and the port of the server, and of its standby.
server= port=5432 standby= standby_port=5433 pooler=

data() { if (($1 == 5432)); then echo "$folder/data"; else echo "$folder/data-$1"; fi; }

query() { # PORT STATEMENT
  "${run[@]}" "$bin/psql" -h "$folder" -p "$1" -U postgres -d postgres -Atqc "$2" </dev/null
}

launch() { # PORT: starts the server of that port; its process id is in $launched
  # Commands come through our standard input; the server must not hold it open, nor our output.
  "${run[@]}" "$bin/postgres" -D "$(data "$1")" "${settings[@]}" -c "port=$1" </dev/null >>"$folder/log" 2>&1 &
  launched=$!
  for ((i = 0; i < 2400; i++)); do
    query "$1" 'SELECT 1' >/dev/null 2>&1 && return 0
    kill -0 "$launched" 2>/dev/null || break
    sleep 0.05
  done
  tail -n 5 "$folder/log" >&2
  return 1
}

start() { launch "$port" && server=$launched; }

end() { # PROCESS: at once
  [[ -n $1 ]] || return 0
  kill -QUIT "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

crash() { end "$server"; server=; }

start_standby() {
  # The setting must not be in the copy: once that is the server, it has no standby at first.
  query "$port" 'ALTER SYSTEM RESET synchronous_standby_names' && query "$port" 'SELECT pg_reload_conf()' >/dev/null || return 1
  rm -rf -- "$(data "$standby_port")"
  "${run[@]}" "$bin/pg_basebackup" -h "$folder" -p "$port" -U postgres -D "$(data "$standby_port")" --write-recovery-conf --checkpoint=fast --no-sync </dev/null >>"$folder/log" 2>&1 || return 1
  launch "$standby_port" || return 1
  standby=$launched
  query "$port" "ALTER SYSTEM SET synchronous_standby_names = '*'" && query "$port" 'SELECT pg_reload_conf()' >/dev/null || return 1
  for ((i = 0; i < 2400; i++)); do
    [[ $(query "$port" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1 ]] && return 0
    sleep 0.05
  done
  return 1
}

fail_over() {
  [[ -n $standby ]] || return 1
  crash
  "${run[@]}" "$bin/pg_ctl" promote -w -D "$(data "$standby_port")" </dev/null >>"$folder/log" 2>&1 || return 1
  local former=$port
  server=$standby port=$standby_port standby= standby_port=$former
}

trap '' INT TERM HUP
cleanup() {
  [[ -n $pooler ]] && kill -KILL "$pooler" 2>/dev/null
  end "$standby"
  crash
  cd /
  rm -rf -- "$folder"
}
trap cleanup EXIT

"${run[@]}" "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --no-sync --no-instructions >>"$folder/log" 2>&1 </dev/null || {
  tail -n 5 "$folder/log" >&2
  fail "initdb failed"
}
# A user whose password is asked for.
sed -i '1i local all asked scram-sha-256' "$folder/data/pg_hba.conf"
start || fail "the server does not start"

start_pooler() {
  command -v pgbouncer >/dev/null || PATH=$PATH:/usr/sbin
  cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=$folder port=5432 user=postgres
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = $folder
auth_type = any
auth_file =
pool_mode = transaction
default_pool_size = 8
max_client_conn = 500
server_login_retry = 1
INI
  "${run[@]}" pgbouncer "$folder/pgbouncer.ini" </dev/null >>"$folder/log" 2>&1 &
  pooler=$!
  for ((i = 0; i < 2400; i++)); do
    [[ -S $folder/.s.PGSQL.6432 ]] && return 0
    sleep 0.05
  done
  fail "pgbouncer does not start"
}

echo ready
while read -r command; do
  case $command in
    crash) crash ;;
    start) start || fail "the server does not start again" ;;
    standby) start_standby || fail "the standby does not follow" ;;
    failover) fail_over || fail "the standby does not take over" ;;
    pooler) start_pooler ;;
    checkpoint) query "$port" CHECKPOINT ;;
    kill-backends) query "$port" "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1" | xargs -r kill -KILL ;;
    *) fail "unknown command $command" ;;
  esac
  echo "done"
done
