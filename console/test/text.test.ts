import { expect, test } from "vitest";
import { cut, excerpt, pieces, plain, size, utf16 } from "../src/lib/text";

const drawn = (text: string) => pieces(text).map((piece) => piece.text).join("");

test("plain text is one piece, whatever alphabet it is in", () => {
  for (const text of ["insmod /usr/lib/x.ko", "grüße 你好 שלום 𝕏"]) expect(pieces(text)).toEqual([{ kind: "text", text, marked: false, title: "" }]);
});

test("what cannot be seen becomes a token", () => {
  expect(drawn("a\u202eb\u200bc\nd\te\0f\ufeff")).toBe("a⟨U+202E⟩b⟨U+200B⟩c⏎d⇥e⟨U+0000⟩f⟨U+FEFF⟩");
  expect(drawn("\u{e0041}")).toBe("⟨U+E0041⟩");
  expect(drawn("\udcff \ud800")).toBe("⟨byte FF⟩ ⟨U+D800⟩");
});

test("a tooltip has the same tokens and an end", () => {
  expect(plain("web\u202e-01\n")).toBe("web⟨U+202E⟩-01⏎");
  expect(plain("abcdef", 3)).toBe("abc…");
});

test("a span counts characters and is marked once", () => {
  expect(pieces("𝕏𝕏 rm -rf", [3, 2]).filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(["rm"]);
  expect(utf16("𝕏a", 1)).toBe(2);
});

test("a cut never halves a character", () => {
  expect(cut("a𝕏b", 2)).toBe("a");
  expect(cut("abc", 3)).toBe("abc");
});

test("an excerpt shows the marked part wherever it stands", () => {
  const text = `${"x".repeat(5000)}EVIL${"y".repeat(5000)}`;
  const part = excerpt(text, [5000, 4], 2048);
  expect(pieces(part.text, part.span).find((piece) => piece.marked)?.text).toBe("EVIL");
  expect(part.before + part.text.length + part.after).toBe(text.length);
});

test("sizes are for people", () => expect([size(700), size(65_536)]).toEqual(["700 B", "64 KiB"]));
