//! Random worlds: a cluster, a network and a list of faults drawn from one seed, run with every oracle watching.
//!
//! The first part has faults, and only safety is judged. Then everything is healed except for up to `f` replicas that are
//! faulty permanently (dead, or silent since they lost their disks), and liveness is judged in rounds. In the last two, each
//! client sends one more request; no result may take longer than a bound (`bound`), and all correct replicas must reach the
//! same number. If clients stopped sending, the replicas must settle before that on their own, within the horizon of the
//! heartbeats. If clients are faulty, the correct ones must get their results before that, while the others continue. Faulty
//! replicas follow the protocol again when liveness is judged, and are not judged themselves.
//!
//! | file | content |
//! |---|---|
//! | `plan` | the description of a world, as plain data |
//! | `bound` | the maximum time without progress of a healed world |
//! | `profiles` | the kinds of plans, each drawn from a seed |
//! | `schedule` | the world of a plan, and the execution of the plan |

mod bound;
mod plan;
mod profiles;
mod schedule;
#[cfg(test)]
mod tests;

pub use plan::{Fault, FaultKind, Lie, LieKind, Plan};
pub use profiles::Profile;
use schedule::give;

use crate::byzantine::Order;
use crate::byzantine::node::{self, Node};
use crate::checks::invariants::{Oracles, liveness};
use crate::pbft::{Client, ConfigError, Local};
use crate::process::{Disk, NodeId, Span};
use crate::sim::{Command, Instruction, Recording, Trust, Violation, World};

/// The result of a world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The violations; empty if all went well.
    pub violations: Vec<Violation>,
    /// The number of occurrences handled.
    pub steps: u64,
    /// The number of results.
    pub answered: u64,
    /// The highest view that a replica is in or asks for.
    pub view: u64,
    /// The highest stable checkpoint.
    pub stable: u64,
    /// The number of replicas that lost their disk and vote again.
    pub readmitted: u64,
}

/// How often the world is checked for progress.
const LOOK_EVERY: Span = Span::from_ms(500);

/// A round of liveness, after the network has healed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    /// The replicas settle within the horizon of the heartbeats, without any client.
    Rest,
    /// Each correct client gets its results, while other clients are still faulty.
    Answers,
    /// All nodes follow the protocol: each client sends a request and gets a result, and the replicas settle.
    Everything,
}

impl Plan {
    /// Runs the world and judges safety always, liveness after healing.
    ///
    /// # Errors
    /// If the plan's numbers do not make a cluster.
    pub fn run(&self) -> Result<Outcome, ConfigError> {
        let (world, unserved) = self.play(Recording::Nothing)?;
        let mut outcome = outcome(&world);
        outcome.violations.extend(unserved);
        Ok(outcome)
    }

    /// Runs the world and returns its end and the violations of liveness; with its trace, if `recording` says so.
    ///
    /// # Errors
    /// If the plan's numbers do not make a cluster.
    pub fn play(&self, recording: Recording) -> Result<(World<Node, Oracles>, Vec<Violation>), ConfigError> {
        let mut world = self.world(recording)?;
        self.schedule(&mut world);
        while world.violation_count() == 0 && world.step_until(self.healed_at()).is_some() {}
        if world.violation_count() > 0 {
            return Ok((world, Vec::new()));
        }
        self.heal(&mut world);
        for round in self.rounds() {
            self.begin(round, &mut world);
            let unserved = self.wait_until_served(round, &mut world);
            if !unserved.is_empty() || world.violation_count() > 0 {
                return Ok((world, unserved));
            }
        }
        Ok((world, Vec::new()))
    }

    fn rounds(&self) -> Vec<Round> {
        let lies = self.lies.iter().any(|lie| matches!(lie.kind, LieKind::Client(_) | LieKind::Flood(_)));
        let rest = self.quiet_from_ms.map(|_| Round::Rest);
        let answers = lies.then_some(Round::Answers);
        // Twice: a replica that waits alone in a later view must not delay the next request.
        rest.into_iter().chain(answers).chain([Round::Everything; 2]).collect()
    }

