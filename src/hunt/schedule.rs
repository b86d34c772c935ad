//! Schedule of a hunt: a cluster, its network, and actions that can be removed one by one.
//!
//! An action carries its own end: a crash its restart, a cut its repair. So any subset of a schedule is a valid schedule, which
//! shrinking relies on. Cuts of one link that overlap are joined, so that the end of one does not repair the other.

use std::collections::BTreeMap;

use crate::byzantine::Strategy;
use crate::scenario::command::{Command, DiskKind};
use crate::scenario::{Cluster, Latency, Network, Scenario, TimedCommand};
use crate::units::Ms;

/// A run to be: everything but its captions and its goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The replicas and the clients, with the seed.
    pub cluster: Cluster,
    /// The network.
    pub network: Network,
    /// The actions, in any order.
    pub actions: Vec<TimedAction>,
    /// When the run ends.
    pub end: Ms,
    /// In a hunt for liveness, the time after `end` within which every request must be answered: at `end` all faults end.
    pub settles: Option<Ms>,
}

/// An action with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedAction {
    /// When it begins.
    pub at: Ms,
    /// The action.
    pub action: Action,
}

/// What a user, the adversary or the network does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A client submits an operation.
    Submit {
        /// The client.
        client: u32,
        /// The operation.
        operation: String,
    },
    /// A replica becomes Byzantine, for good.
    Behave {
        /// The replica.
        replica: u32,
        /// At least one.
        strategies: Vec<Strategy>,
        /// Its collusion group, if it has accomplices.
        group: Option<u32>,
    },
    /// A replica runs in two copies, for good.
    Twin {
        /// The replica.
        replica: u32,
        /// The nodes of the first copy.
        first: Vec<u32>,
        /// The nodes of the second copy.
        second: Vec<u32>,
    },
    /// No packet leaves these nodes for those nodes.
    Cut {
        /// The senders.
        from: Vec<u32>,
        /// The recipients.
        to: Vec<u32>,
        /// For how long; `None` for good.
        lasts: Option<Ms>,
    },
    /// Packets from these nodes to those nodes take this long.
    Delay {
        /// The senders.
        from: Vec<u32>,
        /// The recipients.
        to: Vec<u32>,
        /// The latency.
        latency: Ms,
        /// For how long; `None` for good.
        lasts: Option<Ms>,
    },
    /// A replica crashes and restarts with its disk.
    Crash {
        /// The replica.
        replica: u32,
        /// If given, it crashes in the middle of its next step, after this number of packets.
        after_packets: Option<u32>,
        /// How long it is down; `None` for good.
        lasts: Option<Ms>,
    },
    /// A replica is slow.
    Pause {
        /// The replica.
        replica: u32,
        /// For how long; `None` for good.
        lasts: Option<Ms>,
    },
    /// Timers of a node fire now, as far as they run.
    Timeout {
        /// The node.
        node: u32,
        /// The names of the timers.
        timers: Vec<String>,
    },
}

impl Action {
    /// The stable name of the kind, in kebab case.
    pub fn name(&self) -> &'static str {
        match self {
            Action::Submit { .. } => "submit",
            Action::Behave { .. } => "behave",
            Action::Twin { .. } => "twin",
            Action::Cut { .. } => "cut",
            Action::Delay { .. } => "delay",
            Action::Crash { .. } => "crash",
            Action::Pause { .. } => "pause",
            Action::Timeout { .. } => "timeout",
        }
    }

    /// The span until its own end, if it has one and ends.
    pub fn lasts(&self) -> Option<Ms> {
        match self {
            Action::Cut { lasts, .. }
            | Action::Delay { lasts, .. }
            | Action::Crash { lasts, .. }
            | Action::Pause { lasts, .. } => *lasts,
            Action::Submit { .. } | Action::Behave { .. } | Action::Twin { .. } | Action::Timeout { .. } => {
                None
            }
        }
    }

    /// The same action with another span, if it has one.
    #[must_use]
    pub fn lasting(mut self, span: Option<Ms>) -> Action {
        if let Action::Cut { lasts, .. }
        | Action::Delay { lasts, .. }
        | Action::Crash { lasts, .. }
        | Action::Pause { lasts, .. } = &mut self
        {
            *lasts = span;
        }
        self
    }
}

