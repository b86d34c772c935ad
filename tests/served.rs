//! Facts that the engine serves, so that the page computes none: obstacles, invariants, sections, primaries and families.

use pbft_lab::api::{
    InvariantState, Obstacle, ProtocolEvent, RecordOptions, TraceEvent, View, ViewOptions, WaitingFor,
};
use pbft_lab::byzantine::{Family, strategies};
use pbft_lab::checks::faults::Fault;
use pbft_lab::run::session::Session;
use pbft_lab::scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::units::Ms;

use crate::driver::open;

const SUBMIT: &str = r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#;

fn cluster() -> Session {
    open(r#"{"cluster": {"replicas": 4, "crypto": "symbolic"}}"#)
}

fn give(session: &mut Session, commands: &[&str]) {
    for json in commands {
        let command = Command::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"));
        session.command(&command).unwrap_or_else(|refusal| panic!("{json}: {refusal}"));
    }
}

/// The view after this number of milliseconds. A small number of slots must not change what is served.
fn after(session: &mut Session, span_ms: u64) -> View {
    session.advance(Ms::from_us(span_ms * 1000), &mut || false);
    session.view(ViewOptions { slots: 0, ..ViewOptions::default() })
}

fn obstacle(view: &View) -> Option<Obstacle> {
    view.clients[0].obstacle.clone()
}

fn votes(phase: &'static str, parted: bool) -> Option<Obstacle> {
    Some(Obstacle::Votes { phase, have: 2, need: 3, may_vote: 2, parted })
}

#[test]
fn a_request_is_stuck_once_all_replicas_that_can_vote_have_voted() {
    let mut session = cluster();
    give(&mut session, &[r#"{"do": "crash", "replica": 2}"#, r#"{"do": "crash", "replica": 3}"#, SUBMIT]);
    // The PRE-PREPARE is on its way: one vote, of two that may come.
    assert_eq!(obstacle(&after(&mut session, 0)), None);
    assert_eq!(obstacle(&after(&mut session, 500)), votes("prepare", false));
    // The backup suspects the primary and leaves the view; f others that do so are not enough for the primary to follow.
    let leaving = Obstacle::Votes { phase: "view-change", have: 1, need: 3, may_vote: 2, parted: false };
    assert_eq!(obstacle(&after(&mut session, 20_000)), Some(leaving));
}

#[test]
fn a_request_is_not_stuck_while_a_quorum_votes_or_once_it_is_answered() {
    let mut session = cluster();
    give(&mut session, &[r#"{"do": "crash", "replica": 3}"#, SUBMIT]);
    for _ in 0..100 {
        assert_eq!(obstacle(&after(&mut session, 1)), None);
    }
    let view = after(&mut session, 1000);
    assert_eq!((view.clients[0].answered, obstacle(&view)), (1, None));
}

#[test]
fn a_request_that_was_prepared_waits_for_commits() {
    let mut session = cluster();
    give(&mut session, &[SUBMIT]);
    let waits_for_commits = |session: &mut Session| {
        let view = session.view(ViewOptions::default());
        view.replicas[0].slots.iter().any(|slot| slot.waiting_for == Some(WaitingFor::Commits))
    };
    while !waits_for_commits(&mut session) {
        session.step().expect("replica 0 prepares");
    }
    // Each COMMIT but its own is lost.
    let packets = session.view(ViewOptions::default()).packets;
    for packet in packets.iter().filter(|packet| packet.to == 0) {
        give(&mut session, &[&format!(r#"{{"do": "drop", "packet": {}}}"#, packet.id)]);
    }
    give(&mut session, &[r#"{"do": "crash", "replica": 1}"#, r#"{"do": "crash", "replica": 2}"#]);
    give(&mut session, &[r#"{"do": "crash", "replica": 3}"#]);
    let view = after(&mut session, 300);
    let own = Obstacle::Votes { phase: "commit", have: 1, need: 3, may_vote: 1, parted: false };
    assert_eq!(obstacle(&view), Some(own));
}

/// Stops after each step until the request is answered. At each stop, a request that is answered without another
/// command was not stuck.
#[test]
fn a_request_that_messages_in_flight_still_decide_is_not_stuck() {
    let mut decided = 0;
    for (crashed, steps) in
        [[1, 2], [1, 3], [2, 3], [0, 2], [0, 3]].into_iter().flat_map(|two| (1..60).map(move |at| (two, at)))
    {
        let mut session = cluster();
        give(&mut session, &[SUBMIT]);
        (0..steps).for_each(|_| drop(session.step()));
        crashed
            .iter()
            .for_each(|id| give(&mut session, &[&format!(r#"{{"do": "crash", "replica": {id}}}"#)]));
        let mut told = Vec::new();
        for _ in 0..200 {
            told.extend(obstacle(&session.view(ViewOptions { slots: 0, ..ViewOptions::default() })));
            if session.now() > Ms::from_us(900_000) || session.step().is_none() {
                break;
            }
        }
        if session.view(ViewOptions::default()).clients[0].answered == 1 {
            decided += 1;
            assert_eq!(told, [], "{crashed:?} crash after {steps} steps");
        } else {
            assert!(!told.is_empty(), "{crashed:?} crash after {steps} steps");
        }
    }
    assert!(decided > 10, "{decided}");
}

#[test]
fn thresholds_are_those_in_force() {
    let view = |n: u32, mutant: &str, commands: &[&str]| {
        let json =
            format!(r#"{{"cluster": {{"replicas": {n}, "crypto": "symbolic", "mutants": [{mutant}]}}}}"#);
        let mut session = open(&json);
        give(&mut session, commands);
        give(&mut session, &[SUBMIT]);
        (after(&mut session, 500), session.view(ViewOptions::default()))
    };
    let (majority, whole) = view(7, "\"M81\"", &[]);
    assert_eq!((majority.quorum, majority.verdict.overlap, majority.verdict.allowed), (4, 1, 2));
    let slot = &whole.replicas[0].slots[0];
    assert_eq!((slot.prepare_votes.need, slot.commit_votes.need), (4, 4));
    // A request is stuck below that quorum only.
    let crash = |id: u32| format!(r#"{{"do": "crash", "replica": {id}}}"#);
    let crashes = [crash(4), crash(5), crash(6), crash(3)];
    let crashes: Vec<_> = crashes.iter().map(String::as_str).collect();
    assert_eq!(view(7, "\"M81\"", &crashes[..3]).0.clients[0].answered, 1);
    let stuck = Obstacle::Votes { phase: "prepare", have: 3, need: 4, may_vote: 3, parted: false };
    assert_eq!(obstacle(&view(7, "\"M81\"", &crashes).0), Some(stuck));
    // One reply, no PREPARE at all.
    assert_eq!(view(4, "\"M71\"", &[]).0.clients[0].need, 1);
    assert_eq!(view(4, "\"M82\"", &[]).1.replicas[1].slots[0].prepare_votes.need, 1);
    let (paper, _) = view(7, "", &[]);
    assert_eq!((paper.quorum, paper.weak, paper.clients[0].need, paper.verdict.overlap), (5, 3, 3, 3));
}

#[test]
fn a_partition_without_a_quorum_on_any_side_is_an_obstacle() {
    let parted = |groups: &str| {
        let mut session = cluster();
        give(&mut session, &[&format!(r#"{{"do": "partition", "groups": {groups}}}"#), SUBMIT]);
        obstacle(&after(&mut session, 500))
    };
    assert_eq!(parted("[[0, 1], [2, 3]]"), votes("prepare", true));
    assert_eq!(parted("[[2, 3], [0, 1, 4]]"), votes("prepare", true));
    // Replica 3 is in no group, so it reaches both.
    assert_eq!(parted("[[0, 1], [2]]"), None);
    assert_eq!(parted("[[0, 1, 2], [3]]"), None);
    assert_eq!(parted(r#"[[0, 1], [2, 3]], "oneWay": true"#), None);
}

#[test]
fn a_primary_that_cannot_order_is_an_obstacle() {
    let primary = |commands: &[&str]| {
        let mut session = cluster();
        give(&mut session, commands);
        give(&mut session, &[SUBMIT]);
        obstacle(&after(&mut session, 500))
    };
    let crash = r#"{"do": "crash", "replica": 0}"#;
    assert_eq!(primary(&[crash]), Some(Obstacle::Primary { primary: 0, fault: Fault::Down }));
    assert_eq!(
        primary(&[r#"{"do": "pause", "replica": 0}"#]),
        Some(Obstacle::Primary { primary: 0, fault: Fault::Paused })
    );
    assert_eq!(primary(&[r#"{"do": "crash", "replica": 1}"#]), None);
}

#[test]
fn an_invariant_applies_from_its_first_event_on() {
    let states = |view: &View| -> Vec<(&str, InvariantState)> {
        view.invariants.iter().map(|invariant| (invariant.id, invariant.state)).collect()
    };
    let mut session = cluster();
    let at_first = after(&mut session, 0);
    assert!(states(&at_first).iter().all(|(_, state)| *state == InvariantState::Unjudged));
    assert_eq!(at_first.invariants.len(), 20);
    assert_eq!(at_first.invariants.iter().filter(|invariant| invariant.watched).count(), 19);
    give(&mut session, &[SUBMIT]);
    let view = after(&mut session, 1000);
    let state = |wanted: &str| states(&view).iter().find(|(id, _)| *id == wanted).unwrap().1;
    for held in ["I1", "I6", "I10", "I15"] {
        assert_eq!(state(held), InvariantState::Held, "{held}");
    }
    // No view change, no checkpoint, and the run goes on.
    for unjudged in ["I5", "I8", "I9", "I14", "I17", "I18", "I19", "I20"] {
        assert_eq!(state(unjudged), InvariantState::Unjudged, "{unjudged}");
    }
}

#[test]
fn a_violated_invariant_is_broken_and_the_others_still_hold() {
    let entries = scenario::catalog::entries().unwrap();
    let entry = entries.into_iter().find(|entry| entry.name == "broken-agreement");
    let mut session = Session::open(entry.unwrap().scenario).unwrap();
    let view = after(&mut session, 10_000);
    let broken: Vec<_> =
        view.invariants.iter().filter(|invariant| invariant.state == InvariantState::Broken).collect();
    assert!(broken.iter().any(|invariant| invariant.id == "I1"), "{broken:?}");
    for invariant in &view.invariants {
        let violated = view.violations.iter().any(|violation| violation.property == invariant.property);
        assert_eq!(violated, invariant.state == InvariantState::Broken, "{invariant:?}");
    }
    assert!(view.invariants.iter().any(|invariant| invariant.state == InvariantState::Held));
}

#[test]
fn a_fact_names_its_section_and_the_primary_of_its_view() {
    let mut session = open(r#"{"cluster": {"replicas": 7, "crypto": "symbolic"}}"#);
    give(&mut session, &[r#"{"do": "crash", "replica": 0}"#, r#"{"do": "crash", "replica": 1}"#, SUBMIT]);
    after(&mut session, 60_000);
    let records = session.records(0, 10_000, RecordOptions { facts: true });
    let facts: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.what {
            TraceEvent::Fact { fact, section, primary, .. } => Some((fact, *section, *primary)),
            _ => None,
        })
        .collect();
    let of = |which: fn(&ProtocolEvent) -> bool| {
        let (_, section, primary) = facts.iter().find(|(fact, ..)| which(fact)).expect("it happened");
        (*section, *primary)
    };
    assert_eq!(of(|fact| matches!(fact, ProtocolEvent::RequestSent { .. })), (Some("4.1"), None));
    assert_eq!(of(|fact| matches!(fact, ProtocolEvent::Prepared { view: 2, .. })), (Some("4.2"), Some(2)));
    assert_eq!(of(|fact| matches!(fact, ProtocolEvent::ViewEntered { view: 2, .. })), (Some("4.4"), Some(2)));
    let left = |why: &str| {
        facts.iter().find_map(|(fact, section, _)| match fact {
            ProtocolEvent::ViewChangeStarted { why: cause, .. } if cause == why => Some(*section),
            _ => None,
        })
    };
    assert_eq!(left("request-timeout"), Some(Some("4.4")));
    assert_eq!(left("new-view-timeout"), Some(Some("4.5.2")));
}

#[test]
fn a_refusal_says_whether_only_a_faulty_sender_causes_it() {
    let refusals = |strategy: &str| -> Vec<(String, bool, Option<&'static str>)> {
        let mut session = cluster();
        let behave = format!(r#"{{"do": "behave", "replica": 3, "strategy": {{"name": "{strategy}"}}}}"#);
        give(&mut session, &[&behave, SUBMIT]);
        after(&mut session, 2000);
        let records = session.records(0, 10_000, RecordOptions { facts: true });
        let refusal = |what: &TraceEvent| match what {
            TraceEvent::Fact {
                fact: ProtocolEvent::MessageRefused { reason, proves_fault, .. },
                section,
                ..
            } => Some((reason.code.clone(), *proves_fault, *section)),
            _ => None,
        };
        records.iter().filter_map(|record| refusal(&record.what)).collect()
    };
    assert!(refusals("forge-sender").contains(&("bad-signature".to_owned(), true, Some("4.2"))));
    let late = refusals("replay-votes");
    assert!(late.iter().any(|(code, proves_fault, _)| code == "duplicate" && !proves_fault), "{late:?}");
}

#[test]
fn a_strategy_has_the_family_of_its_code() {
    let all = strategies();
    let family = |code: &str| all.iter().find(|info| info.code == code).unwrap().family;
    for (code, expected) in [
        ("B1", Family::Primary),
        ("B13", Family::Primary),
        ("B14", Family::Votes),
        ("B23", Family::Votes),
        ("B24", Family::ViewChange),
        ("B34", Family::Checkpoints),
        ("B40", Family::Replies),
        ("B42", Family::Requests),
        ("B50", Family::Other),
        ("A1", Family::Collusion),
        ("A5", Family::Collusion),
    ] {
        assert_eq!(family(code), expected, "{code}");
    }
}
