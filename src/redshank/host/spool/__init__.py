"""The spool: what an agent keeps on disk until the server has it. docs/reference/spool-format.md has every byte."""

from redshank.host.spool.health import SpoolHealth
from redshank.host.spool.opening import open_spool
from redshank.host.spool.settings import SpoolSettings
from redshank.host.spool.spool import Spool

__all__ = ["Spool", "SpoolHealth", "SpoolSettings", "open_spool"]