impl TimedAction {
    /// When it ends; `None` if it has no end.
    pub fn ends(&self) -> Option<Ms> {
        self.action.lasts().map(|span| after(self.at, span))
    }
}

/// The time a span after another.
pub(super) fn after(at: Ms, span: Ms) -> Ms {
    at.time().after(span.span()).into()
}

impl Schedule {
    /// The commands of a scenario, in the order of their times.
    pub fn commands(&self) -> Vec<TimedCommand> {
        let mut commands = Vec::new();
        let mut cuts = BTreeMap::<(u32, u32), Vec<(Ms, Option<Ms>)>>::new();
        for timed in &self.actions {
            match &timed.action {
                Action::Cut { from, to, .. } => {
                    for link in links(from, to) {
                        cuts.entry(link).or_default().push((timed.at, timed.ends()));
                    }
                }
                action => self.add(timed, action, &mut commands),
            }
        }
        for ((from, to), spans) in cuts {
            for (begin, end) in joined(spans) {
                commands.push((begin, link(from, to, Some(false), None)));
                commands.extend(end.map(|end| (end, link(from, to, Some(true), None))));
            }
        }
        if self.settles.is_some() {
            commands.retain(|(at, _)| *at <= self.end);
            commands.extend(self.healing().into_iter().map(|command| (self.end, command)));
        }
        commands.sort_by_key(|(at, _)| *at);
        let timed = |(at_ms, command)| TimedCommand { at_ms, after_step: None, command };
        commands.into_iter().map(timed).collect()
    }

    /// The global stabilization time: links recover, replicas that are down or slow return, and liars follow the protocol.
    fn healing(&self) -> Vec<Command> {
        let lasts = |timed: &TimedAction| timed.ends().is_none_or(|end| end > self.end);
        let back = |timed: &TimedAction| match timed.action {
            Action::Crash { replica, .. } if lasts(timed) => {
                Some(Command::Restart { replica, disk: DiskKind::Kept })
            }
            Action::Pause { replica, .. } if lasts(timed) => Some(Command::Resume { replica }),
            Action::Behave { replica, .. } | Action::Twin { replica, .. } => {
                Some(Command::Honest { replica })
            }
            _ => None,
        };
        let begun = self.actions.iter().filter(|timed| timed.at <= self.end);
        [Command::Heal {}].into_iter().chain(begun.filter_map(back)).collect()
    }

    /// The commands of an action that has no links, or delays them.
    fn add(&self, timed: &TimedAction, action: &Action, commands: &mut Vec<(Ms, Command)>) {
        let (at, end) = (timed.at, timed.ends());
        let mut begin = |command| commands.push((at, command));
        match action {
            Action::Cut { .. } => {}
            Action::Submit { client, operation } => {
                begin(Command::Submit { client: *client, operation: operation.clone() });
            }
            Action::Behave { replica, strategies, group } => begin(Command::Behave {
                replica: *replica,
                strategy: None,
                strategies: Some(strategies.clone()),
                group: *group,
            }),
            Action::Twin { replica, first, second } => {
                begin(Command::Twin { replica: *replica, sides: vec![first.clone(), second.clone()] });
            }
            Action::Delay { from, to, latency, .. } => {
                for (from, to) in links(from, to) {
                    commands.push((at, link(from, to, None, Some(Latency::Constant(*latency)))));
                    let usual = self.network.latency_ms;
                    commands.extend(end.map(|end| (end, link(from, to, None, Some(usual)))));
                }
            }
            Action::Crash { replica, after_packets, .. } => {
                begin(Command::Crash { replica: *replica, after_packets: *after_packets });
                let restart = Command::Restart { replica: *replica, disk: DiskKind::Kept };
                commands.extend(end.map(|end| (end, restart)));
            }
            Action::Pause { replica, .. } => {
                begin(Command::Pause { replica: *replica });
                commands.extend(end.map(|end| (end, Command::Resume { replica: *replica })));
            }
            Action::Timeout { node, timers } => {
                for timer in timers {
                    begin(Command::Timeout { node: *node, timer: timer.clone() });
                }
            }
        }
    }

