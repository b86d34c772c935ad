//! Whole runs through a session: the scenes of the catalog, commands, goals and replays.

use pbft_lab::api::{
    LogRun, ProtocolEvent, RecordOptions, Stopped, TraceEvent, TraceRecord, ViewOptions, WaitingFor,
};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::goal::Phase;
use pbft_lab::units::Ms;

use crate::driver::{advance, command, ms, open, run_until, scene, view};

fn refusal_of(session: &mut Session, json: &str) -> (String, String) {
    let refusal = Command::parse(json).and_then(|command| session.command(&command)).unwrap_err();
    (refusal.field, refusal.message)
}

fn facts(session: &Session) -> Vec<(u32, ProtocolEvent)> {
    let records = session.records(0, 10_000, RecordOptions { facts: true }).into_iter();
    let fact = |record: TraceRecord| match record.what {
        TraceEvent::Fact { node, fact, .. } => Some((node, fact)),
        _ => None,
    };
    records.filter_map(fact).collect()
}

#[test]
fn every_scene_reaches_its_goal() {
    for entry in catalog::entries().unwrap() {
        let mut session = Session::open(entry.scenario.clone()).unwrap();
        let goal = entry.scenario.goal.expect("a scene has a goal");
        let progress = session.run_until(&goal, ms(10_000), &mut || false).unwrap();
        assert_eq!(progress.stopped, Stopped::Goal, "{}", entry.name);
        assert_eq!(session.goal_reached(), Some(true), "{}", entry.name);
    }
}

/// The expected event of a scene: a refusal of one kind of message for one reason.
const REFUSALS: [(&str, &str, &str); 6] = [
    ("tampered-request", "PRE-PREPARE", "bad-request-in-batch"),
    ("forged-signature", "PREPARE", "bad-signature"),
    ("replay", "PREPARE", "duplicate"),
    ("replay", "COMMIT", "bad-signature"),
    ("equivocating-primary", "PRE-PREPARE", "bad-batch"),
    ("malicious-new-primary", "NEW-VIEW", "invalid-new-view"),
];

#[test]
fn what_a_liar_sends_is_refused_for_the_reason_that_the_scene_is_about() {
    for (name, of, code) in REFUSALS {
        let mut session = scene(name);
        advance(&mut session, ms(1_000));
        let seen = facts(&session).into_iter().any(|(_, fact)| {
            matches!(fact, ProtocolEvent::MessageRefused { kind, reason, .. } if kind == of && reason.code == code)
        });
        assert!(seen, "{name}: {of} {code}");
    }
}

#[test]
fn beyond_f_the_scenes_show_what_breaks_and_which_replicas_are_to_blame() {
    for (name, broken, guilty) in [
        ("broken-agreement", "agreement", vec![0, 1]),
        ("rewritten-history", "agreement", vec![0, 1]),
        ("lying-replies", "client", vec![]),
    ] {
        let mut session = scene(name);
        advance(&mut session, ms(1_000));
        let view = view(&mut session);
        assert_eq!((view.verdict.faulty, view.verdict.allowed), (2, 1), "{name}");
        assert!(view.violations.iter().any(|it| it.property == broken && it.beyond_f), "{name}");
        let mut culprits: Vec<_> = view.proofs.iter().map(|proof| proof.culprit).collect();
        culprits.sort_unstable();
        culprits.dedup();
        assert_eq!(culprits, guilty, "{name}");
    }
}

#[test]
fn a_request_that_is_sent_again_is_executed_once_and_waiting_ones_share_a_batch() {
    let mut session = scene("exactly-once");
    advance(&mut session, ms(1_000));
    assert!(facts(&session).iter().any(|(_, fact)| matches!(fact, ProtocolEvent::ReplyResent { .. })));
    assert_eq!(view(&mut session).replicas[0].store, [("x".to_owned(), "1".to_owned())]);
    let mut session = scene("batches");
    advance(&mut session, ms(1_000));
    let slots = &view(&mut session).replicas[0].slots;
    assert!(slots.iter().any(|slot| slot.seq == 5 && slot.requests.len() == 8), "{slots:?}");
}

