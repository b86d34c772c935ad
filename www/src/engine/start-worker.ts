// Starts the engine's worker, also where the files of the lab are on another server than the page.

/** The build writes the address of the worker here, relative to this file's. */
const ADDRESS = "ADDRESS_OF_THE_WORKER";
const ABSENT = "absent";
const JAVASCRIPT = { type: "text/javascript" };

let detour: string | undefined;

/** Throws where no worker may be started at all. One that cannot start later has an error without a message. */
export function startWorker(): Worker {
  // Some bundlers write the address that the file had when they ran, with another scheme.
  const { protocol, origin } = new URL(import.meta.url);
  if (protocol.startsWith("http") && origin !== location.origin) {
    return startFromElsewhere();
  }
  // Other people's bundlers look for exactly this form.
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "pbft-lab" });
}

/** Browsers start no worker from another origin, but a worker of this one may import it from there. */
function startFromElsewhere(): Worker {
  const address = JSON.stringify(new URL(ADDRESS, import.meta.url));
  // A call of import() is subject to the policy of scripts, a declaration to that of workers.
  detour ??= URL.createObjectURL(
    new Blob([`import(${address}).catch(() => postMessage("${ABSENT}"));`], JAVASCRIPT),
  );
  const worker = new Worker(detour, { type: "module", name: "pbft-lab" });
  worker.addEventListener("message", (event) => {
    if (event.data === ABSENT) {
      event.stopImmediatePropagation();
      worker.dispatchEvent(new ErrorEvent("error"));
    }
  });
  return worker;
}
