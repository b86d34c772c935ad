//! Class `Simulation`: one run.

use std::cell::RefCell;

use js_sys::{Float32Array, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{ms_of, optional_text_of, span_of, text_of, thrown, value_of, whole_of};
use super::deadline::{BUDGET_MS, budgets_of, deadline};
use super::frame::{Frame, Rows};
use super::guard::Guarded;
use super::script::scripts_of;
use crate::api::{HistoryOptions, RecordOptions, RowSort, ViewOptions};
use crate::byzantine::strategies;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::pbft::MessageKind;
use crate::run::history::History;
use crate::scenario::Scenario;
use crate::scenario::catalog;
use crate::scenario::command::Command;
use crate::scenario::goal::Goal;
use crate::scenario::weakened::mutants;

/// One run of a cluster. The same scenario with the same commands at the same steps always gives the same run.
///
/// Times are virtual milliseconds, exact to the microsecond. Replica `i` is node `i`, client `c` is node `n + c`. A refused
/// call throws a `LabError` and has no effect. Call `free()` when the run is no longer needed; later calls are refused.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Simulation {
    pub(super) session: Guarded<Run>,
    frame: RefCell<Frame>,
    rows: RefCell<Rows>,
}

/// A run with its history. A wrapper, because the content is useless in debug output.
pub(super) struct Run(pub(super) History);

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Run")
    }
}

