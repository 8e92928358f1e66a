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

/** Whether a row that has just come in belongs to the line, by the rules of the server's alert_filter.py. */
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

const HOST_ID = /^h-[a-z2-7]{26}$/;
const RULE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NUMBER = /^(?:a-)?(\d{1,18})$/i;

/** Keys that only the server knows hold: they let a row in. */
function termHolds({ key, value, negated }: Term, row: AlertRow): boolean {
  switch (key) {
    case "severity":
      return value.split(",").includes(String(row.severity));
    case "state":
      return value.toLowerCase().split(",").includes(row.state);
    case "simulated":
      return value.toLowerCase().split(",").includes(String(row.simulated));
    case "host":
      return HOST_ID.test(value) ? row.host.id === value : fits(row.host.name || null, value);
    case "user":
      return fits(row.user, value);
    case "rule":
      return row.rule.id === value || (!RULE_ID.test(value) && fits(row.rule.name, value));
    case "process":
      return fits(row.process, /^[/*]/.test(value) ? value : `*/${value}`);
    case "technique":
    case "tactic":
      return labels(row).some((label) => fits(label, value.toUpperCase()));
    case "assignee":
      return value === "" ? row.assignee === null : fits(row.assignee, value);
    case "id":
      return value === row.id || Number(NUMBER.exec(value)?.[1]) === row.number;
    case "":
      return words(row).includes(value.toLowerCase());
    default:
      return !negated;
  }
}

/** Exactly the value, or what it leaves open with `*`; then capitals are the same as small letters. Nothing fits what is not known. */
function fits(text: string | null, value: string): boolean {
  if (text === null || !value.includes("*")) return text === value;
  const [first = "", ...middle] = small(value).split("*");
  const last = middle.pop() ?? "";
  const whole = small(text);
  let at = whole.startsWith(first) ? first.length : -1;
  for (const part of middle) {
    const found = at < 0 ? -1 : whole.indexOf(part, at);
    at = found < 0 ? -1 : found + part.length;
  }
  return at >= 0 && whole.length - last.length >= at && whole.endsWith(last);
}

/** ASCII alone, as the database has it. */
function small(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A sub-technique is found by its technique too. */
function labels({ techniques, tactics }: AlertRow): string[] {
  return [...techniques, ...techniques.map((one) => one.split(".")[0] ?? one), ...tactics].map((one) => one.toUpperCase());
}

function words({ title, rule, host, user, process }: AlertRow): string {
  return [title, rule.name, host.name, user, process].filter(Boolean).join("\n").toLowerCase();
}
