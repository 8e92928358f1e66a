import gc
import subprocess
import sys


def test_settling_freezes_what_is_loaded_and_leaves_a_process_that_works():
    program = (
        "import gc\nfrom redshank.core import memory\nmemory.bound_arenas()\nmemory.settle()\n"
        "assert gc.get_freeze_count() > 1000\nmemory.trim()\nprint('works')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "works\n"
    assert gc.get_freeze_count() == 0, "not in the process of the tests"
