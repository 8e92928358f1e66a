import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AlertList } from "../src/lib/alerts.svelte";
import { actOnAlerts, ApiError, getAlerts, undoAction } from "../src/lib/api";
import { poll } from "../src/lib/live/poll";
import type { News } from "../src/lib/live/messages";
import type { AlertList as Answer, AlertRow } from "../src/lib/types";

vi.mock("../src/lib/api", async (original) => ({
  ...(await original<typeof import("../src/lib/api")>()),
  getAlerts: vi.fn(),
  actOnAlerts: vi.fn(),
  undoAction: vi.fn(),
}));

const asked = vi.mocked(getAlerts);

function row(number: number, change: Partial<AlertRow> = {}): AlertRow {
  return {
    id: `id${number}`, number, severity: 1, state: "open", title: "t", rule: { id: "r", name: "r" }, host: { id: "h", name: "h" }, user: null,
    first_seen: "", last_seen: "", created: "", count: 1, techniques: [], tactics: [], simulated: false, assignee: null, process: null,
    revision: number, ...change,
  };
}

const news = (one: AlertRow): News => ({ kind: "alert", row: one });
const counts = (open: number): News => ({ kind: "counts", counts: { counts: { "1": open, "2": 0, "3": 0 }, states: { open, acknowledged: 0, dismissed: 0 } } });

function answer(rows: AlertRow[], revision: number): Answer {
  const { counts: facts } = counts(rows.length) as { counts: Pick<Answer, "counts" | "states"> };
  return { ...facts, alerts: rows, revision, total: rows.length, next: null, data_floor: null, as_of: "" };
}

/** An answer that comes when it is told to. */
function later(): { give: (found: Answer) => void; refuse: (error: Error) => void } {
  let give = (_: Answer) => {};
  let refuse = (_: Error) => {};
  asked.mockImplementationOnce(() => new Promise<Answer>((done, failed) => ([give, refuse] = [done, failed])));
  return { give: (found) => give(found), refuse: (error) => refuse(error) };
}

async function loaded(rows: AlertRow[], q: string = "state:open"): Promise<AlertList> {
  const list = new AlertList();
  asked.mockResolvedValueOnce(answer(rows, rows.length));
  await list.load(q, "severity,-last");
  return list;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
  vi.resetAllMocks();
});

test("news that come while an answer is waited for are taken after it", async () => {
  const list = new AlertList();
  const wait = later();
  const done = list.load("state:open", "-last");
  list.take([news(row(3)), news(row(1, { revision: 4, count: 9 })), counts(7)]);
  expect(list.waiting.size).toBe(0);
  wait.give(answer([row(1), row(2)], 2));
  await done;
  expect([...list.waiting]).toEqual(["id3"]);
  expect(list.rows.map((one) => one.count)).toEqual([9, 1]);
  expect(list.states.open).toBe(7);
});

test("news that the answer knows already change nothing", async () => {
  const list = await loaded([row(1)]);
  const wait = later();
  const done = list.reload();
  list.take([news(row(2)), counts(9)]);
  wait.give(answer([row(1)], 2));
  await done;
  expect(list.waiting.size).toBe(0);
  expect(list.states.open).toBe(1);
});

test("news are kept for the later of two questions, and taken where the answer is a refusal", async () => {
  const list = await loaded([row(1)]);
  const [first, second] = [later(), later()];
  const before = list.load("state:open a", "-last");
  list.take([news(row(5, { title: "a b" }))]);
  const done = list.load("state:open b", "-last");
  second.refuse(new ApiError(500, { kind: "error", message: "no", request: "", offset: null, length: null, suggestion: null }));
  first.give(answer([], 9));
  expect(await done).toBe(false);
  await before;
  expect(list.phase).toBe("error");
  expect([...list.waiting]).toEqual(["id5"]);
});

test("what was missed while an answer was waited for is asked for, and so is more than can be held", async () => {
  const list = new AlertList();
  for (const missed of [[{ kind: "resync" } as News], Array.from({ length: 2001 }, (_, n) => news(row(n + 10)))]) {
    const wait = later();
    const done = list.load("state:open", "-last");
    list.take(missed);
    asked.mockResolvedValueOnce(answer([row(8)], 8));
    wait.give(answer([], 0));
    await done;
    expect(list.rows.map(({ id }) => id)).toEqual(["id8"]);
  }
  expect(asked).toHaveBeenCalledTimes(4);
});

test("acts name alerts by number, so that all that can be loaded fit into one", async () => {
  const list = await loaded([row(1), row(2)]);
  vi.mocked(actOnAlerts).mockResolvedValue({ changed: 2, undo: null });
  await list.act({ action: "acknowledge", ids: ["id2", "elsewhere"] });
  expect(vi.mocked(actOnAlerts).mock.calls[0]?.[0].ids).toEqual(["A-2", "elsewhere"]);
  expect(list.rows.map(({ id }) => id)).toEqual(["id1"]);
});

test("what is taken back comes to its old place in the list that it left", async () => {
  const list = await loaded([row(1), row(2), row(3)]);
  vi.mocked(actOnAlerts).mockResolvedValue({ changed: 1, undo: "u" });
  const { undo } = await list.act({ action: "acknowledge", ids: ["id2"] });
  await undo?.();
  expect(undoAction).toHaveBeenCalledWith("u");
  expect(list.rows.map(({ id }) => id)).toEqual(["id1", "id2", "id3"]);
  expect(asked).toHaveBeenCalledTimes(1);
});

test.each([
  ["state:acknowledged", "severity,-last"],
  ["state:open", "-count"],
])("what is taken back after a change to %s by %s is in no list that it did not leave", async (q, sort) => {
  const list = await loaded([row(1), row(2)]);
  vi.mocked(actOnAlerts).mockResolvedValue({ changed: 1, undo: "u" });
  const { undo } = await list.act({ action: "dismiss", ids: ["id2"], reason: "other" });
  asked.mockResolvedValueOnce(answer([row(9)], 9));
  await list.load(q, sort);
  asked.mockResolvedValueOnce(answer([row(9), row(10)], 10));
  await undo?.();
  expect(list.rows.map(({ id }) => id)).toEqual(["id9", "id10"]);
});

test.each([
  [5, ["id6", "id7"]],
  [null, []],
])("a browser that asks by itself begins behind revision %s", async (since, expected) => {
  asked.mockResolvedValue(answer([row(7), row(6), row(5)], 7));
  const told: News[] = [];
  const stop = poll({ news: (fresh) => told.push(...fresh), link: () => undefined }, since);
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(2000);
  stop();
  expect(told.map((one) => (one.kind === "alert" ? one.row.id : one.kind)).sort()).toEqual(expected);
});
