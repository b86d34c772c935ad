// Connection to one engine after the other: a new one replaces one that failed, and an answer of the old one is
// not heard any more.

import { EngineClient, FailedError, GivenUpError, RefusedError } from "./client.ts";
import type { AnswerTo, Ask, Greeting, Inquiry, Moment, Refusal } from "./messages.ts";
import type { Patience } from "./replay-progress.ts";

export interface ConversationListener {
  /** `at`: the part of the request that was refused. */
  refused(error: RefusedError, at: Refused["at"]): void;
  /** The engine broke: nothing more will be answered until there is another. */
  broke(error: FailedError): void;
}

export class Conversation {
  readonly #listener: ConversationListener;
  readonly #patience: Patience;
  #client: EngineClient | undefined;
  /** Whether this engine has opened a run: before that it knows no answer, and would count a question as a mistake of the page. */
  #runs = false;
  /** Tries a file or a link that was brought. An engine never gets smaller: what a refused one took goes with the engine that read it. */
  #trial: EngineClient | undefined;
  /** Whether rows are wanted; sent to each engine. */
  #rows = false;

  constructor(listener: ConversationListener, patience: Patience) {
    this.#listener = listener;
    this.#patience = patience;
  }

  /** What the engine offers; waits until it is there. Rejects with FailedError when it could not be started. */
  greeting(): Promise<Greeting> {
    this.#client ??= this.#begin();
    return this.#client.greeting;
  }

  /** The engine's own client, for callers that handle refusals themselves. */
  get client(): EngineClient | undefined {
    return this.#client;
  }

  get open(): boolean {
    return this.#client !== undefined;
  }

  /** Asks, and absorbs every trouble: undefined when it was refused, when there is no run yet, when nothing new was asked for,
   *  or when the engine broke or was replaced meanwhile. */
  async ask(ask: Ask, at: Refused["at"]): Promise<Moment | undefined> {
    const opens = ask.ask === "open" || ask.ask === "open-link";
    const known = ask.ask === "rows" && this.#rows;
    this.#rows ||= ask.ask === "rows";
    if (known || !(opens || this.#runs)) {
      return undefined;
    }
    if (!opens) {
      return this.#heard((client) => client.ask(ask), at);
    }
    // A later request replaces an earlier one.
    this.#trial?.close();
    this.#trial = undefined;
    this.#patience.gaveUp = false;
    const whole = { ...ask, rows: this.#rows };
    const brought = ask.ask === "open-link" || typeof ask.scenario === "string";
    const moment = await (brought ? this.#tried(whole, at) : this.#heard((client) => client.ask(whole), at));
    this.#runs ||= moment !== undefined;
    return moment;
  }

  /** Asks what changes nothing, as `ask` does. */
  async inquire<I extends Inquiry>(inquiry: I, at: Refused["at"]): Promise<AnswerTo<I> | undefined> {
    return this.#runs ? this.#heard((client) => client.inquire(inquiry), at) : undefined;
  }

  /** Opens a run with an engine of its own, which takes the place of the present one if the run can be had. */
  async #tried(ask: Ask, at: Refused["at"]): Promise<Moment | undefined> {
    if (!this.#client) {
      return undefined;
    }
    const trial = this.#begin();
    this.#trial = trial;
    try {
      const moment = await trial.ask(ask);
      if (trial !== this.#trial) {
        return undefined;
      }
      this.#trial = undefined;
      this.#client.close();
      this.#client = trial;
      return moment;
    } catch (error) {
      trial.close();
      if (trial !== this.#trial) {
        return undefined;
      }
      this.#trial = undefined;
      if (error instanceof FailedError) {
        this.close();
        this.#listener.broke(error);
      } else {
        this.#missed(error, at);
      }
      return undefined;
    }
  }

  // A failure has been told by onFailure already.
  #missed(error: unknown, at: Refused["at"]): void {
    if (error instanceof RefusedError) {
      this.#listener.refused(error, at);
    } else if (error instanceof GivenUpError) {
      this.#patience.gaveUp = true;
    }
  }

  /** Goes on with another engine. */
  renew(): void {
    this.close();
    this.#client = this.#begin();
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#trial?.close();
    this.#trial = undefined;
    this.#runs = false;
  }

  #begin(): EngineClient {
    const client = new EngineClient();
    client.onArrived = () => this.#patience.end();
    client.onComing = (coming, onward) => this.#patience.hear(coming, onward);
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
      this.#missed(error, at);
      return undefined;
    }
  }
}

/** The part of a wish that the engine refused. */
export interface Refused extends Refusal {
  readonly at: "replicas" | "seed" | "scene" | "settings" | "request" | "command" | "file" | "link" | "kept";
}
