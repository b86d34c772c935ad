//! Adversary of a node: sends and receives what the node's strategies decide.
//!
//! Strategies run in order: each one sees what the one before lets through. The adversary has the key of its own node and,
//! through the [`CollusionGroups`], those of its colluders. No other key is reachable.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Behaviour;
use super::collusion_groups::{CollusionGroups, SharedPlan};
use super::context::{Actions, Context, Outgoing, topic_of};
use super::resolve::{ResolvedStrategy, numbers};
use super::spec::Strategy;
use crate::node::NodeEvent;
use crate::node::Sides;
use crate::node::{Honest, NodeOut, NodeTimer};
use crate::pbft::envelope::Signer;
use crate::pbft::{Config, Message};
use crate::process::{Fingerprint, Input, NodeId, Output, Sink, Span, Time};
use crate::sim::{Adversary, Delivery, Seed, Stream};

/// The maximum number of messages that a node may delay. Further ones are lost. Timers of strategies always fire.
const DELAYED_MAX: usize = 10_000;

/// An order to a node.
#[derive(Clone, Debug)]
pub enum Order {
    /// Follow these strategies and no others. Members of a group share keys and a plan.
    Behave {
        /// The strategies, in order.
        resolved: Rc<[ResolvedStrategy]>,
        /// The group.
        group: Option<u32>,
    },
    /// Run as two copies.
    Twin(Rc<Sides>),
    /// Follow the protocol again.
    Honest,
}

/// The adversary of a node.
#[derive(Clone, Debug)]
pub struct ByzantineAdversary {
    own: Signer,
    config: Rc<Config>,
    seed: Seed,
    now: Time,
    collusion: CollusionGroups,
    group: Option<u32>,
    board: SharedPlan,
    active: Vec<ActiveStrategy>,
    delayed: BTreeMap<u32, Delayed>,
    /// The number of the next delay.
    next_delay: u32,
    /// The number of orders so far. Each strategy of each order has its own random stream.
    orders: u64,
    /// Whether the strategies have yet to be started.
    fresh: bool,
}

/// An active strategy.
#[derive(Clone, Debug)]
struct ActiveStrategy {
    resolved: ResolvedStrategy,
    behaviour: Box<dyn Behaviour>,
    rng: Stream,
    /// Its outputs, which precede those of the honest part.
    actions: Vec<Output<Message, NodeTimer, NodeEvent>>,
}

/// A delayed message or wake-up, and the strategy that it belongs to.
#[derive(Clone, Debug)]
struct Delayed {
    strategy: usize,
    /// The message; `None` for a wake-up.
    outgoing: Option<Outgoing>,
}

impl ByzantineAdversary {
    pub(crate) fn new(own: Signer, config: Rc<Config>, seed: Seed, collusion: CollusionGroups) -> Self {
        ByzantineAdversary {
            own,
            config,
            seed,
            now: Time(0),
            collusion,
            group: None,
            board: SharedPlan::default(),
            active: Vec::new(),
            delayed: BTreeMap::new(),
            next_delay: 0,
            orders: 0,
            fresh: false,
        }
    }

    /// Whether the node follows any strategy.
    pub fn has_orders(&self) -> bool {
        !self.active.is_empty()
    }

    /// The chosen strategies, in order.
    pub fn strategies(&self) -> impl Iterator<Item = &Strategy> {
        self.active.iter().map(|strategy| &strategy.resolved.chosen)
    }

    /// The approximate number of bytes of its strategies' memory that a clone has on its own.
    pub fn weight(&self) -> usize {
        self.active.iter().map(|strategy| strategy.behaviour.weight()).sum()
    }

    /// The collusion group of the node.
    pub fn group(&self) -> Option<u32> {
        self.group
    }

    fn behave(
        &mut self,
        resolved: &[ResolvedStrategy],
        group: Option<u32>,
        inner: &mut Honest,
        out: &mut NodeOut,
    ) {
        self.stop(inner, out);
        self.orders = self.orders.saturating_add(1);
        if let Some(group) = group {
            self.collusion.join(group, &self.own);
        }
        self.group = group;
        let (author, order) = (self.own.author(), self.orders);
        let strategy = |(place, resolved): (usize, &ResolvedStrategy)| ActiveStrategy {
            resolved: resolved.clone(),
            behaviour: (resolved.def.make)(&resolved.arguments),
            rng: Stream::new(self.seed, &format!("strategy {place} of order {order} to {author}")),
            actions: Vec::new(),
        };
        self.active = resolved.iter().enumerate().map(strategy).collect();
        self.fresh = true;
        self.speaks(inner, Vec::new(), out);
    }

