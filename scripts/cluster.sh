#!/usr/bin/env bash
# cluster.sh up|down|status   a cluster of processes on this machine: PostgreSQL, six nodes in zones a, b and c with two devices each, a curator, two gateways.
#   CLUSTER_DIRECTORY=./data/cluster   data, certificates, logs (*.log) and process ids (*.pid)
#   CONFIGURATION                      Release (default) or Debug
# Gateways serve S3 at http://127.0.0.1:9000 and :9010 (admin :9001, :9011), the curator administration at :9021, nodes gRPC at :9110, :9120 … :9160.
# Everything is plain files: "down" keeps the data, a later "up" goes on with it. "up" again starts what is not running.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}
mkdir -p "${CLUSTER_DIRECTORY:-data/cluster}"
directory=$(realpath "${CLUSTER_DIRECTORY:-data/cluster}")
node=node/ObjectStore.Node/bin/$configuration/net10.0/ObjectStore.Node
gateway=gateway/ObjectStore.GatewayHost/bin/$configuration/net10.0/ObjectStore.GatewayHost
curator=operator/ObjectStore.CuratorHost/bin/$configuration/net10.0/ObjectStore.CuratorHost

fail() { echo "cluster: $*" >&2; exit 1; }
say() { echo "cluster: $*"; }

running() { # NAME: prints the process id and succeeds while the process lives; after a reboot the id may be another's
  local pid
  pid=$(cat "$directory/$1.pid" 2>/dev/null) && [[ -r /proc/$pid/cmdline && $(tr '\0' ' ' <"/proc/$pid/cmdline") == *"$directory/"* ]] && echo "$pid"
}

launch() { # NAME PROGRAM ARGUMENT…
  local name=$1
  shift
  running "$name" >/dev/null && return 0
  setsid nohup "$@" </dev/null >>"$directory/$name.log" 2>&1 &
  echo $! >"$directory/$name.pid"
}

await() { # NAME WHAT COMMAND…: until the command succeeds
  local name=$1 what=$2
  shift 2
  for ((i = 0; i < 600; i++)); do
    "$@" >/dev/null 2>&1 && return 0
    running "$name" >/dev/null || { tail -n 5 "$directory/$name.log" >&2; fail "$name ended"; }
    sleep 0.1
  done
  tail -n 5 "$directory/$name.log" >&2
  fail "$name is not $what after a minute"
}

halt() { # SIGNAL NAME…: ends these processes and waits for them
  local signal=$1 name pid
  shift
  for name in "$@"; do pid=$(running "$name") && kill "-$signal" "$pid"; done
  for name in "$@"; do
    for ((i = 0; i < 300; i++)); do running "$name" >/dev/null || break; sleep 0.1; done
    if pid=$(running "$name"); then
      say "$name does not end and is killed"
      kill -KILL "$pid"
    fi
    rm -f "$directory/$name.pid"
  done
}

postgres_bin() {
  local candidate
  for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(pg_config --bindir 2>/dev/null)"; do
    [[ -x $candidate/initdb ]] && echo "$candidate" && return 0
  done
  fail "no PostgreSQL here: install the package postgresql"
}

start_postgres() {
  local bin data=$directory/postgres/data sockets=$directory/postgres
  bin=$(postgres_bin)
  local run=(env LC_ALL=C)
  mkdir -p "$directory/postgres"
  if ((EUID == 0)); then
    # PostgreSQL refuses to run as root.
    chown postgres "$directory/postgres"
    run=(setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups -- env LC_ALL=C)
  fi
  cd "$sockets"
  [[ -f $data/PG_VERSION ]] || "${run[@]}" "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
  launch postgres "${run[@]}" "$bin/postgres" -D "$data" -c listen_addresses= -c "unix_socket_directories=$sockets" -c max_connections=200
  cd - >/dev/null
  await postgres "ready" "${run[@]}" "$bin/psql" -h "$sockets" -U postgres -d postgres -Atqc 'SELECT 1'
  echo "Host=$sockets;Username=postgres;Database=postgres" >"$directory/index.connection"
}

