from tools import boot_kernel

META = """linux-image-amd64
  Depends: linux-base-amd64
  Depends: linux-image-7.2.13+deb14-amd64
linux-image-7.2.13+deb14-amd64
  PreDepends: linux-base
 |Depends: initramfs-tools
  Depends: <linux-initramfs-tool>
  Depends: linux-binary-7.2.13+deb14-amd64
  Depends: linux-modules-7.2.13+deb14-amd64
linux-binary-7.2.13+deb14-amd64
  Depends: linux-base-7.2.13+deb14-amd64
"""


def test_package_that_only_depends_on_a_kernel_leads_to_all_parts_of_it():
    assert boot_kernel.kernel_packages("linux-image-amd64", META) == [
        "linux-binary-7.2.13+deb14-amd64",
        "linux-image-7.2.13+deb14-amd64",
        "linux-modules-7.2.13+deb14-amd64",
    ]


def test_package_with_the_kernel_in_it_is_taken_itself():
    depends = "linux-image-6.1.0-50-amd64\n  Depends: kmod\n  Depends: linux-base\n"
    assert boot_kernel.kernel_packages("linux-image-6.1.0-50-amd64", depends) == ["linux-image-6.1.0-50-amd64"]


def test_answers_become_a_line_an_act_and_a_column_a_mode():
    text = "6.1.0-50-amd64\nfull\tload\t1.5 s\nfull\tlisten\tyes\nlight\tload\tNO\trefused\twhy\nexit 1\n"
    assert boot_kernel.table(text).splitlines() == [
        "        full   light",
        "load    1.5 s  NO",
        "listen  yes",
        "light, load: refused",
        "light, load: why",
    ]


def test_machine_that_said_nothing_gives_an_empty_table():
    assert boot_kernel.table("").strip() == ""
