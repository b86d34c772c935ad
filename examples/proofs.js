// Check of proofs: links to runs in which students did an exercise. Used by verify.mjs in Node and by verify.html in a browser.

/** A link of the lab, alone or in an address, with the answers behind it. */
const LINK = /\b(1\.[\w-]{20,})(?:&(?:amp;)?answers=([\w.,%-]*))?/;
/** The real time of one piece of work, so that a page stays responsive. It has no influence on the result. */
const PIECE_MS = 50;

/** The codes of links whose run ends at another step, or in another way, than they say. */
const OTHER_ENDS = ["run-mismatch", "run-too-short"];

/** The proofs in a text: one for each line with a link. The name is what comes before the address, or that of the file. */
export function proofsIn(text, file) {
  // Mail programs break long lines: a file with one address may have it in several.
  const lines = text.split(/\r?\n/).filter((line) => LINK.test(line));
  const whole = text.replaceAll(/\s+/g, "");
  const all = lines.length > 1 ? lines : LINK.test(whole) ? [whole] : [];
  if (all.length === 0) {
    return [{ name: file, link: undefined, answers: [] }];
  }
  return all.map((line) => {
    const [, link, answers = ""] = LINK.exec(line);
    const before = lines.length > 1 ? line.slice(0, line.indexOf(link)).replace(/https?:\S*$/, "") : "";
    const words = before.split(/[\s"',;]+/).filter((word) => word !== "");
    return { name: words.join(" ") || file, link, answers: answersIn(answers) };
  });
}

/** What Moodle writes behind the name of a student. */
const OF_MOODLE = /_\d+_assignsubmission_.*$/;

/** The names for files, by their paths: those of the files, or of their folders where files of several students have the same name. */
export function namesOf(paths) {
  const parts = paths.map((path) => path.split(/[\\/]/));
  const files = parts.map((path) => path.at(-1).replace(/\.\w+$/, ""));
  const isShared = (name) => files.filter((other) => other === name).length > 1;
  return parts.map((path, index) => {
    const name = files[index];
    const folder = path.at(-2)?.replace(OF_MOODLE, "");
    return folder && (isShared(name) || folder !== path.at(-2)) ? folder : name;
  });
}

function answersIn(text) {
  const found = [...decodeURIComponent(text).matchAll(/(\d+)\.(ask|explain)\.(\d+)/g)];
  return found.map(([, part, question, choice]) => ({ part: Number(part), question, choice: Number(choice) }));
}

/**
 * Checks one proof: replays its run, and compares it with the exercise. `verdict` is `passed`, `open` (the goal is not reached) or
 * `refused` (this run proves nothing), with a `reason` for the last two.
 */
export async function verify(Simulation, exercise, { name, link, answers }) {
  const refused = (reason) => ({ name, verdict: "refused", reason, tasks: "", commands: "", answers: "", run: undefined });
  if (link === undefined) {
    return refused("There is no link in it.");
  }
  let run;
  try {
    run = Simulation.fromLink(link, undefined, PIECE_MS);
    while (run.linkStep !== undefined) {
      await new Promise((resolve) => setTimeout(resolve));
      run.resumeLink(PIECE_MS);
    }
    return { name, ...judge(Simulation, exercise, run, answers), run: run.digest };
  } catch (error) {
    // What else the engine throws is its own failure, not the student's.
    if (error.name === "EngineError") {
      throw error;
    }
    return refused(OTHER_ENDS.includes(error.code) ? "The run does not end as the link claims: the link was changed, or made by another version of the lab." : error.message);
  } finally {
    run?.free();
  }
}

function judge(Simulation, exercise, run, answers) {
  const scenario = run.scenario();
  const begun = new Simulation(exercise);
  const expected = begun.scenario();
  begun.free();
  const given = (scenario.commands ?? []).filter(({ afterStep }) => afterStep !== undefined);
  const found = { ...scenario, commands: scenario.commands.filter(({ afterStep }) => afterStep === undefined) };
  const other = differences(expected, found);
  const { lesson = [], nowMs } = run.view({ slots: 1, packets: 0 });
  const tasks = lesson.filter(({ task }) => task);
  const reached = tasks.filter(({ task }) => task.state === "reached");
  const early = given.filter(({ atMs }) => tasks.length > 0 && atMs < tasks[0].atMs);
  const facts = {
    tasks: tasks.length > 0 ? `${reached.length} of ${tasks.length}` : "",
    commands: tasks.length > 0 ? tasks.reduce((sum, { task }) => sum + task.commands, 0) : given.length,
    answers: rightAnswers(run, lesson, scenario, answers),
  };
  if (other.length > 0) {
    return { verdict: "refused", reason: `It is another exercise: ${other.join(", ")}.`, ...facts };
  }
  if (early.length > 0) {
    return { verdict: "refused", reason: `${early.length} commands were given before the task began.`, ...facts };
  }
  const done = tasks.length > 0 ? reached.length === tasks.length : run.goalReached === true;
  return done ? { verdict: "passed", reason: "", ...facts } : { verdict: "open", reason: stateOf(tasks, nowMs), ...facts };
}

const STATES = {
  waiting: "the task has not begun",
  open: "the goal is not reached",
  "over-limit": "too many commands",
  "not-allowed": "a command that is not allowed",
};

function stateOf(tasks, nowMs) {
  const first = tasks.find(({ task }) => task.state !== "reached");
  return `At ${nowMs} ms: ${STATES[first?.task.state ?? "open"]}${first?.task.refused ? ` (${first.task.refused})` : ""}.`;
}

/** The number of right answers among the questions of the exercise. The engine decides which are right. */
function rightAnswers(run, lesson, scenario, answers) {
  const questions = lesson.flatMap(({ caption }, part) => {
    const source = caption === undefined ? scenario : scenario.captions[caption];
    // What a student built is not in the link: only choices are checked.
    return ["ask", "explain"].filter((question) => source[question]?.choices.length > 0).map((question) => ({ part, question }));
  });
  const right = questions.filter(({ part, question }) => {
    const given = answers.find((answer) => answer.part === part && answer.question === question);
    try {
      return given !== undefined && run.answer(part, question, given.choice).right;
    } catch {
      // There is no such choice.
      return false;
    }
  });
  return questions.length > 0 ? `${right.length} of ${questions.length}` : "";
}

/** The fields that a student may write for a run. */
const OWN_WORDS = ["title", "about"];

/** The fields in which two scenarios differ. */
function differences(expected, found) {
  const all = Object.keys({ ...expected, ...found }).filter((name) => !OWN_WORDS.includes(name));
  const names = all.filter((name) => sorted(expected[name]) !== sorted(found[name]));
  const inside = (name) =>
    Object.keys({ ...expected[name], ...found[name] })
      .filter((field) => sorted(expected[name]?.[field]) !== sorted(found[name]?.[field]))
      .map((field) => `${name}.${field}`);
  return names.flatMap((name) => (["cluster", "network"].includes(name) ? inside(name) : [name]));
}

function sorted(value) {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Notes runs that are the same to the last event: the work of one student, or the only solution. */
export function withNotes(results) {
  const first = new Map();
  return results.map((result) => {
    const same = result.run === undefined ? undefined : first.get(result.run);
    first.set(result.run, same ?? result.name);
    return { ...result, note: same === undefined ? "" : `the same run as ${same}` };
  });
}

export const COLUMNS = ["name", "verdict", "tasks", "commands", "answers", "reason", "note"];

/** The results as a table for spreadsheets. A text that a spreadsheet would take for a formula is quoted. */
export function csvOf(results) {
  const cell = (value) => {
    const text = /^[=+\-@\t]/.test(String(value)) ? `'${value}` : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = [COLUMNS, ...results.map((result) => COLUMNS.map((column) => result[column]))];
  return `${rows.map((row) => row.map(cell).join(",")).join("\n")}\n`;
}
