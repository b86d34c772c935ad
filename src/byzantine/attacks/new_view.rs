//! A faulty primary of a new view: B29 false NEW-VIEW, B32 withheld NEW-VIEW.

use std::rc::Rc;

use crate::byzantine::helpers::instead;
use crate::byzantine::{Actions, AppliesTo, Behaviour, Context, Kind, Outgoing, Parameter, StrategyDef};
use crate::pbft::batch::null_digest;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{NewView, PrePrepare};
use crate::pbft::new_view::plan;
use crate::pbft::{Digest, Message};
use crate::process::NodeId;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "false-new-view",
        code: "B29",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "how", kind: Kind::Choice(&["omit", "null", "other", "extra"]) }],
        make: |arguments| Box::new(FalseNewView { how: arguments.choice("how") }),
    },
    StrategyDef {
        name: "withhold-new-view",
        code: "B32",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "to", kind: Kind::Nodes }],
        make: |arguments| Box::new(WithholdNewView { to: arguments.nodes("to").unwrap_or_default() }),
    },
];

/// B29: the assignments of its NEW-VIEW do not follow from the VIEW-CHANGEs in it.
#[derive(Clone, Debug)]
struct FalseNewView {
    how: &'static str,
}

impl FalseNewView {
    /// The falsified assignments. If there is nothing to remove or to change, one is added.
    fn falsify(&self, context: &Context<'_>, new_view: &NewView) -> Vec<Rc<Signed<PrePrepare>>> {
        let mut assigned = new_view.pre_prepares.clone();
        let null = null_digest();
        let place = assigned.iter().position(|def| self.how != "null" || def.digest != null);
        let def = place.and_then(|place| Some((place, *assigned.get(place)?.body())));
        let (place, digest) = match (self.how, def) {
            ("omit", Some(_)) => {
                assigned.pop();
                return assigned;
            }
            ("null", Some((place, body))) => (place, PrePrepare { digest: null, ..body }),
            ("other", Some((place, body))) => (place, PrePrepare { digest: inverted(body.digest), ..body }),
            _ => {
                let seq = plan(&new_view.view_changes).max_seq().next();
                let extra = PrePrepare { view: new_view.view, seq, digest: null, replica: context.id() };
                assigned.push(context.sign(extra));
                return assigned;
            }
        };
        if let Some(slot) = assigned.get_mut(place) {
            *slot = context.sign(digest);
        }
        assigned
    }
}

fn inverted(digest: Digest) -> Digest {
    Digest(digest.0.map(|byte| !byte))
}

impl Behaviour for FalseNewView {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::NewView(new_view) = &outgoing.message else { return actions.pass(outgoing) };
        if new_view.replica != context.id() {
            return actions.pass(outgoing);
        }
        let pre_prepares = self.falsify(context, new_view);
        let falsified = NewView { pre_prepares, ..new_view.body().clone() };
        actions.pass(instead(&outgoing, Message::NewView(context.sign(falsified))));
    }
}

/// B32: sends its NEW-VIEW to no replica, or only to some.
#[derive(Clone, Debug)]
struct WithholdNewView {
    to: Vec<NodeId>,
}

impl Behaviour for WithholdNewView {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::NewView(new_view) if new_view.replica == context.id() => {
                actions.pass_to(context, outgoing, |to| self.to.contains(&to));
            }
            _ => actions.pass(outgoing),
        }
    }
}
