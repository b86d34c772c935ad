//! A faulty replica that lies in its VIEW-CHANGEs: B24 fabricated certificates, B25 hidden ones, B26 an old checkpoint, B27 a bogus
//! one, B28 too many of them; and A5, when so many do it that the correct ones must follow.

use std::rc::Rc;

use super::client::EVERY_MIN;
use super::memory::instead;
use super::{AppliesTo, Arguments, Behaviour, Entry, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::message::{Checkpoint, PrePrepare, Prepare, PreparedCertificate, ViewChange};
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::Span;

pub(super) const ENTRIES: &[Entry] = &[
    entry("fabricate-certificate", "B24", &[FLAW], |arguments| {
        Box::new(Falsify { falsehood: Falsehood::Fabricated(arguments.choice("flaw")) })
    }),
    entry("hide-certificates", "B25", &[], |_| Box::new(Falsify { falsehood: Falsehood::Hidden })),
    entry("old-checkpoint", "B26", &[], |_| Box::new(Falsify { falsehood: Falsehood::Old })),
    entry("bogus-checkpoint", "B27", &[PROOF], |arguments| {
        Box::new(Falsify { falsehood: Falsehood::Bogus(arguments.choice("proof")) })
    }),
    entry("view-change-spam", "B28", &[EVERY, AHEAD], Spam::boxed),
    entry("view-change-storm", "A5", &[EVERY], Spam::boxed),
];

const FLAW: Parameter =
    Parameter { name: "flaw", kind: Kind::Choice(&["no-prepares", "too-few", "foreign"]) };
const PROOF: Parameter = Parameter { name: "proof", kind: Kind::Choice(&["none", "forged"]) };
const EVERY: Parameter = Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 100 } };
/// Up to what JavaScript's numbers hold exactly.
const AHEAD: Parameter =
    Parameter { name: "ahead", kind: Kind::Whole { min: 1, max: (1 << 53) - 1, default: 1 } };

const fn entry(
    name: &'static str,
    code: &'static str,
    parameters: &'static [Parameter],
    make: fn(&Arguments) -> Box<dyn Behaviour>,
) -> Entry {
    Entry { name, code, applies_to: AppliesTo::Replica, parameters, make }
}

/// What stands for a batch or a state that nobody has.
const NOTHING: Digest = Digest([0xbb; 32]);

/// What is false in a VIEW-CHANGE.
#[derive(Clone, Copy, Debug)]
enum Falsehood {
    /// B24: a certificate for a batch that never prepared, wrong in this way.
    Fabricated(&'static str),
    /// B25: it says that nothing has prepared. Nobody can tell from the message.
    Hidden,
    /// B26: it starts from the very beginning. Old, and valid.
    Old,
    /// B27: it claims the next checkpoint, with this proof.
    Bogus(&'static str),
}

/// B24 to B27: one of its VIEW-CHANGE's statements is false, and it signs it.
#[derive(Clone, Debug)]
struct Falsify {
    falsehood: Falsehood,
}

impl Falsify {
    fn falsified(&self, scene: &Scene<'_>, change: &ViewChange) -> ViewChange {
        let change = change.clone();
        match self.falsehood {
            Falsehood::Hidden => ViewChange { prepared: Vec::new(), ..change },
            Falsehood::Fabricated(flaw) => {
                let prepared = vec![Rc::new(fabricated(scene, &change, flaw))];
                ViewChange { prepared, ..change }
            }
            Falsehood::Old => {
                let first = |it: &Rc<PreparedCertificate>| it.pre_prepare.seq.0 <= scene.choices().log_size;
                let prepared = change.prepared.iter().filter(|it| first(it)).cloned().collect();
                ViewChange { low_water_mark: Seq(0), checkpoints: Vec::new(), prepared, ..change }
            }
            Falsehood::Bogus(proof) => {
                let seq = change.low_water_mark.plus(scene.choices().checkpoint_interval);
                let prepared =
                    change.prepared.iter().filter(|it| it.pre_prepare.seq > seq).cloned().collect();
                let vote = |replica| scene.sign(Checkpoint { seq, digest: NOTHING, replica });
                let signers = (0..scene.quorums().quorum).map(ReplicaId).filter(|_| proof == "forged");
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

/// A certificate of the last view for a batch that nobody proposed. Whatever others should have signed has its own signature.
fn fabricated(scene: &Scene<'_>, change: &ViewChange, flaw: &str) -> PreparedCertificate {
    let (view, seq, digest) = (View(change.view.0.saturating_sub(1)), change.low_water_mark.next(), NOTHING);
    let quorums = scene.quorums();
    let primary = quorums.primary(view);
    let backups = (0..quorums.n).map(ReplicaId).filter(|replica| *replica != primary);
    let count = match flaw {
        "foreign" => quorums.prepares(),
        "too-few" => quorums.prepares().saturating_sub(1),
        _ => 0,
    };
    let vote = |replica| scene.sign(Prepare { view, seq, digest, replica });
    PreparedCertificate {
        pre_prepare: scene.sign(PrePrepare { view, seq, digest, replica: primary }),
        prepares: backups.take(count as usize).map(vote).collect(),
    }
}

impl Behaviour for Falsify {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        match &letter.message {
            Message::ViewChange(change) if change.replica == scene.id() => {
                let falsified = scene.sign(self.falsified(scene, change));
                post.pass(instead(&letter, Message::ViewChange(falsified)));
            }
            _ => post.pass(letter),
        }
    }
}

/// B28 and A5: it wants another view all the time, and says nothing false about what has prepared.
#[derive(Clone, Debug)]
struct Spam {
    every: Span,
    /// How many views after its own it wants.
    ahead: u64,
}

impl Spam {
    fn boxed(arguments: &Arguments) -> Box<dyn Behaviour> {
        Box::new(Spam { every: arguments.span("every"), ahead: arguments.whole("ahead").max(1) })
    }
}

impl Behaviour for Spam {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
    }

    fn wakes(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
        let view = View(scene.view().0.saturating_add(self.ahead));
        let change = scene.replica().map(|replica| replica.view_change_to(view));
        if let Some(change) = change.filter(|_| scene.fires(scene.view(), None)) {
            post.to_replicas(scene, Message::ViewChange(scene.sign(change)));
        }
    }
}
