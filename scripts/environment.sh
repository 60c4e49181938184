#!/bin/sh
# Makes an environment (.venv unless another is named) from the hash-locked requirements and installs this checkout into it.
# Usage: scripts/environment.sh requirements.txt STAMP [FOLDER]
set -eu
cd "$(dirname "$0")/.."
requirements=$1
stamp=$2
folder=${3:-.venv}

if [ ! -x "$folder/bin/python" ]; then
    found=
    for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        # Started, not only found: a name on the PATH may be a switch that leads nowhere, and Debian ships venv apart.
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "PRoTECT needs Python 3.11 or newer with its venv module (Debian: apt install python3 python3-venv)." >&2
        echo "If it is installed under another name: make PYTHON=/path/to/python3.11 ..." >&2
        exit 1
    fi
    echo "Making the environment $folder with $("$found" --version) ..."
    "$found" -m venv "$folder"
fi

echo "Installing $requirements (only what is missing) ..."
install() { "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
install --require-hashes --no-deps -r "$requirements"
install --no-deps --no-build-isolation -e .
touch "$stamp"
