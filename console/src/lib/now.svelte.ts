// The time, once a second, for everything that says how long ago. A hidden tab does not tick.

class Now {
  ms = $state(Date.now());
  /** How far the server's clock is ahead of ours. */
  #ahead = 0;

  constructor() {
    setInterval(() => {
      if (!document.hidden) this.ms = Date.now() + this.#ahead;
    }, 1000);
    document.addEventListener("visibilitychange", () => (this.ms = Date.now() + this.#ahead));
  }

  /** Ages are counted by the server's clock. */
  set(server: string): void {
    const ahead = Date.parse(server) - Date.now();
    if (Number.isFinite(ahead)) this.#ahead = Math.abs(ahead) < 1000 ? 0 : ahead;
    this.ms = Date.now() + this.#ahead;
  }

  /** The server's time at this instant. */
  exact(): number {
    return Date.now() + this.#ahead;
  }
}

export const now = new Now();
