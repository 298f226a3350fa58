#!/bin/sh
# Makes sure that Chromium is there for the browser tests, or says in one sentence what is missing.
set -u
for name in chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	# fonts-noto-core: names in many scripts are drawn, not shown as boxes.
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core fonts-noto-cjk >/dev/null
else
	echo "Chromium is missing: install Debian's package chromium (apt-get install chromium)." >&2
	exit 1
fi