#[test]
fn one_request_goes_through_the_five_steps_of_the_paper() {
    let mut session = scene("one-request");
    assert_eq!(
        run_until(&mut session, r#"{"answered": {"client": 0, "count": 1}}"#, ms(1_000)),
        Stopped::Goal
    );
    advance(&mut session, ms(100));
    let view = view(&mut session);
    let [client] = view.clients.as_slice() else { panic!("one client") };
    assert_eq!((client.answered, client.results[0].result.as_str()), (1, "ok"));
    assert!(client.results[0].at_ms.is_some());
    for replica in &view.replicas {
        let [slot] = replica.slots.as_slice() else { panic!("one slot at replica {}", replica.id) };
        assert_eq!((slot.seq, slot.phase, slot.waiting_for), (1, Phase::Executed, None));
        assert_eq!(slot.requests[0].operation, "put x 1");
        // A backup's PREPARE counts; the primary's PRE-PREPARE counts as its own.
        assert!(!slot.prepares.contains(&0) && slot.prepare_votes.from.contains(&0));
        assert!(slot.prepare_votes.have >= 3 && slot.commit_votes.have >= 3);
        assert_eq!(replica.store, [("x".to_owned(), "1".to_owned())]);
    }
    let kinds: Vec<_> = session.records(0, 1_000, RecordOptions::default()).into_iter().collect();
    let mut sent: Vec<String> = Vec::new();
    for record in kinds {
        match record.what {
            TraceEvent::Sent { message, .. } if !sent.contains(&message.kind) => sent.push(message.kind),
            _ => {}
        }
    }
    assert_eq!(sent, ["REQUEST", "PRE-PREPARE", "PREPARE", "COMMIT", "REPLY"]);
}

#[test]
fn with_one_replica_down_the_client_is_still_answered() {
    let mut session = scene("one-replica-down");
    assert_eq!(
        run_until(&mut session, r#"{"answered": {"client": 0, "count": 1}}"#, ms(1_000)),
        Stopped::Goal
    );
    let view = view(&mut session);
    assert_eq!((view.faulty, view.f, view.replicas[3].health), (1, 1, "down"));
    assert_eq!(view.replicas[3].last_executed, 0);
}

#[test]
fn with_two_replicas_down_it_stops_at_two_of_three_votes_and_says_what_is_missing() {
    let mut session = scene("two-replicas-down");
    advance(&mut session, ms(900));
    let view = view(&mut session);
    assert_eq!((view.faulty, view.clients[0].answered), (2, 0));
    for replica in &view.replicas[..2] {
        let [slot] = replica.slots.as_slice() else { panic!("one slot at replica {}", replica.id) };
        assert_eq!((slot.phase, slot.waiting_for), (Phase::PrePrepared, Some(WaitingFor::Prepares)));
        assert_eq!((slot.prepare_votes.have, slot.prepare_votes.need), (2, 3));
        assert_eq!(slot.prepare_votes.from, [0, 1]);
        assert_eq!(slot.commit_votes.have, 0);
    }
    assert!(!facts(&session).iter().any(|(_, fact)| matches!(fact, ProtocolEvent::Prepared { .. })));
}

#[test]
fn a_silent_primary_is_replaced_and_the_request_is_answered_in_the_next_view() {
    let mut session = scene("silent-primary");
    // Shortly before the timers run out every backup waits, and says until when.
    advance(&mut session, ms(460));
    for replica in &view(&mut session).replicas[1..] {
        let timer = replica.timers.iter().find(|timer| timer.name == "request").unwrap();
        assert!(timer.running && timer.deadline_ms > ms(460) && timer.since_ms.is_some());
        assert_eq!((replica.view, replica.active, replica.pending.len()), (0, true, 1));
    }
    advance(&mut session, ms(20));
    assert!(view(&mut session).replicas[1..].iter().all(|replica| replica.view == 1 && !replica.active));
    assert_eq!(
        run_until(&mut session, r#"{"answered": {"client": 0, "count": 1}}"#, ms(1_000)),
        Stopped::Goal
    );
    let view = view(&mut session);
    let roles: Vec<_> = view.replicas.iter().map(|replica| replica.role).collect();
    assert_eq!(roles, ["backup", "primary", "backup", "backup"]);
    assert!(view.replicas.iter().all(|replica| replica.view == 1 && replica.active));
}

#[test]
fn a_stable_checkpoint_takes_its_numbers_out_of_every_log() {
    let mut session = scene("checkpoint");
    assert_eq!(run_until(&mut session, r#"{"executedAtLeast": 8}"#, ms(1_000)), Stopped::Goal);
    let before = view(&mut session);
    assert_eq!((before.replicas[0].low_water_mark, before.replicas[0].high_water_mark), (0, 16));
    let mut logs = before.replicas.iter().filter_map(|replica| replica.log.first().copied());
    assert!(logs.any(|log| log == LogRun { first: 1, last: 8, phase: Phase::Executed }));
    advance(&mut session, ms(100));
    for replica in &view(&mut session).replicas {
        assert_eq!((replica.low_water_mark, replica.high_water_mark), (8, 24));
        assert_eq!(replica.log, [LogRun { first: 9, last: 9, phase: Phase::Executed }]);
        assert_eq!(replica.slots.iter().map(|slot| slot.seq).collect::<Vec<_>>(), [9]);
    }
}

#[test]
fn a_replica_that_slept_fetches_the_state_that_a_quorum_proves() {
    let mut session = scene("state-transfer");
    advance(&mut session, ms(300));
    assert_eq!(view(&mut session).replicas[3].last_executed, 0);
    advance(&mut session, ms(300));
    let view = view(&mut session);
    let [awake, slept] = [&view.replicas[0], &view.replicas[3]];
    assert_eq!((slept.last_executed, slept.low_water_mark, slept.transferring), (9, 8, false));
    assert_eq!((&slept.state_digest, &slept.store), (&awake.state_digest, &awake.store));
    let transfers = facts(&session).into_iter().filter_map(|(node, fact)| match fact {
        ProtocolEvent::StateTransferred { seq, .. } => Some((node, seq)),
        _ => None,
    });
    assert_eq!(transfers.collect::<Vec<_>>(), [(3, 8)]);
}

#[test]
fn a_run_can_be_repeated_from_its_scenario_with_all_that_was_done_by_hand() {
    let mut session = open(
        r#"{"cluster": {"seed": "21", "checkpointInterval": 2},
            "commands": [{"atMs": 50, "do": "submit", "client": 0, "operation": "add x 1"}]}"#,
    );
    command(&mut session, r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#);
    (0..4).for_each(|_| drop(session.step()));
    // Between two occurrences of one moment, and between two moments.
    command(&mut session, r#"{"do": "crash", "replica": 2}"#);
    advance(&mut session, Ms::from_us(13_337));
    let packet = view(&mut session).packets[0].id;
    command(&mut session, &format!(r#"{{"do": "delay", "packet": {packet}, "ms": 7.125}}"#));
    command(&mut session, &format!(r#"{{"do": "duplicate", "packet": {packet}}}"#));
    advance(&mut session, ms(400));
    command(&mut session, r#"{"do": "restart", "replica": 2}"#);
    command(&mut session, r#"{"do": "link", "from": 0, "to": 1, "up": false, "latencyMs": {"constant": 3}}"#);
    command(&mut session, r#"{"do": "submit", "client": 0, "operation": "get x"}"#);
    advance(&mut session, ms(3_000));

    let json = serde_json::to_string(&session.scenario()).unwrap();
    let mut again = open(&json);
    advance(&mut again, ms(0));
    while again.step_count() < session.step_count() && again.step().is_some() {}
    assert_eq!((again.step_count(), again.digest()), (session.step_count(), session.digest()));
    assert_eq!(serde_json::to_string(&again.scenario()).unwrap(), json);

    // In one call, in many small ones, and stopped by the clock after every few occurrences: the same run.
    let (mut at_once, mut in_pieces) = (open(&json), open(&json));
    advance(&mut at_once, session.now());
    while in_pieces.now() < session.now() {
        let rest = Ms::from_us((session.now().us() - in_pieces.now().us()).min(777));
        while in_pieces.advance(rest, &mut || true).stopped == Stopped::WallTime {}
    }
    assert_eq!(at_once.digest(), session.digest());
    assert!(in_pieces.now() >= session.now());
}

#[test]
fn a_goal_may_be_the_proof_of_a_nodes_guilt() {
    let mut session = scene("equivocating-primary");
    assert_eq!(run_until(&mut session, r#"{"proven": 0}"#, ms(15)), Stopped::Time, "it has not lied yet");
    assert_eq!(run_until(&mut session, r#"{"proven": 0}"#, ms(1_000)), Stopped::Goal);
    let innocent = r#"{"any": [{"proven": 1}, {"proven": 2}, {"proven": 3}, {"proven": 4}, {"proven": 5}]}"#;
    assert_eq!(run_until(&mut session, innocent, ms(1_000)), Stopped::Idle);
    // Clients follow the replicas in the row of nodes.
    let mut session = open(
        r#"{"commands": [{"atMs": 0, "do": "clientBehave", "client": 0, "strategy": {"name": "two-operations"}},
            {"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
    );
    assert_eq!(run_until(&mut session, r#"{"proven": 4}"#, ms(1_000)), Stopped::Goal);
    let goal = Goal::parse(r#"{"not": {"proven": 5}}"#).unwrap();
    let refusal = session.run_until(&goal, ms(1_000), &mut || false).unwrap_err();
    assert_eq!(refusal.message, "not.proven is 5; there is no such node (count: 5, numbered from 0).");
}

#[test]
fn a_command_by_hand_replaces_what_had_been_recorded_for_later() {
    let mut session = open("{}");
    advance(&mut session, ms(10));
    command(&mut session, r#"{"do": "crash", "replica": 1}"#);
    advance(&mut session, ms(10));
    command(&mut session, r#"{"do": "crash", "replica": 2}"#);
    let mut again = Session::open(session.scenario()).unwrap();
    again.step();
    assert_eq!(again.scenario().commands.len(), 2);
    command(&mut again, r#"{"do": "crash", "replica": 3}"#);
    advance(&mut again, ms(100));
    let healths: Vec<_> = view(&mut again).replicas.iter().map(|replica| replica.health).collect();
    assert_eq!(healths, ["up", "down", "up", "down"]);
}

#[test]
fn what_cannot_be_obeyed_is_refused_with_its_field_and_changes_nothing() {
    let mut session = scene("one-request");
    advance(&mut session, ms(30));
    let (digest, scenario) = (session.digest(), session.scenario());
    let long = "x".repeat(1 << 20);
    let refused = [
        (
            r#"{"do": "crash", "replica": 4}"#,
            "replica",
            "is 4; there is no such replica (count: 4, numbered from 0)",
        ),
        (
            r#"{"do": "submit", "client": 1, "operation": ""}"#,
            "client",
            "is 1; there is no such client (count: 1, numbered from 0)",
        ),
        (r#"{"do": "restart", "replica": 0}"#, "replica", "replica 0 is not down"),
        (r#"{"do": "resume", "replica": 0}"#, "replica", "replica 0 is not paused"),
        (r#"{"do": "drop", "packet": 4711}"#, "packet", "packet 4711 is not in flight"),
        (r#"{"do": "delay", "packet": 1, "ms": 1e9}"#, "ms", "it must be at most 3600000"),
        (r#"{"do": "timeout", "node": 0, "timer": "tea"}"#, "timer", "it must be one of request,"),
        (
            r#"{"do": "timeout", "node": 0, "timer": "client"}"#,
            "timer",
            "the timer client is not running at replica 0",
        ),
        (r#"{"do": "partition", "groups": [[0, 1], []]}"#, "groups", "is empty"),
        (r#"{"do": "partition", "groups": [[0, 1], [1]]}"#, "groups", "replica 1 is named twice"),
        (r#"{"do": "partition", "groups": [[0], [9]]}"#, "groups[1]", "there is no such node (count: 5"),
        (r#"{"do": "link", "from": 0, "to": 9}"#, "to", "there is no such node (count: 5"),
        (r#"{"do": "link", "from": 0, "to": 1, "loss": [2, 1]}"#, "loss", "is [2, 1]"),
        (
            r#"{"do": "link", "from": 0, "to": 1, "latencyMs": {"uniform": [9, 1]}}"#,
            "latencyMs",
            "9 ms down to 1 ms",
        ),
        (r#"{"do": "misbehave", "replica": 0}"#, "do", "is \"misbehave\"; it must be \"submit\" or"),
        (r#"{"do": "crash", "replica": 0, "why": 1}"#, "why", "is not a known field"),
        (r#"{"do": "crash"}"#, "replica", "is missing"),
        (r#"["crash"]"#, "", "it must be an object"),
    ];
    for (json, field, message) in refused {
        let refusal = refusal_of(&mut session, json);
        assert!(refusal.0 == field && refusal.1.contains(message), "{json}: {refusal:?}");
    }
    for bytes in [4_097, 1 << 20] {
        let submit = format!(r#"{{"do": "submit", "client": 0, "operation": "{}"}}"#, &long[..bytes]);
        let message = format!("operation has {bytes} bytes; at most 4096 are allowed.");
        assert_eq!(refusal_of(&mut session, &submit), ("operation".to_owned(), message));
    }
    assert_eq!((session.digest(), session.scenario()), (digest, scenario));
}

#[test]
fn an_operation_of_control_characters_html_and_emoji_is_plain_text() {
    let mut session = open("{}");
    let operation = "put x <img src=x onerror=alert(1)>\u{0}\u{7}\r\n\u{202e}🌍";
    session.command(&Command::Submit { client: 0, operation: operation.to_owned() }).unwrap();
    run_until(&mut session, r#"{"answered": {"client": 0, "count": 1}}"#, ms(1_000));
    let view = view(&mut session);
    assert_eq!(view.clients[0].results[0].operation, operation);
    // The line break separates two words of the value, like any white space.
    let stored = operation.split_once("x ").unwrap().1.replace("\r\n", " ");
    assert_eq!(view.replicas[0].store[0].1, stored);
}

#[test]
fn the_oracles_watch_every_run_and_find_nothing_in_honest_ones() {
    let mut session = open(
        r#"{"cluster": {"replicas": 7, "clients": 3, "seed": "22", "checkpointInterval": 4},
            "network": {"loss": [1, 20], "duplicate": [1, 20], "reorder": [1, 5]}}"#,
    );
    for round in 0..20 {
        for client in 0..3 {
            let operation = format!("append {client} {round}");
            session.command(&Command::Submit { client, operation }).unwrap();
        }
    }
    advance(&mut session, ms(60_000));
    let view = view(&mut session);
    assert_eq!(view.clients.iter().map(|client| client.answered).collect::<Vec<_>>(), [20, 20, 20]);
    assert_eq!(view.violations, []);
}

#[test]
fn a_goal_may_join_what_was_reached_what_holds_and_what_is_not() {
    let mut session = scene("one-request");
    let goal = r#"{"all": [{"reached": {"phase": {"replica": 1, "seq": 1, "atLeast": "prepared"}}},
        {"holds": "agreement"}, {"not": {"violation": "any"}}, {"any": [{"viewAtLeast": 9}, {"executedAtLeast": 1}]}]}"#;
    assert_eq!(run_until(&mut session, goal, ms(1_000)), Stopped::Goal);
    assert_eq!(run_until(&mut session, r#"{"executedAtLeast": 2}"#, ms(100_000)), Stopped::Idle);
    assert_eq!(run_until(&mut session, r#"{"timeAtLeastMs": 200000.5}"#, ms(300_000)), Stopped::Goal);
    assert_eq!(session.now(), Ms::from_us(200_000_500));
    let unknown = Goal::parse(r#"{"all": [{"answered": {"client": 7, "count": 1}}]}"#).unwrap();
    let refusal = session.run_until(&unknown, ms(1), &mut || false).unwrap_err();
    assert_eq!(
        refusal.message,
        "all[0].answered.client is 7; there is no such client (count: 1, numbered from 0)."
    );
}

#[test]
fn a_message_shows_its_fields_its_signer_and_the_verdict_also_after_it_has_arrived() {
    let mut session = scene("one-request");
    advance(&mut session, ms(45));
    let packet = session.packets().map(|packet| packet.id.0).next().unwrap();
    let before = session.message(packet).unwrap();
    assert_eq!(
        (before.state, before.verdict, before.signature.as_ref().unwrap().len()),
        ("flying", "valid", 128)
    );
    assert_eq!(before.signer, before.brief.signer);
    advance(&mut session, ms(500));
    let after = session.message(packet).unwrap();
    assert_eq!((after.state, after.due_ms), ("delivered", None));
    assert_eq!((after.fields, after.digest, after.sent_ms), (before.fields, before.digest, before.sent_ms));
    assert_eq!(session.message(1 << 40).unwrap_err().field, "packet");
}

#[test]
fn links_and_partitions_that_differ_are_listed_until_the_network_is_healed() {
    let mut session = open("{}");
    assert!(view(&mut session).links.is_empty());
    command(&mut session, r#"{"do": "link", "from": 0, "to": 1, "up": false}"#);
    command(&mut session, r#"{"do": "link", "from": 2, "to": 3, "loss": [0, 1]}"#);
    command(&mut session, r#"{"do": "partition", "groups": [[0], [1, 2]], "oneWay": true}"#);
    let now = view(&mut session);
    assert_eq!(
        now.links.iter().map(|link| (link.from, link.to, link.up)).collect::<Vec<_>>(),
        [(0, 1, false)]
    );
    let partition = now.partition.unwrap();
    assert_eq!((partition.groups, partition.one_way), (vec![vec![0], vec![1, 2]], true));
    command(&mut session, r#"{"do": "heal"}"#);
    let now = view(&mut session);
    assert_eq!((now.links, now.partition), (vec![], None));
}

#[test]
fn a_scheduled_command_that_cannot_be_obeyed_is_shown_with_its_reason() {
    let mut session = open(r#"{"commands": [{"atMs": 5, "do": "restart", "replica": 1}]}"#);
    let record = session.step().unwrap();
    let TraceEvent::Command { refused: Some(reason), .. } = record.what else { panic!("{record:?}") };
    assert_eq!((reason.code.as_str(), reason.numbers["node"]), ("node-not-down", 1));
    assert_eq!(reason.sentence, "replica 1 is not down, so it cannot restart");
}

#[test]
fn a_view_lists_no_more_than_was_asked_for() {
    let mut session = open(r#"{"cluster": {"replicas": 7, "clients": 1}}"#);
    for number in 0..5 {
        session.command(&Command::Submit { client: 0, operation: format!("add x {number}") }).unwrap();
    }
    advance(&mut session, ms(130));
    let view = session.view(ViewOptions { slots: 1, packets: 3 });
    assert!(view.replicas.iter().all(|replica| replica.slots.len() <= 1));
    assert_eq!(view.packets.len() as u64, view.in_flight.min(3));
    assert!(view.packets.is_sorted_by_key(|packet| packet.due_ms));
}

#[test]
fn a_step_when_nothing_is_scheduled_leaves_the_clock_alone() {
    let mut session =
        open(r#"{"commands": [{"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"}]}"#);
    while session.step().is_some() {}
    let now = session.now();
    assert!(now < ms(10_000), "{now:?}");
    assert!(session.step().is_none());
    assert_eq!(session.now(), now);
    // A later request runs from now on, not from the time of the last cancelled timer.
    command(&mut session, r#"{"do": "submit", "client": 0, "operation": "put x 2"}"#);
    while session.step().is_some() {}
    assert!(session.now() < Ms::from_us(now.us() + 1_000_000), "{now:?}, then {:?}", session.now());
}
