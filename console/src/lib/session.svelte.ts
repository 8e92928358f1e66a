// Who is logged in, and what the server says of itself.
import { getSession } from "./api";
import { now } from "./now.svelte";
import type { Session } from "./types";

class Current {
  value = $state.raw<Session | null>(null);

  async load(): Promise<void> {
    this.value = await getSession();
    now.set(this.value.server.now);
  }

  may(permission: string): boolean {
    return this.value?.user.permissions.includes(permission) ?? false;
  }
}

export const session = new Current();
