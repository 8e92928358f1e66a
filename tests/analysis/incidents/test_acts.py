from redshank.analysis.incidents.acts import acts_of, endpoint, told
from tests.analysis.incidents.played import breach, case, member


def acts(*members):
    return acts_of(case(*members).incident)


def test_alerts_of_one_doing_are_one_act_in_order_of_time():
    found = acts_of(breach())
    assert [act.doing for act in found[:4]] == ["guess", "login", "programs", "starts"]
    assert [act.at_ns for act in found] == sorted(act.at_ns for act in found)
    assert sum(len(act.members) for act in found) == 45


def test_many_files_are_named_by_the_first_and_a_number():
    many = [member(n, (("file.path", f"/tmp/{n}"),)) for n in range(1, 15)]
    (act,) = acts(*many)
    assert told(act) == "/tmp/1, /tmp/2, /tmp/3 and eleven further files were put on the host or run"


def test_one_tool_was_replaced_and_several_were():
    tools = [member(n, (("file.path", f"/usr/bin/{name}"), ("redshank.package.state", "differs"))) for n, name in enumerate(("ps", "ss"))]
    assert told(acts(tools[0])[0]) == "/usr/bin/ps was replaced, and what it shows cannot be trusted"
    assert told(acts(*tools)[0]) == "/usr/bin/ps and /usr/bin/ss were replaced, and what they show cannot be trusted"


def test_what_is_of_no_known_kind_is_told_by_its_worst_alert():
    (act,) = acts(member(1, rule_id="r", severity=3, title="less"), member(2, rule_id="r", title="worst"), member(3, rule_id="r"))
    assert told(act) == 'a rule saw "worst" and two further alerts of the kind'


def test_acts_on_two_hosts_stay_apart():
    assert [act.host for act in acts(member(1, rule_id="r"), member(2, rule_id="r", host="db-1"))] == ["web-1", "db-1"]


def test_an_endpoint_of_ipv6_has_brackets():
    assert endpoint("2001:db8::1", "80") == "[2001:db8::1]:80"
    assert (endpoint("192.0.2.1", "80"), endpoint("192.0.2.1", "")) == ("192.0.2.1:80", "192.0.2.1")


def test_guess_login_and_cleared_history_name_who():
    login = member(1, (("event.action", "session.login"), ("source.ip", "203.0.113.5"), ("user.name", "amy")), techniques=("T1078",))
    history = member(2, (("user.name", "amy"),), techniques=("T1070.003",))
    assert [told(act) for act in acts(login, history)] == ["amy logged in from 203.0.113.5", "amy removed the history of a shell"]
