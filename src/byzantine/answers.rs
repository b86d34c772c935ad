//! A faulty replica whose results are false: B34 wrong CHECKPOINTs, B40 lying REPLYs.

use super::memory::instead;
use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::message::{Checkpoint, Reply, ReplyKind};
use crate::pbft::{Digest, Message};
use crate::process::Input;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "wrong-checkpoint",
        code: "B34",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(WrongCheckpoint),
    },
    Entry {
        name: "lying-reply",
        code: "B40",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "how", kind: Kind::Choice(&["wrong-result", "before-execution"]) }],
        make: |arguments| Box::new(LyingReply { early: arguments.choice("how") == "before-execution" }),
    },
];

/// B34: its CHECKPOINTs name a state that nobody has.
#[derive(Clone, Debug)]
struct WrongCheckpoint;

impl Behaviour for WrongCheckpoint {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        match &letter.message {
            Message::Checkpoint(vote) if vote.replica == scene.id() => {
                let body = *vote.body();
                let digest = Digest(body.digest.0.map(|byte| !byte));
                post.pass(instead(&letter, Message::Checkpoint(scene.sign(Checkpoint { digest, ..body }))));
            }
            _ => post.pass(letter),
        }
    }
}

/// What it tells clients. All liars tell the same, so that f + 1 of them fool a client.
const LIE: &[u8] = b"a lie";

/// B40: it tells clients a result that is not the result.
#[derive(Clone, Debug)]
struct LyingReply {
    /// As soon as the request comes; otherwise in place of the true one.
    early: bool,
}

impl Behaviour for LyingReply {
    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, post: &mut Post) -> Delivery {
        let Input::Message { body: Message::Request(request), .. } = input else { return Delivery::Deliver };
        let view = scene.view();
        if self.early && scene.fires(view, None) {
            let (timestamp, client) = (request.timestamp, request.client);
            let reply = Reply {
                view,
                timestamp,
                client,
                replica: scene.id(),
                kind: ReplyKind::Committed,
                result: LIE.into(),
            };
            post.send(client.node(scene.params().replicas), Message::Reply(scene.sign(reply)));
        }
        Delivery::Deliver
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        match &letter.message {
            Message::Reply(reply) if reply.replica == scene.id() && !self.early => {
                let lie = Reply { result: LIE.into(), ..reply.body().clone() };
                post.pass(instead(&letter, Message::Reply(scene.sign(lie))));
            }
            _ => post.pass(letter),
        }
    }
}
