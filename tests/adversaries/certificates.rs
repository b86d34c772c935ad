//! Certificates behind a violation: the voters, the double votes, and the proofs.

use std::collections::BTreeSet;

use pbft_lab::api::{CertificateView, RecordOptions, TraceEvent, Violation};
use pbft_lab::checks::invariants::VIOLATION_KINDS;
use pbft_lab::scenario::catalog;

use crate::adversaries::harness::{Harness, catalogues};

/// These replicas follow one strategy as a group, in a cluster of `n`.
fn group(replicas: u32, members: &[u32], strategy: &str) -> Harness {
    let mut harness = Harness::open(&format!(
        r#"{{"cluster": {{"replicas": {replicas}, "clients": 2, "seed": "7", "checkpointInterval": 4}}}}"#
    ));
    for replica in members {
        harness.command(&format!(
            r#"{{"do": "behave", "replica": {replica}, "strategy": {strategy}, "group": 1}}"#
        ));
    }
    harness
}

#[track_caller]
fn first(harness: &Harness, code: &str) -> Violation {
    let violations = harness.session.violations();
    violations.into_iter().find(|violation| violation.code == code).unwrap_or_else(|| panic!("no {code}"))
}

/// Each vote was sent in its record, by its signer or inside another message, with the certificate's view, number and digest.
#[track_caller]
fn expect_sent(harness: &Harness, certificate: &CertificateView) {
    assert_eq!(certificate.signers.len(), certificate.records.len());
    assert_eq!(certificate.signers.iter().collect::<BTreeSet<_>>().len(), certificate.signers.len());
    for (signer, record) in certificate.signers.iter().zip(&certificate.records) {
        let record = harness.session.records(*record, 1, RecordOptions::default()).remove(0);
        let TraceEvent::Sent { message, .. } = record.what else { panic!("{record:?}") };
        if ["PRE-PREPARE", "PREPARE", "COMMIT", "CHECKPOINT", "REPLY"].contains(&message.kind.as_str()) {
            assert_eq!(message.signer, Some(*signer));
            assert_eq!(message.digest, certificate.digest);
        }
        if certificate.kind == "commit" && message.kind == "COMMIT" {
            assert_eq!((message.view, message.seq), (certificate.view, certificate.seq));
        }
    }
}

