// The page's end of the conversation with the engine: in a worker where one can start, otherwise in the page itself.

import type {
  EngineInfo,
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

/** The engine refused a request; the run continues. */
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

/** The reader gave up a way that took long; the run is as it was. */
export class GivenUpError extends Error {
  override readonly name = "AbortError";
}

/** Why there is no engine. */
export interface Failure {
  /** A sentence or two in English. */
  readonly message: string;
  /** What the page itself found; undefined where the engine or the browser said it. */
  readonly why?: "silent" | "unreadable" | "ended" | "closed" | undefined;
}

/** The engine broke or could not start. The run can be opened again with another client. */
export class FailedError extends Error implements Failure {
  // What programs on the page are told it is, as by the engine itself.
  override readonly name = "EngineError";
  readonly why: Failure["why"];

  constructor(message: string, why?: Failure["why"]) {
    super(message);
    this.why = why;
  }
}

/** Either end of the conversation as the page sees it. */
interface Channel {
  post(message: WorkerRequest): void;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Seconds of silence after which it will not come. */
  readonly limit: number;
}

/** In the page itself the engine must leave most of each frame to the page. */
const BUDGET_HERE_MS = 6;
/** A worker that has not said anything after this time never will. */
const START_LIMIT_MS = 20_000;

/** Seconds without a message after which a worker that owes an answer is given up. Every request is played in short slices. */
const REQUEST_LIMIT_S = 30;
/** A question about a long run may take long, on a slow machine too. */
const QUERY_LIMIT_S = 120;

export class EngineClient {
  /** Settles when the engine is there. */
  readonly info: Promise<EngineInfo>;
  /** Called once, when the engine breaks. */
  onFailure: (error: FailedError) => void = () => {};

  /** Called while a way is not at its end: what is told then is done. By default it goes on. */
  onProgress: (progress: ReplayProgress, decide: (decision: "go" | "back") => void) => void = (_, decide) =>
    decide("go");
  /** Called when such a way has come to its end, one or the other. */
  onArrived: () => void = () => {};

  #channel: Channel | undefined;
  #failed: FailedError | undefined;
  #closed = false;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();
  /** The questions whose ways take long. */
  readonly #far = new Set<number>();
  /** Those of them that wait for what is to be done next. */
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

  /** Asks, and promises what is to be shown then. Rejects with RefusedError or FailedError. */
  send(request: RunRequest): Promise<Update> {
    return this.#send((id) => ({ id, request }));
  }

  /** Asks about the run as it stands, and promises the answer. Rejects as `ask` does. */
  query<I extends Query>(query: I): Promise<QueryResult<I>> {
    return this.#send((id) => ({ id, query }));
  }

  // What is promised is what the host answers to that question: the one place where a type is taken on trust, since it comes
  // out of a message.
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

  /** Ends the engine and gives its memory back. */
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
      // A browser or a policy that allows no worker: the engine runs in the page.
      return undefined;
    }
  }

  // A worker that never spoke was not allowed to start; one that spoke has broken.
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
    try {
      const [{ EngineHost, info }, { loadEngine }] = await Promise.all([
        import("./host.ts"),
        import("./load.ts"),
      ]);
      await loadEngine();
      const host = new EngineHost(BUDGET_HERE_MS);
      this.#channel = {
        // Answered in a later turn, as a worker would; one that was ended meanwhile would answer nothing, and open no engine.
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
      // As long as the reader thinks about it, nothing is to be heard.
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
    } else if ("answer" in response) {
      waiting?.resolve(response.answer);
    } else if ("back" in response) {
      waiting?.reject(new GivenUpError("the way to that moment was given up"));
    } else {
      waiting?.reject(new RefusedError(response.refusal));
    }
  }

  // Questions are answered in order, so that a message of any kind starts the time of those that still wait. Before the
  // greeting the limit of the start holds.
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
