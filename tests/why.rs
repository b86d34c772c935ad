//! Explanations: the causes of an event, and the missing conditions of one that has not happened.

use std::collections::{BTreeMap, BTreeSet};

use pbft_lab::api::{
    MessageBrief, ProtocolEvent, RecordOptions, Stopped, TraceEvent, TraceRecord, ViewOptions,
};
use pbft_lab::explain::{Explanation, Outcome, Question};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::units::Ms;

use crate::driver::{command, open, scene};

fn advance(session: &mut Session, ms: u64) {
    session.advance(Ms::from_us(ms * 1000), &mut || false);
}

fn run_until(session: &mut Session, goal: &str) {
    let goal = Goal::parse(goal).unwrap();
    let progress = session.run_until(&goal, Ms::from_us(60_000_000), &mut || false).unwrap();
    assert_eq!(progress.stopped, Stopped::Goal);
}

fn why(session: &Session, question: &str) -> Explanation {
    let question = Question::parse(question).unwrap_or_else(|refusal| panic!("{refusal}"));
    let explanation = session.why(&question).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_well_formed(&explanation);
    explanation
}

/// Reasons lie in the slice and before what they are reasons for; everything in it is a reason for something else in it.
fn assert_well_formed(explanation: &Explanation) {
    let records: BTreeSet<u64> = explanation.slice.iter().map(|it| it.record).collect();
    let mut reasons: BTreeSet<u64> = BTreeSet::new();
    for entry in &explanation.slice {
        assert!(entry.because.iter().all(|it| *it < entry.record && records.contains(it)), "{entry:?}");
        assert!(!entry.further || entry.because.is_empty(), "{entry:?}");
        reasons.extend(&entry.because);
    }
    if let Some(root) = explanation.record {
        let unneeded: Vec<_> = records.iter().filter(|it| **it != root && !reasons.contains(it)).collect();
        assert!(unneeded.is_empty() && records.last() == Some(&root), "{unneeded:?} of {root}");
    }
    assert!(explanation.sentence.ends_with('.'));
}

fn all_records(session: &Session) -> Vec<TraceRecord> {
    let mut records = Vec::new();
    while (records.len() as u64) < session.record_count() {
        records.extend(session.records(records.len() as u64, 10_000, RecordOptions::default()));
    }
    records
}

/// The codes of the parts, with the numbers named.
fn codes(explanation: &Explanation) -> Vec<&str> {
    explanation.parts.iter().map(|part| part.code.as_str()).collect()
}

/// A packet, as every run of a small scene knows it again.
type Name = (u32, u32, String, Option<u32>, Option<u64>, Option<u64>);

fn name_of(from: u32, to: u32, message: &MessageBrief) -> Name {
    (from, to, message.kind.clone(), message.signer, message.view, message.seq)
}

/// The packets whose arrival is a part of the slice.
fn packets_of(session: &Session, explanation: &Explanation) -> BTreeSet<Name> {
    let records = all_records(session);
    let slice = explanation.slice.iter().map(|it| &records[it.record as usize].what);
    let names = slice.filter_map(|what| match what {
        TraceEvent::Delivered { from, to, message, .. } => Some(name_of(*from, *to, message)),
        _ => None,
    });
    names.collect()
}

/// Runs a scenario in which only these packets arrive, and returns whether the event has happened by that time.
fn happens_with_only(json: &str, packets: &BTreeSet<Name>, question: &str, until: Ms) -> bool {
    let mut session = open(json);
    loop {
        let flying = session.view(ViewOptions { slots: 0, packets: 10_000 }).packets;
        for packet in flying {
            if !packets.contains(&name_of(packet.from, packet.to, &packet.message)) {
                command(&mut session, &format!(r#"{{"do": "drop", "packet": {}}}"#, packet.id));
            }
        }
        if session.next().is_none_or(|next| next > until) {
            break;
        }
        session.step();
    }
    let explanation = why(&session, question);
    explanation.kind == Outcome::Happened && explanation.at_ms == Some(until)
}

/// The slice alone makes the fact, at the same microsecond, and no packet of it can be left out that counts.
fn assert_slice_is_exact(json: &str, question: &str, counts: impl Fn(&Name) -> bool) {
    let mut session = open(json);
    advance(&mut session, 20_000);
    let explanation = why(&session, question);
    assert_eq!((explanation.kind, explanation.complete), (Outcome::Happened, true), "{question}");
    let (until, packets) = (explanation.at_ms.unwrap(), packets_of(&session, &explanation));
    assert!(happens_with_only(json, &packets, question, until), "{question}: the slice is not enough");
    for packet in packets.iter().filter(|packet| counts(packet)) {
        let mut fewer = packets.clone();
        fewer.remove(packet);
        assert!(!happens_with_only(json, &fewer, question, until), "{question} needs no {packet:?}");
    }
}

/// Links of constant, different latencies: no two packets arrive at once, and losing one changes no other.
fn with_constant_links(before: &str) -> String {
    let mut commands = String::new();
    for (from, to) in (0..5).flat_map(|from| (0..5).map(move |to| (from, to))) {
        let us = 10_000 + 710 * from + 1_310 * to + 113 * from * to;
        let latency = Ms::from_us(us).text();
        commands += &format!(
            r#"{{"atMs": 0, "do": "link", "from": {from}, "to": {to}, "latencyMs": {{"constant": {latency}}}}}, "#
        );
    }
    format!(
        r#"{{"cluster": {{"checkpointInterval": 1}}, "commands": [{commands}{before}
            {{"atMs": 1, "do": "submit", "client": 0, "operation": "put x 1"}}]}}"#
    )
}

