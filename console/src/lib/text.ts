// Evidence is hostile text. What does not show, or changes how its neighbours show, is drawn as a token with its name.

export type Piece = { kind: "text" | "token"; text: string; marked: boolean; title: string };

export const CUT = 2048;

// C0 and C1 controls, soft hyphen, combining grapheme joiner, fillers, zero-width and bidi controls, line and paragraph
// separators, variation selectors, invisible operators, unpaired surrogates, the byte order mark, object replacement, tags.
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;

const NAMES: Record<number, string> = {
  0: "NUL",
  9: "tab",
  10: "line feed",
  13: "carriage return",
  27: "escape",
  0x200b: "zero width space",
  0x200d: "zero width joiner",
  0x200e: "left-to-right mark",
  0x200f: "right-to-left mark",
  0x202a: "left-to-right embedding",
  0x202b: "right-to-left embedding",
  0x202c: "pop directional formatting",
  0x202d: "left-to-right override",
  0x202e: "right-to-left override",
  0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate",
  0x2068: "first strong isolate",
  0x2069: "pop directional isolate",
  0xfeff: "byte order mark",
};

/** What stands in place of a character that cannot be seen. */
export function token(character: string): { text: string; title: string } {
  const code = character.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const title = NAMES[code] ? `${hex} ${NAMES[code]}` : hex;
  if (code === 10) return { text: "⏎", title };
  if (code === 9) return { text: "⇥", title };
  // Python keeps a byte that is no UTF-8 as a lone low surrogate of this range.
  if (code >= 0xdc80 && code <= 0xdcff) return { text: `⟨byte ${(code - 0xdc00).toString(16).toUpperCase()}⟩`, title: "a byte that is no UTF-8" };
  return { text: `⟨${hex}⟩`, title };
}

/** The text in pieces, in order: plain and marked parts, and a token for each hidden character. */
export function pieces(text: string, span: readonly [number, number] | null = null): Piece[] {
  if (!span || span[1] <= 0) return split(text, false);
  const [start, end] = [utf16(text, span[0]), utf16(text, span[0] + span[1])];
  return [...split(text.slice(0, start), false), ...split(text.slice(start, end), true), ...split(text.slice(end), false)];
}

function split(text: string, marked: boolean): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) found.push({ kind: "text", text: text.slice(at, match.index), marked, title: "" });
    found.push({ kind: "token", marked, ...token(match[0]) });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: "text", text: text.slice(at), marked, title: "" });
  return found;
}

/** The pieces as one text, for tooltips and labels, where no markup can stand. */
export function plain(text: string, limit: number = 300): string {
  return pieces(cut(text, limit)).map((piece) => piece.text).join("") + (text.length > limit ? "…" : "");
}

/** Index in UTF-16 units of a position that counts characters, as the server does. */
export function utf16(text: string, characters: number): number {
  let at = 0;
  for (let n = 0; n < characters && at < text.length; n++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** At most `limit` units of the text, never half a character. */
export function cut(text: string, limit: number = CUT): string {
  if (text.length <= limit) return text;
  const unit = text.charCodeAt(limit - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? limit - 1 : limit);
}

/** The part of a text that is shown at first, moved so that a marked span lies in it; `before` and `after` are left out. */
export function excerpt(text: string, span: readonly [number, number] | null, limit: number = CUT) {
  if (text.length <= limit) return { text, span, before: 0, after: 0 };
  const start = span ? utf16(text, span[0]) : 0;
  let from = start > limit / 2 ? start - Math.floor(limit / 4) : 0;
  if (from > 0 && isLow(text.charCodeAt(from))) from--;
  const shown = cut(text.slice(from), limit);
  const moved: [number, number] | null = span && [characters(text.slice(from, start)), span[1]];
  return { text: shown, span: moved, before: from, after: text.length - from - shown.length };
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function characters(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/** A size for people: 700 B, 64 KiB. */
export function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KiB`;
}

/** A number for people: 6,089. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

/** `1 alert`, `2 alerts`. */
export function plural(n: number, one: string, many: string = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Any value of an event as one text. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value) && value.every((part) => typeof part === "string" || typeof part === "number")) return value.join(" ");
  return JSON.stringify(value);
}
