// Copying. The clipboard exists on https and localhost only; elsewhere the text is shown, marked, to be copied by hand.
import { defang } from "./quote";
import { toasts } from "./toasts.svelte";

/** Copies the text; addresses and links without teeth unless `raw`. */
export async function copy(text: string, raw: boolean = false, what: string = "Copied"): Promise<void> {
  const safe = raw ? text : defang(text);
  try {
    await navigator.clipboard.writeText(safe);
    toasts.say(safe === text ? `${what}.` : `${what}, defanged. Hold Shift for the raw value.`);
  } catch {
    toasts.fail("This browser lets pages copy on https and localhost only. Select the text instead.");
  }
}