    /// Stops all strategies and discards their plans.
    fn stop(&mut self, inner: &mut Honest, out: &mut NodeOut) {
        if let Some(group) = self.group.take() {
            self.collusion.leave(group, self.own.author());
        }
        // The question counter is stored with the key, so the honest part continues from what the strategies used.
        let asked = self.active.iter().map(|strategy| strategy.behaviour.asked()).max();
        inner.ask_after(asked.unwrap_or(0));
        self.active.clear();
        for number in std::mem::take(&mut self.delayed).into_keys() {
            out.cancel_timer(NodeTimer::Delay(number));
        }
    }

    /// Runs one strategy and sets the timers for its delayed actions.
    fn act<T>(
        &mut self,
        place: usize,
        inner: &Honest,
        out: &mut NodeOut,
        act: impl FnOnce(&mut dyn Behaviour, &mut Context<'_>, &mut Actions) -> T,
    ) -> Option<(T, Actions)> {
        let strategy = self.active.get_mut(place)?;
        let mut context = Context {
            honest: inner,
            own: &self.own,
            config: &self.config,
            now: self.now,
            collusion: &self.collusion,
            group: self.group,
            board: &mut self.board,
            trigger: &strategy.resolved.trigger,
            rng: &mut strategy.rng,
        };
        let mut actions = Actions::default();
        let result = act(&mut *strategy.behaviour, &mut context, &mut actions);
        for (after, outgoing) in std::mem::take(&mut actions.later) {
            self.delay(Delayed { strategy: place, outgoing: Some(outgoing) }, after, out);
        }
        if let Some(after) = actions.wake.take() {
            self.delay(Delayed { strategy: place, outgoing: None }, after, out);
        }
        Some((result, actions))
    }

    fn delay(&mut self, delayed: Delayed, after: Span, out: &mut NodeOut) {
        if delayed.outgoing.is_some() && self.delayed.len() >= DELAYED_MAX {
            return;
        }
        let number = self.next_delay;
        self.next_delay = self.next_delay.wrapping_add(1);
        self.delayed.insert(number, delayed);
        out.set_timer(NodeTimer::Delay(number), after);
    }

    /// Executes a delayed action.
    fn due(&mut self, number: u32, inner: &Honest, out: &mut NodeOut) {
        let Some(Delayed { strategy: place, outgoing }) = self.delayed.remove(&number) else { return };
        match outgoing {
            Some(outgoing) => {
                if let Some(strategy) = self.active.get_mut(place) {
                    strategy.actions.push(outgoing.into_output());
                }
            }
            None => {
                let acted = self.act(place, inner, out, |behaviour, context, actions| {
                    behaviour.on_timer(context, actions)
                });
                self.keep(place, acted.map(|(_, actions)| actions));
            }
        }
    }

    /// Actions of a strategy on an input wait until the node sends.
    fn keep(&mut self, place: usize, actions: Option<Actions>) {
        if let (Some(strategy), Some(actions)) = (self.active.get_mut(place), actions) {
            strategy.actions.extend(actions.outputs);
        }
    }

    /// Passes the outputs through one strategy.
    fn pass_through(
        &mut self,
        place: usize,
        inner: &Honest,
        said: Vec<Output<Message, NodeTimer, NodeEvent>>,
        out: &mut NodeOut,
    ) -> Vec<Output<Message, NodeTimer, NodeEvent>> {
        let me = self.own.author().node(self.config.params().replicas);
        let kept = self.active.get_mut(place).map(|strategy| std::mem::take(&mut strategy.actions));
        let mut passed = kept.unwrap_or_default();
        for output in said {
            let outgoing = match output {
                Output::Send { to, body } => Outgoing::to_one(to, body),
                Output::Multicast { to, body } if to.others(me).next().is_some() => {
                    Outgoing { to, message: body }
                }
                // A multicast in a cluster of one node has no recipient.
                other => {
                    passed.push(other);
                    continue;
                }
            };
            let acted = self.act(place, inner, out, |behaviour, context, actions| {
                let (view, seq) = topic_of(&outgoing.message);
                let view = view.unwrap_or_else(|| context.view());
                match context.fires(view, seq) {
                    true => behaviour.on_send(context, outgoing, actions),
                    false => actions.pass(outgoing),
                }
            });
            passed.extend(acted.into_iter().flat_map(|(_, actions)| actions.outputs));
        }
        let acted = self
            .act(place, inner, out, |behaviour, context, actions| behaviour.on_step_end(context, actions));
        passed.extend(acted.into_iter().flat_map(|(_, actions)| actions.outputs));
        passed
    }
}

impl Adversary<Honest> for ByzantineAdversary {
    type Order = Order;

