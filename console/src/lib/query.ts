// The line above the alerts, `severity:1 host:web-01 -rule:"pkg install" shell`. The server reads it for good; here it is
// taken apart for toggles, tabs and chips, and asked whether a live row belongs to it.
import type { AlertRow, Severity, State } from "./types";

export type Term = { key: string; value: string; negated: boolean; text: string };

const TOKEN = /-?(?:[^\s":]+:)?(?:"(?:\\.|[^"\\])*"?|\S+)/g;
const ALIASES: Record<string, string> = { status: "state", sev: "severity" };

/** The words of a line, in order. Anything is a word: what is wrong with it, the server says. */
export function parse(line: string): Term[] {
  return [...line.matchAll(TOKEN)].map(([text]) => {
    const negated = text.length > 1 && text.startsWith("-");
    const body = negated ? text.slice(1) : text;
    const colon = /^[^\s":]+:/.exec(body)?.[0] ?? "";
    const key = colon.slice(0, -1).toLowerCase();
    return { key: ALIASES[key] ?? key, value: unquote(body.slice(colon.length)), negated, text };
  });
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.slice(1, value.length > 1 && value.endsWith('"') ? -1 : undefined).replace(/\\(.)/gs, "$1");
}

/** One word as it is written in a line. */
export function word(key: string, value: string, negated: boolean = false): string {
  const plain = value !== "" && !/[\s"\\]/.test(value) && (key !== "" || !/^-|:/.test(value));
  const written = plain ? value : `"${value.replace(/[\\"]/g, "\\$&")}"`;
  return `${negated ? "-" : ""}${key === "" ? "" : `${key}:`}${written}`;
}

/** The line without the words that `drop` says. */
export function without(line: string, drop: (term: Term) => boolean): string {
  return parse(line)
    .filter((term) => !drop(term))
    .map((term) => term.text)
    .join(" ");
}

/** The line with one more word, once. */
export function added(line: string, more: string): string {
  const kept = parse(line).map((term) => term.text);
  return (kept.includes(more) ? kept : [...kept, more]).join(" ");
}

const choice = (term: Term, key: string) => term.key === key && !term.negated;

/** Severities that the line asks for; none means all. */
export function severities(line: string): Severity[] {
  const named = parse(line)
    .filter((term) => choice(term, "severity"))
    .flatMap((term) => term.value.split(","));
  return ([1, 2, 3] as const).filter((n) => named.includes(String(n)));
}

/** The line with one severity asked for, or not any more. All three are the same as none. */
export function toggleSeverity(line: string, severity: Severity): string {
  const before = severities(line);
  const now = before.includes(severity) ? before.filter((n) => n !== severity) : [...before, severity].sort();
  const rest = without(line, (term) => choice(term, "severity"));
  return now.length === 0 || now.length === 3 ? rest : added(rest, `severity:${now.join(",")}`);
}

/** The one state that the line asks for; null where it asks for several or none. */
export function stateOf(line: string): State | null {
  const found = parse(line).filter((term) => choice(term, "state"));
  const value = found.length === 1 ? found[0]?.value : undefined;
  return value === "open" || value === "acknowledged" || value === "dismissed" ? value : null;
}

/** The line for another tab: its state first, everything else as it was. */
export function withState(line: string, state: State | null): string {
  const rest = without(line, (term) => choice(term, "state"));
  return state === null ? rest : `state:${state}${rest === "" ? "" : ` ${rest}`}`;
}

/** The words that neither the toggles nor the tabs show. */
export function chips(line: string): Term[] {
  return parse(line).filter((term) => !choice(term, "severity") && !choice(term, "state"));
}

/** Whether a row that has just come in belongs to the line. Words that only the server can judge count as yes. */
export function matches(line: string, row: AlertRow): boolean {
  const groups = new Map<string, boolean>();
  for (const term of parse(line)) {
    const holds = termHolds(term, row);
    if (term.negated || term.key === "") {
      if (holds === term.negated) return false;
    } else groups.set(term.key, (groups.get(term.key) ?? false) || holds);
  }
  return [...groups.values()].every(Boolean);
}

function termHolds(term: Term, row: AlertRow): boolean {
  const value = term.value.toLowerCase();
  const is = (...texts: (string | null)[]) => texts.some((text) => text?.toLowerCase() === value);
  const has = (...texts: (string | null)[]) => texts.some((text) => text?.toLowerCase().includes(value));
  const starts = (texts: string[]) => texts.some((text) => text.toLowerCase().startsWith(value));
  switch (term.key) {
    case "severity":
      return value.split(",").includes(String(row.severity));
    case "state":
      return value.split(",").includes(row.state);
    case "simulated":
      return String(row.simulated) === value;
    case "host":
      return has(row.host.name) || is(row.host.id);
    case "user":
      return is(row.user);
    case "rule":
      return has(row.rule.name) || is(row.rule.id);
    case "process":
      return has(row.process);
    case "technique":
      return starts(row.techniques);
    case "tactic":
      return starts(row.tactics);
    case "assignee":
      return is(row.assignee);
    case "id":
      return is(row.id, `A-${row.number}`, String(row.number));
    case "":
      return has(row.title, row.rule.name, row.host.name, row.user, row.process);
    default:
      return !term.negated;
  }
}
