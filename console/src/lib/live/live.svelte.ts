// Live news for one tab. From the worker that all tabs share, or by asking every two seconds where there is none.
import workerUrl from "./live.worker?sharedworker&url";
import { toLogin } from "../api";
import type { FromWorker, Link, News, ToWorker } from "./messages";
import { poll } from "./poll";

type Listener = (news: News[]) => void;

class Live {
  link = $state.raw<Link>({ state: "starting" });
  /** True where news is fetched every two seconds instead of sent. */
  polled = $state(false);
  #listeners = new Set<Listener>();
  #port: MessagePort | null = null;
  #since: number | null | undefined;
  #stopPoll: (() => void) | null = null;

  /** Opens the way to the worker. Nothing is asked of the server before `start`. */
  open(): void {
    addEventListener("pagehide", () => this.#send({ kind: "bye" }));
    addEventListener("pageshow", (event) => {
      if (event.persisted && this.#since !== undefined) this.#resume();
    });
    try {
      const worker = new SharedWorker(trusted(workerUrl), { type: "module", name: "redshank-live" });
      worker.onerror = () => this.#fallBack();
      this.#port = worker.port;
      this.#port.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    } catch {
      this.#port = null;
    }
  }

  /** Hears from this revision of the alerts on; null: from now on. Only the first call counts. */
  start(since: number | null): void {
    if (this.#since !== undefined) return;
    this.#since = since;
    if (this.#port) this.#send({ kind: "start", since });
    else this.#fallBack();
  }

  /** Calls back with news; what it gives ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    this.#send({ kind: "retry" });
  }

  /** Ends it, for a logout. */
  stop(): void {
    this.#send({ kind: "bye" });
    this.#stopPoll?.();
  }

  #resume(): void {
    this.#send({ kind: "start", since: null });
    this.#tell([{ kind: "resync" }]); // what came meanwhile was told to nobody here
  }

  #send(message: ToWorker): void {
    this.#port?.postMessage(message);
  }

  #take(message: FromWorker): void {
    if (message.kind === "news") this.#tell(message.news);
    else {
      this.link = message.link;
      if (message.link.state === "refused") toLogin();
    }
  }

  #tell(news: News[]): void {
    for (const listener of this.#listeners) listener(news);
  }

  #fallBack(): void {
    this.#port = null;
    this.polled = true;
    if (this.#stopPoll || this.#since === undefined) return; // asked to start, it comes back here
    this.#stopPoll = poll({ news: (news) => this.#tell(news), link: (link) => (this.link = link) }, this.#since);
  }
}

export const live = new Live();

type Policy = { createScriptURL(url: string): string };
type Factory = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy };

/** The worker's address through our own Trusted Types policy, which knows our own origin only. */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory) return url;
  const createScriptURL = (wanted: string) => {
    const { origin, href } = new URL(wanted, location.href);
    if (origin !== location.origin) throw new TypeError(`not our own script: ${origin}`);
    return href;
  };
  return factory.createPolicy("redshank", { createScriptURL }).createScriptURL(url);
}
