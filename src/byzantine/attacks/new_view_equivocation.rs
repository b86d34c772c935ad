//! Faulty VIEW-CHANGE sets of a new primary: B30 a false quorum, B31 two NEW-VIEWs for one view.

use std::rc::Rc;

use crate::byzantine::helpers::{instead, upper_half};
use crate::byzantine::{Actions, AppliesTo, Behaviour, Context, Kind, Outgoing, Parameter, StrategyDef};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{NewView, PrePrepare, ViewChange};
use crate::pbft::new_view::plan;
use crate::pbft::{Message, View};
use crate::process::NodeId;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "false-quorum",
        code: "B30",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter {
            name: "quorum",
            kind: Kind::Choice(&["too-few", "duplicated", "stale", "invalid"]),
        }],
        make: |arguments| Box::new(FalseQuorum { how: arguments.choice("quorum") }),
    },
    StrategyDef {
        name: "two-new-views",
        code: "B31",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "victims", kind: Kind::Nodes }],
        make: |arguments| Box::new(TwoNewViews { victims: arguments.nodes("victims") }),
    },
];

/// The node's own NEW-VIEW in a message. Those of others are only relayed.
fn own_new_view(context: &Context<'_>, outgoing: &Outgoing) -> Option<NewView> {
    match &outgoing.message {
        Message::NewView(new_view) if new_view.replica == context.id() => Some(new_view.body().clone()),
        _ => None,
    }
}

/// A NEW-VIEW for the same view from other VIEW-CHANGEs, with the assignments that follow from them.
fn rebuilt(context: &Context<'_>, view: View, changes: Vec<Rc<Signed<ViewChange>>>) -> NewView {
    let replica = context.id();
    let assign = |(seq, digest)| context.sign(PrePrepare { view, seq, digest, replica });
    let pre_prepares = plan(&changes).assignments.into_iter().map(assign).collect();
    NewView { view, view_changes: changes, pre_prepares, replica }
}

/// B30: the VIEW-CHANGEs in its NEW-VIEW are not a quorum for the view.
#[derive(Clone, Debug)]
struct FalseQuorum {
    how: &'static str,
}

impl FalseQuorum {
    fn falsify(&self, context: &Context<'_>, changes: &mut Vec<Rc<Signed<ViewChange>>>) {
        let own = |change: &Rc<Signed<ViewChange>>| change.replica == context.id();
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
                    *change = context.sign(match how {
                        "stale" => ViewChange { view: View(body.view.0.saturating_sub(1)), ..body },
                        // A checkpoint without proof.
                        _ => ViewChange {
                            low_water_mark: body.low_water_mark.plus(context.params().checkpoint_interval),
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
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some(new_view) = own_new_view(context, &outgoing) else { return actions.pass(outgoing) };
        let mut changes = new_view.view_changes;
        self.falsify(context, &mut changes);
        let falsified = rebuilt(context, new_view.view, changes);
        actions.pass(instead(&outgoing, Message::NewView(context.sign(falsified))));
    }
}

/// B31: some replicas get a NEW-VIEW whose VIEW-CHANGE reports what the node has prepared, the others one whose VIEW-CHANGE
/// does not. Both are valid. If it has prepared nothing, there is only one.
#[derive(Clone, Debug)]
struct TwoNewViews {
    /// The replicas that get the second one. By default the upper half of the others.
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for TwoNewViews {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some(new_view) = own_new_view(context, &outgoing) else { return actions.pass(outgoing) };
        let own = new_view.view_changes.iter().find(|change| change.replica == context.id());
        let Some(own) = own.filter(|own| !own.prepared.is_empty()) else { return actions.pass(outgoing) };
        let forgetful = context.sign(ViewChange { prepared: Vec::new(), ..own.body().clone() });
        let swap = |change: &Rc<Signed<ViewChange>>| {
            Rc::clone(if change.replica == context.id() { &forgetful } else { change })
        };
        let changes = new_view.view_changes.iter().map(swap).collect();
        let second = Message::NewView(context.sign(rebuilt(context, new_view.view, changes)));
        let victims = self.victims.clone().unwrap_or_else(|| upper_half(&context.others()));
        for to in outgoing.recipients(context.me()) {
            actions.send(to, if victims.contains(&to) { second.clone() } else { outgoing.message.clone() });
        }
    }
}
