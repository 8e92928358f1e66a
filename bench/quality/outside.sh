# Makes the throw-away host in new namespaces and becomes its first process: $1 a hold, $2 the root, $3 the files of the act, $4 the shell.
# Nothing it writes reaches the machine: the root lies below a tmpfs that ends with it, and the kernel's switches are read-only.
set -e
hold=$1 base=$2 files=$3 shell=$4
mount --make-rprivate /
mount -t tmpfs -o size=1400m hold "$hold"
mkdir "$hold/upper" "$hold/work" "$hold/new"
mount -t overlay -o "lowerdir=$base,upperdir=$hold/upper,workdir=$hold/work,nodev" act "$hold/new"
cd "$hold/new"
mkdir -p proc sys dev run .before
mount -t proc -o nosuid,nodev,noexec proc proc
mount --bind proc/sys proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,ro proc/sys
[ ! -e proc/sysrq-trigger ] || mount --bind /dev/null proc/sysrq-trigger
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t tmpfs -o mode=755,nosuid,size=32m dev dev
for device in null zero full random urandom tty; do
  : >"dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o mode=1777,nosuid,nodev,size=128m shm dev/shm
mount -t tmpfs -o mode=755,nodev,size=64m run run
mkdir -p run/lock run/sshd run/act
chmod 1777 run/lock
chmod 700 run/act
rm -f etc/resolv.conf
echo 'nameserver 127.0.0.1' >etc/resolv.conf
echo '127.0.0.1 localhost web01' >etc/hosts
echo web01 >etc/hostname
hostname web01
ip link set lo up
cp "$files"/* run/act/
mv run/act/job.sh root/job.sh
pivot_root . .before
umount -l /.before
rmdir /.before
if [ "$(stat -f -c %T /)" != overlayfs ]; then exit 97; fi
if [ -e /proc/sysrq-trigger ] && ! grep -q ' /proc/sysrq-trigger ' /proc/self/mountinfo; then exit 97; fi
gone=-sys_time,-sys_module,-sys_boot,-sys_rawio,-syslog,-audit_control
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root LOGNAME=root SHELL=/bin/bash \
  LANG=C.UTF-8 TERM=xterm setpriv "--bounding-set=$gone" "--inh-caps=$gone" -- /bin/bash /run/act/inside.sh "$shell"
