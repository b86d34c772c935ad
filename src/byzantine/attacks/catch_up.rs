//! Faulty help for lagging replicas: B35 withheld CHECKPOINTs, B36 far ones, B37 bad STATEs, B38 bad BATCHes, B39 too many
//! questions, B41 a wrong view in its replies.

use std::rc::Rc;

use super::client::EVERY_MIN;
use crate::byzantine::helpers::instead;
use crate::byzantine::{Actions, Behaviour, Context, FAR_MAX, Kind, Outgoing, Parameter, StrategyDef};
use crate::pbft::batch::Batch;
use crate::pbft::message::{Checkpoint, Reply, SeqBits, StateTransfer, Status};
use crate::pbft::{Message, ReplicaSet, Seq, View};
use crate::process::Span;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef::of_replica("withhold-checkpoint", "B35", &[], |_| Box::new(WithholdCheckpoint)),
    StrategyDef::of_replica("far-checkpoint", "B36", &[WINDOWS], |arguments| {
        Box::new(FarCheckpoint { windows: arguments.whole("windows") })
    }),
    StrategyDef::of_replica("bad-state", "B37", &[STATE], |arguments| {
        Box::new(BadState { how: arguments.choice("state") })
    }),
    StrategyDef::of_replica("bad-batch", "B38", &[BATCH], |arguments| {
        Box::new(BadBatch { nothing: arguments.choice("batch") == "none" })
    }),
    StrategyDef::of_replica("status-abuse", "B39", &[EVERY], |arguments| {
        Box::new(StatusAbuse { every: arguments.span("every"), counter: 0 })
    }),
    StrategyDef::of_replica("wrong-view", "B41", &[VIEWS], |arguments| {
        Box::new(WrongView { views: arguments.whole("views") })
    }),
];

const WINDOWS: Parameter =
    Parameter { name: "windows", kind: Kind::Whole { min: 1, max: FAR_MAX, default: 10 } };
const STATE: Parameter = Parameter { name: "state", kind: Kind::Choice(&["wrong", "older", "unproven"]) };
const BATCH: Parameter = Parameter { name: "batch", kind: Kind::Choice(&["wrong", "none"]) };
const EVERY: Parameter = Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 20 } };
const VIEWS: Parameter =
    Parameter { name: "views", kind: Kind::Whole { min: 1, max: FAR_MAX, default: 1_000 } };

/// Questions with lower counters than the last one are refused. These are above all that the honest part uses.
const COUNTER_FIRST: u64 = 1 << 48;

/// B35: sends no CHECKPOINTs.
#[derive(Clone, Debug)]
struct WithholdCheckpoint;

impl Behaviour for WithholdCheckpoint {
    fn on_send(&mut self, _: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        if !matches!(outgoing.message, Message::Checkpoint(_)) {
            actions.pass(outgoing);
        }
    }
}

/// B36: with each of its CHECKPOINTs it sends another that is far above every window.
#[derive(Clone, Debug)]
struct FarCheckpoint {
    /// The number of windows above.
    windows: u64,
}

impl Behaviour for FarCheckpoint {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let vote = match &outgoing.message {
            Message::Checkpoint(vote) if vote.replica == context.id() => vote,
            // CHECKPOINTs of others are relayed to lagging replicas.
            _ => return actions.pass(outgoing),
        };
        let above = self.windows.saturating_mul(context.params().log_size);
        let far = context.sign(Checkpoint { seq: vote.seq.plus(above), ..*vote.body() });
        let far = instead(&outgoing, Message::Checkpoint(far));
        actions.pass(outgoing);
        actions.pass(far);
    }
}

/// B37: answers a question for a state with a wrong one.
#[derive(Clone, Debug)]
struct BadState {
    how: &'static str,
}

impl Behaviour for BadState {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::State(state) = &outgoing.message else { return actions.pass(outgoing) };
        let StateTransfer { seq, digest, proof, snapshot } = (**state).clone();
        let mut wrong = (*snapshot).clone();
        wrong.service.execute(b"put stolen 1");
        let wrong = Rc::new(wrong);
        let bad = match self.how {
            // The proof is valid, for another state.
            "wrong" => StateTransfer { seq, digest, proof, snapshot: wrong },
            // The state of an older checkpoint with the proof of this one.
            "older" => {
                let seq = Seq(seq.0.saturating_sub(context.params().checkpoint_interval));
                StateTransfer { seq, digest, proof, snapshot }
            }
            // The digest matches the wrong state, the proof does not.
            _ => StateTransfer { seq, digest: wrong.digest(seq), proof, snapshot: wrong },
        };
        actions.pass(instead(&outgoing, Message::State(Rc::new(bad))));
    }
}

/// B38: answers a question for a batch with another batch, or not at all.
#[derive(Clone, Debug)]
struct BadBatch {
    nothing: bool,
}

impl Behaviour for BadBatch {
    fn on_send(&mut self, _: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::Batch(_) if self.nothing => {}
            Message::Batch(batch) => {
                let requests = batch.requests().iter().rev().skip(1).cloned().collect();
                actions.pass(instead(&outgoing, Message::Batch(Rc::new(Batch::new(requests)))));
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// B39: asks continuously and claims to lack everything. Each question is sent twice.
#[derive(Clone, Debug)]
struct StatusAbuse {
    every: Span,
    counter: u64,
}

impl Behaviour for StatusAbuse {
    fn on_start(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        // Each question takes a millisecond or more, so a replica that answers again does not refuse a question as old.
        self.counter = self.counter.max(COUNTER_FIRST.saturating_add(context.now().0));
        actions.wake_after(self.every.max(EVERY_MIN));
    }

    fn asked(&self) -> u64 {
        self.counter
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
        if !context.fires(context.view(), None) {
            return;
        }
        self.counter = self.counter.saturating_add(1);
        let nothing = || SeqBits((0..context.params().log_size).map(|_| false).collect());
        let status = context.sign(Status {
            view: context.view(),
            active: true,
            low_water_mark: Seq(0),
            last_executed: Seq(0),
            has_new_view: false,
            prepared: nothing(),
            committed: nothing(),
            view_changes: ReplicaSet::default(),
            missing: Vec::new(),
            assigned: Seq(0),
            waiting: Vec::new(),
            counter: self.counter,
            question: None,
            replica: context.id(),
        });
        actions.to_replicas(context, Message::Status(Rc::clone(&status)));
        actions.to_replicas(context, Message::Status(status));
    }
}

/// B41: its replies claim a view far ahead, so that the client asks the wrong primary.
#[derive(Clone, Debug)]
struct WrongView {
    views: u64,
}

impl Behaviour for WrongView {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Reply(reply) = &outgoing.message else { return actions.pass(outgoing) };
        let view = View(reply.view.0.saturating_add(self.views));
        let wrong = context.sign(Reply { view, ..reply.body().clone() });
        actions.pass(instead(&outgoing, Message::Reply(wrong)));
    }
}
