// What tabs and the worker that owns the stream say to each other.
import type { AlertRow, Counts, EnrolmentNews, HostRow } from "../types";

export type News =
  | { kind: "alert"; row: AlertRow }
  | { kind: "counts"; counts: Counts }
  | { kind: "agent"; host: HostRow }
  | { kind: "enrolment"; news: EnrolmentNews }
  | { kind: "resync" };

/** since: when it went down, by this machine's clock. */
export type Link =
  | { state: "starting" }
  | { state: "live" }
  | { state: "down"; since: number; reason: string }
  | { state: "refused" };

/** start: hear from this alert revision on, null for from now on. Only the first start of all tabs counts. */
export type ToWorker = { kind: "start"; since: number | null } | { kind: "retry" } | { kind: "bye" };

export type FromWorker = { kind: "news"; news: News[] } | { kind: "link"; link: Link };
