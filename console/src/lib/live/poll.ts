// For browsers without shared workers: the newest alerts every two seconds. The page is told the same news as by a stream.
import { ApiError, getAlerts } from "../api";
import type { Link, News } from "./messages";

export const POLL_MS = 2000;
const NEWEST = 50;

type Heard = { news: (news: News[]) => void; link: (link: Link) => void };

/** Starts asking for what changed after the revision `since`, null: from now on. What it gives ends that. */
export function poll(heard: Heard, since: number | null): () => void {
  let revision = since;
  let down: number | null = null;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(): Promise<void> {
    try {
      const list = await getAlerts({ q: "", sort: "-last", limit: NEWEST });
      const fresh = revision === null ? [] : list.alerts.filter((row) => row.revision > (revision ?? 0));
      const missed = fresh.length === NEWEST && list.next !== null;
      revision = list.revision;
      heard.link({ state: "live" });
      down = null;
      if (missed) heard.news([{ kind: "resync" }]);
      else if (fresh.length > 0) heard.news(fresh.map((row) => ({ kind: "alert", row })));
    } catch (error) {
      down ??= Date.now();
      heard.link({ state: "down", since: down, reason: error instanceof ApiError ? error.message : "no answer" });
    }
    if (!stopped) timer = setTimeout(() => void ask(), POLL_MS);
  }

  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
