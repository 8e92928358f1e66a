// Server-sent events out of bytes. Our own reader, because EventSource hides the status of a refused call and the comments
// that show that a quiet connection still lives.

export type ServerEvent = { name: string; data: string; id: string | null };

export class SseReader {
  #decoder = new TextDecoder();
  #rest = "";
  #name = "";
  #data: string[] = [];
  #id: string | null = null;

  /** The events that these bytes complete. */
  read(bytes: Uint8Array): ServerEvent[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line's end: it waits.
    const usable = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, usable).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + text.slice(usable);
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerEvent[] {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return [];
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }

  #dispatch(): ServerEvent[] {
    const event = { name: this.#name || "message", data: this.#data.join("\n"), id: this.#id };
    const empty = this.#data.length === 0;
    this.#name = "";
    this.#data = [];
    return empty ? [] : [event];
  }
}
