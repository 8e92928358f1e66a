// What is copied: as a command for a shell, as a word of a query, without teeth.

/** The argument in single quotes where the shell would read anything but itself; control characters as $'…'. */
export function shellQuote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument;
  // eslint-disable-next-line no-control-regex
  if (!/[\u0000-\u001f\u007f]/.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument.replace(/['\\]/g, "\\$&").replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `$'${escaped}'`;
}

/** The arguments as one line for a shell. */
export function command(args: readonly string[]): string {
  return args.map(shellQuote).join(" ");
}

/** An address or a link that nobody follows by accident: 203[.]0[.]113[.]66, hxxp://… */
export function defang(text: string): string {
  if (/^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/.test(text)) return text.replaceAll(".", "[.]");
  if (/^[0-9a-f]*:[0-9a-f:]+$/i.test(text) && text.split(":").length > 2) return text.replaceAll(":", "[:]");
  if (/^https?:\/\//i.test(text)) return text.replace(/^http/i, "hxxp").replace(/^([^/]*\/\/[^/]*)/, (host) => host.replaceAll(".", "[.]"));
  return text;
}
