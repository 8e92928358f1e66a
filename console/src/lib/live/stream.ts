// One stream of news, kept alive: it comes back by itself and goes on after the last thing it heard.
import type { AlertRow, Counts, EnrolmentNews, HostRow } from "../types";
import type { Link, News } from "./messages";
import { SseReader, type ServerEvent } from "./sse";

/** The server says something at least every 15 s; after this much silence the connection is taken for dead. */
export const SILENCE_MS = 35_000;
const BACKOFF_MS = [250, 500, 1000, 2000, 4000];
/** A stream that comes back within this time was never away for those who read. */
const GRACE_MS = 400;

type Heard = { news: (news: News[]) => void; link: (link: Link) => void };

export class Stream {
  #position: number | null = null;
  #abort: AbortController | null = null;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #down: number | null = null;

  constructor(
    readonly url: string,
    readonly heard: Heard,
  ) {}

  /** since: the last revision that is known, null to hear only what comes. */
  start(since: number | null): void {
    this.#position ??= since;
    this.heard.link({ state: "starting" });
    void this.#connect();
  }

  retry(): void {
    if (this.#down === null) return;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  /** Ends it at once; the server sees the connection close. */
  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    for (const timer of [this.#timer, this.#silence, this.#grace]) clearTimeout(timer);
  }

  async #connect(): Promise<void> {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    let reason = "the connection ended";
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (this.#position !== null) headers["last-event-id"] = String(this.#position);
      const response = await fetch(this.url, { headers, credentials: "same-origin", cache: "no-store", signal: abort.signal });
      if (response.status === 401) return this.#refused();
      if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
      this.#alive();
      await this.#read(response.body.getReader());
    } catch (error) {
      if (error instanceof Error && error.name !== "AbortError") reason = error.message;
    }
    if (this.#abort === abort) this.#lost(reason);
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const parser = new SseReader();
    for (;;) {
      this.#listen();
      const { done, value } = await reader.read();
      if (done) return;
      this.#tries = 0;
      const news = parser.read(value).flatMap((event) => this.#take(event));
      if (news.length > 0) this.heard.news(news);
    }
  }

  #take(event: ServerEvent): News[] {
    const revision = event.id === null ? Number.NaN : Number(event.id);
    if (Number.isSafeInteger(revision)) this.#position = revision;
    const news = decode(event);
    return news ? [news] : [];
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#abort?.abort(), SILENCE_MS);
  }

  #alive(): void {
    this.#down = null;
    clearTimeout(this.#grace);
    this.heard.link({ state: "live" });
  }

  #refused(): void {
    this.stop();
    this.heard.link({ state: "refused" });
  }

  #lost(reason: string): void {
    clearTimeout(this.#silence);
    if (this.#down === null) {
      const since = (this.#down = Date.now());
      this.#grace = setTimeout(() => this.heard.link({ state: "down", since, reason }), GRACE_MS);
    }
    const wait = BACKOFF_MS[Math.min(this.#tries++, BACKOFF_MS.length - 1)] ?? 4000;
    this.#timer = setTimeout(() => void this.#connect(), wait * (0.8 + Math.random() * 0.4));
  }
}

function decode(event: ServerEvent): News | null {
  try {
    const data: unknown = JSON.parse(event.data);
    switch (event.name) {
      case "alert":
        return { kind: "alert", row: data as AlertRow };
      case "counts":
        return { kind: "counts", counts: data as Counts };
      case "agent":
        return { kind: "agent", host: data as HostRow };
      case "enrolment":
        return { kind: "enrolment", news: data as EnrolmentNews };
      case "resync":
        return { kind: "resync" };
      default:
        return null;
    }
  } catch {
    return null; // one unreadable line costs itself
  }
}
