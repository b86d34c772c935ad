//! False VIEW-CHANGEs of a replica: B24 fabricated certificates, B25 hidden ones, B26 an old checkpoint, B27 a bogus one, B28
//! too many of them. And A5, with more than f such replicas, so that the correct ones must follow.

use std::rc::Rc;

use super::client::EVERY_MIN;
use crate::byzantine::helpers::instead;
use crate::byzantine::{
    Actions, Arguments, Behaviour, Context, FAR_MAX, Kind, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::message::{Checkpoint, PrePrepare, Prepare, PreparedCertificate, ViewChange};
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::Span;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef::of_replica("fabricate-certificate", "B24", &[FLAW], |arguments| {
        Box::new(Falsify { falsehood: Falsehood::Fabricated(arguments.choice("flaw")) })
    }),
    StrategyDef::of_replica("hide-certificates", "B25", &[], |_| {
        Box::new(Falsify { falsehood: Falsehood::Hidden })
    }),
    StrategyDef::of_replica("old-checkpoint", "B26", &[], |_| {
        Box::new(Falsify { falsehood: Falsehood::Old })
    }),
    StrategyDef::of_replica("bogus-checkpoint", "B27", &[PROOF], |arguments| {
        Box::new(Falsify { falsehood: Falsehood::Bogus(arguments.choice("proof")) })
    }),
    StrategyDef::of_replica("view-change-spam", "B28", &[EVERY, AHEAD], |arguments| {
        Box::new(Spam::new(arguments))
    }),
    StrategyDef::of_replica("view-change-storm", "A5", &[EVERY], |arguments| {
        Box::new(Storm { spam: Spam::new(arguments), asked: View(0) })
    }),
];

const FLAW: Parameter =
    Parameter { name: "flaw", kind: Kind::Choice(&["no-prepares", "too-few", "foreign"]) };
const PROOF: Parameter = Parameter { name: "proof", kind: Kind::Choice(&["none", "forged"]) };
const EVERY: Parameter = Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 100 } };
/// Limited to numbers that JavaScript represents exactly.
const AHEAD: Parameter = Parameter { name: "ahead", kind: Kind::Whole { min: 1, max: FAR_MAX, default: 1 } };

/// The digest of a batch or a state that does not exist.
const NOTHING: Digest = Digest([0xbb; 32]);

/// The falsehood in a VIEW-CHANGE.
#[derive(Clone, Copy, Debug)]
enum Falsehood {
    /// B24: a certificate for a batch that never prepared, with this flaw.
    Fabricated(&'static str),
    /// B25: reports nothing as prepared. The message does not reveal it.
    Hidden,
    /// B26: starts from the initial state, which is old but valid.
    Old,
    /// B27: claims the next checkpoint, with this proof.
    Bogus(&'static str),
}

/// B24 to B27: signs a VIEW-CHANGE with one false statement.
#[derive(Clone, Debug)]
struct Falsify {
    falsehood: Falsehood,
}

impl Falsify {
    fn falsified(&self, context: &Context<'_>, change: &ViewChange) -> ViewChange {
        let change = change.clone();
        match self.falsehood {
            Falsehood::Hidden => ViewChange { prepared: Vec::new(), ..change },
            Falsehood::Fabricated(flaw) => {
                let prepared = vec![Rc::new(fabricated(context, &change, flaw))];
                ViewChange { prepared, ..change }
            }
            Falsehood::Old => {
                let first = |it: &Rc<PreparedCertificate>| it.pre_prepare.seq.0 <= context.params().log_size;
                let prepared = change.prepared.iter().filter(|it| first(it)).cloned().collect();
                ViewChange { low_water_mark: Seq(0), checkpoints: Vec::new(), prepared, ..change }
            }
            Falsehood::Bogus(proof) => {
                let seq = change.low_water_mark.plus(context.params().checkpoint_interval);
                let prepared =
                    change.prepared.iter().filter(|it| it.pre_prepare.seq > seq).cloned().collect();
                let vote = |replica| context.forge(Checkpoint { seq, digest: NOTHING, replica });
                let signers = (0..context.quorums().quorum).map(ReplicaId).filter(|_| proof == "forged");
                ViewChange {
                    low_water_mark: seq,
                    checkpoints: signers.map(vote).collect(),
                    prepared,
                    ..change
                }
            }
        }
    }
}

/// A certificate of the last view for a batch that no primary proposed. It signs with its own key in the names of others.
fn fabricated(context: &Context<'_>, change: &ViewChange, flaw: &str) -> PreparedCertificate {
    let (view, seq, digest) = (View(change.view.0.saturating_sub(1)), change.low_water_mark.next(), NOTHING);
    let quorums = context.quorums();
    let primary = quorums.primary(view);
    let backups = (0..quorums.n).map(ReplicaId).filter(|replica| *replica != primary);
    let count = match flaw {
        "foreign" => quorums.prepares(),
        "too-few" => quorums.prepares().saturating_sub(1),
        _ => 0,
    };
    let vote = |replica| context.forge(Prepare { view, seq, digest, replica });
    PreparedCertificate {
        pre_prepare: context.forge(PrePrepare { view, seq, digest, replica: primary }),
        prepares: backups.take(count as usize).map(vote).collect(),
    }
}

impl Behaviour for Falsify {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::ViewChange(change) if change.replica == context.id() => {
                let falsified = context.sign(self.falsified(context, change));
                actions.pass(instead(&outgoing, Message::ViewChange(falsified)));
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// B28: asks for another view continuously. Its VIEW-CHANGEs are truthful, and it continues to work in its own view.
#[derive(Clone, Debug)]
struct Spam {
    every: Span,
    /// How far the view that it asks for is ahead of its own.
    ahead: u64,
}

impl Spam {
    fn new(arguments: &Arguments) -> Spam {
        Spam { every: arguments.span("every"), ahead: arguments.whole("ahead").max(1) }
    }

    /// Asks for another view when the trigger fires, and returns that view.
    fn ask(&self, context: &mut Context<'_>, actions: &mut Actions) -> Option<View> {
        let view = View(context.view().0.saturating_add(self.ahead));
        let change = context.replica().map(|replica| replica.view_change_to(view));
        let change = change.filter(|_| context.fires(context.view(), None))?;
        actions.to_replicas(context, Message::ViewChange(context.sign(change)));
        Some(view)
    }
}

impl Behaviour for Spam {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
        self.ask(context, actions);
    }
}

/// A5: like B28, but consistent. Once it has asked for a view it is silent in all earlier views, as a correct replica is
/// (section 4.4). Otherwise its next VIEW-CHANGE would hide what it committed meanwhile, which proves guilt and, with f + 1
/// such replicas, can violate safety.
#[derive(Clone, Debug)]
struct Storm {
    spam: Spam,
    /// The highest view that it asked for.
    asked: View,
}

impl Behaviour for Storm {
    fn on_start(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        self.spam.on_start(context, actions);
    }

    fn on_send(&mut self, _: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let view = match &outgoing.message {
            Message::PrePrepare { header, .. } => Some(header.view),
            Message::Prepare(vote) => Some(vote.view),
            Message::Commit(vote) => Some(vote.view),
            // The certificate contains the withheld COMMIT.
            Message::CommitCertificate(proof) => Some(proof.view),
            _ => None,
        };
        if view.is_none_or(|view| view >= self.asked) {
            actions.pass(outgoing);
        }
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.spam.every.max(EVERY_MIN));
        if let Some(view) = self.spam.ask(context, actions) {
            self.asked = self.asked.max(view);
        }
    }
}
