//! Task of a hunt: what to search, and how long.

use serde_json::{Map, Value};

use super::draw::Scheduler;
use crate::checks::invariants::{AppliesFrom, INVARIANTS, number_of};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Fields, Reader};
use crate::pbft::config::REPLICAS_MAX;
use crate::scenario::{Cluster, Network, Scenario, read};
use crate::sim::Seed;
use crate::units::WHOLE_MAX;

/// The fields of a task.
const FIELDS: &[&str] = &[
    "cluster",
    "network",
    "seed",
    "executions",
    "firstExecution",
    "steps",
    "properties",
    "faulty",
    "liveness",
    "scheduler",
    "shrink",
];
/// The maximum number of bytes of a short text.
const TEXT_MAX: usize = 100;

/// The executions of a hunt. Execution `i` is determined by the seed `seed + i` and the rest of the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HuntTask {
    /// The cluster and the network for each scheduler, in the order of [`Scheduler::ALL`].
    pub(super) settings: Vec<(Scheduler, Cluster, Network)>,
    /// The seed of execution 0.
    pub seed: u64,
    /// The number of the first execution.
    pub first: u64,
    /// How many executions.
    pub executions: u64,
    /// The maximum number of events of all executions together, if there is one.
    pub steps: Option<u64>,
    /// The invariants that matter; empty for all.
    pub properties: Vec<String>,
    /// The maximum number of Byzantine replicas.
    pub faulty: u32,
    /// Whether every request must be answered after the faults have ended.
    pub liveness: bool,
    /// Whether a finding is shrunk.
    pub shrink: bool,
}

impl HuntTask {
    /// Reads a task.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<HuntTask, LabError> {
        let what = ErrorKind::ArgumentError;
        let value = json::parse(text, what)?;
        let fields = Reader::new(what, &value).object(FIELDS)?;
        let number =
            |name: &str, least: u64| fields.get(name).map(|it| it.number(least..=WHOLE_MAX)).transpose();
        let seed = fields.need("seed")?;
        let text = seed.text(TEXT_MAX)?;
        let seed = text
            .parse::<Seed>()
            .map_err(|_| seed.refuse(codes::invalid_seed(format!("{text:?}"), u64::MAX)))?;
        let settings = settings(&value, &fields)?;
        let replicas = settings.first().map_or(0, |(_, cluster, _)| cluster.replicas);
        let faulty = match fields.get("faulty") {
            Some(faulty) => faulty.small(0..=replicas.min(REPLICAS_MAX))?,
            None => replicas.saturating_sub(1) / 3,
        };
        Ok(HuntTask {
            settings,
            seed: seed.0,
            first: number("firstExecution", 0)?.unwrap_or(0),
            executions: fields.need("executions")?.number(1..=WHOLE_MAX)?,
            steps: number("steps", 1)?,
            properties: fields.get("properties").map(|it| properties(&it)).transpose()?.unwrap_or_default(),
            faulty,
            liveness: fields.get("liveness").map(|it| it.flag()).transpose()?.unwrap_or(false),
            shrink: fields.get("shrink").map(|it| it.flag()).transpose()?.unwrap_or(true),
        })
    }

    /// The same task for other executions of its range.
    #[must_use]
    pub fn part(&self, first: u64, executions: u64) -> HuntTask {
        HuntTask { first, executions, ..self.clone() }
    }

    /// Whether a violation of this invariant matters.
    pub fn matters(&self, property: &str) -> bool {
        self.properties.is_empty() || self.properties.iter().any(|wanted| wanted == property)
    }

    /// The seed of an execution. Seeds continue with 0 after the last one.
    pub fn seed_of(&self, execution: u64) -> u64 {
        self.seed.wrapping_add(execution)
    }

    /// The scheduler of a seed, with its cluster and network. Several schedulers take turns.
    pub(super) fn setting(&self, seed: u64) -> Option<&(Scheduler, Cluster, Network)> {
        let turn = seed.checked_rem(self.settings.len() as u64)?;
        self.settings.get(usize::try_from(turn).unwrap_or(0))
    }
}

/// The settings of the chosen scheduler, or of all: its own ones with the fields of the task on top.
fn settings(task: &Value, fields: &Fields<'_>) -> Result<Vec<(Scheduler, Cluster, Network)>, LabError> {
    let names = Scheduler::ALL.map(|scheduler| (scheduler.name(), scheduler));
    let chosen = fields.get("scheduler").map(|it| it.choice(&names)).transpose()?;
    let schedulers = Scheduler::ALL.into_iter().filter(|it| chosen.is_none_or(|chosen| chosen == *it));
    schedulers.map(|scheduler| setting(scheduler, task)).collect()
}