#[wasm_bindgen]
impl Simulation {
    /// Opens a run of a scenario, given as plain data or as the text of a scenario file.
    ///
    /// Without a scenario it has four replicas, one client and a random seed, which `scenario()` returns. If replicas follow
    /// scripts in the scenario, pass their functions by the number of the replica. `script()` adds more later.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Scenario | string")] scenario: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Scripts")] scripts: JsValue,
    ) -> Result<Simulation, JsValue> {
        let opening = Guarded::new(());
        let scripts = scripts_of(&scripts)?;
        let text = optional_text_of(&scenario, ErrorKind::ScenarioError, "")?;
        let seed = if text.is_none() { random_seed()? } else { 0 };
        let session = opening.run(move |()| {
            let scenario = match text {
                Some(text) => Scenario::parse(&text)?,
                None => {
                    let mut scenario = Scenario::default();
                    scenario.cluster.seed = seed.to_string();
                    scenario
                }
            };
            History::open_with(scenario, scripts).map(Run)
        })?;
        Ok(Simulation::of(session))
    }

    /// Frees the memory of the run. Later calls are refused with the code `freed`; a second `free()` has no effect.
    #[wasm_bindgen(js_name = free)]
    pub fn give_up(&self) -> Result<(), JsValue> {
        self.session.free()?;
        self.frame.take();
        self.rows.take();
        Ok(())
    }

    /// Returns a scenario with every field and its default.
    #[wasm_bindgen(unchecked_return_type = "Scenario")]
    pub fn defaults() -> Result<JsValue, JsValue> {
        value_of(&Scenario::default())
    }

    /// Returns the strategies for `behave` and `clientBehave`.
    ///
    /// The strategy `script` is not among them, because it needs a function: see `script()`.
    #[wasm_bindgen(unchecked_return_type = "StrategyInfo[]")]
    pub fn strategies() -> Result<JsValue, JsValue> {
        let strategies = Guarded::new(()).run(|()| Ok(strategies()))?;
        value_of(&strategies)
    }

    /// Returns the rules of the protocol that a scenario can remove (`cluster.mutants`), most with a schedule that shows what the rule is for.
    #[wasm_bindgen(unchecked_return_type = "MutantInfo[]")]
    pub fn mutants() -> Result<JsValue, JsValue> {
        let mutants = Guarded::new(()).run(|()| mutants())?;
        value_of(&mutants)
    }

    /// Returns the built-in scenarios.
    #[wasm_bindgen(unchecked_return_type = "CatalogEntry[]")]
    pub fn catalog() -> Result<JsValue, JsValue> {
        let entries = Guarded::new(()).run(|()| catalog::entries())?;
        value_of(&entries)
    }

    /// Returns the kinds of messages. Their indices are the numbers in `packets()`.
    #[wasm_bindgen(js_name = messageKinds, unchecked_return_type = "string[]")]
    pub fn message_kinds() -> Result<JsValue, JsValue> {
        let mut kinds = vec![MessageKind::Bytes];
        kinds.extend(MessageKind::ALL);
        kinds.sort();
        value_of(&kinds.into_iter().map(MessageKind::name).collect::<Vec<_>>())
    }

    /// Returns the sorts of records. Their indices are the numbers in `timeline()`.
    ///
    /// First come packets, timers and commands, then facts with their names in `records()`.
    #[wasm_bindgen(js_name = timelineSorts, unchecked_return_type = "string[]")]
    pub fn timeline_sorts() -> Result<JsValue, JsValue> {
        value_of(&RowSort::ALL.map(RowSort::name).to_vec())
    }

    /// The virtual time in milliseconds.
    #[wasm_bindgen(getter, js_name = nowMs)]
    pub fn now_ms(&self) -> Result<f64, JsValue> {
        self.session.read(|run| ms_of(run.0.now()))
    }

    /// The number of occurrences handled so far.
    #[wasm_bindgen(getter, js_name = stepCount)]
    pub fn step_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.step_count() as f64)
    }

    /// The number of records so far, including discarded ones.
    #[wasm_bindgen(getter, js_name = recordCount)]
    pub fn record_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.record_count() as f64)
    }

    /// The last known step of the present branch. Up to there, running repeats what happened before.
    #[wasm_bindgen(getter, js_name = lastStep)]
    pub fn last_step(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.last_step() as f64)
    }

    /// The number of the present branch, as in `branches()`.
    #[wasm_bindgen(getter)]
    pub fn branch(&self) -> Result<u32, JsValue> {
        self.session.read(|run| run.0.branch())
    }

    /// The number of the oldest records that were discarded.
    #[wasm_bindgen(getter, js_name = discardedCount)]
    pub fn discarded_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.discarded_count() as f64)
    }

    /// The time of the next occurrence; `undefined` if the run is idle.
    #[wasm_bindgen(getter, js_name = nextMs)]
    pub fn next_ms(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.next().map(ms_of))
    }

    /// Whether nothing is scheduled except heartbeats of idle replicas.
    #[wasm_bindgen(getter)]
    pub fn idle(&self) -> Result<bool, JsValue> {
        self.session.read(|run| run.0.idle())
    }

    /// The SHA-256 of the trace so far, 64 hexadecimal digits.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> Result<String, JsValue> {
        self.session.run(|run| Ok(run.0.digest()))
    }

    /// Whether the scenario's goal is reached; `undefined` if it has none.
    #[wasm_bindgen(getter, js_name = goalReached)]
    pub fn goal_reached(&self) -> Result<Option<bool>, JsValue> {
        self.session.run(|run| Ok(run.0.goal_reached()))
    }

    /// Handles everything that is due within `ms` milliseconds of virtual time.
    ///
    /// A call handles at most two million occurrences and takes at most `budgetMs` of real time (by default 50). If `stopped`
    /// says that it stopped early, the same call continues. `steps` is a smaller maximum of occurrences, for a result that does not
    /// depend on the machine; with it, the default of `budgetMs` is unlimited.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] ms: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] steps: JsValue,
    ) -> Result<JsValue, JsValue> {
        let span = span_of(&ms, "ms")?;
        let (steps, mut deadline_passed) = budgets_of(&budget_ms, &steps)?;
        let work = move |run: &mut Run| Ok(run.0.advance_within(span, steps, &mut deadline_passed));
        value_of(&self.session.run(work)?)
    }

    /// Handles the next occurrence and returns it; `undefined` if the run is idle.
    ///
    /// Heartbeats of an idle run need time to pass (`advance`).
    #[wasm_bindgen(unchecked_return_type = "TraceRecord | undefined")]
    pub fn step(&self) -> Result<JsValue, JsValue> {
        let record = self.session.run(|run| Ok(run.0.step()))?;
        record.map_or(Ok(JsValue::UNDEFINED), |record| value_of(&record))
    }

    /// Runs until the goal is reached, for at most `limitMs` of virtual time, with the limits of `advance`.
    #[wasm_bindgen(js_name = runUntil, unchecked_return_type = "Progress")]
    pub fn run_until(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Goal")] goal: JsValue,
        #[wasm_bindgen(js_name = limitMs, unchecked_param_type = "number")] limit_ms: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] steps: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&goal, ErrorKind::GoalError, "")?;
        let limit = span_of(&limit_ms, "limitMs")?;
        let (steps, mut deadline_passed) = budgets_of(&budget_ms, &steps)?;
        let work = move |run: &mut Run| {
            run.0.run_until_within(&Goal::parse(&text)?, limit, steps, &mut deadline_passed)
        };
        value_of(&self.session.run(work)?)
    }

    /// Executes a command now. It is recorded, so `scenario()` contains it.
    ///
    /// In the past it creates a branch: the known future is kept, and `switchTo` returns to it.
    #[wasm_bindgen(unchecked_return_type = "TraceRecord")]
    pub fn command(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Command")] command: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&command, ErrorKind::CommandError, "")?;
        let record = self.session.run(move |run| run.0.command(&Command::parse(&text)?))?;
        value_of(&record)
    }

    /// Returns the state of the run at this moment.
    #[wasm_bindgen(unchecked_return_type = "View")]
    pub fn view(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ViewOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = optional_text_of(&options, ErrorKind::ArgumentError, "options")?;
        let view = self.session.run(move |run| {
            let options = options_of(text, ViewOptions::parse)?;
            Ok(run.0.view(options))
        })?;
        value_of(&view)
    }

    /// Returns up to `count` records from a number on, at most 10,000. Discarded records are left out.
    #[wasm_bindgen(unchecked_return_type = "TraceRecord[]")]
    pub fn records(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "RecordOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (from, count) = (whole_of(&from, "from")?, whole_of(&count, "count")?);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let text = optional_text_of(&options, ErrorKind::ArgumentError, "options")?;
        let records = self.session.run(move |run| {
            let options = options_of(text, RecordOptions::parse)?;
            Ok(run.0.records(from, count, options))
        })?;
        value_of(&records)
    }

    /// Returns a packet with its whole message, even after it has arrived or was lost.
    #[wasm_bindgen(unchecked_return_type = "MessageView")]
    pub fn message(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] packet: JsValue,
    ) -> Result<JsValue, JsValue> {
        let packet = whole_of(&packet, "packet")?;
        value_of(&self.session.run(move |run| run.0.message(packet))?)
    }

    /// Returns the violated invariants, in the order in which they were found.
    #[wasm_bindgen(unchecked_return_type = "Violation[]")]
    pub fn violations(&self) -> Result<JsValue, JsValue> {
        value_of(&self.session.run(|run| Ok(run.0.violations()))?)
    }

    /// Returns a whole proof of guilt by its number in the view's `proofs`.
    #[wasm_bindgen(unchecked_return_type = "ProofView")]
    pub fn proof(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: JsValue,
    ) -> Result<JsValue, JsValue> {
        let id = u32::try_from(whole_of(&id, "proof")?).unwrap_or(u32::MAX);
        let proof = self.session.run(move |run| run.0.proof(id))?;
        value_of(&proof)
    }

    /// The number of packets sent so far, including lost ones. Every packet's id is below it.
    #[wasm_bindgen(getter, js_name = packetsSent)]
    pub fn packets_sent(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.packets_sent() as f64)
    }

    /// Returns the packets on the network, ordered by id, as ten numbers each. At most 100,000 packets.
    ///
    /// The numbers are: the id modulo 2^24 (the whole id is the largest one below `packetsSent`, unless 2^24 packets were sent
    /// after it); the kind, an index into `messageKinds()`; the sender; the recipient; when it was sent and when it is due, in
    /// milliseconds from now (the first is never positive); the state (0 in flight, 1 held by its link, 2 waiting at a paused
    /// node); the sequence number modulo 2^24, or 0; the value, as `values()` numbers it, or 0: the lower 16 bits, then the upper.
    ///
    /// The result is a view of the engine's memory: read it before the next call.
    pub fn packets(&self) -> Result<Float32Array, JsValue> {
        let mut frame = self.frame.try_borrow_mut().map_err(|_| super::convert::engine_error(None))?;
        self.session.read(|run| frame.fill(&run.0))?;
        Ok(frame.view())
    }

    /// Goes to a step of the present branch, forward or back, and restores the trace and its digest of that step.
    ///
    /// Steps beyond `lastStep` run for the first time. They end when nothing is scheduled, or after two million of them.
    /// `budgetMs` limits the real time (by default unlimited): if `stopped` is `wall-time`, the run is at a step on the way,
    /// and the same call continues.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn seek(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] step: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (step, mut deadline_passed) = (whole_of(&step, "step")?, deadline(&budget_ms, f64::INFINITY)?);
        value_of(&self.session.run(move |run| Ok(run.0.seek_within(step, &mut deadline_passed)))?)
    }

    /// Returns all branches, in the order in which they were created.
    #[wasm_bindgen(unchecked_return_type = "Branch[]")]
    pub fn branches(&self) -> Result<JsValue, JsValue> {
        value_of(&self.session.run(|run| Ok(run.0.branches()))?)
    }

    /// Goes to the last known step of a branch.
    ///
    /// `budgetMs` limits the real time (by default unlimited): if `stopped` is `wall-time`, the run is at a step of that branch
    /// on the way, and the same call continues.
    #[wasm_bindgen(js_name = switchTo, unchecked_return_type = "Progress")]
    pub fn switch_to(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] branch: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (branch, mut deadline_passed) =
            (whole_of(&branch, "branch")?, deadline(&budget_ms, f64::INFINITY)?);
        value_of(
            &self.session.run(move |run: &mut Run| run.0.switch_to_within(branch, &mut deadline_passed))?,
        )
    }

    /// Returns a copy of this run at the same step, with the same past and the same branches. The two are independent.
    pub fn fork(&self) -> Result<Simulation, JsValue> {
        Ok(Simulation::of(self.session.run(|run| Ok(Run(run.0.clone())))?))
    }

    /// Goes to the start of the run: as it was opened, or as the given scenario begins it, without later commands.
    ///
    /// The known futures are kept; if all of them have later commands, this creates a branch. Returns false, without effect, if
    /// the scenario does not begin this run.
    pub fn restart(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Scenario")] scenario: JsValue,
    ) -> Result<bool, JsValue> {
        let text = optional_text_of(&scenario, ErrorKind::ScenarioError, "")?;
        self.session.run(move |run| run.0.restart(text.map(|text| Scenario::parse(&text)).transpose()?))
    }

    /// Runs two branches up to their first difference, so that `compare` is fast. The run itself does not move.
    ///
    /// A call takes at most `budgetMs` of real time (by default 50). Returns the number of remaining steps; the same call
    /// continues.
    #[wasm_bindgen(js_name = prepareComparison)]
    pub fn prepare_comparison(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] a: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] b: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<f64, JsValue> {
        let (a, b) = (whole_of(&a, "a")?, whole_of(&b, "b")?);
        let mut deadline_passed = deadline(&budget_ms, BUDGET_MS)?;
        self.session
            .run(move |run: &mut Run| Ok(run.0.prepare_comparison(a, b, &mut deadline_passed)? as f64))
    }

    /// Returns the first step at which two branches differ, with what happens in each.
    #[wasm_bindgen(unchecked_return_type = "Difference")]
    pub fn compare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] a: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] b: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (a, b) = (whole_of(&a, "a")?, whole_of(&b, "b")?);
        value_of(&self.session.run(move |run| run.0.compare(a, b))?)
    }

    /// Changes how much of the past is kept, and returns how much is.
    #[wasm_bindgen(js_name = keepHistory, unchecked_return_type = "HistorySize")]
    pub fn keep_history(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "HistoryOptions")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = optional_text_of(&options, ErrorKind::ArgumentError, "options")?;
        let size = self.session.run(move |run| {
            if text.is_some() {
                run.0.limit(options_of(text, HistoryOptions::parse)?.limits());
            }
            Ok(run.0.size())
        })?;
        value_of(&size)
    }

    /// Returns records of the trace from a number on, without gaps, as nine numbers each. At most 65,536 records.
    ///
    /// The numbers, modulo 2^32, are: the lower and the upper 32 bits of the time in microseconds; the step; the distance to
    /// the cause in records, or 0; the sort, an index into `timelineSorts()`, in the lowest byte, then the kind of the message,
    /// an index into `messageKinds()`, then the sum of 1 if a restart lost the disk, 2 if only a faulty sender causes the refusal
    /// of the message, and 4 if the refused message is forged; the node (of a packet, the sender), and in the upper
    /// 16 bits the recipient, each 65,535 if there is none or more than one; the sequence number, or the timestamp of a request
    /// and its reply; the view; the value, as `values()` numbers it, or 0.
    ///
    /// The result starts at `discardedCount` if that is later. It is a view of the engine's memory: read it before the next
    /// call.
    pub fn timeline(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<Uint32Array, JsValue> {
        let (from, count) = (whole_of(&from, "from")?, whole_of(&count, "count")?);
        let mut rows = self.rows.try_borrow_mut().map_err(|_| super::convert::engine_error(None))?;
        self.session.read(|run| rows.fill(&run.0, from, count))?;
        Ok(rows.view())
    }

    /// Returns the values of messages sent in these records, each once, in the order in which they first appear. Records that
    /// are no longer kept are left out.
    #[wasm_bindgen(unchecked_return_type = "ValueView[]")]
    pub fn values(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (from, count) = (whole_of(&from, "from")?, whole_of(&count, "count")?);
        let values = self.session.run(move |run| Ok(run.0.values(from, count)))?;
        value_of(&values)
    }

    /// Returns a scenario that reproduces exactly this run, with its commands.
    #[wasm_bindgen(unchecked_return_type = "Scenario")]
    pub fn scenario(&self) -> Result<JsValue, JsValue> {
        let scenario = self.session.run(|run| Ok(run.0.scenario()))?;
        value_of(&scenario)
    }
}

impl Simulation {
    pub(super) fn of(run: Run) -> Simulation {
        Simulation { session: Guarded::new(run), ..Simulation::empty() }
    }

    /// A run that is already freed.
    pub(super) fn empty() -> Simulation {
        Simulation { session: Guarded::given_up(), frame: RefCell::default(), rows: RefCell::default() }
    }
}

/// Reads the options of a call, or returns the default.
fn options_of<T: Default>(
    text: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, LabError>,
) -> Result<T, LabError> {
    let options = text.map_or_else(|| Ok(T::default()), |text| parse(&text));
    options.map_err(|refusal| refusal.of_argument("options"))
}

/// A random seed, short enough to read out and type.
fn random_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|error| {
        thrown(&ErrorKind::ScenarioError.at("cluster.seed", codes::no_random_seed(error.to_string())))
    })
}
