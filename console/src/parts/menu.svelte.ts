// The one menu of the page: what is asked for last is what is open.

export type MenuItem = { label: string; hint?: string; checked?: boolean; run: (event: MouseEvent | KeyboardEvent) => void };
type Open = { anchor: HTMLElement; label: string; items: MenuItem[] };

class Menu {
  open = $state.raw<Open | null>(null);

  show(anchor: HTMLElement, label: string, items: MenuItem[]): void {
    this.open = this.open?.anchor === anchor ? null : { anchor, label, items };
  }

  /** Focus goes back to what opened it, unless it has gone elsewhere already. */
  close(): void {
    const { anchor } = this.open ?? {};
    this.open = null;
    anchor?.focus();
  }
}

export const menu = new Menu();
