// Connection to the engine: replaces an engine that failed, and ignores responses of the old one.

import { EngineClient, FailedError, GivenUpError, RefusedError } from "./client.ts";
import type { EngineInfo, Query, QueryResult, Refusal, RunRequest, Update } from "./messages.ts";
import type { ReplayMonitor } from "./replay-monitor.ts";

export interface ConnectionListener {
  /** `at`: the part of the request that was refused. */
  refused(error: RefusedError, at: Refused["at"]): void;
  /** The engine failed. Nothing is answered until there is another one. */
  broke(error: FailedError): void;
}

export class EngineConnection {
  readonly #listener: ConnectionListener;
  readonly #replayMonitor: ReplayMonitor;
  #client: EngineClient | undefined;
  /** Whether this engine has opened a run. Before that it cannot answer, and would treat a query as an error of the page. */
  #runs = false;
  /**
   * The client that tries a file or a link of the reader. An engine's memory never shrinks: a refused run is freed with its
   * engine.
   */
  #trial: EngineClient | undefined;
  /** Whether rows are needed. Sent to each engine. */
  #rows = false;

  constructor(listener: ConnectionListener, replayMonitor: ReplayMonitor) {
    this.#listener = listener;
    this.#replayMonitor = replayMonitor;
  }

  /** The catalog and names of the engine, when it is ready. Rejects with FailedError if it could not start. */
  info(): Promise<EngineInfo> {
    this.#client ??= this.#begin();
    return this.#client.info;
  }

  /** The client of the engine, for callers that handle refusals themselves. */
  get client(): EngineClient | undefined {
    return this.#client;
  }

  get open(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Sends a request and reports all errors to the listener. Resolves to undefined if the request was refused, if there is no
   * run yet, if nothing new was requested, or if the engine failed or was replaced meanwhile.
   */
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

  /** Sends a query, which changes nothing, like `send`. */
  async query<I extends Query>(query: I, at: Refused["at"]): Promise<QueryResult<I> | undefined> {
    return this.#runs ? this.#heard((client) => client.query(query), at) : undefined;
  }

  /** Opens a run in a new engine, which replaces the present one if the run opens. */
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

  // onFailure has reported a failure already.
  #missed(error: unknown, at: Refused["at"]): void {
    if (error instanceof RefusedError) {
      this.#listener.refused(error, at);
    } else if (error instanceof GivenUpError) {
      this.#replayMonitor.gaveUp = true;
    }
  }

  /** Replaces the engine by a new one. */
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
