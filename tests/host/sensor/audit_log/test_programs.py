from tests.host.sensor.audit_log.make import line, path, syscall
from tests.host.sensor.audit_log.test_syscalls import made

CWD = line("CWD", 'cwd="/srv/a"')


def test_arguments_are_read_in_order_quoted_or_as_digits() -> None:
    (event,) = made(syscall(59), line("EXECVE", 'argc=4 a0="sh" a1="-c" a2=6563686F2022C3BC22 a3=""'), CWD)
    assert event["process.args"] == ["sh", "-c", 'echo "ü"', ""]
    assert (event["process.command_line"], event["process.args_count"]) == ('sh -c echo "ü" ', 4)
    assert event["redshank.args.length"] == len("sh -c echo 'ü'  ".encode())
    assert event["process.working_directory"] == "/srv/a"


def test_long_argument_in_parts_over_several_records_is_put_together() -> None:
    (event,) = made(
        syscall(59),
        line("EXECVE", 'argc=3 a0="x" a1_len=10 a1[0]=6162C3'),
        line("EXECVE", " a1[1]=BC63 a1[2]=64"),
        line("EXECVE", 'a2="end"'),
    )
    assert event["process.args"] == ["x", "abücd", "end"]


def test_more_than_the_bound_is_cut_with_its_true_length() -> None:
    (event,) = made(syscall(59), line("EXECVE", f'argc=3 a0="x" a1="{"y" * 30_000}" a2="{"z" * 30_000}"'))
    assert [len(argument) for argument in event["process.args"]] == [1, 30_000, 32_768 - 2 - 30_001]
    assert event["redshank.args.length"] == 60_004


def test_title_stands_in_where_there_are_no_arguments() -> None:
    (event,) = made(syscall(59), line("PROCTITLE", "proctitle=6C73002D6C"))
    assert event["process.command_line"] == "ls -l"
    assert "process.args" not in event


def test_facts_of_the_file_are_those_of_the_program_and_not_of_its_script() -> None:
    (event,) = made(syscall(59), path('"/usr/bin/x"', "NORMAL", inode=77, mode="0104755"))
    assert (event["redshank.executable.inode"], event["redshank.executable.mode"]) == ("77", 0o104755)
    (script,) = made(syscall(59), path('"/srv/script"', "NORMAL", inode=78), path('"/usr/bin/x"', "NORMAL", inode=77))
    assert "redshank.executable.inode" not in script
