//! Schedules in rounds: all messages of a round arrive together, and in each view a firewall decides who hears which round.
//!
//! A view lasts ten rounds. It begins with a request, or with timers that fire; then come the VIEW-CHANGEs or the request in round
//! 1, the proposal or NEW-VIEW in round 2, the PREPAREs in round 3, the COMMITs in round 4.

use super::dice::Dice;
use crate::byzantine::Strategy;
use crate::hunt::schedule::{Action, TimedAction};
use crate::scenario::Cluster;
use crate::units::Ms;

/// The latency of every packet.
pub(super) const ROUND_MS: u64 = 10;
/// The rounds of a view.
const ROUNDS: u64 = 10;
/// The round in which the proposal arrives.
const PROPOSAL: u64 = 2;
/// The round in which the PREPAREs arrive.
const PREPARES: u64 = 3;
/// The round in which the COMMITs arrive.
const COMMITS: u64 = 4;

/// How a faulty replica lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    /// By any strategies.
    Any,
    /// In two copies of itself.
    Twins,
    /// In single statements that differ little from true ones: another view, number, batch or recipient.
    SmallScope,
}

/// The actions of a schedule, and its end.
pub(super) fn draw(cluster: &Cluster, faulty: u32, lies: Lies, dice: &mut Dice) -> (Vec<TimedAction>, Ms) {
    let views = dice.from(2, 4);
    let mut drawn = Drawn { cluster, views, actions: Vec::new(), dice };
    if faulty > 0 && !drawn.dice.one_in(4) {
        drawn.corrupt(faulty, lies);
    }
    drawn.submit();
    let mut knower = None;
    for view in 0..views {
        knower = drawn.view(view, knower);
    }
    (drawn.actions, ms(u64::from(views + 1) * ROUNDS * ROUND_MS))
}

fn ms(ms: u64) -> Ms {
    Ms::from_us(ms * 1000)
}

struct Drawn<'a> {
    cluster: &'a Cluster,
    views: u32,
    actions: Vec<TimedAction>,
    dice: &'a mut Dice,
}

