//! The class `Simulation`: one run.

use std::cell::RefCell;

use js_sys::{Float32Array, Reflect, Uint32Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

use super::convert::{ms_of, optional_text_of, span_of, text_of, thrown, value_of, whole_of};
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

/// How much real time one call takes at most, unless the caller says so.
pub(super) const BUDGET_MS: f64 = 50.0;

/// One run of a cluster: the same scenario and the same commands at the same steps give the same run, always and everywhere.
///
/// Times are virtual milliseconds, exact to the microsecond. Replica `i` is node `i`, client `c` is node `n + c`. Whatever is
/// refused is thrown as a `LabError`; then nothing has happened. Call `free()` when it is no longer needed; whatever is
/// called after it is refused too.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Simulation {
    pub(super) session: Guarded<Run>,
    frame: RefCell<Frame>,
    rows: RefCell<Rows>,
}

/// A run with its past; wrapped, since what is inside has no use in a debug text.
pub(super) struct Run(pub(super) History);

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Run")
    }
}

#[wasm_bindgen]
impl Simulation {
    /// Opens a run of a scenario, given as plain data or as the text of a scenario file. Without one: four replicas, one
    /// client and a random seed, which `scenario()` shows. A scenario in which replicas follow scripts needs their functions,
    /// by the numbers of the replicas; `script()` gives more of them later.
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

    /// Gives the engine's memory back. Whatever is called then is refused with the code `freed`, except `free()` itself, which does
    /// nothing more. (The generated method of this name leaves a null pointer behind; in the class this one replaces it.)
    #[wasm_bindgen(js_name = free)]
    pub fn give_up(&self) -> Result<(), JsValue> {
        self.session.free()?;
        self.frame.take();
        self.rows.take();
        Ok(())
    }

    /// A scenario with every field filled in.
    #[wasm_bindgen(unchecked_return_type = "Scenario")]
    pub fn defaults() -> Result<JsValue, JsValue> {
        value_of(&Scenario::default())
    }

    /// The ways to misbehave that `behave` and `clientBehave` know by their names alone. `script`, which `behave` knows too, is not
    /// among them: it needs a function, see `script()`.
    #[wasm_bindgen(unchecked_return_type = "StrategyInfo[]")]
    pub fn strategies() -> Result<JsValue, JsValue> {
        let strategies = Guarded::new(()).run(|()| Ok(strategies()))?;
        value_of(&strategies)
    }

    /// The built-in scenarios.
    #[wasm_bindgen(unchecked_return_type = "CatalogEntry[]")]
    pub fn catalog() -> Result<JsValue, JsValue> {
        let entries = Guarded::new(()).run(|()| catalog::entries())?;
        value_of(&entries)
    }

    /// The kinds of message, in the order in which `packets()` numbers them.
    #[wasm_bindgen(js_name = messageKinds, unchecked_return_type = "string[]")]
    pub fn message_kinds() -> Result<JsValue, JsValue> {
        let mut kinds = vec![MessageKind::Bytes];
        kinds.extend(MessageKind::ALL);
        kinds.sort();
        value_of(&kinds.into_iter().map(MessageKind::name).collect::<Vec<_>>())
    }

    /// The sorts of record, in the order in which `timeline()` numbers them: what becomes of packets, timers and commands,
    /// then facts by the names that they have in `records()`.
    #[wasm_bindgen(js_name = timelineSorts, unchecked_return_type = "string[]")]
    pub fn timeline_sorts() -> Result<JsValue, JsValue> {
        value_of(&RowSort::ALL.map(RowSort::name).to_vec())
    }

    /// Virtual time.
    #[wasm_bindgen(getter, js_name = nowMs)]
    pub fn now_ms(&self) -> Result<f64, JsValue> {
        self.session.read(|run| ms_of(run.0.now()))
    }

