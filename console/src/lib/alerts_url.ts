// What the address of the alerts page says, and the address that says it.

export type AlertsState = { q: string; sort: string; sel: string | null };

export const DEFAULT_QUERY = "state:open";
export const DEFAULT_SORT = "severity,-last";

export function read(query: URLSearchParams): AlertsState {
  return { q: query.get("q") ?? DEFAULT_QUERY, sort: query.get("sort") || DEFAULT_SORT, sel: query.get("sel") || null };
}

export function href(state: Partial<AlertsState>): string {
  const query = new URLSearchParams();
  query.set("q", state.q ?? DEFAULT_QUERY);
  query.set("sort", state.sort ?? DEFAULT_SORT);
  if (state.sel) query.set("sel", state.sel);
  return `/alerts?${query.toString()}`;
}

export function alertHref(id: string): string {
  return `/alerts/${encodeURIComponent(id)}`;
}

/** The order after a click on a column's head: its first way, then the other way, then as it was at first. */
export function nextSort(sort: string, key: string, first: "" | "-"): string {
  const [lead] = sort.split(",");
  if (lead === first + key) return `${first === "-" ? "" : "-"}${key}`;
  if (lead === (first === "-" ? "" : "-") + key) return DEFAULT_SORT;
  return first + key;
}
