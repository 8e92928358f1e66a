// The URL is the state: where we are is read from it, and changes by writing it.

class Place {
  #url = $state.raw(new URL(location.href));

  get path(): string {
    return this.#url.pathname;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  get href(): string {
    return this.#url.pathname + this.#url.search;
  }

  constructor() {
    addEventListener("popstate", () => (this.#url = new URL(location.href)));
  }

  /** Goes to an address of ours. `replace`: the step back leads past where we are now. */
  go(href: string, replace: boolean = false): void {
    const next = new URL(href, location.href);
    if (next.href === this.#url.href) return;
    if (replace) history.replaceState(null, "", next);
    else history.pushState(null, "", next);
    this.#url = next;
  }

  /** Follows a click on a link of ours without loading the page; other clicks stay the browser's. */
  follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.dataset["outside"] !== undefined) return;
    event.preventDefault();
    this.go(link.href);
  }
}

export const place = new Place();