#[test]
fn a_fork_in_one_view_shows_two_certificates_whose_common_members_are_proven_guilty() {
    for (replicas, members, f) in [(4, &[0, 1][..], 1), (7, &[0, 1, 2], 2)] {
        let mut harness = group(replicas, members, r#"{"name": "fork-in-view"}"#);
        harness.submit(0, "put x 1");
        harness.submit(1, "put x 2");
        harness.advance(600);
        let quorum = harness.view().quorum as usize;
        for (code, kind) in [("other-batch", "commit"), ("two-prepared", "prepared")] {
            let violation = first(&harness, code);
            let [one, other] = violation.certificates.as_slice() else { panic!("{violation:?}") };
            assert_eq!((one.kind, other.kind), (kind, kind));
            assert_eq!((one.view, one.seq), (other.view, other.seq));
            assert_ne!((one.holder, &one.digest), (other.holder, &other.digest));
            for certificate in [one, other] {
                assert_eq!(certificate.signers.len(), quorum);
                assert!(certificate.signers.contains(&certificate.holder));
                expect_sent(&harness, certificate);
            }
            assert!(violation.intersection.len() > f, "{violation:?}");
            assert_eq!(
                violation.intersection, members,
                "all of these lie, and no other replica voted for both"
            );
            let proofs = harness.session.proofs();
            let proven: BTreeSet<u32> =
                violation.proofs.iter().map(|id| proofs[*id as usize].culprit).collect();
            assert_eq!(proven, members.iter().copied().collect());
        }
    }
}

#[test]
fn a_fork_across_views_shows_a_certificate_of_each_view() {
    let scene = catalog::SCENES.iter().find(|scene| scene.name == "rewritten-history").unwrap();
    let mut harness = Harness::open(&scene.json().unwrap());
    harness.advance(1_000);
    let agreement = first(&harness, "other-batch");
    let views: Vec<_> = agreement.certificates.iter().map(|it| (it.kind, it.view, it.seq)).collect();
    assert_eq!(views, [("commit", Some(0), Some(1)), ("commit", Some(1), Some(1))]);
    assert_eq!(agreement.intersection, [0, 1]);
    let proofs = harness.session.proofs();
    let hidden = |id: &u32| proofs[*id as usize].offence == "hidden-certificate";
    assert!(!agreement.proofs.is_empty() && agreement.proofs.iter().all(hidden), "{proofs:?}");
}

#[test]
fn a_fooled_client_shows_the_replies_that_it_believed() {
    let mut harness = group(4, &[0, 1], r#"{"name": "fool-client"}"#);
    harness.submit(0, "put x 1");
    harness.advance(3_000);
    let violation = first(&harness, "result-never-executed");
    let [replies] = violation.certificates.as_slice() else { panic!("{violation:?}") };
    assert_eq!((replies.kind, replies.holder, replies.signers.as_slice()), ("replies", 4, &[0, 1][..]));
    assert_eq!((replies.timestamp, replies.result.as_deref()), (Some(1), Some("fake")));
    assert_eq!(
        (violation.intersection, violation.proofs),
        (vec![], vec![]),
        "one says nothing against itself"
    );
    expect_sent(&harness, replies);
}

#[test]
fn an_invented_state_shows_the_checkpoints_that_certified_it() {
    let mut harness = group(4, &[0, 1, 2], r#"{"name": "invent-state"}"#);
    harness.advance(3_000);
    let violation = first(&harness, "state-never-executed");
    let [checkpoints] = violation.certificates.as_slice() else { panic!("{violation:?}") };
    assert_eq!((checkpoints.kind, checkpoints.signers.as_slice()), ("checkpoint", &[0, 1, 2][..]));
    assert_eq!((checkpoints.holder, checkpoints.view), (3, None));
    assert_eq!(checkpoints.seq, violation.numbers.get("seq").copied());
}

#[test]
fn votes_inside_a_commit_certificate_count_too() {
    let mut harness = Harness::with_laggard();
    for replica in 0..3 {
        harness.command(&format!(
            r#"{{"do": "behave", "replica": {replica}, "strategy": {{"name": "invent-state"}}, "group": 1}}"#
        ));
    }
    harness.advance(3_000);
    let violation = first(&harness, "other-batch");
    let [_, invented] = violation.certificates.as_slice() else { panic!("{violation:?}") };
    assert_eq!((invented.holder, invented.signers.as_slice()), (3, &[0, 1, 2][..]));
    assert_eq!(violation.intersection, [0, 1, 2]);
    expect_sent(&harness, invented);
}

#[test]
fn a_vote_with_a_forged_signature_stands_in_no_certificate() {
    // Replica 0 also votes in the names of others without their signatures. These votes are no double votes.
    let mut harness = Harness::of_four(7);
    for (replica, strategies) in
        [(0, r#"{"name": "fork-in-view"}, {"name": "forge-sender"}"#), (1, r#"{"name": "fork-in-view"}"#)]
    {
        harness.command(&format!(
            r#"{{"do": "behave", "replica": {replica}, "strategies": [{strategies}], "group": 1}}"#
        ));
    }
    harness.submit(0, "put x 1");
    harness.submit(1, "put x 2");
    harness.advance(600);
    assert!(!harness.sent(0, "COMMIT").iter().all(|sending| sending.message.signer == Some(0)));
    let violation = first(&harness, "other-batch");
    assert_eq!(violation.intersection, [0, 1]);
}

#[test]
fn certificates_stay_when_a_run_goes_on_and_are_the_same_in_a_clone() {
    let mut harness = group(4, &[0, 1], r#"{"name": "fork-in-view"}"#);
    harness.submit_rounds(3);
    harness.advance(400);
    let before = first(&harness, "other-batch");
    let clone = harness.session.clone();
    harness.submit_rounds(10);
    harness.advance(20_000);
    let after = first(&harness, "other-batch");
    assert_eq!(after.certificates, before.certificates);
    let cloned = clone.violations().into_iter().find(|violation| violation.code == "other-batch");
    assert_eq!(cloned.map(|violation| violation.certificates), Some(before.certificates));
}

/// The names that follow a sign in a text: a brace in the engine's sentences, a dollar in the catalogues. At the beginning of a
/// sentence a name is written large.
fn names_after(sign: char, text: &str) -> BTreeSet<String> {
    let name = |part: &str| part.chars().take_while(char::is_ascii_alphabetic).collect::<String>();
    text.split(sign).skip(1).map(|part| name(part).to_lowercase()).collect()
}

/// A message of a catalogue with all its lines: those after the first are indented.
fn text_of(catalogue: &str, key: &str) -> String {
    let line = format!("{key} = ");
    let mut lines = catalogue.lines().skip_while(|text| !text.starts_with(&line));
    let first = lines.next().unwrap_or_else(|| panic!("{key} has no text"));
    let more = lines.take_while(|text| text.starts_with(' '));
    first.strip_prefix(&line).into_iter().chain(more).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_violation_kind_has_a_code_of_its_own_and_a_text_about_the_same_numbers_in_both_languages() {
    let codes: BTreeSet<_> = VIOLATION_KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(codes.len(), VIOLATION_KINDS.len());
    for kind in &VIOLATION_KINDS {
        assert!(kind.sentence.ends_with('.') && kind.sentence.starts_with(char::is_uppercase), "{kind:?}");
        for catalogue in &catalogues() {
            let text = text_of(catalogue, &format!("violation-{}", kind.code));
            assert_eq!(names_after('$', &text), names_after('{', kind.sentence), "{}", kind.code);
        }
        let names = names_after('{', kind.sentence);
        assert_eq!(kind.sentence.matches('{').count(), names.len(), "{kind:?}");
    }
    for catalogue in &catalogues() {
        let texts = catalogue.lines().filter_map(|text| text.strip_prefix("violation-")?.split_once(" = "));
        texts.for_each(|(code, _)| assert!(codes.contains(code), "violation-{code} is the text of no kind"));
    }
}
