// What was just done, with a way back for ten seconds.

export type Toast = { id: number; text: string; kind: "done" | "failed"; undo: (() => Promise<void>) | null };

export const TOAST_MS = 10_000;

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  /** Says it. undo: what the button and the key `u` do. */
  say(text: string, undo: (() => Promise<void>) | null = null): void {
    this.#add({ id: this.#next++, text, kind: "done", undo });
  }

  fail(text: string): void {
    this.#add({ id: this.#next++, text, kind: "failed", undo: null });
  }

  #add(toast: Toast): void {
    this.list = [...this.list.slice(-2), toast];
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Takes the newest act back. */
  async undo(toast: Toast | undefined = this.list.findLast((one) => one.undo)): Promise<void> {
    if (!toast?.undo) return;
    this.drop(toast.id);
    await toast.undo();
  }
}

export const toasts = new Toasts();