    /// How many occurrences were handled so far.
    #[wasm_bindgen(getter, js_name = stepCount)]
    pub fn step_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.step_count() as f64)
    }

    /// How many records the trace has had so far.
    #[wasm_bindgen(getter, js_name = recordCount)]
    pub fn record_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.record_count() as f64)
    }

    /// The last step of the present branch that is known; up to there playing on repeats what happened before.
    #[wasm_bindgen(getter, js_name = lastStep)]
    pub fn last_step(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.last_step() as f64)
    }

    /// The number of the present branch, of those that `branches()` lists.
    #[wasm_bindgen(getter)]
    pub fn branch(&self) -> Result<u32, JsValue> {
        self.session.read(|run| run.0.branch())
    }

    /// How many of the oldest records are no longer kept.
    #[wasm_bindgen(getter, js_name = discardedCount)]
    pub fn discarded_count(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.discarded_count() as f64)
    }

    /// When the next occurrence is due; undefined when the run is idle.
    #[wasm_bindgen(getter, js_name = nextMs)]
    pub fn next_ms(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.next().map(ms_of))
    }

    /// Whether nothing is scheduled any more but the heartbeats of replicas that rest.
    #[wasm_bindgen(getter)]
    pub fn idle(&self) -> Result<bool, JsValue> {
        self.session.read(|run| run.0.idle())
    }

    /// The SHA-256 of the trace so far, 64 hexadecimal digits.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> Result<String, JsValue> {
        self.session.run(|run| Ok(run.0.digest()))
    }

    /// Whether the scenario's goal is reached; undefined when it has none.
    #[wasm_bindgen(getter, js_name = goalReached)]
    pub fn goal_reached(&self) -> Result<Option<bool>, JsValue> {
        self.session.run(|run| Ok(run.0.goal_reached()))
    }

    /// Handles everything that is due within a number of milliseconds of virtual time. A call takes at most `budgetMs` of real
    /// time (50 unless said) and two million occurrences: `stopped` tells, and the same call goes on.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] ms: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (span, mut deadline_passed) = (span_of(&ms, "ms")?, deadline(&budget_ms, BUDGET_MS)?);
        let progress = self.session.run(move |run| Ok(run.0.advance(span, &mut deadline_passed)))?;
        value_of(&progress)
    }

    /// Handles the next occurrence and says what it was; undefined when the run is idle. Heartbeats of an idle run come with time
    /// that passes (`advance`).
    #[wasm_bindgen(unchecked_return_type = "TraceRecord | undefined")]
    pub fn step(&self) -> Result<JsValue, JsValue> {
        let record = self.session.run(|run| Ok(run.0.step()))?;
        record.map_or(Ok(JsValue::UNDEFINED), |record| value_of(&record))
    }

    /// Runs until the goal is reached, at most for `limitMs` of virtual time; bounded like `advance`.
    #[wasm_bindgen(js_name = runUntil, unchecked_return_type = "Progress")]
    pub fn run_until(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Goal")] goal: JsValue,
        #[wasm_bindgen(js_name = limitMs, unchecked_param_type = "number")] limit_ms: JsValue,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&goal, ErrorKind::GoalError, "")?;
        let (limit, mut deadline_passed) = (span_of(&limit_ms, "limitMs")?, deadline(&budget_ms, BUDGET_MS)?);
        let work = move |run: &mut Run| run.0.run_until(&Goal::parse(&text)?, limit, &mut deadline_passed);
        value_of(&self.session.run(work)?)
    }

    /// Obeys a command now. It is recorded, so `scenario()` repeats it. In the past it begins a branch: the future that was
    /// known is kept, and `switchTo` returns to it.
    #[wasm_bindgen(unchecked_return_type = "TraceRecord")]
    pub fn command(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Command")] command: JsValue,
    ) -> Result<JsValue, JsValue> {
        let text = text_of(&command, ErrorKind::CommandError, "")?;
        let record = self.session.run(move |run| run.0.command(&Command::parse(&text)?))?;
        value_of(&record)
    }

    /// Everything the panels show of this moment.
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

    /// Up to `count` records from a number on, at most 10,000. Records that are no longer kept are left out.
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

    /// A packet's whole message, also when it has arrived or was lost.
    #[wasm_bindgen(unchecked_return_type = "MessageView")]
    pub fn message(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] packet: JsValue,
    ) -> Result<JsValue, JsValue> {
        let packet = whole_of(&packet, "packet")?;
        let message = self.session.run(move |run| run.0.message(packet))?;
        value_of(&message)
    }

    /// The violated invariants, in the order in which they were found.
    #[wasm_bindgen(unchecked_return_type = "Violation[]")]
    pub fn violations(&self) -> Result<JsValue, JsValue> {
        let violations = self.session.run(|run| Ok(run.0.violations()))?;
        value_of(&violations)
    }

    /// A proof of guilt, whole, by its number in the view's `proofs`.
    #[wasm_bindgen(unchecked_return_type = "ProofView")]
    pub fn proof(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] id: JsValue,
    ) -> Result<JsValue, JsValue> {
        let id = u32::try_from(whole_of(&id, "proof")?).unwrap_or(u32::MAX);
        let proof = self.session.run(move |run| run.0.proof(id))?;
        value_of(&proof)
    }

    /// How many packets were sent so far, those that were lost included: the id of each is below it.
    #[wasm_bindgen(getter, js_name = packetsSent)]
    pub fn packets_sent(&self) -> Result<f64, JsValue> {
        self.session.read(|run| run.0.packets_sent() as f64)
    }

    /// The packets on the network in the order of their numbers, eight numbers for each: its id modulo 2^24 (the whole one is the
    /// largest below `packetsSent`, unless 2^24 packets were sent after it); its kind, an
    /// index into `messageKinds()`; the node it is from; the node it goes to; when it was sent and when it is due, both in
    /// milliseconds from now (the first is never positive); its state (0 flies, 1 held by its link, 2 waits at a paused
    /// node); the sequence number it speaks of modulo 2^24, 0 if none. At most 100,000 packets. It is a view over the
    /// engine's memory: read it before the next call.
    pub fn packets(&self) -> Result<Float32Array, JsValue> {
        let mut frame = self.frame.try_borrow_mut().map_err(|_| super::convert::engine_error(None))?;
        self.session.read(|run| frame.fill(&run.0))?;
        Ok(frame.view())
    }

    /// Goes to a step of the present branch, forward or back: the trace and its digest are then what they were there. A step
    /// beyond `lastStep` is run for the first time; where nothing is scheduled any more, or after two million such steps, it
    /// ends there. A call takes at most `budgetMs` of real time, unless said as long as it takes: `stopped` is `wall-time` when the
    /// run stands on the way, and the same call goes on.
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

    /// All branches, in the order in which they were begun.
    #[wasm_bindgen(unchecked_return_type = "Branch[]")]
    pub fn branches(&self) -> Result<JsValue, JsValue> {
        value_of(&self.session.run(|run| Ok(run.0.branches()))?)
    }

    /// Goes to the last known step of a branch. A call takes at most `budgetMs` of real time, unless said as long as it takes:
    /// `stopped` is `wall-time` when the run stands on that branch on the way there, and the same call goes on.
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

    /// Another run that stands where this one does, with the same past and the same branches. What is done to one of the two does not
    /// change the other.
    pub fn fork(&self) -> Result<Simulation, JsValue> {
        Ok(Simulation::of(self.session.run(|run| Ok(Run(run.0.clone())))?))
    }

    /// Goes to the start of the run as it was opened, or as a scenario begins it, without what was done by hand since. The futures
    /// known so far are kept: where something was done in all of them, this begins a branch. False, and nothing has moved, when the
    /// scenario does not begin this run.
    pub fn restart(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Scenario")] scenario: JsValue,
    ) -> Result<bool, JsValue> {
        let text = optional_text_of(&scenario, ErrorKind::ScenarioError, "")?;
        self.session.run(move |run| run.0.restart(text.map(|text| Scenario::parse(&text)).transpose()?))
    }

    /// Plays two branches up to where they differ, at most for so much real time (50 ms unless said), so that `compare` has nothing
    /// left to play. Returns how many steps are left; the same call goes on. The run does not move.
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

    /// The first step at which two branches differ, with what happens then in each.
    #[wasm_bindgen(unchecked_return_type = "Difference")]
    pub fn compare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] a: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] b: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (a, b) = (whole_of(&a, "a")?, whole_of(&b, "b")?);
        value_of(&self.session.run(move |run| run.0.compare(a, b))?)
    }

    /// Sets how much of the past is kept, from now on, and tells how much is.
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

    /// Records of the trace from a number on, without a gap, eight numbers for each: its time in microseconds, the lower and
    /// the upper 32 bits; the step in which it was made; how many records before it its cause stands, 0 for none; what it is:
    /// an index into `timelineSorts()` in the lowest byte, then the kind of its message, an index into `messageKinds()`, then 1
    /// if what was restarted lost its disk; the node that it concerns, for a packet the sender, and in the upper 16 bits
    /// the recipient, both 65,535 where there is none or more than one; the sequence number it speaks of, of a request and
    /// its reply the timestamp; the view it speaks of. Numbers are modulo 2^32. Starts at `discardedCount` when that is
    /// later. At most 65,536 records. It is a view over the engine's memory: read it before the next call.
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

    /// A scenario that reproduces exactly this run, commands included.
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

    /// One that was given up already.
    pub(super) fn empty() -> Simulation {
        Simulation { session: Guarded::given_up(), frame: RefCell::default(), rows: RefCell::default() }
    }
}