    /// The scenario without texts and goal.
    pub fn scenario(&self) -> Scenario {
        Scenario {
            cluster: self.cluster.clone(),
            network: self.network.clone(),
            commands: self.commands(),
            ..Scenario::default()
        }
    }
}

/// The links from some nodes to others, but none from a node to itself.
fn links(from: &[u32], to: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    from.iter().flat_map(|from| to.iter().map(|to| (*from, *to))).filter(|(from, to)| from != to)
}

fn link(from: u32, to: u32, up: Option<bool>, latency_ms: Option<Latency>) -> Command {
    Command::Link { from, to, up, latency_ms, loss: None, duplicate: None, reorder: None, hold: None }
}

/// Spans without overlaps that cover the same time.
fn joined(mut spans: Vec<(Ms, Option<Ms>)>) -> Vec<(Ms, Option<Ms>)> {
    spans.sort_by_key(|(begin, _)| *begin);
    let mut joined = Vec::<(Ms, Option<Ms>)>::new();
    for (begin, end) in spans {
        match joined.last_mut() {
            Some((_, last)) if last.is_none_or(|last| begin <= last) => {
                *last = if let (Some(last), Some(end)) = (*last, end) { Some(last.max(end)) } else { None };
            }
            _ => joined.push((begin, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Ms {
        Ms::from_us(ms * 1000)
    }

    fn commands(actions: Vec<TimedAction>) -> Vec<String> {
        let (cluster, network) = (Cluster::default(), Network::default());
        let schedule = Schedule { cluster, network, actions, end: ms(100), settles: None };
        schedule.scenario().check().unwrap();
        let text = |timed: &TimedCommand| match &timed.command {
            Command::Link { from, to, up, .. } => format!("{} {from}-{to} {up:?}", timed.at_ms.text()),
            other => format!("{} {}", timed.at_ms.text(), other.name()),
        };
        schedule.commands().iter().map(text).collect()
    }

    fn cut(at: u64, lasts: Option<u64>) -> TimedAction {
        let action = Action::Cut { from: vec![0, 1], to: vec![1], lasts: lasts.map(ms) };
        TimedAction { at: ms(at), action }
    }

    #[test]
    fn a_cut_ends_on_its_own_and_leaves_out_the_way_to_oneself() {
        assert_eq!(commands(vec![cut(3, Some(4))]), ["3 0-1 Some(false)", "7 0-1 Some(true)"]);
    }

    #[test]
    fn the_end_of_a_cut_does_not_repair_another_one() {
        let joined = ["1 0-1 Some(false)", "9 0-1 Some(true)"];
        assert_eq!(commands(vec![cut(1, Some(5)), cut(3, Some(6))]), joined);
        assert_eq!(commands(vec![cut(3, Some(6)), cut(1, Some(2))]), joined);
        assert_eq!(commands(vec![cut(1, Some(8)), cut(3, Some(1))]), joined);
        assert_eq!(commands(vec![cut(1, Some(5)), cut(3, None)]), ["1 0-1 Some(false)"]);
        assert_eq!(commands(vec![cut(1, Some(1)), cut(3, Some(1))]).len(), 4);
    }

    #[test]
    fn each_action_carries_its_own_end() {
        let crash = Action::Crash { replica: 2, after_packets: None, lasts: Some(ms(5)) };
        let pause = Action::Pause { replica: 1, lasts: Some(ms(2)) };
        let both = vec![
            TimedAction { at: ms(4), action: crash },
            TimedAction { at: ms(1), action: pause.clone() },
            TimedAction { at: ms(20), action: pause.lasting(None) },
        ];
        assert_eq!(commands(both), ["1 pause", "3 resume", "4 crash", "9 restart", "20 pause"]);
    }
}
