import { describe, expect, it } from "vitest";
import { daysUntil, spelled, ticked } from "../src/lib/suppressions";

describe("suppressions", () => {
  it("takes what is ticked, and nothing that only tells about it", () => {
    const fields = [
      { field: "user.name", value: "root", pattern: false, ticked: false, note: "" },
      { field: "file.path", value: "/srv/*.tmp", pattern: true, ticked: true, note: "left open" },
    ];
    expect(ticked(fields)).toEqual([{ field: "file.path", value: "/srv/*.tmp", pattern: true }]);
  });

  it("spells a pattern otherwise than a value", () => {
    expect(spelled({ field: "file.path", value: "/a", pattern: false })).toBe("file.path = /a");
    expect(spelled({ field: "file.path", value: "/a*", pattern: true })).toBe("file.path like /a*");
  });

  it("counts a day that has begun, and none that is past", () => {
    const now = Date.parse("2026-11-24T12:00:00Z");
    expect(daysUntil("2026-11-25T13:00:00Z", now)).toBe(2);
    expect(daysUntil("2026-11-24T11:00:00Z", now)).toBe(0);
  });
});
