// Reports a student's work in <pbft-lab> to the course system around the page: SPLICE, LTI frame size, SCORM 1.2 and 2004, xAPI.
const VERBS = "http://adlnet.gov/expapi/verbs/";
/** What the system that launched the page added to its address. */
const launch = new URLSearchParams(location.search);

/** Connects an element. `origin`: of the page around this one; `activity`: the name of the exercise for xAPI. */
export function connect(lab, options = {}) {
  const around = URL.canParse(document.referrer) ? new URL(document.referrer).origin : "*";
  const page = launch.get("activity_id") ?? location.origin + location.pathname;
  const { origin = around, activity = page } = options;
  const post = (message) => parent !== window && parent.postMessage(message, origin);
  const scorm = scormOf(apiAround());
  const answers = new Map();
  let goal = false;

  const send = async () => {
    const score = scoreOf(lab.view?.lesson, goal);
    const given = [...answers].map(([name, choice]) => `${name}.${choice}`).join();
    const proof = (await lab.link()) + (given && `&answers=${given}`);
    post({ subject: "SPLICE.reportScoreAndState", score, state: { proof } });
    scorm?.report(score, proof);
    const statement = statementOf(activity, score, new URL(`./#run=${proof}`, import.meta.url).href);
    lab.dispatchEvent(new CustomEvent("pbft-report", { detail: statement, bubbles: true }));
    store(statement);
  };
  // The work of an earlier visit.
  const restore = (proof) => {
    const [, link, given = ""] = /^(1\.[\w-]+)(?:&answers=(.*))?$/.exec(proof ?? "") ?? [];
    if (link) {
      lab.scenario = link;
      for (const [, name, choice] of given.matchAll(/(\d+\.\w+)\.(\d+)/g)) {
        answers.set(name, Number(choice));
      }
    }
  };

  lab.addEventListener("pbft-goal", () => {
    goal = true;
    send();
  });
  lab.addEventListener("pbft-answer", ({ detail: { part, question, choice } }) => {
    answers.set(`${part}.${question}`, choice);
    send();
  });
  addEventListener("message", ({ data, source }) => {
    if (source === parent && data?.subject === "SPLICE.getState.response") {
      restore(data.state?.proof);
    }
  });
  post({ subject: "SPLICE.getState", message_id: activity });
  restore(scorm?.begin());
  const size = () => post({ subject: "lti.frameResize", height: document.body.scrollHeight });
  new ResizeObserver(size).observe(document.body);
}

function scoreOf(lesson = [], goal) {
  const tasks = lesson.filter(({ task }) => task);
  const reached = tasks.filter(({ task }) => task.state === "reached");
  return tasks.length > 0 ? reached.length / tasks.length : Number(goal);
}

/** The interface that a SCORM system puts into a window around this one. */
function apiAround() {
  const apiOf = (win) => win?.API_1484_11 ?? win?.API;
  try {
    let win = window;
    while (!apiOf(win) && win.parent !== win) {
      win = win.parent;
    }
    return apiOf(win) ?? apiOf(win.opener);
  } catch {
    // A window of another origin.
    return undefined;
  }
}

function scormOf(api) {
  if (!api) {
    return undefined;
  }
  const isOld = "LMSInitialize" in api;
  const set = (name, value) =>
    isOld ? api.LMSSetValue(`cmi.${name}`, value) : api.SetValue(`cmi.${name}`, value);
  return {
    /** Returns what was stored. */
    begin() {
      isOld ? api.LMSInitialize("") : api.Initialize("");
      addEventListener("pagehide", () => (isOld ? api.LMSFinish("") : api.Terminate("")));
      return isOld ? api.LMSGetValue("cmi.suspend_data") : api.GetValue("cmi.suspend_data");
    },
    report(score, proof) {
      const isDone = score === 1;
      if (isOld) {
        set("core.score.raw", String(Math.round(score * 100)));
        set("core.lesson_status", isDone ? "passed" : "incomplete");
      } else {
        set("score.scaled", String(score));
        set("success_status", isDone ? "passed" : "unknown");
        set("completion_status", isDone ? "completed" : "incomplete");
      }
      set("suspend_data", proof);
      isOld ? api.LMSCommit("") : api.Commit("");
    },
  };
}

function statementOf(activity, scaled, response) {
  const isDone = scaled === 1;
  const verb = isDone ? "passed" : "answered";
  const registration = launch.get("registration");
  return {
    actor: JSON.parse(launch.get("actor") ?? "{}"),
    verb: { id: VERBS + verb, display: { en: verb } },
    object: { id: activity, definition: { type: "http://adlnet.gov/expapi/activities/simulation" } },
    result: { score: { scaled }, success: isDone, completion: isDone, response },
    ...(registration && { context: { registration } }),
  };
}

/** Sends a statement to the record store of the launch. */
function store(statement) {
  const address = launch.get("endpoint");
  if (address) {
    const headers = {
      "Content-Type": "application/json",
      "X-Experience-API-Version": "1.0.3",
      Authorization: launch.get("auth"),
    };
    const request = { method: "POST", headers, body: JSON.stringify(statement) };
    fetch(`${address.replace(/\/?$/, "/")}statements`, request);
  }
}

// A module that imports this one connects what it likes.
if (document.querySelector('script[src$="pbft-lab-report.js"]')) {
  document.querySelectorAll("pbft-lab").forEach((lab) => {
    connect(lab);
  });
}
