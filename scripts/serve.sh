#!/usr/bin/env bash
# Builds the engine and the page, and serves the page as it is published: built, and under its Content-Security-Policy.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

port=${PORT:-8080}
case $port in
'' | *[!0-9]*) die "PORT must be a number such as 8080, not \"$port\"." ;;
esac

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# Before the build, so that nobody waits a minute to be told.
! port_is_taken || die "port $port is taken by another program. Stop that one, or choose another port: \`make serve PORT=$((port + 1))\`."

"$SCRIPTS/build.sh"
"$SCRIPTS/setup.sh" page
cd "$ROOT/www"
say "building the page"
quietly npx --no-install vite build || die "the page did not build; the messages stand above. To see them alone: \`cd www && npx vite build\`."
node node_modules/vite/bin/vite.js preview --port "$port" --logLevel warn &
server=$!
trap 'kill "$server" 2>/dev/null; echo; say "stopped"; exit 0' INT TERM
until port_is_taken; do
    kill -0 "$server" 2>/dev/null || die "the server did not start; its messages stand above."
    sleep 0.1
done
say "the page is at http://127.0.0.1:$port (Ctrl-C stops it)"
wait "$server" || die "the server ended by itself; its messages stand above."
