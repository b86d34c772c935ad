//! I5 certificate integrity: what correct replicas embed as proof holds, and no vote in it is put into a correct replica's mouth.

use std::rc::Rc;

use super::breaches::Breach;
use super::ledger::Ledger;
use super::{Findings, Sight, breaches};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Commit, Message, PreparedCertificate};
use crate::pbft::{ReplicaId, ReplicaSet};
use crate::sim::Seen;

/// It needs no memory of its own: the ledger knows who really signed what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificates;

impl Certificates {
    pub(super) fn observe(self, sight: Sight<'_>, ledger: &Ledger, findings: &mut Findings<'_>) {
        let Seen::Sent { from, message, .. } = sight.fact.seen else { return };
        let Some(sender) = sight.cluster.replica(from).filter(|sender| sight.is_correct(*sender)) else {
            return;
        };
        match message {
            Message::ViewChange(change) if change.replica == sender => {
                for certificate in &change.prepared {
                    prepared(sender, certificate, sight, ledger, findings);
                }
                let signers = change.checkpoints.iter().map(|checkpoint| checkpoint.replica).collect();
                if !change.checkpoints.is_empty() {
                    is_quorum(sender, breaches::FEW_STABLE, signers, sight, findings);
                }
            }
            Message::NewView(new_view) if new_view.replica == sender => {
                let senders = new_view.view_changes.iter().map(|change| change.replica).collect();
                is_quorum(sender, breaches::FEW_VIEW_CHANGES, senders, sight, findings);
                for certificate in new_view.view_changes.iter().flat_map(|change| &change.prepared) {
                    prepared(sender, certificate, sight, ledger, findings);
                }
            }
            Message::State(state) => {
                let signers = state.proof.iter().map(|checkpoint| checkpoint.replica).collect();
                is_quorum(sender, breaches::FEW_STATE, signers, sight, findings);
            }
            Message::CommitCertificate(certificate) => {
                committed(sender, &certificate.commits, sight, ledger, findings);
            }
            _ => {}
        }
    }
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
    let backups = certificate.prepares.iter().map(|prepare| prepare.replica);
    is_quorum(sender, breaches::FEW_PREPARED, backups.chain([header.replica]).collect(), sight, findings);
    let Some(number) = ledger.at(header.seq) else { return };
    let said = number.in_view(header.view);
    for prepare in &certificate.prepares {
        let really = said.is_some_and(|said| said.prepares.who(prepare.digest).contains(prepare.replica));
        never_said(prepare.replica, breaches::NEVER_PREPARED, really, sight, findings);
    }
    let really = said.is_some_and(|said| said.proposed.who(header.digest).contains(header.replica));
    never_said(header.replica, breaches::NEVER_PROPOSED, really, sight, findings);
}

fn committed(
    sender: ReplicaId,
    commits: &[Rc<Signed<Commit>>],
    sight: Sight<'_>,
    ledger: &Ledger,
    findings: &mut Findings<'_>,
) {
    let signers = commits.iter().map(|commit| commit.replica).collect();
    is_quorum(sender, breaches::FEW_COMMITTED, signers, sight, findings);
    for commit in commits {
        let Some(number) = ledger.at(commit.seq) else { return };
        let said = number.in_view(commit.view);
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
