// Connection to one engine after the other: a new one replaces one that failed, and an answer of the old one is
// not heard any more.

import { EngineClient, FailedError, GivenUpError, RefusedError } from "./client.ts";
import type { EngineInfo, Query, QueryResult, Refusal, RunRequest, Update } from "./messages.ts";
import type { ReplayMonitor } from "./replay-monitor.ts";

export interface ConnectionListener {
  /** `at`: the part of the request that was refused. */
  refused(error: RefusedError, at: Refused["at"]): void;
  /** The engine broke: nothing more will be answered until there is another. */
  broke(error: FailedError): void;
}

export class EngineConnection {
  readonly #listener: ConnectionListener;
  readonly #replayMonitor: ReplayMonitor;
  #client: EngineClient | undefined;
  /** Whether this engine has opened a run: before that it knows no answer, and would count a question as a mistake of the page. */
  #runs = false;
  /** Tries a file or a link that was brought. An engine never gets smaller: what a refused one took goes with the engine that read it. */
  #trial: EngineClient | undefined;
  /** Whether rows are wanted; sent to each engine. */
  #rows = false;

  constructor(listener: ConnectionListener, replayMonitor: ReplayMonitor) {
    this.#listener = listener;
    this.#replayMonitor = replayMonitor;
  }

  /** What the engine offers; waits until it is there. Rejects with FailedError when it could not be started. */
  info(): Promise<EngineInfo> {
    this.#client ??= this.#begin();
    return this.#client.info;
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
  async send(request: RunRequest, at: Refused["at"]): Promise<Update | undefined> {
    const opens = request.type === "open" || request.type === "open-link";
    const known = request.type === "rows" && this.#rows;
    this.#rows ||= request.type === "rows";
    if (known || !(opens || this.#runs)) {
      return undefined;
    }
    if (!opens) {
      return this.#heard((client) => client.send(request), at);
    }
    // A later request replaces an earlier one.
    this.#trial?.close();
    this.#trial = undefined;
    this.#replayMonitor.gaveUp = false;
    const whole = { ...request, rows: this.#rows };
    const brought = request.type === "open-link" || typeof request.scenario === "string";
    const update = await (brought
      ? this.#openTrial(whole, at)
      : this.#heard((client) => client.send(whole), at));
    this.#runs ||= update !== undefined;
    return update;
  }

  /** Asks what changes nothing, as `ask` does. */
  async query<I extends Query>(query: I, at: Refused["at"]): Promise<QueryResult<I> | undefined> {
    return this.#runs ? this.#heard((client) => client.query(query), at) : undefined;
  }

  /** Opens a run with an engine of its own, which takes the place of the present one if the run can be had. */
  async #openTrial(request: RunRequest, at: Refused["at"]): Promise<Update | undefined> {
    if (!this.#client) {
      return undefined;
    }
    const trial = this.#begin();
    this.#trial = trial;
    try {
      const update = await trial.send(request);
      if (trial !== this.#trial) {
        return undefined;
      }
      this.#trial = undefined;
      this.#client.close();
      this.#client = trial;
      return update;
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
      this.#replayMonitor.gaveUp = true;
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
    client.onArrived = () => this.#replayMonitor.end();
    client.onProgress = (progress, decide) => this.#replayMonitor.hear(progress, decide);
    client.onFailure = (error) => {
      if (client === this.#client) {
        this.#listener.broke(error);
      }
    };
    return client;
  }

  async #heard<T>(t: (client: EngineClient) => Promise<T>, at: Refused["at"]): Promise<T | undefined> {
    const client = this.#client;
    try {
      const answer = client && (await t(client));
      return client === this.#client ? answer : undefined;
    } catch (error) {
      this.#missed(error, at);
      return undefined;
    }
  }
}

/** The part of a request that the engine refused. */
export interface Refused extends Refusal {
  readonly at: "replicas" | "seed" | "scene" | "settings" | "request" | "command" | "file" | "link" | "kept";
}