#[test]
fn the_slice_of_a_fact_is_enough_for_it_and_none_of_its_packets_can_be_left_out() {
    let json = with_constant_links("");
    for question in [
        r#"{"replica": 2, "prePrepared": 1}"#,
        r#"{"replica": 0, "prepared": 1}"#,
        r#"{"replica": 3, "prepared": 1}"#,
        r#"{"replica": 2, "committedLocal": 1}"#,
        r#"{"replica": 1, "executed": 1}"#,
        r#"{"replica": 3, "stable": 1}"#,
        r#"{"client": 0}"#,
    ] {
        assert_slice_is_exact(&json, question, |_| true);
    }
}

#[test]
fn the_slice_across_a_view_change_is_exact_too() {
    let json = with_constant_links(r#"{"atMs": 0, "do": "crash", "replica": 0},"#);
    for question in [
        r#"{"replica": 1, "viewEntered": 1}"#,
        r#"{"replica": 2, "viewEntered": 1}"#,
        r#"{"replica": 3, "prepared": 1}"#,
        r#"{"replica": 2, "executed": 1}"#,
    ] {
        // A replica outside the slice would join the others at the moment when their VIEW-CHANGEs complete the quorum.
        assert_slice_is_exact(&json, question, |(_, _, kind, ..)| kind != "REQUEST");
    }
}

#[test]
fn a_certificate_rests_on_the_first_votes_that_reached_the_quorum_and_on_none_that_came_later() {
    let mut session = scene("one-request");
    advance(&mut session, 1_000);
    for replica in 0..4 {
        let explanation = why(&session, &format!(r#"{{"replica": {replica}, "committedLocal": 1}}"#));
        let records = all_records(&session);
        let root = explanation.slice.iter().find(|it| Some(it.record) == explanation.record).unwrap();
        // Every COMMIT that the replica had in hand, its own included, in order.
        let commits = records.iter().filter(|record| match &record.what {
            TraceEvent::Delivered { to, message, .. } => *to == replica && message.kind == "COMMIT",
            TraceEvent::Sent { from, message, .. } => *from == replica && message.kind == "COMMIT",
            _ => false,
        });
        let first: Vec<u64> = commits.map(|record| record.id).take(3).collect();
        let counted: Vec<u64> = root
            .because
            .iter()
            .copied()
            .filter(|it| !matches!(records[*it as usize].what, TraceEvent::Fact { .. }))
            .collect();
        assert_eq!(counted, first, "replica {replica}");
        assert_eq!(root.because.len(), 4, "and one prepared certificate");
    }
}

#[test]
fn an_execution_is_told_from_the_votes_back_to_the_command() {
    let mut session = scene("one-request");
    advance(&mut session, 1_000);
    let explanation = why(&session, r#"{"replica": 2, "executed": 1}"#);
    let sentence = &explanation.sentence;
    let mut rest = sentence.as_str();
    for piece in [
        "replica 2 executed sequence number 1 in view 0 at ",
        "replica 2 committed",
        "the COMMITs from replicas ",
        "replica 2 prepared",
        "the PREPAREs from replicas ",
        "replica 2 received the PRE-PREPARE of replica 0 for sequence number 1 in view 0",
        "replica 0 sent its PRE-PREPARE",
        "replica 0 received the REQUEST of client 0",
        "the command submit was carried out at 0 ms.",
    ] {
        let (_, after) = rest.split_once(piece).unwrap_or_else(|| panic!("{piece} in {sentence}"));
        rest = after;
    }
    let record = explanation.record.unwrap();
    let again = why(&session, &format!(r#"{{"about": {{"fact": {record}}}}}"#));
    assert_eq!(again, explanation);
}

#[test]
fn with_two_replicas_down_the_missing_votes_are_named() {
    let mut session = scene("two-replicas-down");
    advance(&mut session, 900);
    let explanation = why(&session, r#"{"replica": 1, "executed": 1}"#);
    assert_eq!(explanation.kind, Outcome::NotYet);
    assert_eq!(
        explanation.sentence,
        "replica 1 has 1 of the 2 PREPAREs in addition to the PRE-PREPARE for sequence number 1 in view 0; \
         replica 2 is down; replica 3 is down."
    );
    let votes = &explanation.parts[0];
    assert_eq!((votes.code.as_str(), votes.words["kind"].as_str()), ("votes", "PREPARE"));
    assert_eq!((votes.numbers["have"], votes.numbers["need"], &votes.replicas), (1, 2, &vec![1]));
    let client = why(&session, r#"{"client": 0}"#);
    assert!(
        client
            .sentence
            .starts_with("client 0 has 0 of the 2 matching REPLYs to request 1; replica 0 has not executed")
    );
    let crashes = client.sentence.matches("replica 3 is down").count();
    assert_eq!(crashes, 1, "{}", client.sentence);
}

#[test]
fn a_commit_that_was_dropped_by_hand_is_missed_by_name_and_time() {
    let mut session = scene("one-replica-down");
    loop {
        let packets = session.view(ViewOptions::default()).packets;
        let commit = packets.iter().find(|it| it.message.kind == "COMMIT" && (it.from, it.to) == (1, 2));
        if let Some(packet) = commit {
            command(&mut session, &format!(r#"{{"do": "drop", "packet": {}}}"#, packet.id));
            break;
        }
        session.step().unwrap();
    }
    let dropped_at = session.now().text();
    advance(&mut session, 60);
    let explanation = why(&session, r#"{"replica": 2, "executed": 1}"#);
    assert_eq!(
        explanation.sentence,
        format!(
            "replica 2 has 2 of the 3 COMMITs for sequence number 1 in view 0; \
             replica 1's was dropped at {dropped_at} ms; replica 3 is down."
        )
    );
    let dropped = &explanation.parts[1];
    assert_eq!((dropped.code.as_str(), dropped.words["why"].as_str()), ("message-dropped", "by-hand"));
    // Its loss rests on the command.
    let record = dropped.records[0];
    let loss = why(&session, &format!(r#"{{"about": {{"fact": {record}}}}}"#));
    assert!(loss.slice.iter().any(|it| it.record == record - 1), "{loss:?}");
}

#[test]
fn a_partition_a_pause_and_a_held_link_are_told_apart() {
    let mut session = open(
        r#"{"commands": [
            {"atMs": 0, "do": "link", "from": 1, "to": 0, "hold": true},
            {"atMs": 0, "do": "partition", "groups": [[0, 1, 4], [3]]},
            {"atMs": 0, "do": "pause", "replica": 2},
            {"atMs": 1, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
    );
    advance(&mut session, 300);
    let explanation = why(&session, r#"{"replica": 0, "prepared": 1}"#);
    assert_eq!(codes(&explanation), ["votes", "message-held", "node-paused", "sender-not-pre-prepared"]);
    let sentence = &explanation.sentence;
    assert!(
        sentence.contains("replica 1's is held on its link; replica 2 is paused; replica 3 has not"),
        "{sentence}"
    );
    assert!(sentence.contains("replica 0's was lost in the partition at "), "{sentence}");
    let because = explanation.parts[3].because.as_ref().expect("replica 3 waits for the PRE-PREPARE");
    assert_eq!((because.code.as_str(), because.words["kind"].as_str()), ("message-dropped", "PRE-PREPARE"));
    let cut_off = why(&session, r#"{"replica": 3, "executed": 1}"#);
    assert_eq!(codes(&cut_off), ["no-pre-prepare", "message-dropped"]);
    let paused = why(&session, r#"{"replica": 2, "executed": 1}"#);
    assert_eq!(codes(&paused), ["node-paused", "no-pre-prepare", "message-waiting"]);
}

#[test]
fn while_a_vote_is_on_its_way_the_answer_says_when_it_arrives() {
    let mut session = scene("one-request");
    let (explanation, place) = loop {
        session.step().unwrap();
        let explanation = why(&session, r#"{"replica": 2, "prepared": 1}"#);
        assert_eq!(explanation.kind, Outcome::NotYet);
        let place = explanation
            .parts
            .iter()
            .position(|part| part.code == "message-in-flight" && part.words["kind"] == "PREPARE");
        if let Some(place) = place {
            break (explanation, place);
        }
    };
    let arriving = &explanation.parts[place];
    let packets = session.view(ViewOptions::default()).packets;
    let packet = packets.iter().find(|it| Some(&it.id) == arriving.numbers.get("packet")).unwrap();
    assert_eq!(
        (packet.to, packet.message.kind.as_str(), Some(packet.due_ms)),
        (2, "PREPARE", arriving.at_ms)
    );
}

#[test]
fn a_silent_primary_is_found_out_and_the_new_view_rests_on_a_quorum_of_view_changes() {
    let mut session = open(
        r#"{"commands": [{"atMs": 0, "do": "crash", "replica": 0},
            {"atMs": 1, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
    );
    advance(&mut session, 1_500);
    let waiting = why(&session, r#"{"client": 0}"#);
    assert!(waiting.sentence.contains("replica 0 is down"), "{}", waiting.sentence);
    let idle = why(&session, r#"{"replica": 1, "executed": 1}"#);
    assert_eq!(codes(&idle), ["no-pre-prepare", "node-down"]);
    run_until(&mut session, r#"{"answered": {"client": 0, "count": 1}}"#);
    let entered = why(&session, r#"{"replica": 2, "viewEntered": 1}"#);
    let records = all_records(&session);
    let in_slice = |explanation: &Explanation, wanted: &dyn Fn(&TraceEvent) -> bool| {
        explanation.slice.iter().filter(|it| wanted(&records[it.record as usize].what)).count()
    };
    // The new primary has its own VIEW-CHANGE and needs those of two others.
    let heard = |what: &TraceEvent| matches!(what, TraceEvent::Delivered { to: 1, message, .. } if message.kind == "VIEW-CHANGE");
    assert_eq!(in_slice(&entered, &heard), 2);
    let executed = why(&session, r#"{"replica": 3, "executed": 1}"#);
    assert!(executed.complete);
    assert!(in_slice(&executed, &heard) == 2, "the execution rests on the view");
    let timers = |what: &TraceEvent| matches!(what, TraceEvent::Timer { timer, .. } if timer == "request");
    assert!(in_slice(&executed, &timers) >= 2);
}

#[test]
fn a_replica_that_slept_took_over_a_state_and_never_executed_what_it_contains() {
    let mut session = open(
        r#"{"cluster": {"checkpointInterval": 2, "logSize": 4, "batchMax": 1},
            "commands": [{"atMs": 0, "do": "crash", "replica": 3}]}"#,
    );
    for number in 0..9 {
        command(&mut session, &format!(r#"{{"do": "submit", "client": 0, "operation": "add x {number}"}}"#));
    }
    run_until(&mut session, r#"{"answered": {"client": 0, "count": 9}}"#);
    let asleep = why(&session, r#"{"replica": 3, "executed": 3}"#);
    assert_eq!((asleep.kind, codes(&asleep)), (Outcome::NotYet, vec!["node-down"]));
    command(&mut session, r#"{"do": "restart", "replica": 3}"#);
    for number in 0..8 {
        command(&mut session, &format!(r#"{{"do": "submit", "client": 0, "operation": "add y {number}"}}"#));
    }
    advance(&mut session, 20_000);
    let skipped = why(&session, r#"{"replica": 3, "executed": 3}"#);
    assert_eq!((skipped.kind, codes(&skipped)), (Outcome::Never, vec!["state-taken-over"]));
    assert!(skipped.slice.len() > 20, "the state rests on a quorum of CHECKPOINTs of others");
    let stable = why(&session, r#"{"replica": 3, "stable": 16}"#);
    assert_eq!((stable.kind, stable.complete), (Outcome::Happened, true));
    let above = why(&session, r#"{"replica": 3, "executed": 400}"#);
    assert_eq!(codes(&above)[0], "lower-first");
}

#[test]
fn a_request_that_waits_behind_another_rests_on_its_own_command_and_on_the_answer_before() {
    let mut session = open("{}");
    for operation in ["put x 1", "put x 2"] {
        command(&mut session, &format!(r#"{{"do": "submit", "client": 0, "operation": "{operation}"}}"#));
    }
    let queued = why(&session, r#"{"client": 0, "answered": 2}"#);
    assert_eq!((queued.kind, codes(&queued)[0]), (Outcome::NotYet, "request-queued"));
    advance(&mut session, 1_000);
    let second = why(&session, r#"{"client": 0, "answered": 2}"#);
    assert!(second.complete);
    let records = all_records(&session);
    let operations: Vec<String> = second
        .slice
        .iter()
        .filter_map(|it| match &records[it.record as usize].what {
            TraceEvent::Command { command: Command::Submit { operation, .. }, .. } => Some(operation.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(operations, ["put x 2"]);
    let further: Vec<&TraceEvent> =
        second.slice.iter().filter(|it| it.further).map(|it| &records[it.record as usize].what).collect();
    let first_answer = |what: &&TraceEvent| {
        matches!(what, TraceEvent::Fact { fact: ProtocolEvent::ResultAccepted { timestamp: 1, .. }, .. })
    };
    assert!(further.iter().any(first_answer), "{further:?}");
    assert_eq!(why(&open("{}"), r#"{"client": 0}"#).parts[0].code, "nothing-asked");
}

#[test]
fn a_question_about_something_that_does_not_exist_is_refused() {
    let session = scene("one-request");
    for (question, field) in [
        (r#"{"replica": 4, "executed": 1}"#, "replica"),
        (r#"{"client": 1}"#, "client"),
        (r#"{"about": {"fact": 100000}}"#, "about.fact"),
    ] {
        let refusal = session.why(&Question::parse(question).unwrap()).unwrap_err();
        assert_eq!(refusal.field, field, "{refusal}");
    }
}

/// Everything that can go wrong without an adversary, drawn from the seed.
fn rough_scenario(seed: u64) -> String {
    let (victim, other) = (seed % 4, (seed / 4) % 4);
    format!(
        r#"{{"cluster": {{"seed": "{seed}", "clients": 3, "checkpointInterval": 4, "logSize": 8, "batchMax": 2,
                        "viewTimeoutMs": 300, "clientTimeoutMs": 250, "crypto": "symbolic"}},
            "network": {{"loss": [{}, 30], "duplicate": [1, 20], "reorder": [1, 4]}},
            "commands": [
              {{"atMs": 200, "do": "crash", "replica": {victim}}},
              {{"atMs": 900, "do": "restart", "replica": {victim}}},
              {{"atMs": 1200, "do": "partition", "groups": [[{other}], [{}, 4]]}},
              {{"atMs": 1900, "do": "heal"}}]}}"#,
        seed % 3,
        (other + 1) % 4
    )
}

#[test]
fn every_fact_of_rough_runs_has_a_whole_slice() {
    let mut broken: BTreeMap<String, u32> = BTreeMap::new();
    let mut asked = 0;
    for seed in 0..16 {
        let mut session = open(&rough_scenario(seed));
        for number in 0..8 {
            for client in 0..3 {
                let operation = format!("append {client} {number}");
                session.command(&Command::Submit { client, operation }).unwrap();
            }
        }
        advance(&mut session, 8_000);
        let facts = all_records(&session).into_iter().filter_map(|record| match record.what {
            TraceEvent::Fact { node, fact, .. } => Some((record.id, node, fact)),
            _ => None,
        });
        for (id, node, fact) in facts.step_by(23) {
            let explanation = why(&session, &format!(r#"{{"about": {{"fact": {id}}}}}"#));
            asked += 1;
            if !explanation.complete {
                *broken.entry(format!("seed {seed}, record {id}, node {node}: {fact:?}")).or_default() += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    assert!(broken.is_empty(), "{} of {asked}: {broken:#?}", broken.len());
}

#[test]
fn every_code_is_documented() {
    let sources = [
        include_str!("../src/explain/message_status.rs"),
        include_str!("../src/explain/trace_index.rs"),
        include_str!("../src/explain/pending_replica.rs"),
        include_str!("../src/explain/render.rs"),
        include_str!("../src/explain/pending_client.rs"),
    ];
    let documented = include_str!("../docs/why.md");
    let is_code = |text: &&str| {
        text.contains('-') && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    // The reasons for a drop are those of the trace, documented with its types.
    let drops = ["link-down", "recipient-down", "sender-down", "by-hand", "no-recipient"];
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    for source in sources {
        codes.extend(
            source.split('"').skip(1).step_by(2).filter(is_code).filter(|code| !drops.contains(code)),
        );
    }
    assert!(codes.len() > 25, "{codes:?}");
    for code in codes {
        assert!(documented.contains(&format!("`{code}`")), "{code} is not in docs/why.md");
    }
}
