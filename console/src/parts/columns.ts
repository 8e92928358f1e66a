// The columns of an alert list: what they are called, how wide they are, and by which key of the server they sort, if any.
import type { Column } from "../lib/prefs.svelte";

type Shape = { label: string; width: number; sort?: string; first?: "-" };

export const SHAPES: Record<Column, Shape> = {
  last: { label: "Last seen", width: 140, sort: "last", first: "-" },
  host: { label: "Host", width: 132 },
  user: { label: "User", width: 92 },
  count: { label: "Events", width: 68, sort: "count", first: "-" },
  first: { label: "First seen", width: 140, sort: "first", first: "-" },
  technique: { label: "ATT&CK", width: 116 },
  process: { label: "Program", width: 168 },
  state: { label: "State", width: 112 },
  assignee: { label: "Assignee", width: 96 },
};

const CHECK = 36;
const SEVERITY = 84;
const TITLE = 260;

/** The tracks of one row: box, severity, last seen, title, the others. */
export function tracks(columns: readonly Column[]): string {
  const width = (column: Column) => `${SHAPES[column].width}px`;
  const lead = columns.includes("last") ? ` ${width("last")}` : "";
  const rest = columns.filter((column) => column !== "last").map(width);
  return `${CHECK}px ${SEVERITY}px${lead} minmax(${TITLE}px, 1fr) ${rest.join(" ")}`.trim();
}

/** Below this width the list scrolls sideways. */
export function leastWidth(columns: readonly Column[]): number {
  return CHECK + SEVERITY + TITLE + columns.reduce((sum, column) => sum + SHAPES[column].width, 0);
}
