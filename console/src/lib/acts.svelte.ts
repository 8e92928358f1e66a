// What people do to alerts: asked for a reason where one is needed, said afterwards, taken back for ten seconds.
import { ApiError, type Act } from "./api";
import type { Key } from "./keys.svelte";
import { session } from "./session.svelte";
import { plural } from "./text";
import { toasts } from "./toasts.svelte";
import type { Action, Reason } from "./types";

/** Some alerts by id, or all that a query finds. */
export type Target = { ids: string[] } | { q: string; total: number };
export type Runner = (act: Act) => Promise<{ changed: number; undo: (() => Promise<void>) | null }>;
export type Answer = { reason: Reason; text: string };
type Question = { target: Target; answer: (answer: Answer | null) => void };

export const REASONS: readonly { reason: Reason; label: string; what: string }[] = [
  { reason: "expected", label: "Expected activity", what: "it happened, and it was meant to" },
  { reason: "false_positive", label: "False positive", what: "the rule is wrong about this" },
  { reason: "maintenance", label: "Maintenance", what: "planned work on the host" },
  { reason: "duplicate", label: "Duplicate", what: "another alert tells the same" },
  { reason: "other", label: "Other", what: "say it below" },
];

const SAID: Record<Action, string> = { acknowledge: "Acknowledged", dismiss: "Dismissed", reopen: "Reopened", assign: "Assigned" };

class Acts {
  question = $state.raw<Question | null>(null);

  /** Does it, and says so with a way back. False where it was not done: not allowed, thought better of, refused. */
  async do(action: Action, target: Target, run: Runner): Promise<boolean> {
    const more = session.may("alerts.act") ? await this.#needs(action, target) : null;
    if (!more) return false;
    try {
      const { changed, undo } = await run({ action, ...("ids" in target ? { ids: target.ids } : { q: target.q }), ...more });
      const whom = more.assignee ? ` to ${more.assignee}` : "";
      toasts.say(`${SAID[action]} ${plural(changed, "alert")}${whom}.`, undo && (() => attempt(undo)));
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  }

  /** What else the act says: a dismissal asks for the reason, null where the person thought better of it; assigning means oneself. */
  async #needs(action: Action, target: Target): Promise<Partial<Act> | null> {
    if (action === "assign") return { assignee: session.value?.user.name ?? null };
    if (action !== "dismiss") return {};
    const answer = await new Promise<Answer | null>((done) => (this.question = { target, answer: done }));
    this.question = null;
    return answer && { reason: answer.reason, ...(answer.text ? { text: answer.text } : {}) };
  }
}

/** The keys of acts on an alert; none for those who may not act. */
export function actKeys(act: (action: Action) => void): Key[] {
  if (!session.may("alerts.act")) return [];
  return [
    { key: "e", what: "Dismiss", run: () => act("dismiss") },
    { key: "a", what: "Assign to me", run: () => act("assign") },
    { key: "Shift+a", what: "Acknowledge", run: () => act("acknowledge") },
  ];
}

async function attempt(undo: () => Promise<void>): Promise<void> {
  try {
    await undo();
    toasts.say("Taken back.");
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  const { message, request } = error.problem;
  toasts.fail(request ? `${message} Request ${request}.` : message);
}

export function sizeOf(target: Target): number {
  return "ids" in target ? target.ids.length : target.total;
}

export const acts = new Acts();
