"""Logins as the host's own logs tell them. user.name is the user the login was for."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import LOG_PATH, MESSAGE, PROGRAM
from redshank.events.fields.network import SOURCE_IP, SOURCE_PORT

METHOD = Field("redshank.login.method", "str:32", "password, publickey, keyboard-interactive or what the service calls it", ocsf="auth_protocol")
SERVICE = Field("redshank.login.service", "str:32", "who let in or refused: sshd, login, su, sudo, or the PAM service", ocsf="service.name")
INVALID = Field("redshank.login.invalid_user", "bool", "true where the host has no such user")

_LOGIN = (SOURCE_IP, SOURCE_PORT, METHOD, SERVICE, INVALID, MESSAGE, LOG_PATH, PROGRAM)

TYPES = (
    EventType(48, "session.login", "somebody logged in", _LOGIN, ocsf_class=3002, ocsf_activity=1),
    EventType(49, "session.login_failed", "somebody tried to log in and was refused", _LOGIN, ocsf_class=3002, ocsf_activity=1),
    EventType(50, "session.logout", "a login session ended", _LOGIN, ocsf_class=3002, ocsf_activity=2),
    EventType(64, "log.line", "a log line that rules about auth, sudo, cron or syslog read", (
        MESSAGE, LOG_PATH, PROGRAM,
        Field("log.syslog.facility.code", "u8", "facility of the line: 4 and 10 auth, 9 cron"),
        Field("log.syslog.severity.code", "u8", "severity of the line, 0 emergency to 7 debug"),
    ), spool_class=2, ocsf_class=6003, ocsf_activity=99),
)
