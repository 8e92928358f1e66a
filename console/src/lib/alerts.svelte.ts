// The alerts of one query as far as they are loaded. Live rows change what is there; new ones wait until they are called in.
import { actOnAlerts, ApiError, getAlerts, undoAction, type Act } from "./api";
import type { News } from "./live/messages";
import { matches, parse, stateOf } from "./query";
import type { AlertRow, Counts } from "./types";

const PAGE = 200;
export const MOST_LOADED = 5000;
const COUNTS_MS = 2000;
/** More news than these in one wait are as good as asking again. */
const MOST_HELD = 2000;
export const SKELETON_MS = 150;

export class AlertList {
  rows = $state.raw<AlertRow[]>([]);
  total = $state(0);
  counts = $state.raw<Counts["counts"]>({});
  states = $state.raw<Counts["states"]>({});
  next = $state<string | null>(null);
  floor = $state<string | null>(null);
  asOf = $state<string | null>(null);
  /** loading: nothing to show yet. updating: what is shown is of an earlier question. */
  phase = $state<"loading" | "updating" | "ready" | "error">("loading");
  error = $state.raw<ApiError | null>(null);
  /** Ids of alerts that came in and wait. */
  waiting = $state.raw<ReadonlySet<string>>(new Set());
  revision: number | null = null;
  #q = "";
  #sort = "";
  #abort: AbortController | null = null;
  #countsTimer: ReturnType<typeof setTimeout> | undefined;
  #more = false;
  /** News that came while an answer was waited for: it may be older than they are. */
  #held: News[] = [];

  get q(): string {
    return this.#q;
  }

  /** Asks the question anew; what is shown stays until the answer is there. */
  async load(q: string, sort: string): Promise<boolean> {
    [this.#q, this.#sort] = [q, sort];
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.phase = this.rows.length === 0 ? "loading" : "updating";
    try {
      const list = await getAlerts({ q, sort, limit: PAGE }, abort.signal);
      if (abort.signal.aborted) return false;
      this.rows = list.alerts;
      this.#facts(list);
      this.next = list.next;
      this.waiting = new Set();
      this.revision = list.revision;
      this.error = null;
      this.phase = "ready";
      return this.#takeHeld() ? this.reload() : true;
    } catch (error) {
      if (abort.signal.aborted) return false;
      this.#failed(error);
      this.#takeHeld();
      return false;
    }
  }

  #takeHeld(): boolean {
    const held = this.#held;
    this.#held = [];
    const newer = held.some((one) => one.kind === "alert" && one.row.revision > (this.revision ?? 0));
    return this.take(newer ? held : held.filter((one) => one.kind !== "counts")); // counts have no revision of their own
  }

  reload(): Promise<boolean> {
    return this.load(this.#q, this.#sort);
  }

  #facts(list: { total: number; counts: Counts["counts"]; states: Counts["states"]; data_floor: string | null; as_of: string }): void {
    this.total = list.total;
    this.counts = list.counts;
    this.states = list.states;
    this.floor = list.data_floor;
    this.asOf = list.as_of;
  }

