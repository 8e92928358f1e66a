"""Log-ins and log lines, as the host's own programs write them. Lines of sshd, su, sudo, login and cron are made here."""

from tests.acceptance.coverage.act import Act, holds, told

FROM = "198.51.100.77"


def _log(program: str, message: str, file: str = "auth.log") -> str:
    return f"log({file!r}, {program!r}, {message!r})"


def _line(what: str, technique: str, python: str, event: str, **fields: object) -> Act:
    return Act(what, technique, told(event, **fields), python=python)


ACTS = (
    _line("a log-in by password is refused (sshd)", "T1110", _log("sshd", f"Failed password for root from {FROM} port PORT ssh2"),
          "session.login_failed", user__name="root", source__ip=FROM, source__port="PORT", x__login__method="password", x__login__service="sshd"),
    _line("a log-in of somebody unknown is refused (sshd)", "T1110", _log("sshd", f"Failed password for invalid user MARK from {FROM} port PORT ssh2"),
          "session.login_failed", user__name="MARK", x__login__invalid_user=True),
    _line("a log-in by password (sshd)", "T1078", _log("sshd", f"Accepted password for root from {FROM} port PORT ssh2"),
          "session.login", user__name="root", source__ip=FROM, source__port="PORT", x__login__method="password"),
    _line("a log-in by key (sshd)", "T1078", _log("sshd", f"Accepted publickey for MARK from {FROM} port PORT ssh2: ED25519 SHA256:AAAA"),
          "session.login", user__name="MARK", x__login__method="publickey"),
    _line("a session ends (sshd)", "T1078", _log("sshd", f"Disconnected from user MARK {FROM} port PORT") + "\n"
          + _log("sshd", "pam_unix(sshd:session): session closed for user MARK"), "session.logout", user__name="MARK"),
    _line("somebody becomes another (su)", "T1548", _log("su", "(to MARK) root on pts/0") + "\n"
          + _log("su", "pam_unix(su:session): session opened for user MARK(uid=1234) by root(uid=0)"), "session.login", user__name="MARK"),
    _line("su is refused", "T1110", _log("su", "FAILED SU (to root) MARK on pts/0") + "\n" + _log(
          "su", "pam_unix(su:auth): authentication failure; logname=MARK uid=1000 euid=0 tty=pts/0 ruser=MARK rhost=  user=root"),
          "session.login_failed", message=holds("MARK")),
    _line("a command by sudo", "T1548.003", _log("sudo", "    MARK : TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/bin/true"),
          "log.line", log__syslog__appname="sudo", message=holds("MARK")),
    _line("sudo is refused", "T1548.003", _log("sudo", "    MARK : user NOT in sudoers ; TTY=pts/0 ; PWD=/home ; USER=root ; COMMAND=/bin/true"),
          "log.line", log__syslog__appname="sudo", message=holds("NOT in sudoers")),
    _line("a user is made (useradd's line)", "T1136.001", _log("useradd", "new user: name=MARK, UID=1005, GID=1005, home=/home/x, shell=/bin/sh"),
          "log.line", message=holds("MARK"), log__syslog__appname="useradd"),
    _line("a job of cron runs", "T1053.003", _log("CRON", "(root) CMD (/bin/true MARK)", "syslog"), "log.line", message=holds("MARK"),
          log__syslog__appname="CRON"),
    _line("a line of the system's log", "T1562", _log("kernel", "MARK: module verification failed", "syslog"), "log.line", message=holds("MARK")),
    _line("a log-in is written to wtmp", "T1078", "record('/var/log/wtmp', 7, 'MARK', 'pts/7', '198.51.100.77')", "session.login", user__name="MARK",
          source__ip=FROM),
    _line("a refused log-in is written to btmp", "T1110", "record('/var/log/btmp', 6, 'MARK', 'ssh:notty', '198.51.100.77')",
          "session.login_failed", user__name="MARK", source__ip=FROM),
    Act("a web server's access line", "T1190", told("log.web", url__path="/MARK.php", url__query=holds("cmd=id"), source__ip=FROM, http__response__status_code=200),
        python="os.makedirs('/var/log/nginx', exist_ok=True)\nopen('/var/log/nginx/access.log', 'a').write("
               "time.strftime('198.51.100.77 - - [%d/%b/%Y:%H:%M:%S +0000] \"GET /MARK.php?cmd=id HTTP/1.1\" 200 12 \"-\" \"curl/8\"\\n'))"),
)  # fmt: skip
