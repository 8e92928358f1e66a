// Every page, in one place. A page is one file in pages/ and one line here.
import type { Component } from "svelte";
import { href } from "./lib/alerts_url";
import Alert from "./pages/Alert.svelte";
import Alerts from "./pages/Alerts.svelte";
import Hosts from "./pages/Hosts.svelte";
import Install from "./pages/Install.svelte";
import Suppressions from "./pages/Suppressions.svelte";
import type { IconName } from "./parts/Icon.svelte";

/** under: the page whose link is marked while this one is open, where it has none itself. */
export type Page = {
  title: string;
  at: RegExp;
  view: Component<{ id: string }>;
  under?: string;
  nav?: { href: string; icon: IconName; key: string };
};

const page = (view: unknown) => view as Component<{ id: string }>;

export const PAGES: readonly Page[] = [
  { title: "Alerts", at: /^\/alerts\/?$/, view: page(Alerts), nav: { href: href({}), icon: "alerts", key: "a" } },
  { title: "Alert", at: /^\/alerts\/([^/]+)$/, view: page(Alert), under: "Alerts" },
  { title: "Hosts", at: /^\/hosts\/?$/, view: page(Hosts), nav: { href: "/hosts", icon: "hosts", key: "h" } },
  { title: "Suppressions", at: /^\/suppressions\/?$/, view: page(Suppressions), nav: { href: "/suppressions", icon: "quiet", key: "s" } },
  { title: "Install", at: /^\/install\/?$/, view: page(Install), nav: { href: "/install", icon: "install", key: "i" } },
];

/** The page at a path and the id that the path names. */
export function find(path: string): { page: Page; id: string } | null {
  for (const one of PAGES) {
    const found = one.at.exec(path);
    if (found) return { page: one, id: decode(found[1] ?? "") };
  }
  return null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
