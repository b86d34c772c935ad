//! Execution of a schedule: a world with the safety oracles and without a trace, up to the first violation that matters.

use super::coverage::{Milestone, Touched};
use super::schedule::Schedule;
use super::settling;
use crate::byzantine::node::{self, Node};
use crate::checks::faults;
use crate::checks::invariants::Oracles;
use crate::error::{ErrorKind, LabError, codes};
use crate::pbft::{Config, Keys};
use crate::scenario::CryptoKind;
use crate::sim::{
    Limits, Observation, ObservedRecord, Oracle, Recording, Settings, Trust, TrustTable, Violation, Watches,
    World,
};
use crate::units::Ms;

/// The maximum number of events of an execution. A schedule of a hunt needs a few hundred.
const STEPS_MAX: u64 = 50_000;

/// The kind of a violation. Shrinking never changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViolationKey {
    /// The invariant.
    pub property: &'static str,
    /// Whether more replicas were Byzantine than the invariant tolerates.
    pub beyond_f: bool,
}

/// A violation that an execution found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its kind.
    pub violation: ViolationKey,
    /// The stable name of the kind of violation, such as `other-batch`.
    pub code: &'static str,
    /// One sentence that says what happened.
    pub sentence: String,
    /// When.
    pub at: Ms,
}

/// The result of an execution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// The first violation that matters.
    pub hit: Option<Hit>,
    /// The number of events.
    pub steps: u64,
    /// What it touched.
    pub touched: Touched,
}

/// Executes a schedule until its end, or until a violation that `matters`.
///
/// # Errors
/// If the schedule makes no valid scenario.
pub fn execute(schedule: &Schedule, matters: impl Fn(&ViolationKey) -> bool) -> Result<Execution, LabError> {
    let mut world = world(schedule)?;
    let config = Config::clone(&world.oracle().config);
    let mut seen = 0;
    let hit = loop {
        let fresh = world.violations().get(seen..).unwrap_or_default();
        if !fresh.is_empty() {
            let byzantine = byzantine(world.trust());
            let key_of = |violation: &Violation| ViolationKey {
                property: violation.property,
                beyond_f: faults::is_beyond(violation.property, byzantine, config.quorums()),
            };
            let hit = fresh.iter().find(|found| matters(&key_of(&found.violation)));
            if let Some(found) = hit {
                let Violation { code, statement, .. } = found.violation.clone();
                let at = found.at.into();
                break Some(Hit { violation: key_of(&found.violation), code, sentence: statement, at });
            }
            seen = world.violations().len();
        }
        if world.step_count() >= STEPS_MAX || world.step_until(schedule.end.time()).is_none() {
            break schedule.settles.and_then(|span| settling::unanswered(&mut world, span, STEPS_MAX));
        }
    };
    let hit = hit.filter(|hit| matters(&hit.violation));
    Ok(Execution { hit, steps: world.step_count(), touched: world.oracle().touched })
}

/// The number of Byzantine replicas and clients. No schedule has a faulty client.
fn byzantine(trust: &TrustTable) -> u32 {
    trust.faulty().filter(|node| trust.of(*node) == Trust::Byzantine).fold(0, |count, _| count + 1)
}

fn world(schedule: &Schedule) -> Result<World<Node, Watching>, LabError> {
    let mut scenario = schedule.scenario();
    // All settings give the same trace, and this one is the fastest.
    scenario.cluster.crypto = CryptoKind::Symbolic;
    let setup = scenario.check()?;
    let keys = Keys::derive(&setup.config, setup.crypto, setup.seed.0);
    let paper = setup.config.unweakened();
    let oracle = Watching { oracles: Oracles::new(&paper), touched: Touched::default(), config: paper };
    let settings = Settings {
        seed: setup.seed,
        network: setup.network,
        limits: Limits::default(),
        recording: Recording::Nothing,
    };
    let nodes = node::nodes(&setup.config, keys, setup.seed);
    let what = ErrorKind::ScenarioError;
    let mut world = World::new(nodes, oracle, settings)
        .map_err(|error| what.at("cluster", codes::cannot_be_set_up(error.to_string())))?;
    for (index, timed) in scenario.commands.iter().enumerate() {
        let command = timed.engine(index, setup.config.params())?;
        world.schedule(timed.at_ms.time(), command).map_err(|error| {
            what.at(format!("commands[{index}]"), codes::cannot_be_scheduled(error.to_string()))
        })?;
    }
    Ok(world)
}

/// The oracles, and what the run touched.
#[derive(Clone, Debug)]
struct Watching {
    oracles: Oracles,
    touched: Touched,
    /// The rules of the paper.
    config: Config,
}

impl Oracle<Node> for Watching {
    const WATCHES: Watches = Watches { reports: true, ..Oracles::WATCHES };

    fn observe(&mut self, record: ObservedRecord<'_, Node>, trust: &TrustTable, found: &mut Vec<Violation>) {
        if let Observation::Reported { event, .. } = record.observation {
            let milestone = event.protocol().and_then(Milestone::of);
            milestone.into_iter().for_each(|milestone| self.touched.add(milestone));
        }
        self.oracles.observe(record, trust, found);
    }
}
