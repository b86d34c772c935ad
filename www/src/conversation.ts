// What is said with one engine after the other: a new one takes the place of one that broke, and an answer of the old one is
// not heard any more.

import { EngineClient, type FailedError, RefusedError } from "./engine-client.ts";
import type { AnswerTo, Ask, Greeting, Inquiry, Moment } from "./engine-protocol.ts";
import type { Refused } from "./run-listener.ts";

export interface ConversationListener {
  /** `at`: the part of the wish that was refused. */
  refused(error: RefusedError, at: Refused["at"]): void;
  /** The engine broke: nothing more will be answered until there is another. */
  broke(error: FailedError): void;
}

export class Conversation {
  readonly #listener: ConversationListener;
  #client: EngineClient | undefined;

  constructor(listener: ConversationListener) {
    this.#listener = listener;
  }

  /** What the engine offers; waits until it is there. Rejects with FailedError when it could not be started. */
  greeting(): Promise<Greeting> {
    this.#client ??= this.#begin();
    return this.#client.greeting;
  }

  /** The engine's own client, for whoever wants to be told of a refusal himself. */
  get client(): EngineClient | undefined {
    return this.#client;
  }

  get open(): boolean {
    return this.#client !== undefined;
  }

  /** Asks, and absorbs every trouble: undefined when it was refused, or the engine broke or was replaced meanwhile. */
  ask(ask: Ask, at: Refused["at"]): Promise<Moment | undefined> {
    return this.#heard((client) => client.ask(ask), at);
  }

  inquire<I extends Inquiry>(inquiry: I, at: Refused["at"]): Promise<AnswerTo<I> | undefined> {
    return this.#heard((client) => client.inquire(inquiry), at);
  }

  /** Goes on with another engine. */
  renew(): void {
    this.#client?.close();
    this.#client = this.#begin();
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #begin(): EngineClient {
    const client = new EngineClient();
    client.onFailure = (error) => {
      if (client === this.#client) {
        this.#listener.broke(error);
      }
    };
    return client;
  }

  async #heard<T>(say: (client: EngineClient) => Promise<T>, at: Refused["at"]): Promise<T | undefined> {
    const client = this.#client;
    try {
      const answer = client && (await say(client));
      return client === this.#client ? answer : undefined;
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#listener.refused(error, at);
      }
      // A failure has been told by onFailure already.
      return undefined;
    }
  }
}
