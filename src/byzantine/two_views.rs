//! A faulty primary of a new view whose VIEW-CHANGEs are not what they should be: B30 a false quorum, B31 two NEW-VIEWs for one view.

use std::rc::Rc;

use super::memory::{instead, upper_half};
use super::{AppliesTo, Behaviour, Entry, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{NewView, PrePrepare, ViewChange};
use crate::pbft::new_view::plan;
use crate::pbft::{Message, View};
use crate::process::NodeId;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "false-quorum",
        code: "B30",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter {
            name: "quorum",
            kind: Kind::Choice(&["too-few", "duplicated", "stale", "invalid"]),
        }],
        make: |arguments| Box::new(FalseQuorum { how: arguments.choice("quorum") }),
    },
    Entry {
        name: "two-new-views",
        code: "B31",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "victims", kind: Kind::Nodes }],
        make: |arguments| Box::new(TwoNewViews { victims: arguments.nodes("victims") }),
    },
];

/// The node's own NEW-VIEW in a letter; those of others are only relayed.
fn own_new_view(scene: &Scene<'_>, letter: &Letter) -> Option<NewView> {
    match &letter.message {
        Message::NewView(new_view) if new_view.replica == scene.id() => Some(new_view.body().clone()),
        _ => None,
    }
}

/// The same view started from other VIEW-CHANGEs, with the assignments that follow from these.
fn rebuilt(scene: &Scene<'_>, view: View, changes: Vec<Rc<Signed<ViewChange>>>) -> NewView {
    let replica = scene.id();
    let assign = |(seq, digest)| scene.sign(PrePrepare { view, seq, digest, replica });
    let pre_prepares = plan(&changes).assignments.into_iter().map(assign).collect();
    NewView { view, view_changes: changes, pre_prepares, replica }
}

/// B30: the VIEW-CHANGEs in its NEW-VIEW are no quorum for the view.
#[derive(Clone, Debug)]
struct FalseQuorum {
    how: &'static str,
}

impl FalseQuorum {
    fn falsify(&self, scene: &Scene<'_>, changes: &mut Vec<Rc<Signed<ViewChange>>>) {
        let own = |change: &Rc<Signed<ViewChange>>| change.replica == scene.id();
        match self.how {
            "too-few" => drop(changes.pop()),
            "duplicated" => {
                changes.pop();
                changes.extend(changes.first().cloned());
                changes.sort_by_key(|change| change.replica);
            }
            how => {
                for change in changes.iter_mut().filter(|change| own(change)) {
                    let body = change.body().clone();
                    *change = scene.sign(match how {
                        "stale" => ViewChange { view: View(body.view.0.saturating_sub(1)), ..body },
                        // A checkpoint that nothing proves.
                        _ => ViewChange {
                            low_water_mark: body.low_water_mark.plus(scene.params().checkpoint_interval),
                            checkpoints: Vec::new(),
                            prepared: Vec::new(),
                            ..body
                        },
                    });
                }
            }
        }
    }
}

impl Behaviour for FalseQuorum {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Some(new_view) = own_new_view(scene, &letter) else { return post.pass(letter) };
        let mut changes = new_view.view_changes;
        self.falsify(scene, &mut changes);
        let falsified = rebuilt(scene, new_view.view, changes);
        post.pass(instead(&letter, Message::NewView(scene.sign(falsified))));
    }
}

/// B31: some get a NEW-VIEW in which its own VIEW-CHANGE tells what it has prepared, the others one in which it does not. Both are
/// valid; where it has prepared nothing, there is nothing to tell and no second one.
#[derive(Clone, Debug)]
struct TwoNewViews {
    /// Who gets the second one; unless said, the upper half of the other replicas.
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for TwoNewViews {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Some(new_view) = own_new_view(scene, &letter) else { return post.pass(letter) };
        let own = new_view.view_changes.iter().find(|change| change.replica == scene.id());
        let Some(own) = own.filter(|own| !own.prepared.is_empty()) else { return post.pass(letter) };
        let forgetful = scene.sign(ViewChange { prepared: Vec::new(), ..own.body().clone() });
        let swap = |change: &Rc<Signed<ViewChange>>| {
            Rc::clone(if change.replica == scene.id() { &forgetful } else { change })
        };
        let changes = new_view.view_changes.iter().map(swap).collect();
        let second = Message::NewView(scene.sign(rebuilt(scene, new_view.view, changes)));
        let victims = self.victims.clone().unwrap_or_else(|| upper_half(&scene.others()));
        for to in letter.recipients(scene.me()) {
            post.send(to, if victims.contains(&to) { second.clone() } else { letter.message.clone() });
        }
    }
}
