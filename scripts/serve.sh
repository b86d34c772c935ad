#!/usr/bin/env bash
# Builds the engine and the page, and serves the page as it is published: built, and under its Content-Security-Policy.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

port=${PORT:-8080}
case $port in
'' | *[!0-9]*) die "PORT must be a number such as 8080, not \"$port\"." ;;
esac

# Before the build, because a refusal should not come after a minute of work.
if port_is_taken "$port"; then
    [ -z "${PORT:-}" ] || die "port $port is taken by another program. Stop that one, or leave PORT out and a free port is chosen."
    port=$(free_port)
    say "port 8080 is taken by another program, so the page will be at port $port"
fi
stop_all_when_interrupted

"$SCRIPTS/build.sh"
"$SCRIPTS/setup.sh" page
cd "$ROOT/www"
say "building the page"
quietly npx --no-install vite build || die "the page did not build; the messages are above. To see them alone: \`cd www && npx vite build\`."
node node_modules/vite/bin/vite.js preview --port "$port" --logLevel warn &
server=$!
trap 'trap - INT TERM HUP; stop_descendants; echo; say "stopped"; exit 0' INT TERM HUP
until port_is_taken "$port"; do
    kill -0 "$server" 2>/dev/null || die "the server did not start; its messages are above."
    sleep 0.1
done
say "the page is at http://127.0.0.1:$port (Ctrl-C stops it)"
wait "$server" || die "the server ended by itself; its messages are above."
