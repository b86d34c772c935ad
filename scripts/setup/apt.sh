# shellcheck shell=bash
# Debian's and Ubuntu's packages. Source it after lib.sh.

# apt's lists are refreshed at most once in one set-up.
apt_refreshed=no

apt_possible() { have apt-get && { [ "$(id -u)" -eq 0 ] || have sudo; }; }

apt_refresh() {
    [ "$apt_refreshed" = no ] || return 0
    quietly as_root apt-get update -qq || say "apt-get update failed; going on with the package lists that are there"
    apt_refreshed=yes
}

# Installs packages by name; says so; returns non-zero, with apt's words on the screen, when it cannot.
apt_install() {
    apt_possible || return 1
    apt_refresh
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

apt_has() {
    apt_possible || return 1
    apt_refresh
    apt-cache show "$1" 2>/dev/null | grep -q '^Package:'
}
