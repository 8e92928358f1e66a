// What a person likes, kept in this browser. None of it belongs into a link.
import type { Zone } from "./time";

export const COLUMNS = ["last", "host", "user", "count", "first", "technique", "process", "state", "assignee"] as const;
export type Column = (typeof COLUMNS)[number];
export type Theme = "system" | "light" | "dark";
export type Density = "regular" | "compact";

type Kept = { theme: Theme; density: Density; zone: Zone; keys: boolean; columns: Column[]; panel: number };

const KEY = "redshank";
/** Width of the open alert in pixels. */
export const PANEL = { least: 420, most: 720 } as const;
export const panelWidth = (pixels: number) => Math.min(PANEL.most, Math.max(PANEL.least, Math.round(pixels)));
const DEFAULTS: Kept = {
  theme: "system",
  density: "regular",
  zone: "utc",
  keys: true,
  columns: ["last", "host", "user", "count", "technique", "assignee"],
  panel: 520,
};

function stored(): Partial<Kept> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}

const one = <T>(value: unknown, known: readonly T[], otherwise: T): T => (known.includes(value as T) ? (value as T) : otherwise);

/** What was kept, as far as it makes sense. */
export function sane(kept: Partial<Record<keyof Kept, unknown>>): Kept {
  return {
    theme: one(kept.theme, ["system", "light", "dark"] as const, DEFAULTS.theme),
    density: one(kept.density, ["regular", "compact"] as const, DEFAULTS.density),
    zone: one(kept.zone, ["utc", "browser"] as const, DEFAULTS.zone),
    keys: typeof kept.keys === "boolean" ? kept.keys : DEFAULTS.keys,
    columns: Array.isArray(kept.columns) ? COLUMNS.filter((c) => (kept.columns as unknown[]).includes(c)) : DEFAULTS.columns,
    panel: typeof kept.panel === "number" ? panelWidth(kept.panel) : DEFAULTS.panel,
  };
}

class Prefs {
  #kept = $state.raw<Kept>(sane(stored()));

  constructor() {
    this.#show();
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      this.#kept = sane(stored());
      this.#show();
    });
  }

  get all(): Kept {
    return this.#kept;
  }

  set(change: Partial<Kept>): void {
    this.#kept = sane({ ...this.#kept, ...change });
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // A browser that keeps nothing: it holds until the page is left.
    }
    this.#show();
  }

  #show(): void {
    const { theme, density } = this.#kept;
    const root = document.documentElement;
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
    root.dataset["density"] = density;
  }
}

export const prefs = new Prefs();
