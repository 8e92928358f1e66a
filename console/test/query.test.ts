import { expect, test } from "vitest";
import { added, chips, matches, parse, severities, stateOf, toggleSeverity, withState, without, word } from "../src/lib/query";
import type { AlertRow } from "../src/lib/types";
import known from "./query_cases.json";

const row: AlertRow = {
  id: "a1", number: 12, severity: 1, state: "open", title: "root loaded a kernel module", rule: { id: "r", name: "Kernel module activity" },
  host: { id: "h-1", name: "web-01" }, user: "root", first_seen: "", last_seen: "", created: "", count: 1, techniques: ["T1547.006"],
  tactics: ["TA0003"], simulated: false, assignee: null, process: "/usr/bin/kmod", revision: 1,
};

test("words are read with keys, quotes and minus", () => {
  const terms = parse('severity:1 -rule:"pkg \\"install" sev:2 shell');
  expect(terms.map(({ key, value, negated }) => [key, value, negated])).toEqual([
    ["severity", "1", false], ["rule", 'pkg "install', true], ["severity", "2", false], ["", "shell", false],
  ]);
});

test("a word that is written is read again", () => {
  for (const value of ["web-01", "two words", 'a"b\\c', "", "-x", "a:b"]) {
    for (const key of ["", "host"]) expect(parse(word(key, value, true))[0]).toMatchObject({ key, value, negated: true });
  }
});

test("toggling severities writes none for all", () => {
  expect(toggleSeverity("state:open", 1)).toBe("state:open severity:1");
  expect(toggleSeverity("state:open severity:1", 3)).toBe("state:open severity:1,3");
  expect(toggleSeverity("state:open severity:1,3", 2)).toBe("state:open");
  expect(severities("-severity:1 severity:2")).toEqual([2]);
});

test("tabs keep the rest of the line", () => {
  expect(withState("state:open host:a b", "dismissed")).toBe("state:dismissed host:a b");
  expect(stateOf("state:open state:dismissed")).toBeNull();
  expect(without("a host:b", (term) => term.key === "host")).toBe("a");
  expect(added("a b", "a")).toBe("a b");
  expect(chips("state:open severity:1 -state:x y").map((term) => term.text)).toEqual(["-state:x", "y"]);
});

test("a live row is let in by the same rules as the server's", () => {
  for (const line of ["", "state:open", "severity:1,2", "host:web*", "host:web-01", "host:a host:web-01", "technique:t1547", "id:A-12", "kernel", "-host:web", "-user:www-data"])
    expect(matches(line, row), line).toBe(true);
  for (const line of ["state:dismissed", "severity:2", "host:db", "host:web", "-kernel", "user:www-data", "nothing", "-host:web-01"]) expect(matches(line, row), line).toBe(false);
});

test.each(known.cases as [string, string[]][])("%s lets in what the server finds", (line, expected) => {
  const rows = known.rows as unknown as AlertRow[];
  expect(rows.filter((one) => matches(line, one)).map(({ id }) => id)).toEqual(expected);
});