issue() { # ROLE NAME
  [[ -f $directory/tls/$2/tls.crt ]] || "$node" certificates issue --ca "$directory/tls/authority" --role "$1" --name "$2" --host 127.0.0.1 --out "$directory/tls/$2" >/dev/null
}

up() {
  [[ -x $node && -x $gateway && -x $curator ]] || fail "the programs are not built: make build"
  (($(printf '%s' "$directory/postgres/.s.PGSQL.5432" | wc -c) < 108)) || fail "the path $directory is too long for a socket: set CLUSTER_DIRECTORY"
  [[ -f $directory/cluster-id ]] || cat /proc/sys/kernel/random/uuid >"$directory/cluster-id"
  [[ -d $directory/tls/authority ]] || "$node" certificates create --ca "$directory/tls/authority" >/dev/null
  start_postgres

  : >"$directory/nodes.new"
  local zones=(a a b b c c) number port name
  for number in 1 2 3 4 5 6; do
    name=node-$number port=$((9100 + 10 * number))
    issue node "$name"
    launch "$name" "$node" --Node:Name "$name" --Node:Zone "${zones[number - 1]}" --Node:ClusterFile "$directory/cluster-id" \
      --Node:Endpoint "127.0.0.1:$port" --Node:PayloadEndpoint "127.0.0.1:$((port + 1))" --Node:AdminEndpoint "127.0.0.1:$((port + 2))" \
      --Node:Devices:0 "$directory/$name/device-0" --Node:Devices:1 "$directory/$name/device-1" --Tls:Directory "$directory/tls/$name"
    echo "https://127.0.0.1:$port" >>"$directory/nodes.new"
  done
  mv "$directory/nodes.new" "$directory/nodes"

  local cluster=(--Cluster:IdFile "$directory/cluster-id" --Index:Databases:0:Name main --Index:Databases:0:ConnectionStringFile "$directory/index.connection")
  issue curator curator-1
  launch curator-1 "$curator" "${cluster[@]}" --Nodes:File "$directory/nodes" --Tls:Directory "$directory/tls/curator-1" --Admin:Endpoint 127.0.0.1:9021
  scripts/master-key.sh "$directory/master-keys.yaml"
  local identity_key=$directory/identity-master.key
  [[ -f $identity_key ]] || (umask 077 && head -c 32 /dev/urandom >"$identity_key.new" && mv "$identity_key.new" "$identity_key")
  for number in 1 2; do
    name=gateway-$number port=$((8990 + 10 * number))
    issue gateway "$name"
    launch "$name" "$gateway" "${cluster[@]}" --Tls:Directory "$directory/tls/$name" --Gateway:Name "$name" \
      --Encryption:MasterKeyFile "$directory/master-keys.yaml" --Identities:MasterKeyFile "$identity_key" \
      --Gateway:Endpoint "127.0.0.1:$port" --Admin:Endpoint "127.0.0.1:$((port + 1))"
  done
  for number in 1 2; do await "gateway-$number" "ready" curl -fsS "http://127.0.0.1:$((8991 + 10 * number))/readyz"; done
  say "S3 at http://127.0.0.1:9000 and http://127.0.0.1:9010, administration at http://127.0.0.1:9021, everything else in $directory"
}

down() {
  halt TERM gateway-1 gateway-2
  halt TERM curator-1
  halt TERM node-1 node-2 node-3 node-4 node-5 node-6
  # Fast shutdown: sessions are ended, what was committed is kept.
  halt INT postgres
  say "stopped; the data stays in $directory"
}

status() {
  local name pid
  for name in postgres node-1 node-2 node-3 node-4 node-5 node-6 curator-1 gateway-1 gateway-2; do
    if pid=$(running "$name"); then printf '%-10s running, process %s\n' "$name" "$pid"; else printf '%-10s not running\n' "$name"; fi
  done
}

case ${1:-} in
  up) up ;;
  down) down ;;
  status) status ;;
  *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
esac
