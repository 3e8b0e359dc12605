#!/usr/bin/env bash
# rabbitmq-server.sh FOLDER PORTS [LINE…]   runs a RabbitMQ server for tests until standard input ends, then stops it and deletes FOLDER.
# FOLDER is made here and holds data and log; PORTS are three free ports of 127.0.0.1, "AMQP EPMD DISTRIBUTION"; each LINE goes into its
# configuration. User and password are guest. Whoever starts this owns the pipe to its standard input, so that the server ends with its owner even
# when that is killed. Prints "ready" when it takes connections; then takes commands, a line each, and prints "done" after each:
#   crash   ends the server at once, as a failure of its machine would (files stay)
#   start   starts it again
set -uo pipefail

folder=$1
read -r port epmd_port distribution_port <<<"$2"
shift 2
fail() { echo "rabbitmq-server: $*" >&2; exit 1; }

# Debian's program on the PATH serves the machine's own server only; what it calls takes its settings from the environment.
program=
for candidate in $(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server 2>/dev/null | sort -rV) "$(command -v rabbitmq-server)"; do
  [[ -x $candidate ]] && program=$candidate && break
done
[[ -n $program ]] || fail "no rabbitmq-server here: install the package rabbitmq-server"

run=()
mkdir -p "$folder" || fail "cannot make $folder"
if ((EUID == 0)) && getent passwd rabbitmq >/dev/null; then
  chown rabbitmq "$folder"
  run=(setpriv --reuid=rabbitmq --regid="$(id -g rabbitmq)" --clear-groups --)
fi
cd "$folder" || fail "cannot enter $folder"

# Erlang's name service, of our own: the one of the machine would go on after us.
export HOME=$folder ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1
run+=(env RABBITMQ_NODENAME=objectstore@localhost "RABBITMQ_DIST_PORT=$distribution_port" RABBITMQ_CONF_ENV_FILE=/dev/null
  "RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf" "RABBITMQ_MNESIA_BASE=$folder/data" "RABBITMQ_LOG_BASE=$folder/log"
  "RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins" "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 1:1 +A 1 +sbwt none")

echo '[].' >plugins
printf '%s\n' "listeners.tcp.1 = 127.0.0.1:$port" 'distribution.listener.interface = 127.0.0.1' 'disk_free_limit.absolute = 1MB' "$@" >rabbitmq.conf

server= names=
start() {
  # That the port answers is not enough: a server that dies while it begins has answered, too. Whatever was in its way may be gone a second later.
  for ((attempt = 0; attempt < 3; attempt++)); do
    : >"$folder/output"

    # Commands come through our standard input; the server must not hold it open, nor our output. A session of its own, so that all of it can be ended.
    "${run[@]}" setsid "$program" </dev/null >>"$folder/output" 2>&1 &
    server=$!
    for ((i = 0; i < 2400; i++)); do
      kill -0 "$server" 2>/dev/null || break
      grep -q 'Starting broker.* completed' "$folder/output" && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
      sleep 0.05
    done
    tail -n 20 "$folder/output" >&2
    crash
    sleep 1
  done
  return 1
}

crash() {
  [[ -n $server ]] || return 0
  kill -KILL -- "-$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=
}

trap '' INT TERM HUP
cleanup() {
  crash
  [[ -n $names ]] && kill -KILL "$names" 2>/dev/null && wait "$names" 2>/dev/null
  cd /
  rm -rf -- "$folder"
}
trap cleanup EXIT

epmd=$(command -v epmd || ls /usr/lib/erlang/erts-*/bin/epmd 2>/dev/null | head -n 1)
[[ -x $epmd ]] || fail "no epmd here"
"${run[@]}" "$epmd" -port "$epmd_port" -address 127.0.0.1 </dev/null >>"$folder/output" 2>&1 &
names=$!
start || fail "the server does not start"

echo ready
while read -r command; do
  case $command in
    crash) crash ;;
    start) start || fail "the server does not start again" ;;
    *) fail "unknown command $command" ;;
  esac
  echo "done"
done
