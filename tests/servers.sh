#!/usr/bin/env bash
# Runs a command with DATABASE_URL and REDIS_URL of throw-away servers of its own: a PostgreSQL
# cluster and a Redis in a temporary folder, on free ports of the loopback, gone afterwards.
set -euo pipefail
place=$(mktemp -d /tmp/koers-servers.XXXXXX)
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
binaries=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1 || command -v initdb)")
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
redis=""
cleanup() {
  [ -n "$redis" ] && kill "$redis" 2>/dev/null || true
  as_server "$binaries/pg_ctl" -D "$place/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$place"
}
trap cleanup EXIT
chmod 755 "$place"; mkdir "$place/pg"
[ "$(id -u)" = 0 ] && chown postgres "$place/pg"
pg_port=$(free_port)
as_server "$binaries/initdb" -D "$place/pg" -U koers -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_server "$binaries/pg_ctl" -D "$place/pg" -w -l "$place/pg/log" \
  -o "-p $pg_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$place/pg -c fsync=off -c max_connections=60" start >/dev/null
as_server "$binaries/createdb" -h 127.0.0.1 -p "$pg_port" -U koers koers
redis_port=$(free_port)
redis-server --bind 127.0.0.1 --port "$redis_port" --save "" --appendonly no --dir "$place" --logfile "$place/redis.log" &
redis=$!
for _ in $(seq 50); do redis-cli -h 127.0.0.1 -p "$redis_port" ping >/dev/null 2>&1 && break; sleep 0.1; done
export DATABASE_URL="postgresql://koers@127.0.0.1:$pg_port/koers"
export REDIS_URL="redis://127.0.0.1:$redis_port/0"
"$@"
