import { expect, test } from "vitest";
import { href, nextSort, read } from "../src/lib/alerts_url";
import { oneCopy, steps } from "../src/lib/enrolment";
import { tally } from "../src/lib/hosts";
import { SseReader } from "../src/lib/live/sse";
import { command, defang, shellQuote } from "../src/lib/quote";
import { Selection } from "../src/lib/selection.svelte";
import { ago, clock, counter, full, short, span } from "../src/lib/time";
import type { AlertRow, HostRow } from "../src/lib/types";

const bytes = (text: string) => new TextEncoder().encode(text);

test("events come out of a stream however it is cut", () => {
  const text = ': hi\r\n\r\nevent: alert\r\nid: 7\r\ndata: {"a":\r\ndata: "ü"}\r\n\r\ndata: x\n\n: beat\n\n';
  const whole = new SseReader().read(bytes(text));
  expect(whole).toEqual([{ name: "alert", data: '{"a":\n"ü"}', id: "7" }, { name: "message", data: "x", id: "7" }]);
  const reader = new SseReader();
  expect([...bytes(text)].flatMap((byte) => reader.read(Uint8Array.of(byte)))).toEqual(whole);
});

test("an argument in a shell is itself", () => {
  expect(command(["insmod", "two words", "it's", "a\nb", ""])).toBe(`insmod 'two words' 'it'\\''s' $'a\\x0ab' ''`);
  expect(shellQuote("/usr/bin/kmod")).toBe("/usr/bin/kmod");
});

test("addresses and links lose their teeth, other text stays", () => {
  expect(defang("203.0.113.66")).toBe("203[.]0[.]113[.]66");
  expect(defang("http://example.org/a.b")).toBe("hxxp://example[.]org/a.b");
  expect(defang("2001:db8::1")).toBe("2001[:]db8[:][:]1");
  expect(defang("/etc/rc.local")).toBe("/etc/rc.local");
});

test("the address of the alerts is read as it is written", () => {
  const state = { q: 'host:"a b" ü', sort: "-last", sel: "x1" };
  expect(read(new URL(href(state), "http://localhost").searchParams)).toEqual(state);
  expect(read(new URLSearchParams())).toEqual({ q: "state:open", sort: "severity,-last", sel: null });
  expect(read(new URLSearchParams("q=")).q).toBe("");
});

test("a column sorts one way, the other, and not at all", () => {
  expect(["severity,-last", "-count", "count"].map((sort) => nextSort(sort, "count", "-"))).toEqual(["-count", "count", "severity,-last"]);
});

test("times are absolute first", () => {
  const at = "2026-11-24T02:31:13.123Z";
  const now = Date.parse(at) + 14_000;
  expect(short(at, "utc", now)).toBe("02:31:13Z");
  expect(short(at, "utc", now + 86_400_000)).toBe("11-24 02:31:13Z");
  expect(full(at, "utc")).toBe("2026-11-24 02:31:13.123Z");
  expect(ago(at, now)).toBe("14 s ago");
  expect([clock(4260), clock(67_340), counter(12_000), span(7200)]).toEqual(["4.2 s", "1:07.3", "00:12", "2 h"]);
});

test("one copy has the token on standard input and in no argument", () => {
  const token = { id: "t", token: "rsenr_x", expires: "", uses: 1, command: "sudo a enrol --token-file - && sudo a run" };
  expect(oneCopy(token)).toBe("sudo a enrol --token-file - <<'TOKEN' && sudo a run\nrsenr_x\nTOKEN");
  expect(oneCopy({ ...token, command: "a enrol" })).toBeNull();
});

test("the stopwatch counts from the enrolment", () => {
  const agent = {
    agent_id: "a", host: { id: "h", name: "h" }, kernel: "", os: "", version: "", sources: [], enrolled_at: "2026-11-24T00:00:00.000Z",
    first_event_at: "2026-11-24T00:00:00.900Z", first_alert_at: null, first_severity_1_at: null,
  };
  expect(steps(agent).map((step) => step.after)).toEqual([900, null, null]);
});

test("hosts are summed up once for every page", () => {
  const hosts = [{ state: "online", dropped: 2, last_seen: "2026-11-24T00:00:02.000Z" }, { state: "silent", dropped: 3, last_seen: null }] as HostRow[];
  expect(tally(hosts)).toEqual({ online: 1, dropped: 5, heard: "2026-11-24T00:00:02.000Z" });
  expect(tally([])).toEqual({ online: 0, dropped: 0, heard: "" });
});

test("selection is by id and survives rows that leave", () => {
  const rows = ["a", "b", "c", "d"].map((id) => ({ id }) as AlertRow);
  const selection = new Selection();
  expect(selection.move(rows, 1)).toEqual({ id: "a", at: 0 });
  selection.move(rows, 1);
  selection.extend(rows, 1);
  expect([...selection.checked]).toEqual(["b", "c"]);
  const left = rows.filter(({ id }) => id !== "c");
  selection.keep(left);
  expect([...selection.checked]).toEqual(["b"]);
  expect(selection.move(left, 1)).toEqual({ id: "d", at: 2 });
  selection.toggle(rows, "a");
  selection.toggle(rows, "d", true);
  expect(selection.checked.size).toBe(4);
});
