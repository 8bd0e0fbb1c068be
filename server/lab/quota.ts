/** How many there are of something, in all and of each client, and whether there may be one more. */

export type Refused = 'in all' | 'of one client';

export class Quota {
  readonly #most: { readonly inAll: number; readonly perClient: number };
  readonly #byClient = new Map<string, number>();
  #count = 0;

  constructor(most: { readonly inAll: number; readonly perClient: number }) {
    this.#most = most;
  }

  /** Counts one more of `client`; when there may be none, says which bound it is. */
  take(client: string): Refused | null {
    const own = this.#byClient.get(client) ?? 0;
    if (own >= this.#most.perClient) return 'of one client';
    if (this.#count >= this.#most.inAll) return 'in all';
    this.#byClient.set(client, own + 1);
    this.#count += 1;
    return null;
  }

  /** One that was counted is gone. */
  give(client: string): void {
    const own = this.#byClient.get(client) ?? 0;
    if (own === 0) return;
    if (own === 1) this.#byClient.delete(client);
    else this.#byClient.set(client, own - 1);
    this.#count -= 1;
  }
}
