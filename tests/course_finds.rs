//! Lessons in which the reader finds something, or finds out that it cannot be done.

use std::collections::BTreeSet;

use pbft_lab::api::{Asked, TaskState, ViewOptions};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::find::Found;
use serde_json::{Value, json};

use crate::course::{PLAYED, advance_to, scenario};

/// Every choice of up to three messages in flight: the task says that it cannot be done.
#[test]
fn no_three_drops_let_two_requests_prepare() {
    let mut start = Session::open(scenario("dropped-prepares")).unwrap();
    advance_to(&mut start, 85);
    let packets: Vec<u64> =
        start.view(ViewOptions::default()).packets.iter().map(|packet| packet.id).collect();
    assert_eq!(packets.len(), 9);
    let mut tried = 0;
    for (index, first) in packets.iter().enumerate() {
        for (second, third) in
            packets[index..].iter().flat_map(|two| packets[index..].iter().map(move |three| (two, three)))
        {
            let mut session = start.clone();
            for packet in BTreeSet::from([first, second, third]) {
                session
                    .command(&Command::parse(&format!(r#"{{"do": "drop", "packet": {packet}}}"#)).unwrap())
                    .unwrap();
            }
            advance_to(&mut session, 1_000);
            assert_eq!(session.violations(), []);
            assert_eq!(session.lesson()[1].task.as_ref().unwrap().state, TaskState::Reached);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn what_a_lesson_lets_the_reader_find_is_judged_by_the_engine() {
    let judged = |session: &Session, part: u32, asked: Asked, found: Value| {
        serde_json::to_value(session.found(part, asked, &Found::parse(&found.to_string()).unwrap()).unwrap())
            .unwrap()
    };
    let opened = |name: &str| Session::open(scenario(name)).unwrap();
    let part_with = |name: &str| {
        let scenario = scenario(name);
        let asks = scenario.captions.iter().filter(|caption| caption.ask.is_some() || caption.task.is_some());
        asks.enumerate()
            .find_map(|(part, caption)| Some((part as u32, caption.ask.as_ref()?.find.as_ref()?)))
            .unwrap()
            .0
    };
    let (four, part) = (opened("one-liar-of-four"), part_with("one-liar-of-four"));
    let size = |replicas: u32, quorum: u32| {
        judged(&four, part, Asked::Ask, json!({"cluster": {"replicas": replicas, "quorum": quorum}}))
    };
    assert_eq!(size(7, 5)["right"], true);
    assert!(size(7, 5)["why"]["zh"].is_string());
    assert_eq!(size(7, 4), json!({"right": false, "verdict": {"code": "overlap", "shared": 1}}));
    assert_eq!(size(7, 6)["verdict"], json!({"code": "silence", "answering": 5}));
    assert_eq!(size(8, 6)["verdict"], json!({"code": "smaller"}));
    let pair = |name: &str, found: Value| {
        judged(&opened(name), part_with(name), Asked::Ask, found)["verdict"].clone()
    };
    let sets = |first: &[u32], second: &[u32]| json!({"quorums": {"first": first, "second": second}});
    let (small, large) = ("quorum-overlap", "five-of-seven");
    assert_eq!(pair(small, sets(&[0, 1, 2, 3], &[0, 1, 4, 5]))["code"], "right");
    assert_eq!(pair(small, sets(&[0, 1, 2, 3], &[0, 1, 3, 5])), json!({"code": "shared", "correct": [3]}));
    assert_eq!(pair(small, sets(&[0, 1, 2, 3], &[0, 1, 4])), json!({"code": "size", "set": 2, "size": 3}));
    assert_eq!(pair(small, json!({"nothing": true}))["code"], "exists");
    assert_eq!(pair(large, json!({"nothing": true}))["code"], "right");
    assert_eq!(
        pair(large, sets(&[0, 1, 2, 3, 4], &[0, 1, 4, 5, 6])),
        json!({"code": "shared", "correct": [4]})
    );
    assert_eq!(pair(large, json!({"cluster": {"replicas": 7, "quorum": 5}}))["code"], "other-kind");
}

#[test]
fn only_two_contradicting_messages_of_each_liar_prove_the_lies() {
    let mut session = Session::open(scenario("beyond-f")).unwrap();
    let moments: Value = serde_json::from_str(PLAYED.last().unwrap().solutions[0]).unwrap();
    for moment in moments.as_array().unwrap() {
        advance_to(&mut session, moment[0].as_u64().unwrap());
        session.command(&Command::parse(&moment[1].to_string()).unwrap()).unwrap();
    }
    advance_to(&mut session, 1_000);
    // As the logs of the two correct replicas have them.
    let view = serde_json::to_value(session.view(ViewOptions::default())).unwrap();
    let slot = |log: usize| view["replicas"][log]["slots"].as_array().unwrap().last().unwrap().clone();
    let vote = |log: usize, kind: &str, signer: u32| {
        let slot = slot(log);
        json!({"kind": kind, "signer": signer, "view": slot["view"], "seq": slot["seq"], "digest": slot["requestDigest"]})
    };
    let part = session.lesson().len() as u32 - 1;
    let judged = |messages: Vec<Value>| {
        let found = Found::parse(&json!({"messages": messages}).to_string()).unwrap();
        serde_json::to_value(session.found(part, Asked::Explain, &found).unwrap().verdict).unwrap()
    };
    let (a, b) = (vote(2, "COMMIT", 0), vote(3, "COMMIT", 0));
    let (c, d) = (vote(2, "PREPARE", 1), vote(3, "PREPARE", 1));
    assert_ne!(a["digest"], b["digest"]);
    assert_eq!(judged(vec![a.clone(), b.clone(), c.clone(), d.clone()]), json!({"code": "right"}));
    assert_eq!(judged(vec![a.clone(), b.clone()]), json!({"code": "unproven", "nodes": [1]}));
    assert_eq!(judged(vec![a.clone(), c.clone()]), json!({"code": "unproven", "nodes": [0, 1]}));
    assert_eq!(judged(vec![]), json!({"code": "unproven", "nodes": [0, 1]}));
    let correct = vote(2, "COMMIT", 2);
    assert_eq!(judged(vec![a, b, c, d, correct]), json!({"code": "superfluous", "needed": 4}));
}