impl Drawn<'_> {
    fn add(&mut self, at_ms: u64, action: Action) {
        self.actions.push(TimedAction { at: ms(at_ms), action });
    }

    /// The start of a view, in milliseconds.
    fn start(view: u32) -> u64 {
        u64::from(view) * ROUNDS * ROUND_MS
    }

    /// Makes up to `faulty` replicas Byzantine.
    fn corrupt(&mut self, faulty: u32, lies: Lies) {
        let replicas = self.cluster.replicas;
        let first = self.dice.below(replicas);
        let (liars, plan) = (self.dice.from(1, faulty), self.plan(lies));
        let group = (liars > 1).then_some(1);
        for liar in 0..liars {
            let replica = (first + liar).checked_rem(replicas).unwrap_or(0);
            let action = if lies == Lies::Twins {
                let nodes = replicas.saturating_add(self.cluster.clients);
                Action::Twin { replica, first: self.dice.some(nodes), second: self.dice.some(nodes) }
            } else {
                // Accomplices follow one plan, or each its own.
                let strategies =
                    if liar == 0 || self.dice.one_in(2) { plan.clone() } else { self.plan(lies) };
                Action::Behave { replica, strategies, group }
            };
            self.add(0, action);
        }
    }

    /// The times of the grid, so that statements arrive with those of the others.
    fn times(&self) -> Vec<u64> {
        (0..u64::from(self.views) * ROUNDS).map(|round| round * ROUND_MS).collect()
    }

    fn plan(&mut self, lies: Lies) -> Vec<Strategy> {
        if lies != Lies::SmallScope {
            return self.strategies();
        }
        let times = self.times();
        (0..self.dice.from(1, 3)).map(|_| self.dice.statement(self.cluster, self.views, &times)).collect()
    }

    fn strategies(&mut self) -> Vec<Strategy> {
        let times = self.times();
        let mut strategies = Vec::new();
        let count = if self.dice.one_in(3) { self.dice.from(1, 3) } else { 0 };
        if count > 0 && self.dice.one_in(2) {
            strategies.push(Strategy::named("silent"));
        }
        strategies.extend((0..count).map(|_| self.dice.statement(self.cluster, self.views, &times)));
        if strategies.is_empty() {
            strategies.extend(self.dice.strategy(self.cluster, &times));
            if self.dice.one_in(3) {
                strategies.extend(self.dice.strategy(self.cluster, &times));
            }
        }
        strategies
    }

    /// One to three requests. The client of a request may not reach the first primary.
    fn submit(&mut self) {
        let Cluster { replicas, clients, .. } = *self.cluster;
        for (number, letter) in (0..self.dice.from(1, 4)).zip('a'..) {
            let client = number.checked_rem(clients).unwrap_or(0);
            let at = if number == 0 { 0 } else { Drawn::start(self.dice.below(self.views)) };
            let operation =
                if self.dice.one_in(3) { "add x 1".to_owned() } else { format!("put x {letter}") };
            self.add(at, Action::Submit { client, operation });
            if number > 0 && self.dice.one_in(3) {
                let lasts = Some(ms(Drawn::start(self.dice.from(1, 2))));
                self.add(0, Action::Cut { from: vec![replicas + client], to: vec![0], lasts });
            }
        }
    }

    /// The firewall of a view. Returns the replica that alone learnt something, if there is one.
    fn view(&mut self, view: u32, knower: Option<u32>) -> Option<u32> {
        if view > 0 {
            self.suspect(view);
        }
        let absent = self.absent(knower);
        let start = Drawn::start(view);
        if let Some(absent) = absent {
            self.isolate(start, absent);
        }
        let replicas: Vec<u32> = (0..self.cluster.replicas).collect();
        let present: Vec<u32> = replicas.iter().copied().filter(|one| Some(*one) != absent).collect();
        let one = self.dice.of(&present)?;
        let others: Vec<u32> = replicas.iter().copied().filter(|other| *other != one).collect();
        match self.dice.below(9) {
            0..=2 => None,
            3 => {
                self.cut(start, PREPARES, replicas.clone(), replicas);
                None
            }
            4 => {
                self.cut(start, PREPARES, replicas, others);
                Some(one)
            }
            5 | 6 => {
                self.cut(start, COMMITS, replicas, others);
                Some(one)
            }
            7 => {
                let round = self.dice.of(&[PROPOSAL, PREPARES, COMMITS]).unwrap_or(COMMITS);
                self.cut(start, round, replicas, vec![one]);
                None
            }
            _ => {
                for round in PROPOSAL..=COMMITS {
                    let (from, to) =
                        (self.dice.some(self.cluster.replicas), self.dice.some(self.cluster.replicas));
                    self.cut(start, round, from, to);
                }
                None
            }
        }
    }

    /// Replicas leave the last view: those that wait for a request, and those that wait for a NEW-VIEW.
    fn suspect(&mut self, view: u32) {
        for node in 0..self.cluster.replicas {
            if !self.dice.one_in(8) {
                let timers = ["request", "new-view"].map(str::to_owned).to_vec();
                self.add(Drawn::start(view), Action::Timeout { node, timers });
            }
        }
    }

    /// The replica that does not take part in the next view.
    fn absent(&mut self, knower: Option<u32>) -> Option<u32> {
        match (knower, self.dice.below(6)) {
            (Some(knower), 0..=2) => Some(knower),
            (_, 3) => Some(self.dice.below(self.cluster.replicas)),
            _ => None,
        }
    }

    /// A replica is not heard for a view, and perhaps does not hear.
    fn isolate(&mut self, start: u64, one: u32) {
        let nodes = self.cluster.replicas.saturating_add(self.cluster.clients);
        let others: Vec<u32> = (0..nodes).filter(|other| *other != one).collect();
        let lasts = Some(ms(ROUNDS * ROUND_MS));
        // It begins half a round before the VIEW-CHANGEs leave.
        let at = start.saturating_sub(ROUND_MS / 2);
        self.add(at, Action::Cut { from: vec![one], to: others.clone(), lasts });
        if !self.dice.one_in(3) {
            self.add(at, Action::Cut { from: others, to: vec![one], lasts });
        }
    }

    /// The messages of one round get lost between these.
    fn cut(&mut self, start: u64, round: u64, from: Vec<u32>, to: Vec<u32>) {
        let at = start + (round * ROUND_MS).saturating_sub(ROUND_MS + ROUND_MS / 2);
        self.add(at, Action::Cut { from, to, lasts: Some(ms(ROUND_MS)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_cut_when_its_messages_leave() {
        let cluster = Cluster::default();
        let mut dice = Dice::new(0, "test");
        let mut drawn = Drawn { cluster: &cluster, views: 1, actions: Vec::new(), dice: &mut dice };
        drawn.cut(100, PREPARES, vec![0], vec![1]);
        let [cut] = drawn.actions.as_slice() else { panic!("one") };
        // PREPAREs of round 3 leave at the end of round 2.
        assert!(cut.at < ms(120) && cut.ends() > Some(ms(120)) && cut.at > ms(110));
        assert!(cut.ends() < Some(ms(130)));
    }
}
