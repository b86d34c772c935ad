//! Permissions of a script, and the results of forbidden actions.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::{Value, json};

use super::Session;
use crate::api::{ProtocolEvent, RecordOptions, TraceEvent, TraceRecord, ViewOptions};
use crate::byzantine::script::*;
use crate::byzantine::script::{ERROR_MAX, script_message_of};
use crate::error::ErrorKind;
use crate::pbft::message::Prepare;
use crate::pbft::{Digest, Keys, Message, ReplicaId, Seq, View};
use crate::run::history::History;
use crate::scenario::Scenario;
use crate::scenario::command::Command;
use crate::units::Ms;

/// The input of a test script, and what it may change, as in JavaScript.
struct Play<'a> {
    step: Value,
    memory: Value,
    context: &'a Rc<ScriptContext>,
}

impl Play<'_> {
    fn outbox(&mut self) -> &mut Vec<Value> {
        self.step["outbox"].as_array_mut().unwrap()
    }

    fn sign(&self, request: Value) -> Result<Value, String> {
        let message = self.context.sign(&request.to_string()).map_err(|refusal| refusal.message)?;
        Ok(serde_json::from_str(&message).unwrap())
    }

    fn send(&self, outgoing: Value) -> Result<(), String> {
        self.context.send(&outgoing.to_string()).map_err(|refusal| refusal.message)
    }
}

