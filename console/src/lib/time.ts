// Absolute first, relative on asking. Log times carry seconds, events milliseconds.

export type Zone = "utc" | "browser";

const two = (n: number) => String(n).padStart(2, "0");

type Parts = { date: string; day: string; time: string; ms: string; mark: string };

function parts(at: Date, zone: Zone): Parts {
  const local = zone === "browser";
  const [y, mo, d] = local ? [at.getFullYear(), at.getMonth(), at.getDate()] : [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const [h, mi, s] = local ? [at.getHours(), at.getMinutes(), at.getSeconds()] : [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
  const ms = String(local ? at.getMilliseconds() : at.getUTCMilliseconds()).padStart(3, "0");
  return {
    date: `${y}-${two(mo + 1)}-${two(d)}`,
    day: `${two(mo + 1)}-${two(d)}`,
    time: `${two(h)}:${two(mi)}:${two(s)}`,
    ms,
    mark: local ? offset(at) : "Z",
  };
}

function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "−" : "+"}${two(Math.floor(size / 60))}${size % 60 ? `:${two(size % 60)}` : ""}`;
}

/** `02:31:13Z` of the day that `now` is in, else with month and day before it. */
export function short(at: string, zone: Zone, now: number): string {
  const p = parts(new Date(at), zone);
  return p.date === parts(new Date(now), zone).date ? `${p.time}${p.mark}` : `${p.day} ${p.time}${p.mark}`;
}

/** `2026-11-24 02:31:13.123Z` */
export function full(at: string, zone: Zone, milliseconds: boolean = true): string {
  const p = parts(new Date(at), zone);
  return `${p.date} ${p.time}${milliseconds ? `.${p.ms}` : ""}${p.mark}`;
}

/** `02:31:13.123Z` */
export function precise(at: string, zone: Zone): string {
  const p = parts(new Date(at), zone);
  return `${p.time}.${p.ms}${p.mark}`;
}

/** Every form of a moment at once, for the tooltip. */
export function hover(at: string, now: number): string {
  return `${full(at, "utc")}\n${full(at, "browser")} here\n${ago(at, now)}`;
}

/** `just now`, `14 s ago`, `3 d ago`, `in 59 min` */
export function ago(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (Math.abs(seconds) < 1) return "just now";
  return seconds > 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
}

/** A length of time in its largest whole unit: 14 s, 5 min, 7 h, 3 d. */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A stopwatch's reading: 4.2 s, 1:07.3 */
export function clock(milliseconds: number): string {
  const tenths = Math.max(0, Math.floor(milliseconds / 100));
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return minutes === 0 ? `${(rest / 10).toFixed(1)} s` : `${minutes}:${(rest / 10).toFixed(1).padStart(4, "0")}`;
}

/** How long something has lasted: 00:12 */
export function counter(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
