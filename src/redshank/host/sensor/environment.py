"""The variables of a new program's environment that are told. All others may hold secrets and stay on the host."""

from collections.abc import Iterable

PREFIXES = ("LD_",)
NAMES = frozenset(
    (
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONINSPECT", "PERL5LIB", "PERL5OPT", "PERL5DB", "RUBYOPT", "NODE_OPTIONS",
        "BASH_ENV", "GCONV_PATH", "GLIBC_TUNABLES", "HISTFILE", "HISTFILESIZE", "SSH_CONNECTION", "SUDO_USER",
    )
)  # fmt: skip
"""The kernel side goes by the first bytes only (is_telling in environment.bpf.h); the exact names are here."""

LOADERS = ("LD_", "GCONV_PATH=", "GLIBC_TUNABLES=")
INTERPRETERS = ("PYTHON", "PERL5", "RUBYOPT=", "NODE_OPTIONS=", "BASH_ENV=")


def changes(variables: Iterable[str]) -> str | None:
    """What told variables have a say in: loader before interpreter; None where in neither."""
    changed = None
    for variable in variables:
        if variable.startswith(LOADERS):
            return "loader"
        if variable.startswith(INTERPRETERS):
            changed = "interpreter"
    return changed


def telling(variables: Iterable[str]) -> list[str] | None:
    """Those of `NAME=value` that are to be told, in their order; None where there are none."""
    kept = [variable for variable in variables if (name := variable.partition("=")[0]) in NAMES or name.startswith(PREFIXES)]
    return kept or None
