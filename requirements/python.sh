#!/bin/sh
# Makes .venv, or says in one sentence what is missing.
set -u
python=${1:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	echo "Python 3.11 or newer is missing: install it, or name it with PYTHON=…" >&2
	exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
	# Debian keeps these two modules in a package of their own.
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
	else
		echo "The Python module venv is missing: install Debian's package python3-venv." >&2
		exit 1
	fi
fi
"$python" -m venv .venv
