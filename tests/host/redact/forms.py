"""Makes command lines and log lines with planted secrets, over many tools, and harmless ones that look alike."""

import random
from collections.abc import Iterator

TOOLS: tuple[tuple[str, ...], ...] = (
    # a tool's forms; {} is the secret
    ("mysql -u root -p{} shop", "mysql --user=root --password={} shop", "mysql -h db1 -uroot -p{}", "MYSQL_PWD={} mysql shop"),
    ("mysqldump -u backup -p{} --all-databases", "mysqldump --password={} shop", "mysqladmin -u root password {}"),
    ("mariadb -p{} -e 'select 1'", "mariadb --password={}"),
    ("psql postgresql://app:{}@db.example.org/shop", "PGPASSWORD={} psql -h db", "psql 'host=db user=app password={} dbname=x'", "psql -c \"alter user app password '{}'\""),
    ("pg_dump postgres://app:{}@db/shop", "env PGPASSWORD={} pg_dump shop"),
    ("mongosh -u admin -p {} --authenticationDatabase admin", "mongosh mongodb://admin:{}@db:27017/x", "mongodump --password={}"),
    ("redis-cli -a {} ping", "redis-cli -h cache -a {}", "redis-cli -u redis://default:{}@cache:6379", "redis-cli config set requirepass {}", "REDISCLI_AUTH={} redis-cli"),
    ("curl -u admin:{} https://example.org/", "curl --user admin:{} https://x/", "curl -H 'Authorization: Bearer {}' https://x/", "curl -H 'X-Api-Key: {}' https://x/",
     "curl https://admin:{}@example.org/", "curl -d 'username=a&password={}' https://x/", "curl 'https://x/?access_token={}'", "curl -uadmin:{} https://x/",
     "curl -H \"Authorization: Basic {}\" https://x/", "curl -H 'PRIVATE-TOKEN: {}' https://gitlab.example.org/", "curl --proxy-user p:{} https://x/", "curl -b 'Cookie: sid={}' -H 'Cookie: sid={}' https://x/"),
    ("wget --http-user=a --http-password={} https://x/", "wget --password={} ftp://x/", "wget --header='Authorization: token {}' https://x/", "wget ftp://a:{}@x/f"),
    ("http -a admin:{} GET x", "http GET x Authorization:'Bearer {}'", "http --auth=admin:{} x"),
    ("sshpass -p {} ssh root@192.0.2.5", "sshpass -p{} scp a b:", "SSHPASS={} sshpass -e ssh x"),
    ("docker login -u bot -p {} registry.example.org", "docker login --password {} x", "docker run -e DB_PASSWORD={} app", "docker run --env API_KEY={} app"),
    ("podman login -p {} x", "podman run -e SECRET_TOKEN={} x"),
    ("kubectl --token={} get pods", "kubectl --token {} get pods", "kubectl create secret generic x --from-literal=password={}", "kubectl config set-credentials a --password={}"),
    ("helm install x --set db.password={}", "helm upgrade x --set-string auth.rootPassword={}", "helm registry login -u a -p {} r"),
    ("aws configure set aws_secret_access_key {}", "AWS_SECRET_ACCESS_KEY={} aws s3 ls", "AWS_SESSION_TOKEN={} aws sts get-caller-identity"),
    ("az login -u a@example.org -p {}", "az login --service-principal --password {}", "az storage blob list --account-key {}"),
    ("gcloud auth login --access-token={}", "CLOUDSDK_AUTH_ACCESS_TOKEN={} gcloud info"),
    ("vault login {}", "VAULT_TOKEN={} vault read x", "vault login -token={}", "vault kv put secret/x password={}"),
    ("consul kv get -token={} x", "CONSUL_HTTP_TOKEN={} consul members"),
    ("git clone https://oauth2:{}@gitlab.example.org/a/b.git", "git -c http.extraHeader='Authorization: Bearer {}' fetch", "git remote add o https://bot:{}@github.com/a/b"),
    ("gh auth login --with-token={}", "GITHUB_TOKEN={} gh pr list", "GH_TOKEN={} gh api user"),
    ("npm config set //registry.example.org/:_authToken={}", "NPM_TOKEN={} npm publish", "npm publish --otp={}"),
    ("pip install --index-url https://bot:{}@pypi.example.org/simple x", "PIP_INDEX_URL=https://b:{}@x/simple pip install y"),
    ("twine upload -u __token__ -p {} dist/*", "TWINE_PASSWORD={} twine upload dist/*"),
    ("ldapsearch -x -D cn=admin -w {} -b dc=example", "ldapadd -D cn=admin -w {} -f x.ldif", "ldappasswd -s {} uid=a"),
    ("htpasswd -b /etc/htpasswd alice {}", "htpasswd -cb f alice {}"),
    ("openssl rsa -in k -passin pass:{}", "openssl enc -aes-256-cbc -k {} -in a", "openssl pkcs12 -export -passout pass:{} -out x", "openssl req -new -passin=pass:{}"),
    ("gpg --batch --passphrase {} -d a.gpg", "gpg --passphrase={} -c a", "echo {} | gpg --passphrase-fd 0 -d a"),
    ("zip -P {} a.zip b", "unzip -P {} a.zip", "7z x -p{} a.7z", "unrar x -p{} a.rar"),
    ("smbclient //fs/share -U alice%{}", "smbclient -U 'corp/alice%{}' //fs/x", "mount -t cifs //fs/x /mnt -o username=a,password={}"),
    ("lftp -u alice,{} ftp.example.org", "lftp ftp://alice:{}@ftp.example.org"),
    ("ansible-playbook -e ansible_password={} site.yml", "ansible-playbook -e 'ansible_become_pass={}' x.yml", "ansible all -e \"db_password={}\""),
    ("terraform apply -var db_password={}", "TF_VAR_db_password={} terraform plan", "terraform apply -var='secret_key={}'"),
    ("java -Ddb.password={} -jar a.jar", "java -Djavax.net.ssl.keyStorePassword={} -jar a", "keytool -list -storepass {}", "keytool -genkey -keypass {}"),
    ("rabbitmqctl add_user bob {}", "rabbitmqctl change_password bob {}", "rabbitmqadmin -u a --password={} list"),
    ("ipmitool -I lanplus -H x -U admin -P {} power status", "snmpwalk -v3 -A {} -X {} host", "snmpwalk -v2c -c {} host"),
    ("echo root:{} | chpasswd", "echo '{}' | passwd --stdin root", "chpasswd <<< 'root:{}'", "echo \"{}\" | sudo -S id", "usermod -p '{}' alice"),
    ("mosquitto_pub -u a -P {} -t x -m y", "sqlcmd -S db -U sa -P {}", "sqlplus scott/{}@db", "isql -P {}", "cqlsh -u a -p {} host"),
    ("nmcli dev wifi connect cafe password {}", "wpa_passphrase cafe {}", "nmcli con modify x wifi-sec.psk {}"),
    ("xfreerdp /u:a /p:{} /v:h", "rdesktop -u a -p {} h", "evil-winrm -u a -p {} -i h", "crackmapexec smb h -u a -p {}", "hydra -l a -p {} ssh://h"),
    ("RESTIC_PASSWORD={} restic backup /", "BORG_PASSPHRASE={} borg create x", "cryptsetup open x y <<< {}", "echo {} | cryptsetup open /dev/x y"),
    ("svn co --username a --password {} http://x/", "hg pull https://a:{}@h/r", "x11vnc -passwd {}", "plink -pw {} root@h", "influx -username a -password {}"),
)
"""Forms by tool (or close family of tools)."""
LOGS = (
    "db: connect failed for dsn mysql://app:{}@10.0.0.4/shop", "app: config loaded password={}", "app: {{\"user\": \"a\", \"password\": \"{}\"}}", "api_key: {}",
    "PWD=/srv/app ; USER=root ; COMMAND=/usr/bin/mysql -p{} shop", "GET /login?user=a&token={} HTTP/1.1", "export SECRET_KEY='{}'", "client_secret = \"{}\"",
    "request header Authorization: Bearer {}", "machine example.org login bob password {}", "CREATE USER 'a'@'%' IDENTIFIED BY '{}'", "set-cookie: session={}; Path=/",
)  # fmt: skip
SHAPED = (
    "ghp_{36}", "glpat-{20}", "xoxb-{24}", "sk_live_{24}", "AIza{35}", "npm_{36}", "rsenr_{32}", "rskey_{32}", "hvs.{24}", "eyJ{20}.eyJ{30}.{43}", "AKIA{U16} {40}", "gho_{36}", "github_pat_{40}",
)  # fmt: skip
_HARD = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SIGNS = "._~+!@^*-"


