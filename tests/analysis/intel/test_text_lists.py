import io

from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import parse_prefix
from redshank.analysis.intel.reading import Shape, Tally
from redshank.analysis.intel.text_lists import read_dnsmasq, read_hosts, read_plain
from redshank.analysis.intel.urls import Url


def read(reader, text):
    tally = Tally()
    return [found.value for found in reader(io.BytesIO(text.encode()), tally, Shape())], tally


def test_netset_counts_and_trails_are_plain_lists():
    text = "# a netset\n198.18.0.0/24\n198.18.1.9\t7\n\n; note\nevil.example # seen\nevil.example/gate.php\n/path\n"
    found, tally = read(read_plain, text)
    assert found == [parse_prefix("198.18.0.0/24"), parse_prefix("198.18.1.9"), Domain("evil.example"), Url("evil.example", "/gate.php")]
    assert tally.samples == ["line 8: path alone: '/path'"]


def test_hosts_file_gives_its_names_and_nothing_of_its_own_machine():
    found, tally = read(read_hosts, "127.0.0.1 localhost\n0.0.0.0 evil.example www.evil.example # both\n::1 ip6-localhost\n\nlonely\n")
    assert found == [Domain("evil.example"), Domain("www.evil.example")]
    assert tally.samples == ["line 5: not understood: 'lonely'"]


def test_dnsmasq_gives_the_names_between_slashes():
    found, tally = read(read_dnsmasq, "# x\naddress=/evil.example/bad.example/0.0.0.0\nserver=/worse.example/\nport=53\n")
    assert found == [Domain("evil.example"), Domain("bad.example"), Domain("worse.example")]
    assert tally.refused == {"not_understood": 1}
