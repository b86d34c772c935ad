//! Equivocation of a faulty primary: B2, and B3 with its own PREPAREs.

use std::rc::Rc;

use crate::byzantine::helpers::{ForgedProposals, Requests, own_proposal, proposal, upper_half};
use crate::byzantine::{
    Actions, AppliesTo, Arguments, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter,
    StrategyDef,
};
use crate::pbft::batch::Batch;
use crate::pbft::message::{PrePrepare, Prepare};
use crate::pbft::{Message, View};
use crate::process::NodeId;

const PARAMETERS: &[Parameter] = &[Parameter { name: "victims", kind: Kind::Nodes }];

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "equivocate",
        code: "B2",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| Box::new(Equivocate::new(arguments, false)),
    },
    StrategyDef {
        name: "equivocate-and-prepare",
        code: "B3",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| Box::new(Equivocate::new(arguments, true)),
    },
];

/// B2: sends one batch to some backups and another one with the same number to the others. B3: also sends its own PREPARE for
/// each.
#[derive(Clone, Debug)]
struct Equivocate {
    /// The backups that get the second batch. By default the upper half.
    victims: Option<Vec<NodeId>>,
    and_prepare: bool,
    heard: Requests,
    forged: ForgedProposals,
}

impl Equivocate {
    fn new(arguments: &Arguments, and_prepare: bool) -> Equivocate {
        Equivocate {
            victims: arguments.nodes("victims"),
            and_prepare,
            heard: Requests::default(),
            forged: ForgedProposals::default(),
        }
    }
}

impl Behaviour for Equivocate {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let PrePrepare { view, seq, digest, .. } = header;
        let victims = self.victims.clone().unwrap_or_else(|| upper_half(&backups(context, view)));
        // Without another request to propose, an empty batch, which the victims refuse.
        let other = self.forged.once(&header, || self.heard.instead_of(&batch).unwrap_or_else(Batch::null));
        context.board(|board| board.tell(view, seq, vec![(other.digest(), victims.clone())]));
        let body = PrePrepare { digest: other.digest(), ..header };
        let second = proposal(context, body, other);
        let prepare = |digest| Prepare { view, seq, digest, replica: context.id() };
        let votes =
            self.and_prepare.then(|| (context.sign(prepare(digest)), context.sign(prepare(body.digest))));
        for to in outgoing.recipients(context.me()) {
            let is_victim = victims.contains(&to);
            actions.send(to, if is_victim { second.clone() } else { outgoing.message.clone() });
            if let Some((first, second)) = &votes {
                actions.send(to, Message::Prepare(Rc::clone(if is_victim { second } else { first })));
            }
        }
    }
}

fn backups(context: &Context<'_>, view: View) -> Vec<NodeId> {
    let quorums = context.quorums();
    quorums.replicas().others(quorums.primary(view).node()).collect()
}
