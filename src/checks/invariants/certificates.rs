//! I5 certificate integrity: proofs from correct replicas are valid, and contain no vote that a correct replica did not cast.

use std::rc::Rc;

use super::ledger::Ledger;
use super::violation_kinds::ViolationKind;
use super::{OracleInput, Violations, violation_kinds};
use crate::pbft::envelope::{Body, Signed};
use crate::pbft::ids::Author;
use crate::pbft::message::{CommitCertificate, Message, PreparedCertificate};
use crate::pbft::{ReplicaId, ReplicaSet};
use crate::sim::Observation;

/// It needs no state, because the ledger knows who signed what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificates;

impl Certificates {
    pub(super) fn observe(self, input: OracleInput<'_>, ledger: &Ledger, violations: &mut Violations<'_>) {
        let Observation::Sent { from, message, .. } = input.observed.observation else { return };
        let Some(sender) = input.cluster.replica(from).filter(|sender| input.is_correct(*sender)) else {
            return;
        };
        match message {
            Message::ViewChange(change) if change.replica == sender => {
                for certificate in &change.prepared {
                    prepared(sender, certificate, input, ledger, violations);
                }
                if let Some(first) = change.checkpoints.first() {
                    let stable = (change.low_water_mark, first.digest);
                    let signers = signers(&change.checkpoints, |vote| (vote.seq, vote.digest) == stable);
                    is_quorum(sender, violation_kinds::FEW_STABLE, signers, input, violations);
                }
            }
            Message::NewView(new_view) if new_view.replica == sender => {
                let senders = signers(&new_view.view_changes, |change| change.view == new_view.view);
                is_quorum(sender, violation_kinds::FEW_VIEW_CHANGES, senders, input, violations);
                for certificate in new_view.view_changes.iter().flat_map(|change| &change.prepared) {
                    prepared(sender, certificate, input, ledger, violations);
                }
            }
            Message::State(state) => {
                let signers =
                    signers(&state.proof, |vote| (vote.seq, vote.digest) == (state.seq, state.digest));
                is_quorum(sender, violation_kinds::FEW_STATE, signers, input, violations);
            }
            Message::CommitCertificate(certificate) => {
                committed(sender, certificate, input, ledger, violations);
            }
            _ => {}
        }
    }
}

/// The signers of the statements that support the claim.
fn signers<T: Body>(statements: &[Rc<Signed<T>>], proves: impl Fn(&T) -> bool) -> ReplicaSet {
    let author = |statement: &Rc<Signed<T>>| match statement.author() {
        Author::Replica(replica) if proves(statement) => Some(replica),
        _ => None,
    };
    statements.iter().filter_map(author).collect()
}

fn is_quorum(
    sender: ReplicaId,
    kind: ViolationKind,
    signers: ReplicaSet,
    input: OracleInput<'_>,
    violations: &mut Violations<'_>,
) {
    let quorums = input.cluster.quorums;
    let is_of_checkpoints = kind == violation_kinds::FEW_STABLE || kind == violation_kinds::FEW_STATE;
    let need = if is_of_checkpoints { quorums.checkpoints() } else { quorums.quorum };
    let have = signers.len();
    if have < need {
        let numbers = [("replica", sender.into()), ("have", have.into()), ("need", need.into())];
        violations.add(kind, numbers, vec![input.observed.id]);
    }
}

/// The PRE-PREPARE and the PREPAREs come from a quorum, and its correct members sent them.
fn prepared(
    sender: ReplicaId,
    certificate: &PreparedCertificate,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    let header = &certificate.pre_prepare;
    let assignment = (header.view, header.seq, header.digest);
    let mut members = signers(&certificate.prepares, |vote| (vote.view, vote.seq, vote.digest) == assignment);
    members.insert(header.replica);
    is_quorum(sender, violation_kinds::FEW_PREPARED, members, input, violations);
    if ledger.has_forgotten(header.seq) {
        return;
    }
    let said = ledger.at(header.seq).and_then(|number| number.in_view(header.view));
    for prepare in &certificate.prepares {
        let really = said.is_some_and(|said| said.prepares.who(prepare.digest).contains(prepare.replica));
        never_said(prepare.replica, violation_kinds::NEVER_PREPARED, really, input, violations);
    }
    let really = said.is_some_and(|said| said.proposed.who(header.digest).contains(header.replica));
    never_said(header.replica, violation_kinds::NEVER_PROPOSED, really, input, violations);
}

fn committed(
    sender: ReplicaId,
    certificate: &CommitCertificate,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    let CommitCertificate { view, seq, digest, commits, .. } = certificate;
    let decided = (*view, *seq, *digest);
    let members = signers(commits, |vote| (vote.view, vote.seq, vote.digest) == decided);
    is_quorum(sender, violation_kinds::FEW_COMMITTED, members, input, violations);
    for commit in commits.iter().filter(|commit| !ledger.has_forgotten(commit.seq)) {
        let said = ledger.at(commit.seq).and_then(|number| number.in_view(commit.view));
        let really = said.is_some_and(|said| said.commits.who(commit.digest).contains(commit.replica));
        never_said(commit.replica, violation_kinds::NEVER_COMMITTED, really, input, violations);
    }
}

fn never_said(
    signer: ReplicaId,
    kind: ViolationKind,
    really: bool,
    input: OracleInput<'_>,
    violations: &mut Violations<'_>,
) {
    if !really && input.is_correct(signer) {
        violations.add(kind, [("replica", signer.into())], vec![input.observed.id]);
    }
}
