// Which alert the keys mean and which are ticked: by id, never by place.
import type { AlertRow } from "./types";

export class Selection {
  active = $state<string | null>(null);
  checked = $state.raw<ReadonlySet<string>>(new Set());
  /** True where everything that the query finds is meant, loaded or not. */
  everything = $state(false);
  #anchor: string | null = null;
  /** Where the active row was last seen: the row that took its place is next. */
  #at = 0;

  index(rows: readonly AlertRow[]): number {
    const found = rows.findIndex((row) => row.id === this.active);
    if (found >= 0) this.#at = found;
    return found;
  }

  /** The row `by` steps away from the active one, made active. */
  move(rows: readonly AlertRow[], by: number): { id: string; at: number } | null {
    if (rows.length === 0) return null;
    const from = this.index(rows);
    const wanted = from >= 0 ? from + by : this.active === null && by > 0 ? 0 : this.#at;
    const at = Math.max(0, Math.min(rows.length - 1, wanted));
    this.active = rows[at]?.id ?? null;
    this.#at = at;
    return this.active === null ? null : { id: this.active, at };
  }

  /** Ticks or unticks one. With `range`, all between the last one and this. */
  toggle(rows: readonly AlertRow[], id: string, range: boolean = false): void {
    this.everything = false;
    const next = new Set(this.checked);
    const [from, to] = [rows.findIndex((row) => row.id === this.#anchor), rows.findIndex((row) => row.id === id)];
    if (range && from >= 0 && to >= 0) {
      for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(row.id);
    } else if (!next.delete(id)) next.add(id);
    this.#anchor = id;
    this.checked = next;
  }

  /** Moves and takes both ends along. */
  extend(rows: readonly AlertRow[], by: number): { id: string; at: number } | null {
    const from = this.active;
    const next = new Set(this.checked);
    if (from !== null) next.add(from);
    const to = this.move(rows, by);
    if (to) next.add(to.id);
    this.checked = next;
    this.everything = false;
    this.#anchor = to?.id ?? null;
    return to;
  }

  all(rows: readonly AlertRow[]): void {
    this.checked = new Set(rows.map((row) => row.id));
  }

  clear(): void {
    this.checked = new Set();
    this.everything = false;
  }

  /** Forgets ticks of alerts that are no longer shown. */
  keep(rows: readonly AlertRow[]): void {
    if (this.checked.size === 0) return;
    const here = new Set(rows.map((row) => row.id));
    const left = [...this.checked].filter((id) => here.has(id));
    if (left.length !== this.checked.size) this.checked = new Set(left);
  }
}