/// A script of a closure.
fn script(act: impl Fn(&mut Play<'_>) -> Result<(), String> + 'static) -> Handle {
    Handle::new(move |input: &ScriptInput, memory: &str, context: &Rc<ScriptContext>| {
        let (step, memory) = (serde_json::to_value(input).unwrap(), serde_json::from_str(memory).unwrap());
        let mut play = Play { step, memory, context };
        act(&mut play)?;
        Ok(ScriptOutput { outbox: play.step["outbox"].to_string(), memory: play.memory.to_string() })
    })
}

const FOUR: &str = r#"{"cluster": {"replicas": 4, "clients": 2, "seed": "7", "checkpointInterval": 4}}"#;

fn command(json: &str) -> Command {
    Command::parse(json).unwrap()
}

fn follow(replica: u32) -> Command {
    command(&format!(r#"{{"do": "behave", "replica": {replica}, "strategy": {{"name": "script"}}}}"#))
}

fn submit(operation: &str) -> Command {
    command(&format!(r#"{{"do": "submit", "client": 0, "operation": "{operation}"}}"#))
}

/// A run in which replica 2 follows a script.
fn with(handle: Handle) -> History {
    let mut history = History::open(Scenario::parse(FOUR).unwrap()).unwrap();
    history.script(2, handle).unwrap();
    history.command(&follow(2)).unwrap();
    history
}

fn run_for(history: &mut History, ms: u64) {
    history.advance(Ms::from_us(ms * 1000), &mut || false);
}

fn records(session: &Session) -> Vec<TraceRecord> {
    session.records(0, 10_000, RecordOptions::default())
}

/// The failures of scripts, and the actions that were refused.
fn script_errors(session: &Session) -> (Vec<String>, Vec<String>) {
    let (mut failed, mut refused) = (Vec::new(), Vec::new());
    for record in records(session) {
        match record.what {
            TraceEvent::Fact { fact: ProtocolEvent::ScriptFailed { error }, .. } => failed.push(error),
            TraceEvent::Fact { fact: ProtocolEvent::ScriptRefused { error }, .. } => refused.push(error),
            _ => {}
        }
    }
    (failed, refused)
}

/// The kind and the recipients of all messages of replica 2.
fn sent_by_2(session: &Session) -> Vec<(String, Vec<u32>)> {
    let sent = |record: TraceRecord| match record.what {
        TraceEvent::Sent { from: 2, to, message, .. } => Some((message.kind, to)),
        _ => None,
    };
    records(session).into_iter().filter_map(sent).collect()
}

#[test]
fn a_script_that_changes_nothing_leaves_an_honest_replica() {
    let mut honest = History::open(Scenario::parse(FOUR).unwrap()).unwrap();
    let mut scripted = with(script(|_| Ok(())));
    for history in [&mut honest, &mut scripted] {
        history.command(&submit("put x 1")).unwrap();
        run_for(history, 3_000);
    }
    assert!(!sent_by_2(&honest).is_empty());
    assert_eq!(sent_by_2(&honest), sent_by_2(&scripted));
    assert_eq!(script_errors(&scripted), (Vec::new(), Vec::new()));
}

#[test]
fn it_drops_redirects_alters_adds_and_delays() {
    let mut history = with(script(|play| {
        let mut own = play.step["outbox"].take();
        for outgoing in own.as_array_mut().unwrap() {
            match outgoing["message"]["kind"].as_str().unwrap() {
                "PREPARE" => outgoing["to"] = json!([0]),
                "COMMIT" => {
                    let mut body = outgoing["message"].clone();
                    body["digest"] = json!("11".repeat(32));
                    outgoing["message"] = play.sign(json!({ "body": body }))?;
                    play.send(json!({"to": 4, "message": outgoing["message"], "afterMs": 500}))?;
                }
                "REPLY" => outgoing["to"] = json!([]),
                _ => {}
            }
        }
        play.step["outbox"] = own;
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 100);
    let to = |history: &History, kind: &str| -> Vec<Vec<u32>> {
        sent_by_2(history).into_iter().filter(|(sent, _)| sent == kind).map(|(_, to)| to).collect()
    };
    assert_eq!(to(&history, "PREPARE"), [[0]]);
    assert_eq!(to(&history, "COMMIT"), [[0, 1, 3]]);
    assert_eq!(to(&history, "REPLY"), [[0; 0]; 0]);
    run_for(&mut history, 900);
    assert_eq!(to(&history, "COMMIT"), [vec![0, 1, 3], vec![4]]);
    assert_eq!(script_errors(&history), (Vec::new(), Vec::new()));
    // The others commit without it. Its COMMIT has a valid signature, but it votes for a batch that was not proposed.
    assert!(history.violations().is_empty());
}

#[test]
fn a_script_that_fails_is_silent_for_that_step_and_the_trace_says_why() {
    let mut history = with(script(|play| match play.outbox().is_empty() {
        true => Ok(()),
        false => Err(format!("no {}\u{7}", "x".repeat(1_000))),
    }));
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 200);
    let (failed, _) = script_errors(&history);
    assert!(!failed.is_empty() && sent_by_2(&history).is_empty());
    assert_eq!(failed[0].chars().count(), ERROR_MAX + 1);
    assert!(failed[0].starts_with("no xxx") && failed[0].ends_with('…'));
    // The others do not need it.
    assert_eq!(history.view(Default::default()).clients[0].answered, 1);
}

#[test]
fn it_signs_for_itself_and_its_colluders_only() {
    let vote = |replica: Option<u32>| {
        let mut vote =
            json!({"kind": "PREPARE", "view": 0, "seq": 1, "digest": "22".repeat(32), "replica": replica});
        if replica.is_none() {
            vote.as_object_mut().unwrap().remove("replica");
        }
        vote
    };
    let act = move |play: &mut Play<'_>| {
        assert_eq!(play.sign(json!({"body": vote(None)}))?["replica"], 2);
        assert_eq!(play.sign(json!({"body": vote(Some(2))}))?["replica"], 2);
        let allied = play.step["keys"] == json!([2, 3]);
        let as_3 = play.sign(json!({"body": vote(Some(2)), "as": 3}));
        assert_eq!(as_3.is_ok_and(|message| message["replica"] == 3), allied);
        let stolen = [json!({"body": vote(Some(1))}), json!({"body": vote(None), "as": 0})];
        stolen.into_iter().for_each(|request| assert!(play.sign(request).is_err()));
        let request = json!({"kind": "REQUEST", "client": 0, "timestamp": 1, "readOnly": false, "operation": "put x 9"});
        play.sign(json!({ "body": request })).map(drop)
    };
    let mut history = with(script(act));
    let expected = "body needs the key of client 0; the available keys are those of replica 2.";
    assert_eq!(script_errors(&history).0, [expected]);
    let group = r#"{"do": "behave", "replica": REPLICA, "group": 1, "strategies": [{"name": "NAME"}]}"#;
    let member = |replica: &str, name| command(&group.replace("REPLICA", replica).replace("NAME", name));
    history.command(&member("3", "silent")).unwrap();
    history.command(&member("2", "script")).unwrap();
    let expected = "body needs the key of client 0; the available keys are those of replica 2, replica 3.";
    assert_eq!(script_errors(&history).0[1..], [expected]);
}

#[test]
fn what_it_catches_is_told_too() {
    let mut history = with(script(|play| {
        drop(play.sign(json!({"body": {"kind": "BATCH", "batch": []}})));
        drop(play.send(json!({"to": 2, "message": {"kind": "BATCH", "batch": []}})));
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    assert_eq!(
        script_errors(&history),
        (vec![], vec!["body has no signature: send it as it is.".to_owned()])
    );
}

#[test]
fn what_is_no_letter_is_refused_with_its_place() {
    let digest = "33".repeat(32);
    let cases = [
        (json!("x"), "outbox is \"x\"; it must be an array."),
        (json!([{"to": [9], "message": {}}]), "outbox[0].to[0] is 9; it must be a whole number from 0 to 5."),
        (json!([{"to": 0}]), "outbox[0].message is missing."),
        (json!([{"to": 0, "message": {"view": 1}}]), "outbox[0].message.kind is missing."),
        (
            json!([{"to": 0, "message": {"kind": "COMMIT", "view": 0, "seq": 1, "digest": digest, "replica": 2}}]),
            "outbox[0].message.signature is missing.",
        ),
        (
            json!([{"to": 0, "message": {"kind": "BYTES", "bytes": "0g"}}]),
            "outbox[0].message.bytes is \"0g\"; it must be hexadecimal, two digits for each byte.",
        ),
        (
            json!([{"to": 2, "message": {"kind": "BYTES", "bytes": "00"}}]),
            "outbox[0] is for node 2, the replica itself.",
        ),
        (
            json!([{"to": 0, "message": {"kind": "BYTES", "bytes": "00"}, "afterMs": -1}]),
            "outbox[0].afterMs is -1; it must be a number of milliseconds from 0 to 3600000.",
        ),
    ];
    for (outbox, expected) in cases {
        let history = with(script(move |play| {
            play.step["outbox"] = outbox.clone();
            Ok(())
        }));
        assert_eq!(script_errors(&history).0, [expected]);
    }
}

#[test]
fn endless_output_and_endless_memory_are_bounded() {
    let bytes = |count: usize| json!({"kind": "BYTES", "bytes": "0".repeat(2 * count)});
    let flood = with(script(move |play| {
        (0..u64::MAX).try_for_each(|_| play.send(json!({"to": 0, "message": bytes(1)})))
    }));
    assert_eq!(script_errors(&flood).0, ["the script sends more than 10000 packets in one step."]);
    let fat = with(script(move |play| {
        (0..u64::MAX).try_for_each(|_| play.send(json!({"to": 0, "message": bytes(999_999)})))
    }));
    assert_eq!(script_errors(&fat).0, ["the script sends more than 8000000 bytes of its own in one step."]);
    let large = with(script(move |play| play.send(json!({"to": 0, "message": bytes(1_000_000)}))));
    assert!(
        script_errors(&large).0[0].contains("at most 1000000 are allowed"),
        "{:?}",
        script_errors(&large)
    );
    let signs = with(script(|play| {
        let body = json!({"kind": "FETCH-BATCH", "digest": "44".repeat(32)});
        (0..u64::MAX).try_for_each(|_| play.sign(json!({ "body": body })).map(drop))
    }));
    assert_eq!(script_errors(&signs).0, ["the script signs more than 10000 messages in one step."]);
    let remembers = with(script(|play| {
        play.memory["all"] = json!("m".repeat(1_000_000));
        Ok(())
    }));
    assert!(script_errors(&remembers).0[0].starts_with("memory has 1000010 bytes"));
}

#[test]
fn memory_that_could_not_be_read_again_is_refused_at_once() {
    for memory in ["[]", "7", "", "{\"half", "{} {}"] {
        let memory = memory.to_owned();
        let history = with(Handle::new(move |_: &ScriptInput, _: &str, _: &Rc<ScriptContext>| {
            Ok(ScriptOutput { outbox: "[]".to_owned(), memory: memory.clone() })
        }));
        let errors = script_errors(&history).0;
        assert!(errors.iter().all(|error| error == "memory must be an object."), "{errors:?}");
        assert!(!errors.is_empty());
    }
}

#[test]
fn memory_and_chance_go_back_in_time_with_the_run() {
    let mut history = with(script(|play| {
        let count = play.memory["count"].as_u64().unwrap_or(0) + 1;
        play.memory = json!({"count": count, "seen": play.step["random"]});
        if count.is_multiple_of(3) || play.step["random"].as_u64().unwrap().is_multiple_of(2) {
            play.outbox().clear();
        }
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    (0..15).for_each(|_| drop(history.step()));
    let (early, clone) = (history.digest(), history.clone());
    history.command(&submit("put y 1")).unwrap();
    run_for(&mut history, 5_000);
    let (late, last) = (history.digest(), history.step_count());
    history.seek(history.step_count() / 2);
    history.seek(17);
    assert_eq!(history.digest(), early);
    history.seek(last);
    assert_eq!(history.digest(), late);
    let mut clone = clone;
    clone.command(&submit("put y 1")).unwrap();
    run_for(&mut clone, 5_000);
    assert_eq!((clone.digest(), history.diverged()), (late, None));
}

#[test]
fn a_function_with_a_hidden_state_is_found_out() {
    let (honest, spoke) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(false)));
    let (is_honest, speaks) = (Rc::clone(&honest), Rc::clone(&spoke));
    let mut history = with(script(move |play| {
        speaks.set(!play.outbox().is_empty());
        if !is_honest.get() {
            play.outbox().clear();
        }
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    // The replica sends in the last step, so that a snapshot before it cannot hide that it is silent now.
    for _ in 0..100 {
        spoke.set(false);
        history.step();
        if history.step_count() > 10 && spoke.get() {
            break;
        }
    }
    assert!(spoke.get(), "the replica speaks");
    assert_eq!(history.diverged(), None);
    honest.set(false);
    let last = history.step_count();
    history.seek(2);
    history.seek(last);
    assert!(history.diverged().is_some());
}

#[test]
fn the_function_stays_with_the_command_and_the_name_with_the_scenario() {
    let mut history = with(script(|play| {
        play.outbox().clear();
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 200);
    let (silent, last, scenario) = (history.digest(), history.step_count(), history.scenario());
    // Another function for the next command.
    history.script(2, script(|_| Ok(()))).unwrap();
    history.seek(0);
    history.seek(last);
    assert_eq!(history.digest(), silent);
    let Err(refusal) = Session::open(scenario.clone()) else { panic!("there is no function") };
    assert_eq!(refusal.field, "commands[0].strategy.name");
    assert!(refusal.message.contains("new Simulation(scenario, {2: fn})"), "{refusal}");
    let mut scripts = Scripts::default();
    scripts.register(
        2,
        script(|play| {
            play.outbox().clear();
            Ok(())
        }),
    );
    let mut again = Session::open_with(scenario, scripts.clone()).unwrap();
    again.advance(Ms::from_us(200_000), &mut || false);
    assert_eq!(again.digest(), silent);
    let link = history.link().unwrap();
    assert!(History::from_link(&link).is_err());
    assert_eq!(History::from_link_with(&link, scripts, &mut || false).unwrap().digest(), silent);
    // The command in the past used another function, so the two branches differ from there.
    history.seek(0);
    history.command(&follow(2)).unwrap();
    assert_eq!(history.compare(0, 1).unwrap().step, Some(1));
}

#[test]
fn without_a_function_it_is_refused_with_the_remedy() {
    let mut session = Session::open(Scenario::parse(FOUR).unwrap()).unwrap();
    let refusal = session.command(&follow(2)).unwrap_err();
    assert_eq!((refusal.name, refusal.field.as_str()), (ErrorKind::CommandError, "strategy.name"));
    assert!(refusal.message.contains("simulation.script(2, fn)"), "{refusal}");
    let several = r#"{"do": "behave", "replica": 1, "strategies": [{"name": "silent"}, {"name": "script"}]}"#;
    assert_eq!(session.command(&command(several)).unwrap_err().field, "strategies[1].name");
    let client = r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "script"}}"#;
    assert_eq!(session.command(&command(client)).unwrap_err().field, "strategy.name");
    assert_eq!(session.script(4, script(|_| Ok(()))).unwrap_err().field, "replica");
}

#[test]
fn it_composes_with_other_strategies_and_ends_with_honest() {
    let mut history = History::open(Scenario::parse(FOUR).unwrap()).unwrap();
    history
        .script(
            2,
            script(|play| {
                play.outbox().retain(|outgoing| outgoing["message"]["kind"] != "REPLY");
                Ok(())
            }),
        )
        .unwrap();
    let both =
        r#"{"do": "behave", "replica": 2, "strategies": [{"name": "script"}, {"name": "withhold-commit"}]}"#;
    history.command(&command(both)).unwrap();
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 300);
    let kinds =
        |history: &History| -> Vec<String> { sent_by_2(history).into_iter().map(|(kind, _)| kind).collect() };
    assert!(kinds(&history).contains(&"PREPARE".to_owned()));
    assert!(!kinds(&history).iter().any(|kind| kind == "REPLY" || kind == "COMMIT"));
    history.command(&command(r#"{"do": "honest", "replica": 2}"#)).unwrap();
    history.command(&submit("put x 2")).unwrap();
    run_for(&mut history, 300);
    assert!(kinds(&history).contains(&"REPLY".to_owned()));
}

#[test]
fn the_words_of_an_error_are_no_part_of_the_digest() {
    let digest = |error: &'static str| {
        let mut history = with(script(move |_| Err(error.to_owned())));
        history.command(&submit("put x 1")).unwrap();
        run_for(&mut history, 500);
        history.digest()
    };
    let mut silent = with(script(|play| {
        play.outbox().clear();
        Ok(())
    }));
    silent.command(&submit("put x 1")).unwrap();
    run_for(&mut silent, 500);
    assert_eq!(digest("Cannot read properties of undefined"), digest("x is undefined"));
    assert_ne!(digest("x is undefined"), silent.digest());
}

#[test]
fn a_condition_narrows_down_what_it_sees() {
    let mut history = History::open(Scenario::parse(FOUR).unwrap()).unwrap();
    let clears = script(|play| {
        play.outbox().clear();
        Ok(())
    });
    history.script(2, clears).unwrap();
    let second = r#"{"do": "behave", "replica": 2, "strategy": {"name": "script", "when": {"seqs": [2]}}}"#;
    history.command(&command(second)).unwrap();
    for operation in ["put x 1", "put x 2"] {
        history.command(&submit(operation)).unwrap();
        run_for(&mut history, 200);
    }
    let prepares = sent_by_2(&history).into_iter().filter(|(kind, _)| kind == "PREPARE").count();
    assert_eq!(prepares, 1);
}

#[test]
fn its_memory_survives_a_crash_and_weighs_what_it_weighs() {
    let mut history = with(script(|play| {
        let count = play.memory["count"].as_u64().unwrap_or(0) + 1;
        play.memory = json!({"count": count, "much": "m".repeat(900_000)});
        if count == 3 { Err("the third".to_owned()) } else { Ok(()) }
    }));
    history.command(&command(r#"{"do": "crash", "replica": 2}"#)).unwrap();
    history.command(&command(r#"{"do": "restart", "replica": 2}"#)).unwrap();
    assert!(script_errors(&history).0.is_empty());
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 1_000);
    // A failing script loses its new memory, so it stays at the third step.
    assert!(script_errors(&history).0.len() > 1);
    assert!(history.weight().own > 900_000);
}

#[test]
fn a_script_that_derives_the_keys_from_the_seed_signs_as_any_node() {
    let setup = Scenario::parse(FOUR).unwrap().check().unwrap();
    let keys = Keys::derive(&setup.config, setup.crypto, setup.seed.0);
    let mut history = with(script(move |play| {
        let votes = play.outbox().iter().filter(|outgoing| outgoing["message"]["kind"] == "PREPARE").cloned();
        for mut outgoing in votes.collect::<Vec<_>>() {
            let seq = Seq(outgoing["message"]["seq"].as_u64().unwrap());
            let lie = Prepare { view: View(0), seq, digest: Digest([7; 32]), replica: ReplicaId(3) };
            let lie = Message::Prepare(keys.replicas[3].sign(lie).into_signed());
            outgoing["message"] = serde_json::to_value(script_message_of(&lie)).unwrap();
            play.send(outgoing)?;
        }
        Ok(())
    }));
    history.command(&submit("put x 1")).unwrap();
    run_for(&mut history, 1_000);
    assert_eq!(script_errors(&history), (Vec::new(), Vec::new()));
    // Scripts are trusted code: this one convicts a correct replica (docs/scripting.md).
    let culprits: Vec<u32> =
        history.view(ViewOptions::default()).proofs.iter().map(|proof| proof.culprit).collect();
    assert_eq!(culprits, [3]);
}
