#!/usr/bin/env bash
# An interrupted script leaves nothing running, not even what left its process group. Ends with 1 when something survives.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"

# A number of seconds that no other process sleeps for tells the sleepers of this test apart.
seconds=4$(printf '%05d' $((RANDOM % 100000)))
# The brackets keep grep from finding its own arguments.
sleepers() { grep -lazx "[4]${seconds#4}" /proc/[0-9]*/cmdline 2>/dev/null | wc -l; }
[ -d /proc/self ] || exit 0

# In the background bash ignores SIGINT, so SIGTERM is what a test can send; both have the same trap.
bash -c ". '$SCRIPTS/lib.sh'; stop_all_when_interrupted; setsid sleep $seconds & quietly sleep $seconds" &
script=$!
for _ in $(seq 100); do
    [ "$(sleepers)" -lt 2 ] || break
    sleep 0.1
done
[ "$(sleepers)" -ge 2 ] || die "the processes to interrupt did not start."
kill -TERM "$script"
wait "$script" || true
[ "$(sleepers)" -eq 0 ] || die "an interrupted script left $(sleepers) processes running."
