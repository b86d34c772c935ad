//! I5 certificate integrity: what correct replicas embed as proof holds, and no vote in it is put into a correct replica's mouth.

use std::rc::Rc;

use super::breaches::Breach;
use super::ledger::Ledger;
use super::{Findings, Sight, breaches};
use crate::pbft::envelope::{Body, Signed};
use crate::pbft::ids::Author;
use crate::pbft::message::{CommitCertificate, Message, PreparedCertificate};
use crate::pbft::{ReplicaId, ReplicaSet};
use crate::sim::Observation;

/// It needs no memory of its own: the ledger knows who really signed what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificates;

impl Certificates {
    pub(super) fn observe(self, sight: Sight<'_>, ledger: &Ledger, findings: &mut Findings<'_>) {
        let Observation::Sent { from, message, .. } = sight.fact.seen else { return };
        let Some(sender) = sight.cluster.replica(from).filter(|sender| sight.is_correct(*sender)) else {
            return;
        };
        match message {
            Message::ViewChange(change) if change.replica == sender => {
                for certificate in &change.prepared {
                    prepared(sender, certificate, sight, ledger, findings);
                }
                if let Some(first) = change.checkpoints.first() {
                    let stable = (change.low_water_mark, first.digest);
                    let signers = signers(&change.checkpoints, |vote| (vote.seq, vote.digest) == stable);
                    is_quorum(sender, breaches::FEW_STABLE, signers, sight, findings);
                }
            }
            Message::NewView(new_view) if new_view.replica == sender => {
                let senders = signers(&new_view.view_changes, |change| change.view == new_view.view);
                is_quorum(sender, breaches::FEW_VIEW_CHANGES, senders, sight, findings);
                for certificate in new_view.view_changes.iter().flat_map(|change| &change.prepared) {
                    prepared(sender, certificate, sight, ledger, findings);
                }
            }
            Message::State(state) => {
                let signers =
                    signers(&state.proof, |vote| (vote.seq, vote.digest) == (state.seq, state.digest));
                is_quorum(sender, breaches::FEW_STATE, signers, sight, findings);
            }
            Message::CommitCertificate(certificate) => {
                committed(sender, certificate, sight, ledger, findings);
            }
            _ => {}
        }
    }
}

/// Who signed those of the statements that say what the certificate is to prove.
fn signers<T: Body>(statements: &[Rc<Signed<T>>], proves: impl Fn(&T) -> bool) -> ReplicaSet {
    let author = |statement: &Rc<Signed<T>>| match statement.author() {
        Author::Replica(replica) if proves(statement) => Some(replica),
        _ => None,
    };
    statements.iter().filter_map(author).collect()
}

fn is_quorum(
    sender: ReplicaId,
    breach: Breach,
    signers: ReplicaSet,
    sight: Sight<'_>,
    findings: &mut Findings<'_>,
) {
    let (have, need) = (signers.len(), sight.cluster.quorums.quorum);
    if have < need {
        let numbers = [("replica", sender.into()), ("have", have.into()), ("need", need.into())];
        findings.add(breach, numbers, vec![sight.fact.id]);
    }
}

/// PRE-PREPARE and PREPAREs come from a quorum, and correct members of it really said so.
fn prepared(
    sender: ReplicaId,
    certificate: &PreparedCertificate,
    sight: Sight<'_>,
    ledger: &Ledger,
    findings: &mut Findings<'_>,
) {
    let header = &certificate.pre_prepare;
    let assignment = (header.view, header.seq, header.digest);
    let mut members = signers(&certificate.prepares, |vote| (vote.view, vote.seq, vote.digest) == assignment);
    members.insert(header.replica);
    is_quorum(sender, breaches::FEW_PREPARED, members, sight, findings);
    if ledger.has_forgotten(header.seq) {
        return;
    }
    let said = ledger.at(header.seq).and_then(|number| number.in_view(header.view));
    for prepare in &certificate.prepares {
        let really = said.is_some_and(|said| said.prepares.who(prepare.digest).contains(prepare.replica));
        never_said(prepare.replica, breaches::NEVER_PREPARED, really, sight, findings);
    }
    let really = said.is_some_and(|said| said.proposed.who(header.digest).contains(header.replica));
    never_said(header.replica, breaches::NEVER_PROPOSED, really, sight, findings);
}

fn committed(
    sender: ReplicaId,
    certificate: &CommitCertificate,
    sight: Sight<'_>,
    ledger: &Ledger,
    findings: &mut Findings<'_>,
) {
    let CommitCertificate { view, seq, digest, commits, .. } = certificate;
    let decided = (*view, *seq, *digest);
    let members = signers(commits, |vote| (vote.view, vote.seq, vote.digest) == decided);
    is_quorum(sender, breaches::FEW_COMMITTED, members, sight, findings);
    for commit in commits.iter().filter(|commit| !ledger.has_forgotten(commit.seq)) {
        let said = ledger.at(commit.seq).and_then(|number| number.in_view(commit.view));
        let really = said.is_some_and(|said| said.commits.who(commit.digest).contains(commit.replica));
        never_said(commit.replica, breaches::NEVER_COMMITTED, really, sight, findings);
    }
}

fn never_said(
    signer: ReplicaId,
    breach: Breach,
    really: bool,
    sight: Sight<'_>,
    findings: &mut Findings<'_>,
) {
    if !really && sight.is_correct(signer) {
        findings.add(breach, [("replica", signer.into())], vec![sight.fact.id]);
    }
}
