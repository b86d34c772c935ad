// Client of the engine: in a worker if one can start, otherwise in the page itself.

import type { HuntProgress } from "./engine.ts";
import type {
  EngineInfo,
  HuntRequest,
  Query,
  QueryResult,
  Refusal,
  ReplayProgress,
  RunRequest,
  Update,
  WorkerRequest,
  WorkerResponse,
} from "./messages.ts";
import { startWorker } from "./start-worker.ts";
import { Watchdog } from "./watchdog.ts";

/** The engine refused a request. The run continues. */
export class RefusedError extends Error implements Refusal {
  readonly field: string | undefined;
  readonly code: string;
  readonly values: Refusal["values"];

  constructor({ name, message, field, code, values }: Refusal) {
    super(message);
    this.name = name;
    this.field = field;
    this.code = code;
    this.values = values;
  }
}

/** The reader cancelled a long replay. The run is unchanged. */
export class GivenUpError extends Error {
  override readonly name = "AbortError";
}

/** Why there is no engine. */
export interface Failure {
  /** One or two sentences in English. */
  readonly message: string;
  /** The page's own reason; undefined if the engine or the browser gave one. */
  readonly why?: "silent" | "unreadable" | "ended" | "closed" | undefined;
}

/** The engine failed or could not start. Another client can open the run again. */
export class FailedError extends Error implements Failure {
  // The name that programs on the page see, as from the engine itself.
  override readonly name = "EngineError";
  readonly why: Failure["why"];

  constructor(message: string, why?: Failure["why"]) {
    super(message);
    this.why = why;
  }
}

/** A connection to the engine, in a worker or in the page. */
interface Channel {
  post(message: WorkerRequest): void;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  /** The number of seconds without a message after which it is considered dead. */
  readonly limit: number;
}

/** In the page, the engine must leave most of each frame to the page. */
const BUDGET_HERE_MS = 6;
/** A worker that has not sent anything after this time will not start. */
const START_LIMIT_MS = 20_000;

/**
 * The number of seconds without a message after which a worker that owes a response is terminated. Every request runs in short
 * slices.
 */
const REQUEST_LIMIT_S = 30;
/** The same for a query, because queries about long runs may take long on a slow machine. */
const QUERY_LIMIT_S = 120;

export class EngineClient {
  /** Resolves when the engine is ready. */
  readonly info: Promise<EngineInfo>;
  /** Called once, when the engine fails. */
  onFailure: (error: FailedError) => void = () => {};

  /** Called while a replay is in progress, with a function that continues or cancels it. By default it continues. */
  onProgress: (progress: ReplayProgress, decide: (decision: "go" | "back") => void) => void = (_, decide) =>
    decide("go");
  /** Called when such a replay has ended, completed or cancelled. */
  onArrived: () => void = () => {};

  #channel: Channel | undefined;
  #failed: FailedError | undefined;
  #closed = false;
  #inPage = false;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** The requests whose replays may take long. */
  readonly #far = new Set<number>();
  /** Those of them that wait for a decision. */
  readonly #resting = new Set<number>();
  #resolveInfo: ((info: EngineInfo) => void) | undefined;
  #refuseGreeting: ((error: Error) => void) | undefined;
  readonly #limit: ReturnType<typeof setTimeout>;
  readonly #watchdog = new Watchdog(() => this.#fail("it gave no sign of life", "silent"));

  /** `inWorker` is false to run the engine in the page from the start. */
  constructor(inWorker = true) {
    this.info = new Promise((resolve, reject) => {
      this.#resolveInfo = resolve;
      this.#refuseGreeting = reject;
    });
    // A caller that awaits the greeting receives the failure. It is not an error if nothing awaits it.
    this.info.catch(() => {});
    this.#limit = setTimeout(() => this.#fail("it gave no sign of life", "silent"), START_LIMIT_MS);
    this.#channel = inWorker ? this.#startWorker() : undefined;
    if (!this.#channel) {
      void this.#startHere();
    }
  }

  /** Sends a request and returns what to show after it. Rejects with RefusedError or FailedError. */
  send(request: RunRequest): Promise<Update> {
    return this.#send((id) => ({ id, request }));
  }

  /** Sends a query about the present run and returns its result. Rejects like `send`. */
  query<I extends Query>(query: I): Promise<QueryResult<I>> {
    return this.#send((id) => ({ id, query }));
  }

  /** Continues a hunt by one slice, and returns its progress. Rejects like `send`. */
  hunt(hunt: HuntRequest): Promise<HuntProgress> {
    return this.#send((id) => ({ id, hunt }));
  }

