// What all hosts together say.
import type { HostRow } from "./types";

/** How many are heard, how many events were lost, and when the last of them was heard ("" where none ever was). */
export function tally(hosts: readonly HostRow[]): { online: number; dropped: number; heard: string } {
  return {
    online: hosts.filter((host) => host.state === "online").length,
    dropped: hosts.reduce((sum, host) => sum + host.dropped, 0),
    heard: hosts.map((host) => host.last_seen ?? "").sort().at(-1) ?? "",
  };
}
