"""The story of BillGates: ssh guessed, a bot with a watchdog and false tools, a web shell beside it, and what the bot is for.

Facts: the family's public descriptions. All programs are stand-ins of text, all addresses are kept for documentation.
Of the logs, auth.log is left: intruders forget one, and without it nobody would know how this one came in.
"""

from redshank.simulate import host_files, web_site
from redshank.simulate.scene import CONTROL, GUESSER, INTRUDER, Scene
from redshank.simulate.story import Act, Sign, Story

DROPPER = "/tmp/breeb"  # noqa: S108 - a path in the sandbox
CLIENTS, TRIES = 12, 10
"""120 refused logins."""
_CONFIGURATION = ("file.open", "file.create", "file.modify", "file.rename")


def _guess(scene: Scene) -> None:
    scene.guess(CLIENTS, TRIES)


def _log_in(scene: Scene) -> None:
    scene.log_in()


def _drop(scene: Scene) -> None:
    scene.bring(DROPPER, host_files.dropper())
    scene.type(
        "cd /tmp", "chmod 755 breeb", f"nohup {DROPPER} >/dev/null 2>&1 &", f"chattr +i {DROPPER}", "insmod /usr/lib/xpacket.ko",
    )  # fmt: skip


def _install(scene: Scene) -> None:
    scene.cue("breeb", "install")


def _call_home(scene: Scene) -> None:
    scene.cue("getty", "connect")


def _hide(scene: Scene) -> None:
    scene.cue("breeb", "hide")


def _use_web_shell(scene: Scene) -> None:
    scene.request(web_site.UPLOADED)


def _go_on(scene: Scene) -> None:
    scene.type("id", "ps aux", "ls -la /usr/bin/bsd-port", "cat /proc/modules", "ls -la /usr/lib/xpacket.ko")
    scene.type("insmod /usr/lib/xpacket.ko")
    scene.type(
        f"cp {DROPPER} /bin/netstat", "chmod 755 /bin/netstat", f"echo '{DROPPER} &' >> /etc/rc.local", "ls -la /etc/rc3.d",
        "history -c", "rm -f /root/.bash_history",
    )  # fmt: skip


def _rewrite(scene: Scene) -> None:
    scene.cue("breeb", "rewrite")


def _flood(scene: Scene) -> None:
    scene.cue("getty", "flood")


BILLGATES = Story(
    name="billgates",
    breach="login as root with the right password",
    end=8.0,
    acts=(
        Act(-65, GUESSER, "passwords of root are guessed at", _guess, (Sign(("session.login_failed",), severity=2),)),
        Act(-60, INTRUDER, "login as root with the right password", _log_in, (Sign(("session.login",), severity=1),)),
        Act(-58, "root, pts/0", "a dropper in /tmp is started and made unchangeable; insmod of a missing module", _drop,
            (Sign(("host.state",), "file.path", (DROPPER,)),)),
        Act(-55, "breeb", "init scripts and start links, a false getty, false ps, netstat, lsof and ss", _install,
            (Sign(("host.state",), "file.path", ("/DbSecuritySpt", "/bsd-port/getty", "/dpkgd")),)),
        Act(-50, "getty", f"connection to {next(iter(CONTROL))}, which stays", _call_home,
            (Sign(("host.state",), "destination.ip", tuple(CONTROL)),)),
        Act(-50, "breeb", "wtmp, btmp, lastlog and faillog become links to /dev/null", _hide,
            (Sign(("host.state",), "file.target_path", ("/dev/null",)),)),
        Act(1, "www-data", "an uploaded page runs a shell: id, uname, cat, curl", _use_web_shell,
            (Sign(("process.exec",), "process.parent.name", ("apache2",), severity=1),)),
        Act(2, "root, pts/0", "insmod again, a false netstat, rc.local edited, history cleared", _go_on,
            (Sign(("process.exec", "kernel.module"), "process.name", ("insmod", "kmod"), severity=1),)),
        Act(2, "breeb", "its init script is written again", _rewrite, (Sign(_CONFIGURATION, "file.path", ("/DbSecuritySpt",)),)),
        Act(3, "getty", "hundreds of connections to three addresses known as bad", _flood,
            (Sign(("net.connect",), "destination.ip", tuple(CONTROL), severity=1),)),
    ),
)  # fmt: skip

STORIES = {story.name: story for story in (BILLGATES,)}
"""Every story that can be played, by its name."""
