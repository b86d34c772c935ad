//! False results of a replica: B34 wrong CHECKPOINTs, B40 lying REPLYs.

use crate::byzantine::helpers::instead;
use crate::byzantine::{
    Actions, AppliesTo, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::message::{Checkpoint, Reply, ReplyKind};
use crate::pbft::{Digest, Message};
use crate::process::Input;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "wrong-checkpoint",
        code: "B34",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(WrongCheckpoint),
    },
    StrategyDef {
        name: "lying-reply",
        code: "B40",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "how", kind: Kind::Choice(&["wrong-result", "before-execution"]) }],
        make: |arguments| Box::new(LyingReply { early: arguments.choice("how") == "before-execution" }),
    },
];

/// B34: its CHECKPOINTs name a state that no replica has.
#[derive(Clone, Debug)]
struct WrongCheckpoint;

impl Behaviour for WrongCheckpoint {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::Checkpoint(vote) if vote.replica == context.id() => {
                let body = *vote.body();
                let digest = Digest(body.digest.0.map(|byte| !byte));
                actions.pass(instead(
                    &outgoing,
                    Message::Checkpoint(context.sign(Checkpoint { digest, ..body })),
                ));
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// The forged result. All faulty replicas send the same, so that f + 1 of them fool a client.
const LIE: &[u8] = b"a lie";

/// B40: sends clients a false result.
#[derive(Clone, Debug)]
struct LyingReply {
    /// Whether it replies as soon as the request arrives. Otherwise the lie replaces the true reply.
    early: bool,
}

impl Behaviour for LyingReply {
    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        let Input::Message { body: Message::Request(request), .. } = input else { return Delivery::Deliver };
        let view = context.view();
        if self.early && context.fires(view, None) {
            let (timestamp, client) = (request.timestamp, request.client);
            let reply = Reply {
                view,
                timestamp,
                client,
                replica: context.id(),
                kind: ReplyKind::Committed,
                result: LIE.into(),
            };
            actions.send(client.node(context.params().replicas), Message::Reply(context.sign(reply)));
        }
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            Message::Reply(reply) if reply.replica == context.id() && !self.early => {
                let lie = Reply { result: LIE.into(), ..reply.body().clone() };
                actions.pass(instead(&outgoing, Message::Reply(context.sign(lie))));
            }
            _ => actions.pass(outgoing),
        }
    }
}