  /** Whether the engine runs in the page, because no worker could start. */
  get isInPage(): boolean {
    return this.#inPage;
  }

  // The result has the type that the host returns for this request. Only here a type is trusted, because it comes from a
  // message.
  #send<T>(message: (id: number) => WorkerRequest): Promise<T> {
    if (this.#failed || this.#closed) {
      return Promise.reject(this.#failed ?? new FailedError("the engine was closed", "closed"));
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      const limit = "query" in message(id) ? QUERY_LIMIT_S : REQUEST_LIMIT_S;
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as T), reject, limit });
      this.#watch();
      void this.info.then(
        () => this.#channel?.post(message(id)),
        () => {},
      );
    });
  }

  /** Ends the engine and frees its memory. */
  close(): void {
    this.#closed = true;
    this.#end(new FailedError("the engine was closed", "closed"));
  }

  #startWorker(): Channel | undefined {
    try {
      const worker = startWorker();
      worker.addEventListener("message", (event: MessageEvent<WorkerResponse>) => this.#hear(event.data));
      worker.addEventListener("error", (event) => this.#workerError(event));
      worker.addEventListener("messageerror", () => this.#fail("an answer could not be read", "unreadable"));
      return { post: (question) => worker.postMessage(question), close: () => worker.terminate() };
    } catch {
      // The browser or a policy allows no worker: the engine runs in the page.
      return undefined;
    }
  }

  // A worker that never sent anything was not allowed to start. One that did has failed.
  #workerError(event: ErrorEvent): void {
    event.preventDefault();
    if (this.#resolveInfo && !event.message) {
      this.#channel?.close();
      this.#channel = undefined;
      void this.#startHere();
      return;
    }
    if (event.message) {
      this.#fail(event.message);
    } else {
      this.#fail("the worker ended unexpectedly", "ended");
    }
  }

  async #startHere(): Promise<void> {
    this.#inPage = true;
    try {
      const [{ EngineHost, info }, { loadEngine }] = await Promise.all([
        import("./host.ts"),
        import("./load.ts"),
      ]);
      await loadEngine();
      const host = new EngineHost(BUDGET_HERE_MS);
      this.#channel = {
        // Responds in a later turn, like a worker. A channel that was closed meanwhile does not respond and opens no engine.
        post: (message) => setTimeout(() => this.#channel && this.#hear(host.response(message).response)),
        close: () => host.close(),
      };
      this.#hear({ info: info() });
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #hear(response: WorkerResponse): void {
    if (this.#failed || this.#closed) {
      return;
    }
    if ("info" in response) {
      clearTimeout(this.#limit);
      this.#resolveInfo?.(response.info);
      this.#resolveInfo = undefined;
      this.#watch();
      return;
    }
    if ("failure" in response) {
      this.#fail(response.failure);
      return;
    }
    if ("progress" in response) {
      const { id, progress } = response;
      this.#far.add(id);
      // While the reader decides, no message is expected.
      this.#resting.add(id);
      this.#watch();
      this.onProgress(progress, (decision) => {
        this.#resting.delete(id);
        this.#watch();
        this.#channel?.post({ id, decision });
      });
      return;
    }
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    this.#watch();
    if (this.#far.delete(response.id)) {
      this.onArrived();
    }
    if ("update" in response) {
      waiting?.resolve(response.update);
    } else if ("hunted" in response) {
      waiting?.resolve(response.hunted);
    } else if ("answer" in response) {
      waiting?.resolve(response.answer);
    } else if ("back" in response) {
      waiting?.reject(new GivenUpError("the way to that moment was given up"));
    } else {
      waiting?.reject(new RefusedError(response.refusal));
    }
  }

  // Requests are answered in order, so any message restarts the time limit of those that wait. Before the engine is ready, the
  // limit of the start applies.
  #watch(): void {
    const waited = [...this.#waiting].filter(([id]) => !this.#resting.has(id));
    if (waited.length === 0 || this.#resolveInfo) {
      this.#watchdog.rest();
    } else {
      this.#watchdog.expect(Math.max(...waited.map(([, { limit }]) => limit)));
    }
  }

  #fail(message: string, why?: Failure["why"]): void {
    if (this.#failed || this.#closed) {
      return;
    }
    const error = new FailedError(message, why);
    this.#failed = error;
    this.#end(error);
    this.onFailure(error);
  }

  #end(error: FailedError): void {
    clearTimeout(this.#limit);
    this.#watchdog.rest();
    this.#refuseGreeting?.(error);
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
    this.#far.clear();
    this.#resting.clear();
    this.onArrived();
    this.#channel?.close();
    this.#channel = undefined;
  }
}