    /// The global stabilisation time of the paper: all nodes except the dead ones are up, and every packet arrives.
    fn heal(&self, world: &mut World<Node, Oracles>) {
        give(world, Command::Heal);
        for replica in (0..self.replicas).map(NodeId) {
            give(world, Command::Resume { node: replica });
        }
        self.dead().for_each(|node| give(world, Command::Crash { node }));
        self.restart_living(world);
        self.liars().for_each(|node| give(world, honest(node)));
    }

    fn begin(&self, round: Round, world: &mut World<Node, Oracles>) {
        match round {
            Round::Rest => return,
            Round::Answers => {}
            Round::Everything => self.client_nodes().for_each(|node| give(world, honest(node))),
        }
        self.client_nodes().for_each(|node| give(world, Command::Restart { node, disk: Disk::Kept }));
        self.ask_again(world);
    }

    /// Sends one more request from each client, so that a replica that missed everything notices it.
    fn ask_again(&self, world: &mut World<Node, Oracles>) {
        for node in self.client_nodes() {
            let input = node::ask(Local::Submit(b"add last 1".as_slice().into()));
            give(world, Command::Local { node, input });
        }
    }

    /// A node that is up refuses this, without effect.
    fn restart_living(&self, world: &mut World<Node, Oracles>) {
        let dead: Vec<NodeId> = self.dead().collect();
        let living = (0..self.replicas).map(NodeId).filter(|replica| !dead.contains(replica));
        living.for_each(|node| give(world, Command::Restart { node, disk: Disk::Kept }));
    }

    fn wait_until_served(&self, round: Round, world: &mut World<Node, Oracles>) -> Vec<Violation> {
        let bound = self.bound(round);
        let (mut look, mut reached) = (world.now(), round.progress(world));
        let mut end = look.after(bound);
        loop {
            look = look.after(LOOK_EVERY);
            while world.step_until(look).is_some() {}
            let progress = round.progress(world);
            if progress > reached {
                (reached, end) = (progress, look.after(bound));
            }
            // A crash in the middle of a step waits for that step, which may come only now.
            self.restart_living(world);
            let mut found = [liveness::timers_run(world), liveness::settled(world)].concat();
            found.retain(|violation| round.judges(violation));
            if found.is_empty() || look >= end || world.violation_count() > 0 {
                return found;
            }
        }
    }
}

impl Round {
    /// Grows with each result of a correct client; without clients, with each executed sequence number. Both end: correct
    /// clients send a limited number of requests, and no number is assigned without one.
    fn progress(self, world: &World<Node, Oracles>) -> u64 {
        let correct = (0..world.node_count()).map(NodeId).filter(|node| world.trust().is_correct(*node));
        let nodes = correct.filter_map(|node| world.node(node));
        match self {
            Round::Rest => {
                let executed = nodes.filter_map(Node::replica).map(|replica| replica.last_executed().0);
                executed.max().unwrap_or(0)
            }
            Round::Answers | Round::Everything => nodes.filter_map(Node::client).map(Client::answered).sum(),
        }
    }

    fn judges(self, violation: &Violation) -> bool {
        let of_client = violation.code == liveness::UNANSWERED_CODE;
        match self {
            Round::Rest => !of_client,
            Round::Answers => of_client,
            Round::Everything => true,
        }
    }
}

fn outcome(world: &World<Node, Oracles>) -> Outcome {
    let nodes = || (0..world.node_count()).filter_map(|node| world.node(NodeId(node)));
    let replicas = || nodes().filter_map(Node::replica);
    Outcome {
        violations: world.violations().iter().map(|found| found.violation.clone()).collect(),
        steps: world.step_count(),
        answered: nodes().filter_map(Node::client).map(Client::answered).sum(),
        view: replicas().map(|replica| replica.view().0).max().unwrap_or(0),
        readmitted: replicas()
            .filter(|it| world.trust().of(it.id().node()) == Trust::Amnesic && !it.amnesic())
            .count() as u64,
        stable: replicas().map(|replica| replica.low_water_mark().0).max().unwrap_or(0),
    }
}

fn honest(node: NodeId) -> Command<Node> {
    Command::Local { node, input: Instruction::Order(Order::Honest) }
}
