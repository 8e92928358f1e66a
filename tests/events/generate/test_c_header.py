import re
import subprocess
import sys
from pathlib import Path

import pytest

from redshank.events.generate import c_header
from redshank.events.generate.layout import fixed_slots, header_slots, kernel_types

TYPEDEFS = """
typedef unsigned char __u8; typedef unsigned short __u16; typedef unsigned int __u32; typedef unsigned long long __u64;
typedef int __s32; typedef long long __s64;
"""


def compiled(text: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The header through the compiler that builds the kernel side."""
    source = folder / "header.c"
    source.write_text(TYPEDEFS + text.replace("#pragma once", ""))
    command = [sys.executable, "-m", "ziglang", "cc", "-target", "bpfel-freestanding", "-c", str(source), "-o", str(folder / "header.o")]
    caches = {"ZIG_LOCAL_CACHE_DIR": str(folder / "cache"), "ZIG_GLOBAL_CACHE_DIR": str(folder / "cache"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=caches)


def test_c_compiler_agrees_with_every_offset_and_size(tmp_path):
    done = compiled(c_header.render(), tmp_path)
    assert done.returncode == 0, done.stderr


def test_member_with_another_size_fails_the_assertions_after_it(tmp_path):
    text = c_header.render()
    broken = re.sub(r"__u64 sequence;", "__u8 sequence;", text, count=1)
    broken = re.sub(r"__u64 time;", "__u8 time;", broken, count=1)
    assert broken != text
    done = compiled(broken, tmp_path)
    assert done.returncode != 0
    assert "static assertion failed" in done.stderr
    assert "rs_header.time" in done.stderr


@pytest.mark.parametrize("event_type", kernel_types(), ids=lambda event_type: event_type.name)
def test_every_member_of_a_type_is_asserted(event_type):
    text = c_header.render()
    assert f"  RS_{event_type.identifier.upper()} = {event_type.number}," in text
    for slot in fixed_slots(event_type):
        if slot.field is not None:
            assert f"__builtin_offsetof(struct rs_{event_type.identifier}, {slot.name}) == {slot.offset}," in text
    assert all(f"offsetof(struct rs_header, {slot.name}) == {slot.offset}," in text for slot in header_slots())
