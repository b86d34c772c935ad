//! Replayed and invalid messages of a backup: B20 phases, B21 views and numbers, B22 another cluster, B23 garbage.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::byzantine::{
    Actions, AppliesTo, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::envelope::{Keys, Signed, Signer};
use crate::pbft::message::{Commit, Prepare};
use crate::pbft::{Digest, Message};
use crate::process::Input;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "replay-phase",
        code: "B20",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(ReplayPhase),
    },
    StrategyDef {
        name: "replay-votes",
        code: "B21",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "how", kind: Kind::Choice(&["exactly", "relabelled"]) }],
        make: |arguments| {
            let relabelled = arguments.choice("how") == "relabelled";
            Box::new(ReplayVotes { relabelled, heard: VecDeque::new() })
        },
    },
    StrategyDef {
        name: "other-cluster",
        code: "B22",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::<OtherCluster>::default(),
    },
    StrategyDef {
        name: "garbage",
        code: "B23",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter {
            name: "bytes",
            kind: Kind::Choice(&["random", "truncated", "trailing", "oversize", "unknown"]),
        }],
        make: |arguments| Box::new(Garbage { bytes: arguments.choice("bytes") }),
    },
];

/// B20: turns PREPAREs and PRE-PREPAREs of others into COMMITs with the original signatures.
#[derive(Clone, Debug)]
struct ReplayPhase;

impl Behaviour for ReplayPhase {
    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        let Input::Message { body, .. } = input else { return Delivery::Deliver };
        let (view, seq, digest, replica, signature) = match body {
            Message::Prepare(vote) => (vote.view, vote.seq, vote.digest, vote.replica, *vote.signature()),
            Message::PrePrepare { header, .. } => {
                (header.view, header.seq, header.digest, header.replica, *header.signature())
            }
            _ => return Delivery::Deliver,
        };
        if replica != context.id() && context.fires(view, Some(seq)) {
            let commit = Commit { view, seq, digest, replica };
            actions.to_replicas(context, Message::Commit(Rc::new(Signed::claimed(commit, signature))));
        }
        Delivery::Deliver
    }
}

/// The maximum number of remembered votes.
const VOTES_MAX: usize = 64;

/// B21: with each of its own votes it sends the oldest remembered vote of another replica.
#[derive(Clone, Debug)]
struct ReplayVotes {
    /// Whether the replayed vote gets the view and number of its own vote. Otherwise it is sent unchanged.
    relabelled: bool,
    heard: VecDeque<Message>,
}

impl Behaviour for ReplayVotes {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        if let Input::Message { body: body @ (Message::Prepare(_) | Message::Commit(_)), .. } = input
            && self.heard.len() < VOTES_MAX
        {
            self.heard.push_back(body.clone());
        }
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let (view, seq) = match &outgoing.message {
            Message::Prepare(vote) => (vote.view, vote.seq),
            Message::Commit(vote) => (vote.view, vote.seq),
            _ => return actions.pass(outgoing),
        };
        let recipients = outgoing.recipients(context.me());
        actions.pass(outgoing);
        let Some(old) = self.heard.pop_front() else { return };
        let message = match &old {
            Message::Prepare(vote) if self.relabelled => {
                let body = Prepare { view, seq, ..*vote.body() };
                Message::Prepare(Rc::new(Signed::claimed(body, *vote.signature())))
            }
            Message::Commit(vote) if self.relabelled => {
                let body = Commit { view, seq, ..*vote.body() };
                Message::Commit(Rc::new(Signed::claimed(body, *vote.signature())))
            }
            exact => exact.clone(),
        };
        actions.send_each(&recipients, &message);
    }
}

/// B22: sends votes in the names of the others that are valid in another cluster, whose keys it knows.
#[derive(Clone, Debug, Default)]
struct OtherCluster {
    /// Created on first use.
    signers: Option<Rc<[Signer]>>,
}

impl Behaviour for OtherCluster {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Prepare(vote) = &outgoing.message else { return actions.pass(outgoing) };
        let (vote, me) = (*vote.body(), context.id());
        if self.signers.is_none() {
            let seed = context.below(u64::MAX);
            let keys = Keys::derive(context.config(), context.crypto(), seed);
            self.signers = Some(keys.replicas.into());
        }
        actions.pass(outgoing);
        let quorums = context.quorums();
        for signer in self.signers.iter().flat_map(|signers| signers.iter()) {
            let crate::pbft::ids::Author::Replica(replica) = signer.author() else { continue };
            if replica != me && replica != quorums.primary(vote.view) {
                let signed = signer.sign_as_written(Prepare { replica, ..vote });
                actions.to_replicas(context, Message::Prepare(signed));
            }
        }
    }
}

/// B23: with each of its votes it sends bytes that are not a message.
#[derive(Clone, Debug)]
struct Garbage {
    bytes: &'static str,
}

impl Garbage {
    fn make(&self, context: &mut Context<'_>) -> Vec<u8> {
        // It contains no signature and no digest of the run: the trace must not depend on how much of the cryptography is
        // computed.
        let body = Prepare {
            view: context.view(),
            seq: crate::pbft::Seq(1),
            digest: Digest([0; 32]),
            replica: context.id(),
        };
        let mut bytes = Message::Prepare(Rc::new(Signed::claimed(body, [0; 64]))).encode();
        match self.bytes {
            "truncated" => {
                let length = usize::try_from(context.below(bytes.len() as u64)).unwrap_or(0);
                bytes.truncate(length);
            }
            "trailing" => bytes.push(0),
            // A BATCH that claims four billion requests.
            "oversize" => bytes = vec![11, 255, 255, 255, 255],
            "unknown" => bytes = vec![200; 100],
            _ => {
                let length = 1 + context.below(200);
                // The first byte is not a tag, so the bytes are never a message by chance.
                bytes = (0..length).map(|_| 0x80 | context.below(128) as u8).collect();
            }
        }
        bytes
    }
}

impl Behaviour for Garbage {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let is_vote = matches!(outgoing.message, Message::Prepare(_) | Message::Commit(_));
        let recipients = outgoing.recipients(context.me());
        actions.pass(outgoing);
        if is_vote {
            let bytes = self.make(context);
            actions.send_each(&recipients, &Message::Bytes(bytes.into()));
        }
    }
}