fn setting(scheduler: Scheduler, task: &Value) -> Result<(Scheduler, Cluster, Network), LabError> {
    let what = ErrorKind::ArgumentError;
    let mut file = Map::new();
    file.insert("cluster".to_owned(), cluster(scheduler, task.get("cluster")));
    let network = task.get("network").cloned();
    file.insert("network".to_owned(), network.unwrap_or_else(|| json::value_of(&scheduler.network())));
    let file = Value::Object(file);
    let scenario: Scenario = read::scenario(&Reader::new(what, &file))?;
    scenario.check()?;
    if scenario.cluster.clients == 0 {
        let most = u64::from(crate::pbft::config::CLIENTS_MAX);
        return Err(what.at("cluster.clients", codes::out_of_range(0_u32, 1_u32, most)));
    }
    Ok((scheduler, scenario.cluster, scenario.network))
}

/// The scheduler's cluster with the fields that the task gives.
fn cluster(scheduler: Scheduler, given: Option<&Value>) -> Value {
    let usual = json::value_of(&scheduler.cluster());
    let (Value::Object(mut fields), Some(given)) = (usual.clone(), given) else { return usual };
    // The reader refuses a value that is not an object.
    let Value::Object(given) = given else { return given.clone() };
    if given.contains_key("checkpointInterval") {
        fields.remove("logSize");
    }
    fields.extend(given.clone());
    Value::Object(fields)
}

/// Invariants that are judged during a run.
fn properties(reader: &Reader<'_>) -> Result<Vec<String>, LabError> {
    let property = |reader: Reader<'_>| {
        let name = reader.text(TEXT_MAX)?;
        let judged =
            |(_, known, from): &(_, &str, AppliesFrom)| *known == name && *from != AppliesFrom::AfterFaults;
        if INVARIANTS.iter().any(judged) && !number_of(name).is_empty() {
            return Ok(name.to_owned());
        }
        let names = INVARIANTS.iter().filter(|(_, _, from)| *from != AppliesFrom::AfterFaults);
        Err(reader.refuse(codes::unknown_name(
            format!("{name:?}"),
            ErrorValue::names(names.map(|(_, name, _)| *name)),
        )))
    };
    reader.list(INVARIANTS.len())?.map(property).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, &'static str) {
        let refusal = HuntTask::parse(text).unwrap_err();
        (refusal.field, refusal.code)
    }

    #[test]
    fn a_task_has_defaults_for_all_but_seed_and_executions() {
        let task = HuntTask::parse(r#"{"seed": "7", "executions": 10}"#).unwrap();
        assert_eq!((task.seed, task.first, task.executions, task.faulty, task.shrink), (7, 0, 10, 1, true));
        assert_eq!(task.settings.len(), Scheduler::ALL.len());
        assert!(task.matters("agreement") && task.steps.is_none());
    }

    #[test]
    fn a_field_of_the_cluster_replaces_that_of_the_scheduler_only() {
        let text = r#"{"seed": "0", "executions": 1, "scheduler": "views",
            "cluster": {"replicas": 7, "mutants": ["M1"], "checkpointInterval": 10}}"#;
        let task = HuntTask::parse(text).unwrap();
        let [(Scheduler::Views, cluster, _)] = task.settings.as_slice() else { panic!("one scheduler") };
        assert_eq!((cluster.replicas, cluster.clients, cluster.log_size, task.faulty), (7, 2, 20, 2));
        assert_eq!(cluster.view_timeout_ms, Scheduler::Views.cluster().view_timeout_ms);
        assert_eq!(cluster.mutants.len(), 1);
    }

    #[test]
    fn each_mistake_names_its_field() {
        let with = |more: &str| refused(&format!(r#"{{"seed": "0", "executions": 1, {more}}}"#));
        assert_eq!(refused("{}"), ("seed".to_owned(), "missing"));
        assert_eq!(refused(r#"{"seed": "0"}"#), ("executions".to_owned(), "missing"));
        assert_eq!(refused(r#"{"seed": "x", "executions": 1}"#).0, "seed");
        assert_eq!(with(r#""cluster": {"replicas": 101}"#).0, "cluster.replicas");
        assert_eq!(with(r#""cluster": {"clients": 0}"#).0, "cluster.clients");
        assert_eq!(with(r#""cluster": 3"#).0, "cluster");
        assert_eq!(with(r#""faulty": 5"#).0, "faulty");
        assert_eq!(with(r#""scheduler": "luck""#).0, "scheduler");
        assert_eq!(with(r#""properties": ["liveness"]"#).0, "properties[0]");
        assert_eq!(with(r#""luck": 1"#).0, "luck");
    }
}
