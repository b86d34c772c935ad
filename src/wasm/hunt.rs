//! Class `Hunt` and function `hunt`: searches for violations, in slices or at once.

use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{text_of, thrown, value_of};
use super::deadline::{BUDGET_MS, deadline};
use super::guard::Guarded;
use crate::error::{ErrorKind, codes};
use crate::hunt::HuntTask;
use crate::hunt::report::{HuntProgress, Search};

#[wasm_bindgen(typescript_custom_section)]
const TASK: &str = r#"
/** What a hunt searches, and how long. The seed of an execution is `seed` plus its number, so a hunt splits over workers by numbers alone. */
export interface HuntTask {
    /** The seed of execution 0: an integer below 2^64 as text. */
    seed: string;
    /** How many executions. */
    executions: number;
    /** The number of the first execution; by default 0. */
    firstExecution?: number;
    /** The cluster, with the rules that it lacks (`mutants`). Fields that are left out have values that suit the scheduler. */
    cluster?: Cluster;
    /** The network; by default one that suits the scheduler. */
    network?: Network;
    /**
     * How schedules are drawn; by default all take turns. `random`: faults at any time. `views`: a firewall for each round of each
     * view. `twins`: the same, with a replica in two copies. `small-scope`: the same, with a replica that adds a few false statements.
     * `pct`: slow replicas, by priorities that change.
     */
    scheduler?: "random" | "views" | "twins" | "small-scope" | "pct";
    /**
     * Whether requests must be answered: at the end of each schedule all faults end, liars follow the protocol, and every client must
     * get its results within a bound. By default false.
     */
    liveness?: boolean;
    /** The names of the invariants that matter; by default all safety invariants. */
    properties?: string[];
    /** How many replicas are Byzantine at most; by default f. */
    faulty?: number;
    /** The maximum number of events of all executions together; by default unlimited. */
    steps?: number;
    /** Whether `hunt()` shrinks what it finds; by default true. */
    shrink?: boolean;
}

/** The end of a hunt. */
export type HuntResult = HuntProgress;
"#;

/// A search for a violation, in slices. The same task always gives the same findings.
///
/// A refused call throws a `LabError` and has no effect. Call `free()` when the hunt is no longer needed; later calls are refused.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Hunt {
    search: Guarded<Search>,
}

#[wasm_bindgen]
impl Hunt {
    /// Starts a hunt, without an execution.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "HuntTask")] task: JsValue) -> Result<Hunt, JsValue> {
        let text = text_of(&task, ErrorKind::ArgumentError, "task")?;
        let search = Guarded::new(()).run(move |()| {
            HuntTask::parse(&text).map(Search::new).map_err(|refusal| refusal.of_argument("task"))
        })?;
        Ok(Hunt { search: Guarded::named(search, "hunt") })
    }

    /// Frees the memory of the hunt. Later calls are refused with the code `freed`; a second `free()` has no effect.
    #[wasm_bindgen(js_name = free)]
    pub fn give_up(&self) -> Result<(), JsValue> {
        self.search.free()
    }

    /// Makes executions until one violates an invariant or the hunt is over. The next call continues, and replaces `found`.
    ///
    /// A call makes at least one execution and takes at most `budgetMs` of real time (by default 50).
    #[wasm_bindgen(unchecked_return_type = "HuntProgress")]
    pub fn search(
        &self,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut deadline_passed = deadline(&budget_ms, BUDGET_MS)?;
        let progress = self.search.run(move |search| {
            search.search(&mut deadline_passed)?;
            search.progress()
        })?;
        value_of(&progress)
    }

    /// Tries smaller scenarios until one violates the same invariant, or `found.minimal` is true. Without a finding it has no effect.
    ///
    /// A call tries at least one scenario and takes at most `budgetMs` of real time (by default 50).
    #[wasm_bindgen(unchecked_return_type = "HuntProgress")]
    pub fn shrink(
        &self,
        #[wasm_bindgen(js_name = budgetMs, unchecked_optional_param_type = "number | null")]
        budget_ms: JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut deadline_passed = deadline(&budget_ms, BUDGET_MS)?;
        let progress = self.search.run(move |search| {
            search.shrink(&mut deadline_passed)?;
            search.progress()
        })?;
        value_of(&progress)
    }

    /// Returns the state of the hunt.
    #[wasm_bindgen(unchecked_return_type = "HuntProgress")]
    pub fn progress(&self) -> Result<JsValue, JsValue> {
        let progress = self.search.run(|search| search.progress())?;
        value_of(&progress)
    }
}

impl Hunt {
    /// A hunt that is already freed.
    pub(super) fn empty() -> Hunt {
        Hunt { search: Guarded::given_up() }
    }
}

/// Searches until a violation is found or the hunt is over, and shrinks the finding. Run it in a worker: it may take long.
///
/// `onProgress` is called about every 50 ms, and after each smaller scenario. If it returns false, the hunt ends there.
#[wasm_bindgen(unchecked_return_type = "HuntResult")]
pub fn hunt(
    #[wasm_bindgen(unchecked_param_type = "HuntTask")] task: JsValue,
    #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "(progress: HuntProgress) => boolean | void")]
    on_progress: JsValue,
) -> Result<JsValue, JsValue> {
    let listener = listener_of(on_progress)?;
    let Hunt { search } = Hunt::new(task)?;
    let usual = JsValue::UNDEFINED;
    loop {
        let mut deadline_passed = deadline(&usual, BUDGET_MS)?;
        let (progress, is_done) = search.run(move |search| {
            match search.has_found() {
                false => search.search(&mut deadline_passed)?,
                true => search.shrink(&mut deadline_passed)?,
            }
            let is_done = match search.has_found() {
                false => search.is_over(),
                true => !search.shrinks() || !search.can_shrink(),
            };
            Ok((search.progress()?, is_done))
        })?;
        if goes_on(listener.as_ref(), &progress)? && !is_done {
            continue;
        }
        return value_of(&progress);
    }
}

fn listener_of(value: JsValue) -> Result<Option<Function>, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let refuse = |_| thrown(&ErrorKind::ArgumentError.at("onProgress", codes::not_a_function()));
    value.dyn_into().map(Some).map_err(refuse)
}

/// Reports the progress. An exception of the listener ends the hunt and is thrown on.
fn goes_on(listener: Option<&Function>, progress: &HuntProgress) -> Result<bool, JsValue> {
    let Some(listener) = listener else { return Ok(true) };
    let answer = listener.call1(&JsValue::UNDEFINED, &value_of(progress)?)?;
    Ok(answer.as_bool() != Some(false))
}
