#!/usr/bin/env bash
# Kills a training program again and again at random moments, resumes it each time, and holds the end against an unbroken run.
#
#     tests/kills.sh [KILLS] [STEPS]
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-5}
steps=${2:-6000}
genera="${CARGO_TARGET_DIR:-$(pwd)/target}/release/genera"
[ -x "$genera" ] || cargo build --release --locked
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

common=(train vae --device cpu --steps "$steps" --json)
fresh=(--data digits --seed 7 --set hidden=64)
"$genera" "${common[@]}" "${fresh[@]}" --out unbroken >unbroken.json 2>/dev/null

killed=0
resumed=0
while [ "$killed" -lt "$kills" ]; do
  if [ -f broken/run.toml ]; then
    call=("${common[@]}" --resume broken)
    resumed=$((resumed + 1))
  else
    rm -rf broken
    call=("${common[@]}" "${fresh[@]}" --out broken)
  fi
  "$genera" "${call[@]}" >last.json 2>last.err &
  program=$!
  # Between 20 ms and 1.8 s: a checkpoint comes once a second, so some kills fall before the first, some into one, some after.
  pause=$((RANDOM % 1780 + 20))
  sleep "$((pause / 1000)).$(printf '%03d' $((pause % 1000)))"
  if kill -KILL "$program" 2>/dev/null; then
    killed=$((killed + 1))
  elif grep -q '^error:' last.err && ! grep -q 'steps behind it already' last.err; then
    cat last.err
    exit 1
  fi
  wait "$program" 2>/dev/null || true
  if grep -q '^error:' last.err && ! grep -q 'steps behind it already' last.err; then
    cat last.err
    exit 1
  fi
  # Whatever is there can be read at any moment.
  if [ -f broken/run.toml ]; then
    "$genera" eval broken --json >/dev/null
  fi
  if [ -f broken/checkpoint/progress.toml ] && grep -q "^step = $steps\$" broken/checkpoint/progress.toml; then
    echo "the run came to its end after $killed kills; it begins anew"
    rm -rf broken
  fi
done
if [ -f broken/run.toml ]; then
  "$genera" "${common[@]}" --resume broken >broken.json
else
  "$genera" "${common[@]}" "${fresh[@]}" --out broken >broken.json
fi

metrics() { sed -n '/"metrics"/,/}/p' "$1"; }
if ! diff <(metrics unbroken.json) <(metrics broken.json); then
  echo "the resumed run ends elsewhere than the unbroken one"
  exit 1
fi
strip() { cut -d, -f1,3- "$1"; }
if ! diff <(strip unbroken/metrics.csv) <(strip broken/metrics.csv) >/dev/null; then
  echo "metrics.csv of the resumed run differs from that of the unbroken one"
  exit 1
fi
echo "$killed kills, $resumed resumptions: the same figures and the same table to the last digit"
