# Accounts that may log in with the same key, or with their own name as the password, and a login server on the loopback.
ssh-keygen -A
mkdir -p /root/.ssh /run/sshd
chmod 700 /root/.ssh
[ -e /root/.ssh/id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
cat /root/.ssh/id_ed25519.pub >>/root/.ssh/authorized_keys
printf 'Host *\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n ConnectTimeout 5\n' >/etc/ssh/ssh_config.d/quality.conf
for user in victim adversary atomic; do
  useradd -m -s /bin/bash "$user"
  echo "$user:$user" | chpasswd
  install -d -m 700 -o "$user" -g "$user" "/home/$user/.ssh"
  install -m 600 -o "$user" -g "$user" /root/.ssh/id_ed25519.pub "/home/$user/.ssh/authorized_keys"
done
/usr/sbin/sshd -o ListenAddress=127.0.0.1 -o PermitRootLogin=yes -o PasswordAuthentication=yes -o UseDNS=no
for _ in 1 2 3 4 5 6 7 8 9 10; do (exec 3<>/dev/tcp/127.0.0.1/22) 2>/dev/null && break; sleep 0.1; done
