// Owns the one stream of all tabs: a browser allows six connections to a server, and ten tabs are no reason to use ten.
import type { FromWorker, Link, ToWorker } from "./messages";
import { Stream } from "./stream";

const scope = self as unknown as { onconnect: (event: MessageEvent) => void };
const tabs = new Set<MessagePort>();
let link: Link = { state: "starting" };
let stream: Stream | null = null;

function tell(message: FromWorker): void {
  for (const tab of tabs) tab.postMessage(message);
}

function begin(since: number | null): void {
  if (stream) return;
  stream = new Stream("/api/v1/stream", {
    news: (news) => tell({ kind: "news", news }),
    link: (now) => {
      link = now;
      tell({ kind: "link", link });
      if (now.state === "refused") end();
    },
  });
  stream.start(since);
}

function end(): void {
  stream?.stop();
  stream = null;
}

function leave(tab: MessagePort): void {
  tabs.delete(tab);
  if (tabs.size === 0) end();
}

scope.onconnect = (event) => {
  const tab = event.ports[0];
  if (!tab) return;
  tabs.add(tab);
  tab.postMessage({ kind: "link", link } satisfies FromWorker);
  tab.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    tabs.add(tab); // a tab that comes back out of the browser's cache had said goodbye
    if (data.kind === "start") begin(data.since);
    else if (data.kind === "retry") stream?.retry();
    else leave(tab);
  };
  // Says it too where a tab crashed; browsers without this event have only the goodbye.
  tab.addEventListener("close", () => leave(tab));
};
