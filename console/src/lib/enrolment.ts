// The stopwatch of an enrolment: which step was reached when, and what is waited for.
import type { EnrolledAgent, NewToken } from "./types";

export type Step = { name: string; after: number | null; what: string };

/** Steps of one agent, with milliseconds since it was enrolled; null where a step is still to come. */
export function steps(agent: EnrolledAgent): Step[] {
  const since = (at: string | null) => (at === null ? null : Math.max(0, Date.parse(at) - Date.parse(agent.enrolled_at)));
  return [
    { name: "First event", after: since(agent.first_event_at), what: "the host tells what happens on it" },
    { name: "First alert", after: since(agent.first_alert_at), what: "a rule fired" },
    { name: "First severity 1", after: since(agent.first_severity_1_at), what: "someone should be woken" },
  ];
}

/** One text to paste: the command, with the token on its standard input and in no argument list. */
export function oneCopy(token: NewToken): string | null {
  const reads = "--token-file -";
  if (token.command.split(reads).length !== 2) return null;
  return `${token.command.replace(reads, `${reads} <<'TOKEN'`)}\n${token.token}\nTOKEN`;
}
