#!/usr/bin/env bash
# Installs what the tests need from Debian: a browser, Chinese fonts for its pictures, PostgreSQL. Where it cannot,
# it says what is missing and which tests are skipped for it; with CI=true that is a failure.
set -euo pipefail

has() {
  case $1 in
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    fonts-noto-cjk) fc-list :lang=zh | grep . || dpkg-query -W fonts-noto-cjk ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb ;;
    postgresql-contrib)
      compgen -G '/usr/share/postgresql/*/extension/pg_trgm.control' ||
        compgen -G "$(pg_config --sharedir)/extension/pg_trgm.control"
      ;;
  esac >/dev/null 2>&1
}

missing() {
  for package in chromium fonts-noto-cjk postgresql postgresql-contrib; do
    has "$package" || echo "$package"
  done
}

# Another apt may be at work, on a desk as on a fresh CI machine: wait for it rather than fail.
apt() {
  for _ in 1 2 3 4 5 6; do
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 && return
    grep -q 'Could not get lock' "$log" || break
    sleep 10
  done
  tail -n 3 "$log"
  return 1
}

packages=$(missing)
[ -n "$packages" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null && { [ -z "$sudo" ] || { [ "${CI:-}" = true ] && $sudo true; }; }; then
  echo "• system packages:" $packages
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  apt update || true # lists may be partly out of reach and still hold what is needed
  apt install --yes --no-install-recommends $packages || true
  packages=$(missing)
fi

[ -n "$packages" ] || exit 0
echo "Not installed:" $packages "— tests that need a browser or PostgreSQL are skipped (Debian: apt-get install" $packages")"
[ "${CI:-}" != true ]