/// The options of a call, by default when none were given.
fn options_of<T: Default>(
    text: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, LabError>,
) -> Result<T, LabError> {
    let options = text.map_or_else(|| Ok(T::default()), |text| parse(&text));
    options.map_err(|refusal| refusal.of_argument("options"))
}

/// Returns whether the budget of real time is spent. It reads the clock on each call, because one step may take long, above all with a script.
/// Where there is no clock, only the number of occurrences bounds a call.
pub(super) fn deadline(
    budget_ms: &JsValue,
    default_ms: f64,
) -> Result<impl FnMut() -> bool + 'static, JsValue> {
    let is_given = !(budget_ms.is_undefined() || budget_ms.is_null());
    let budget = if is_given { ms_of(span_of(budget_ms, "budgetMs")?) } else { default_ms };
    // A window and a worker keep it under the same name.
    let clock = Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok();
    let clock = clock.filter(JsValue::is_object).map(JsCast::unchecked_into::<Performance>);
    let start = clock.as_ref().map_or(0.0, Performance::now);
    Ok(move || clock.as_ref().is_some_and(|clock| clock.now() - start >= budget))
}

/// A default seed: small enough to be read out and typed.
fn random_seed() -> Result<u32, JsValue> {
    getrandom::u32().map_err(|error| {
        thrown(&ErrorKind::ScenarioError.at("cluster.seed", codes::no_random_seed(error.to_string())))
    })
}
