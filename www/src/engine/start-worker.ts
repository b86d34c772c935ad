// Start of the engine's worker, even if the files of the lab are on another server than the page.

/** The build writes the worker's address here, relative to this file's. */
const ADDRESS = "ADDRESS_OF_THE_WORKER";
const ABSENT = "absent";
const JAVASCRIPT = { type: "text/javascript" };

let detour: string | undefined;

/** Throws if no worker may start. One that fails later has an error without a message. */
export function startWorker(): Worker {
  // Some bundlers insert the address that the file had at build time, with another scheme.
  const { protocol, origin } = new URL(import.meta.url);
  if (protocol.startsWith("http") && origin !== location.origin) {
    return startFromElsewhere();
  }
  // Bundlers look for exactly this form.
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "pbft-lab" });
}

/** Browsers start no worker from another origin, but a worker of this origin may import it from there. */
function startFromElsewhere(): Worker {
  const address = JSON.stringify(new URL(ADDRESS, import.meta.url));
  // The policy for scripts applies to a call of import(), the policy for workers to a declaration.
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
