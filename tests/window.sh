#!/usr/bin/env bash
# Opens the real window on a virtual screen, clicks the VAE, lets it train, and closes it as a user would.
set -euo pipefail
cd "$(dirname "$0")/.."
binary="${CARGO_TARGET_DIR:-target}/release/genera"
[ -x "$binary" ] || cargo build --release --locked
if ! command -v Xvfb >/dev/null || ! command -v xdotool >/dev/null; then
  echo "no virtual screen here: the window is not opened"
  exit 0
fi

work=$(mktemp -d)
export GENERA_SETTINGS="$work/settings.toml" GENERA_RUNS="$work/runs" GENERA_DEVICE=cpu GENERA_LANG=en
# The screen takes a number that is free, and says which once it is there.
Xvfb -displayfd 5 -screen 0 1280x800x24 5>"$work/display" >/dev/null 2>&1 &
screen=$!
trap 'kill $screen 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 600); do [ -s "$work/display" ] && break; sleep 0.1; done
DISPLAY=":$(cat "$work/display")"
export DISPLAY

"$binary" 2>"$work/log" &
program=$!
window=""
for _ in $(seq 100); do
  window=$(xdotool search --name '^Genera$' 2>/dev/null | head -n 1) || true
  [ -n "$window" ] && break
  kill -0 "$program" 2>/dev/null || { cat "$work/log"; echo "the window did not open"; exit 1; }
  sleep 0.2
done
[ -n "$window" ] || { cat "$work/log"; echo "no window after 20 seconds"; exit 1; }
sleep 3
xdotool windowmove "$window" 0 0 windowsize "$window" 1280 800 windowfocus "$window" 2>/dev/null || true
sleep 1
# The card of the VAE.
xdotool mousemove 900 455 click 1
sleep "${GENERA_WINDOW_SECONDS:-8}"
kill -0 "$program" || { cat "$work/log"; echo "the window did not survive training"; exit 1; }
if command -v import >/dev/null && [ -n "${GENERA_WINDOW_PICTURE:-}" ]; then
  import -window root "$GENERA_WINDOW_PICTURE"
fi
# A polite request to close, where the tool can send one.
xdotool windowquit "$window" 2>/dev/null || kill "$program"
wait "$program" 2>/dev/null || true
if grep -iE 'panicked|validation error' "$work/log"; then exit 1; fi
echo "the window opened, trained and closed"
