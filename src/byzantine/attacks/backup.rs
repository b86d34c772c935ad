//! Faulty votes of a replica: B14 silent, B15 and B16 double votes, B17 withheld COMMITs, B18 selective sending, B19 forged
//! senders.

use crate::byzantine::helpers::upper_half;
use crate::byzantine::{Actions, AppliesTo, Behaviour, Context, Kind, Outgoing, Parameter, StrategyDef};
use crate::pbft::batch::null_digest;
use crate::pbft::message::{Commit, Prepare};
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::NodeId;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "silent",
        code: "B14",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(Silent),
    },
    StrategyDef {
        name: "double-prepare",
        code: "B15",
        applies_to: AppliesTo::Replica,
        parameters: &[VICTIMS],
        make: |arguments| Box::new(DoublePrepare { victims: arguments.nodes("victims") }),
    },
    StrategyDef {
        name: "double-commit",
        code: "B16",
        applies_to: AppliesTo::Replica,
        parameters: &[VICTIMS],
        make: |arguments| Box::new(DoubleCommit { victims: arguments.nodes("victims") }),
    },
    StrategyDef {
        name: "withhold-commit",
        code: "B17",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(WithholdCommit),
    },
    StrategyDef {
        name: "selective",
        code: "B18",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "to", kind: Kind::Nodes }],
        make: |arguments| Box::new(Selective { to: arguments.nodes("to") }),
    },
    StrategyDef {
        name: "forge-sender",
        code: "B19",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "name", kind: Kind::Replica }],
        make: |arguments| Box::new(ForgeSender { name: arguments.replica("name") }),
    },
];

/// The nodes that get the second version. By default the upper half of the other replicas.
const VICTIMS: Parameter = Parameter { name: "victims", kind: Kind::Nodes };

/// B14: sends nothing.
#[derive(Clone, Debug)]
struct Silent;

impl Behaviour for Silent {
    fn on_send(&mut self, _: &mut Context<'_>, _: Outgoing, _: &mut Actions) {}
}

/// B15: sends PREPAREs for one digest to some nodes and for another digest to the others.
#[derive(Clone, Debug)]
struct DoublePrepare {
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for DoublePrepare {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Prepare(vote) = &outgoing.message else { return actions.pass(outgoing) };
        let vote = *vote.body();
        let victims = self.victims.clone();
        vote_twice(
            context,
            &outgoing,
            (vote.view, vote.seq, vote.digest),
            victims,
            actions,
            |context, digest| Message::Prepare(context.sign(Prepare { digest, ..vote })),
        );
    }
}

/// B16: the same with COMMITs.
#[derive(Clone, Debug)]
struct DoubleCommit {
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for DoubleCommit {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Commit(vote) = &outgoing.message else { return actions.pass(outgoing) };
        let vote = *vote.body();
        let victims = self.victims.clone();
        vote_twice(
            context,
            &outgoing,
            (vote.view, vote.seq, vote.digest),
            victims,
            actions,
            |context, digest| Message::Commit(context.sign(Commit { digest, ..vote })),
        );
    }
}

/// Sends the true vote to some nodes and a false one to the victims: for the digest in the group's plan, or for the null batch.
fn vote_twice(
    context: &mut Context<'_>,
    outgoing: &Outgoing,
    (view, seq, digest): (View, Seq, Digest),
    victims: Option<Vec<NodeId>>,
    actions: &mut Actions,
    vote: impl Fn(&Context<'_>, Digest) -> Message,
) {
    let planned = context.board(|board| board.digests(view, seq).cloned()).unwrap_or_default();
    let halves = victims.unwrap_or_else(|| upper_half(&context.others()));
    for to in outgoing.recipients(context.me()) {
        let digest_for_it =
            planned.iter().find(|(_, audience)| audience.contains(&to)).map(|(digest, _)| *digest);
        let lie =
            digest_for_it.or_else(|| halves.contains(&to).then(null_digest)).filter(|lie| *lie != digest);
        actions.send(to, lie.map_or_else(|| outgoing.message.clone(), |lie| vote(context, lie)));
    }
}

/// B17: prepares but never commits.
#[derive(Clone, Debug)]
struct WithholdCommit;

impl Behaviour for WithholdCommit {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let commits = match &outgoing.message {
            Message::Commit(_) => true,
            // The certificate contains the withheld COMMIT.
            Message::CommitCertificate(proof) => proof.commits.iter().any(|it| it.replica == context.id()),
            _ => false,
        };
        if !commits {
            actions.pass(outgoing);
        }
    }
}

/// B18: sends only to its friends.
#[derive(Clone, Debug)]
struct Selective {
    /// By default the lower half of the other replicas, and all clients.
    to: Option<Vec<NodeId>>,
}

impl Behaviour for Selective {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let friends = self.to.clone().unwrap_or_else(|| {
            let others = context.others();
            others.get(..others.len() / 2).unwrap_or_default().to_vec()
        });
        let replicas = context.params().replicas;
        actions.pass_to(context, outgoing, |to| {
            friends.contains(&to) || (self.to.is_none() && to.0 >= replicas)
        });
    }
}

/// B19: with each of its votes it sends one in the name of another replica, signed with its own key, so the signature is
/// invalid.
#[derive(Clone, Debug)]
struct ForgeSender {
    /// The forged signer; by default the next replica.
    name: Option<NodeId>,
}

impl Behaviour for ForgeSender {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let next = ReplicaId((context.id().0 + 1) % context.quorums().n.max(1));
        let other = self.name.filter(|name| *name != context.me());
        let replica = other.map_or(next, |name| ReplicaId(name.0));
        let forged = match &outgoing.message {
            Message::Prepare(vote) => Message::Prepare(context.forge(Prepare { replica, ..*vote.body() })),
            Message::Commit(vote) => Message::Commit(context.forge(Commit { replica, ..*vote.body() })),
            _ => return actions.pass(outgoing),
        };
        let recipients = outgoing.recipients(context.me());
        actions.pass(outgoing);
        actions.send_each(&recipients, &forged);
    }
}
