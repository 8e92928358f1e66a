// The API as functions; paths and shapes are checked against the server's own document. A refused call throws ApiError; a
// lost session leads to the login page.
import createClient from "openapi-fetch";
import type { components, paths } from "../generated/api";
import type { Action, EventLine, Problem, Reason } from "./types";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }
}

const client = createClient<paths>({ credentials: "same-origin", headers: { accept: "application/json", "x-redshank-request": "1" } });

/** What a call gave. Raises ApiError where it was refused or nobody answered. */
async function done<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>, signal?: AbortSignal): Promise<T> {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, problem("unreachable", "The server does not answer."));
  }
  const { data, error, response } = answer;
  if (response.status === 401) toLogin();
  if (response.ok) return data as T;
  throw new ApiError(response.status, isProblem(error) ? error : problem("error", `The server answered ${response.status}.`));
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "kind" in value && "message" in value;
}

function problem(kind: string, message: string): Problem {
  return { kind, message, request: "", offset: null, length: null, suggestion: null };
}

/** Leaves for the login page, which leads back here. */
export function toLogin(): void {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

export type AlertQuery = { q: string; sort: string; limit?: number; cursor?: string };
export type Act = { ids?: string[]; q?: string; action: Action; reason?: Reason; text?: string; assignee?: string | null };

type SuppressionTrial = components["schemas"]["SuppressionTrial"];
type SuppressionRequest = components["schemas"]["SuppressionRequest"];
type SuppressionChange = components["schemas"]["SuppressionChange"];

const heed = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

export const getSession = () => done(client.GET("/api/v1/session"));
export const logout = () => done(client.POST("/api/v1/logout"));
export const getAlerts = (query: AlertQuery, signal?: AbortSignal) =>
  done(client.GET("/api/v1/alerts", { params: { query }, ...heed(signal) }), signal);
export const getAlert = (id: string, signal?: AbortSignal) =>
  done(client.GET("/api/v1/alerts/{alert_id}", { params: { path: { alert_id: id } }, ...heed(signal) }), signal);
export const actOnAlerts = (body: Act) => done(client.POST("/api/v1/alerts/actions", { body }));
export const undoAction = (undo: string) => done(client.POST("/api/v1/alerts/undo", { body: { undo } }));
export const getHosts = () => done(client.GET("/api/v1/hosts"));
export const makeToken = () => done(client.POST("/api/v1/enrolment-tokens", { body: {} }));
export const revokeToken = (id: string) => done(client.DELETE("/api/v1/enrolment-tokens/{token_id}", { params: { path: { token_id: id } } }));
export const getProgress = (id: string) => done(client.GET("/api/v1/enrolments/{token_id}/progress", { params: { path: { token_id: id } } }));

export const getSuppressions = () => done(client.GET("/api/v1/suppressions"));
export const getProposal = (id: string) => done(client.GET("/api/v1/alerts/{alert_id}/suppression", { params: { path: { alert_id: id } } }));
export const trySuppression = (body: SuppressionTrial) => done(client.POST("/api/v1/suppressions/dry-run", { body }));
export const makeSuppression = (body: SuppressionRequest) => done(client.POST("/api/v1/suppressions", { body }));
export const changeSuppression = (id: string, body: SuppressionChange) =>
  done(client.POST("/api/v1/suppressions/{suppression_id}/change", { params: { path: { suppression_id: id } }, body }));

/** The whole event, null where it has aged out. */
export async function getEvent(id: string): Promise<EventLine | null> {
  return (await done(client.GET("/api/v1/events", { params: { query: { id } } }))).events[0] ?? null;
}
