import os
import socket
from pathlib import Path

import redshank
from redshank.host.facts import boot_id, host_facts, memory_bytes, resident_bytes


def test_facts_are_the_host_s_own(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    (tmp_path / "etc/os-release").write_text('NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
    facts = host_facts(tmp_path)
    assert (facts.machine_id, facts.os) == ("0123456789abcdef0123456789abcdef", "Debian GNU/Linux 12 (bookworm)")
    assert (facts.name, facts.kernel, facts.agent_version) == (socket.gethostname(), os.uname().release, redshank.__version__)


def test_what_a_bare_host_lacks_is_left_empty(tmp_path: Path) -> None:
    facts = host_facts(tmp_path)
    assert (facts.machine_id, facts.os, boot_id(tmp_path)) == ("", "", "")


def test_hostile_files_stay_within_their_bounds(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/machine-id").write_bytes(b"\xff" * 1000)
    (tmp_path / "etc/os-release").write_text("PRETTY_NAME=" + "x" * 100_000)
    facts = host_facts(tmp_path)
    assert len(facts.machine_id) <= 64 and len(facts.os) <= 128


def test_memory_of_a_process_is_a_share_of_what_it_maps() -> None:
    assert 1 << 20 < memory_bytes() <= resident_bytes() * 1.1
    assert memory_bytes(os.getpid()) > 1 << 20
    assert memory_bytes(2**22 + 1) == 0
