"""The coverage table as a whole: every act, by topic."""

from collections.abc import Mapping

from tests.acceptance.coverage import files, kernel, logs_and_logins, network, privileges, processes, terminals
from tests.acceptance.coverage.act import Act

# Log-ins come first: a weaker voice (PAM, wtmp) waits up to 3 s for a better one before it is told.
TOPICS: Mapping[str, tuple[Act, ...]] = {
    "log-ins and logs": logs_and_logins.ACTS,
    "processes": processes.ACTS,
    "files": files.ACTS,
    "network": network.ACTS,
    "privileges": privileges.ACTS,
    "kernel": kernel.ACTS,
    "terminals": terminals.ACTS,
}
ACTS: tuple[Act, ...] = tuple(act for acts in TOPICS.values() for act in acts)