  #failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.error = error;
    this.phase = "error";
  }

  get full(): boolean {
    return this.rows.length >= MOST_LOADED;
  }

  /** The next page, behind the last row. */
  async more(): Promise<void> {
    if (this.#more || this.next === null || this.full || this.phase !== "ready") return;
    this.#more = true;
    const abort = this.#abort;
    try {
      const list = await getAlerts({ q: this.#q, sort: this.#sort, limit: PAGE, ...(this.next ? { cursor: this.next } : {}) }, abort?.signal);
      if (abort?.signal.aborted) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...list.alerts.filter((row) => !known.has(row.id))];
      this.next = list.next;
    } catch (error) {
      if (!abort?.signal.aborted) this.#failed(error);
    } finally {
      this.#more = false;
    }
  }

  /** Takes live news in. Rows keep their places; what is new waits. True where all has to be asked again. */
  take(news: News[]): boolean {
    if (this.phase === "loading" || this.phase === "updating") {
      if (this.#held.length + news.length > MOST_HELD) this.#held = [{ kind: "resync" }];
      else this.#held.push(...news);
      return false;
    }
    const changed = new Map<string, AlertRow>();
    for (const one of news) if (one.kind === "alert") changed.set(one.row.id, one.row);
    if (changed.size > 0) {
      this.#update(changed);
      this.#admit(changed);
      if (!this.#plain()) this.#recount();
    }
    const counts = news.findLast((one) => one.kind === "counts");
    if (counts && this.#plain()) ({ counts: this.counts, states: this.states } = counts.counts);
    else if (counts) this.#recount();
    return news.some((one) => one.kind === "resync");
  }

  /** Takes rows out of `changed` that are shown already. */
  #update(changed: Map<string, AlertRow>): void {
    let rows: AlertRow[] | null = null;
    this.rows.forEach((row, i) => {
      const fresh = changed.get(row.id);
      if (!fresh) return;
      changed.delete(row.id);
      if (fresh.revision > row.revision) (rows ??= [...this.rows])[i] = fresh;
    });
    if (rows) this.rows = rows;
  }

  #admit(changed: Map<string, AlertRow>): void {
    const waiting = new Set(this.waiting);
    for (const row of changed.values()) {
      if (this.revision !== null && row.revision <= this.revision) continue;
      if (matches(this.#q, row)) waiting.add(row.id);
      else waiting.delete(row.id);
    }
    if (waiting.size !== this.waiting.size || [...waiting].some((id) => !this.waiting.has(id))) this.waiting = waiting;
    // Nothing can move under somebody who has no row to read.
    if (this.rows.length === 0 && waiting.size > 0 && this.phase === "ready") void this.reload();
  }

  /** True where the counts that the stream sends are those of this question. */
  #plain(): boolean {
    return stateOf(this.#q) === "open" && parse(this.#q).every((term) => ["state", "severity"].includes(term.key) && !term.negated);
  }

  /** Asks for the counts alone, not more than once in two seconds. */
  #recount(): void {
    this.#countsTimer ??= setTimeout(async () => {
      this.#countsTimer = undefined;
      const q = this.#q;
      try {
        const list = await getAlerts({ q, sort: this.#sort, limit: 1 });
        if (q === this.#q) ({ counts: this.counts, states: this.states, total: this.total } = list);
      } catch {
        // The counts stay as they are; the next news asks again.
      }
    }, COUNTS_MS);
  }

  /** Does something to alerts. Rows that no longer belong here leave; the way back puts them where they were. */
  async act(request: Act): Promise<{ changed: number; undo: (() => Promise<void>) | null }> {
    const { changed, undo } = await actOnAlerts(this.#named(request));
    const target = { acknowledge: "acknowledged", dismiss: "dismissed", reopen: "open", assign: null }[request.action];
    if (request.q !== undefined) {
      await this.reload();
      return { changed, undo: undo === null ? null : () => this.#undo(undo, [], "") };
    }
    const ids = new Set(request.ids);
    const kept = stateOf(this.#q);
    const gone = target !== null && kept !== null && kept !== target ? this.#remove(ids) : [];
    const asked = this.#asked;
    this.#recount();
    return { changed, undo: undo === null ? null : () => this.#undo(undo, gone, asked) };
  }

  /** Alerts by their numbers: with those of all that can be loaded a request is still small enough. */
  #named(request: Act): Act {
    if (!request.ids) return request;
    const numbers = new Map(this.rows.map((row) => [row.id, `A-${row.number}`]));
    return { ...request, ids: request.ids.map((id) => numbers.get(id) ?? id) };
  }

  get #asked(): string {
    return JSON.stringify([this.#q, this.#sort]);
  }

  #remove(ids: ReadonlySet<string>): { row: AlertRow; at: number }[] {
    const gone = this.rows.map((row, at) => ({ row, at })).filter(({ row }) => ids.has(row.id));
    this.rows = this.rows.filter((row) => !ids.has(row.id));
    this.total = Math.max(0, this.total - gone.length);
    return gone;
  }

  /** asked: what the list showed when the rows left it. Places in another list are not theirs. */
  async #undo(undo: string, gone: { row: AlertRow; at: number }[], asked: string): Promise<void> {
    await undoAction(undo);
    if (gone.length === 0 || asked !== this.#asked || this.phase !== "ready") return void (await this.reload());
    const here = new Set(this.rows.map((row) => row.id));
    const rows = [...this.rows];
    for (const { row, at } of gone) if (!here.has(row.id)) rows.splice(Math.min(at, rows.length), 0, row);
    this.rows = rows;
    this.total += gone.length;
    this.waiting = new Set([...this.waiting].filter((id) => !rows.some((row) => row.id === id)));
    this.#recount();
  }
}
