// Single keys, as Gmail has them. What is on top of the pile is asked first; a page takes its keys away when it goes.
import { prefs } from "./prefs.svelte";

export type Key = { key: string; what: string; run: (event: KeyboardEvent) => void; always?: boolean; when?: (event: KeyboardEvent) => boolean };
type Layer = { title: string; keys: () => Key[] };

const PREFIX_MS = 1200;

class Keys {
  layers = $state.raw<Layer[]>([]);
  #prefix = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Adds keys; what it gives takes them away again. */
  add(title: string, keys: () => Key[]): () => void {
    const layer = { title, keys };
    this.layers = [...this.layers, layer];
    return () => (this.layers = this.layers.filter((one) => one !== layer));
  }

  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const name = this.#name(event);
    const typing = isTyping(event.target);
    const inDialog = document.querySelector("dialog:modal") !== null;
    for (const layer of [...this.layers].reverse()) {
      const found = layer.keys().find((key) => key.key === name && (key.when?.(event) ?? true));
      if (!found) continue;
      if (!found.always && (typing || inDialog || !prefs.all.keys)) return;
      if (found.always && inDialog && name === "Escape") return;
      event.preventDefault();
      found.run(event);
      return;
    }
  }

  #name(event: KeyboardEvent): string {
    clearTimeout(this.#timer);
    if (event.ctrlKey || event.metaKey) return `Ctrl+${event.key.toLowerCase()}`;
    if (event.altKey) return "";
    const letter = event.key.length === 1;
    const plain = letter && event.shiftKey && /[a-z]/i.test(event.key) ? `Shift+${event.key.toLowerCase()}` : event.key;
    const name = this.#prefix ? `${this.#prefix} ${plain}` : plain;
    this.#prefix = "";
    if (plain === "g" && !isTyping(event.target)) {
      this.#prefix = "g";
      this.#timer = setTimeout(() => (this.#prefix = ""), PREFIX_MS);
    }
    return name;
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target.isContentEditable || target.matches("textarea, select");
}

export const keys = new Keys();
