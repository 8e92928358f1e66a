// What a suppression is about, in words: the same line in the dialog, the list and the history.
import type { SuppressionField } from "./types";

export type Chosen = SuppressionField & { ticked: boolean; note: string };

/** The fields that go in. */
export const ticked = (fields: readonly Chosen[]): SuppressionField[] =>
  fields.filter((one) => one.ticked).map(({ field, value, pattern }) => ({ field, value, pattern: pattern ?? false }));

/** A field and its value, as people read it. */
export const spelled = (one: SuppressionField): string => `${one.field} ${one.pattern ? "like" : "="} ${one.value}`;

/** Days from now until a time, rounded up; 0 where it is past. */
export function daysUntil(time: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(time) - now) / 86_400_000));
}
