#!/bin/sh
# Installs what the tests use outside Python, where it is missing and may be installed; else says what to install.
# Usage: scripts/test_setup.sh STAMP
set -eu
missing=
have() { command -v "$1" >/dev/null 2>&1; }

have chromium || have chromium-browser || have google-chrome || missing="$missing chromium"
have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
have pdftotext || missing="$missing poppler-utils"

if [ -n "$missing" ]; then
    root=
    [ "$(id -u)" = 0 ] || root="sudo -n"
    if have apt-get && { [ -z "$root" ] || sudo -n true 2>/dev/null; }; then
        echo "Installing for the tests:$missing ..."
        export DEBIAN_FRONTEND=noninteractive
        for package in $missing; do
            # One by one: a package that cannot be had must not take the others with it.
            $root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
                { $root apt-get update -qq >/dev/null 2>&1 && $root apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; } ||
                { echo "NOT INSTALLED: $package. Its tests will be skipped; install it to run them." >&2; failed=1; }
        done
    else
        echo "MISSING for the tests:$missing. Their tests will be skipped; install them to run everything." >&2
        failed=1
    fi
fi
# Without the stamp the next run tries again.
[ -n "${failed:-}" ] || touch "$1"