    fn is_idle(&self) -> bool {
        self.active.is_empty()
    }

    fn obey(&mut self, inner: &mut Honest, order: Order, out: &mut NodeOut) {
        match order {
            Order::Behave { resolved, group } => self.behave(&resolved, group, inner, out),
            Order::Twin(sides) => {
                let mut said = NodeOut::default();
                inner.split(sides, &mut said);
                // The outputs of the second copy pass through the same adversary.
                self.speaks(inner, said.drain().collect(), out);
            }
            Order::Honest => {
                self.stop(inner, out);
                inner.unite(out);
            }
        }
    }

    fn hears(
        &mut self,
        inner: &Honest,
        input: &Input<Message, NodeTimer, crate::pbft::Local>,
        out: &mut NodeOut,
    ) -> Delivery {
        if let Input::Timeout(NodeTimer::Delay(number)) = input {
            self.due(*number, inner, out);
            return Delivery::Suppress;
        }
        let mut hearing = Delivery::Deliver;
        for place in 0..self.active.len() {
            let acted = self.act(place, inner, out, |behaviour, context, actions| {
                behaviour.on_input(context, input, actions)
            });
            if let Some((heard, actions)) = acted {
                self.keep(place, Some(actions));
                hearing = if heard == Delivery::Suppress { Delivery::Suppress } else { hearing };
            }
        }
        hearing
    }

    fn speaks(
        &mut self,
        inner: &Honest,
        said: Vec<Output<Message, NodeTimer, NodeEvent>>,
        out: &mut NodeOut,
    ) {
        if std::mem::take(&mut self.fresh) {
            for place in 0..self.active.len() {
                let acted = self.act(place, inner, out, |behaviour, context, actions| {
                    behaviour.on_start(context, actions)
                });
                self.keep(place, acted.map(|(_, actions)| actions));
            }
        }
        let mut said = said;
        for place in 0..self.active.len() {
            said = self.pass_through(place, inner, said, out);
        }
        said.into_iter().for_each(|output| out.push(output));
    }

    fn clock(&mut self, now: Time) {
        self.now = now;
    }

    /// Delayed actions are lost with the timers of the node.
    fn recover(&self) -> Self {
        let mut recovered = ByzantineAdversary { delayed: BTreeMap::new(), fresh: true, ..self.clone() };
        recovered.active.iter_mut().for_each(|strategy| strategy.actions.clear());
        recovered
    }

    fn unshare<'a>(adversaries: &mut dyn Iterator<Item = &'a mut ByzantineAdversary>)
    where
        ByzantineAdversary: 'a,
    {
        let mut own: Option<CollusionGroups> = None;
        for adversary in adversaries {
            let copy = own.get_or_insert_with(|| adversary.collusion.copy());
            adversary.collusion.become_handle_of(copy);
        }
    }
}

impl Fingerprint for Order {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        let nodes = |list: &[NodeId]| list.iter().map(|node| u64::from(node.0)).collect::<Vec<_>>();
        match self {
            Order::Honest => sink.bytes(&[0]),
            Order::Behave { resolved, group } => {
                sink.bytes(&[1]);
                numbers(&group.map(u64::from).into_iter().collect::<Vec<_>>(), sink);
                sink.bytes(&(resolved.len() as u64).to_be_bytes());
                resolved.iter().for_each(|resolved| resolved.fingerprint(sink));
            }
            Order::Twin(sides) => {
                sink.bytes(&[2]);
                numbers(&nodes(&sides.first), sink);
                numbers(&nodes(&sides.second), sink);
            }
        }
    }
}