def secret(chance: random.Random, length: int | None = None) -> str:
    """A password as people and machines make them; no blank, no quote."""
    n = length or chance.randint(8, 24)
    body = "".join(chance.choice(_HARD) for _ in range(n - 2))
    at = chance.randrange(1, len(body))
    return body[:at] + chance.choice("-_.+~") + body[at:] + chance.choice(_HARD)


def planted(chance: random.Random) -> Iterator[tuple[str, list[str], str]]:
    """(tool, secrets, text) for each form."""
    for forms in (*TOOLS, LOGS):
        name = forms[0].split()[0] if forms is not LOGS else "log"
        for form in forms:
            value = secret(chance)
            yield name, [value], form.replace("{}", value).replace("{{", "{").replace("}}", "}")
    for shape in SHAPED:
        text, value = "", ""
        for part in shape.replace("{", "\0{").replace("}", "}\0").split("\0"):
            if part.startswith("{"):
                upper = part[1] == "U"
                value = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ234567" if upper else _HARD) for _ in range(int(part.strip("{U}"))))
                text += value
            else:
                text += part
        yield "token", [value], f"curl https://api.example.org/x --data key-is {text}"


_WORDS = """alpha report backup nightly server config update main develop feature release stage worker queue cache index image
build deploy metrics session login user admin daemon service token-bucket password-policy secretary keyboard author authority passenger compass
pinned spinner bypass monkey turkey tokenizer credentials-file keyring passthrough""".split()  # noqa: SIM905
BENIGN = (
    "ls -la /etc/{w}", "grep -rn password /srv/{w}", "grep -i '{w} token' {w}.log", "cat /etc/passwd", "passwd -S {w}", "vim /etc/{w}/password.conf", "ssh -i ~/.ssh/{w} -p {n} {w}@192.0.2.{b}",
    "docker run -p {n}:{n} --name {w} {w}:latest", "docker ps --format {w}", "docker exec -u {n}:{n} -it {w} sh", "mkdir -p /srv/{w}/{w}", "cp -pr {w} {w}.bak", "tar -czpf {w}.tgz /srv/{w}",
    "git commit -m 'fix {w} in token parser'", "git push origin {w}", "git log --author={w} -p", "git -c credential.helper=store fetch", "curl -s https://example.org/{w}?page={b}&sort=asc", "curl -fsSL -o {w} https://example.org/{w}",
    "curl -u: --negotiate https://{w}/", "python3 -m {w} --port {n} --workers {b}", "python3 manage.py changepassword {w}", "apt-get install -y {w}", "systemctl restart {w}.service",
    "sshd[{n}]: Accepted password for {w} from 192.0.2.{b} port {n} ssh2", "sshd[{n}]: Failed password for invalid user {w} from 192.0.2.{b} port {n} ssh2",
    "sshd[{n}]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.{b}  user={w}", "sudo: {w} : TTY=pts/{b} ; PWD=/home/{w} ; USER=root ; COMMAND=/usr/bin/apt update",
    "su: (to root) {w} on pts/{b}", "CRON[{n}]: ({w}) CMD (test -x /usr/bin/{w} && /usr/bin/{w} --quiet)", "kernel: usb {b}-1: new high-speed device number {b}", "systemd[1]: Started Session {n} of User {w}.",
    "passwd[{n}]: pam_unix(passwd:chauthtok): password changed for {w}", "[sudo] password for {w}: ", "Enter passphrase for key '/home/{w}/.ssh/id_ed25519': ", "bash: syntax error near unexpected token `{w}'",
    "openssl x509 -in {w}.pem -noout -text", "openssl genrsa -out {w}.key 4096", "openssl req -new -key {w}.key -out {w}.csr", "gpg --list-keys {w}", "mysql -u {w} -p shop", "mysql -h {w} -P {n} -e 'show tables'",
    "psql -h {w} -p {n} -U {w}", "redis-cli -p {n} info", "kubectl get secret {w} -o yaml", "kubectl get pods -n {w}", "kubectl create token {w}", "kubectl describe secrets", "helm install {w} ./{w} -f values.yaml",
    "vault status", "vault kv get secret/{w}", "ansible-playbook --ask-become-pass {w}.yml", "ansible-vault view --vault-password-file ~/.{w} x", "restic --password-file /root/.{w} backup", "rsync -a --password-file=/etc/{w} a b",
    "borg list --last {b}", "aws s3 ls s3://{w}", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE aws s3 ls", "ffmpeg -i {w}.mp4 -pass {b} x", "find / -name '*secret*'", "find . -path ./{w} -prune", "ps -p {n} -o pid,comm",
    "useradd -m -s /bin/bash {w}", "usermod -aG {w} {w}", "chage -l {w}", "ssh-keygen -t ed25519 -C {w}@{w}", "export PATH=/usr/bin:/bin PWD=/srv/{w} OLDPWD=/", "SSH_AUTH_SOCK=/run/user/{n}/agent ssh-add -l", "XAUTHORITY=/root/.Xauthority xterm",
    "nginx: 192.0.2.{b} - - \"GET /{w}/password-reset HTTP/1.1\" 200 {n}", "nginx: \"POST /oauth/token HTTP/1.1\" 401", "PasswordAuthentication no", "sshd -o PasswordAuthentication=no", "--auth=none", "auth required pam_unix.so",
    "tokens used: {n}", "{w}: {n} passed, {b} failed, pass=yes", "password: ********", "token=$TOKEN ./{w}.sh", "mysql --password=$DB_PASS x", "secret: ${{{w}}}", "Password expires: never", "key: {w}", "monkey={w} turkey={n}", "compass=north",
    "7z a {w}.7z {w}", "zip -r {w}.zip {w}", "unzip {w}.zip -d /srv/{w}", "nmcli dev wifi list", "http GET example.org/{w}", "net ads info", "az vm list -o table", "java -jar {w}.jar --server.port={n}", "make -j{b} {w}", "npm run {w}", "yarn add {w}",
)  # fmt: skip


def benign(chance: random.Random, count: int) -> Iterator[str]:
    """Lines without a secret."""
    for n in range(count):
        line = BENIGN[n % len(BENIGN)]
        while "{w}" in line or "{n}" in line or "{b}" in line:
            line = line.replace("{w}", chance.choice(_WORDS), 1).replace("{n}", str(chance.randint(1000, 65000)), 1).replace("{b}", str(chance.randint(1, 9)), 1)
        yield line
