import subprocess
import sys
from pathlib import Path

import pytest

from redshank.host import canary_act


def test_canary_writes_its_nonce_and_goes_without_rights(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-I", "-S", canary_act.__file__, "mark", "n0nce", str(tmp_path / "bird")], check=False)
    assert done.returncode == 0 and (tmp_path / "bird").read_text() == "n0nce"


def test_link_in_the_place_of_its_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "bird").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        canary_act.main(["mark", "n0nce", str(tmp_path / "bird")])
    assert not (tmp_path / "elsewhere").exists()
