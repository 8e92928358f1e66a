# The first process of a throw-away host: $1 the shell of the act. What each step says goes to descriptor 8.
cd /root || exit 97
mark() {
  read -r up _ </proc/uptime
  printf '%s %s %s\n' "$1" "$EPOCHREALTIME" "$up" >&8
}
mark "namespace $(readlink /proc/self/ns/pid)"
if [ -e /run/act/answers.py ]; then
  python3 /run/act/answers.py >/dev/null 2>&1 8>&- &
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
    (exec 3<>/dev/tcp/127.0.0.1/80) 2>/dev/null && break
    sleep 0.1
  done
fi
[ -e /run/act/logins.sh ] && /bin/bash /run/act/logins.sh </dev/null >/dev/null 2>&1 8>&-
[ -e /run/act/setup.sh ] && /bin/bash /run/act/setup.sh </dev/null >/dev/null 2>&1 8>&-
mark start
"/bin/$1" /root/job.sh </dev/null 8>&-
mark "end $?"
exit 0
