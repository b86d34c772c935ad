//! Links: each opens the same step of the same run, and other texts are refused with a sentence.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pbft_lab::api::Description;
use pbft_lab::byzantine::script::Scripts;
use pbft_lab::error::{ErrorKind, LabError};
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::link::{Link, STEPS_MAX};
use pbft_lab::scenario::{Scenario, TimedCommand};
use pbft_lab::units::Ms;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::driver::{command, open};

/// Plays a run with a command of some kind after every few steps.
fn play(session: &mut Session, commands: u32) {
    for number in 0..commands {
        session.advance(Ms::from_us(7_123 + 31 * u64::from(number)), &mut || false);
        let packet = session.packets().map(|packet| packet.id.0).next();
        let json = match (number % 4, packet) {
            (0, _) => {
                format!(r#"{{"do": "submit", "client": 0, "operation": "put key{number} value{number}"}}"#)
            }
            (1, Some(packet)) => format!(r#"{{"do": "delay", "packet": {packet}, "ms": 12.345}}"#),
            (2, Some(packet)) => format!(r#"{{"do": "drop", "packet": {packet}}}"#),
            (3, _) => format!(r#"{{"do": "link", "from": {}, "to": 1, "loss": [1, 10]}}"#, number % 3 + 1),
            _ => r#"{"do": "heal"}"#.to_owned(),
        };
        command(session, &json);
    }
}

#[test]
fn a_link_is_opened_in_slices_and_its_digest_is_compared_at_the_end() {
    let mut session = open(r#"{"cluster": {"replicas": 4, "seed": "7", "crypto": "symbolic"}}"#);
    play(&mut session, 20);
    let text = session.link().unwrap();
    let (step, digest, now) = (session.step_count(), session.digest(), session.now());
    // A clock that has run down whenever it is read: a step for each slice.
    let slices = |text: &str| {
        let mut history = History::from_link_with(text, Scripts::default(), &mut || true)?;
        let mut slices = 1;
        while !history.resume_link(&mut || true)? {
            assert_eq!(history.link_step(), Some(step));
            slices += 1;
        }
        assert_eq!(history.link_step(), None);
        Ok::<_, LabError>((history, slices))
    };
    let (mut history, count) = slices(&text).unwrap();
    assert_eq!((count + 1, history.digest(), history.now()), (step, digest, now));
    let link = Link::parse(&text).unwrap();
    let other = Link { digest: "0".repeat(link.digest.len()), ..link }.text().unwrap();
    assert_eq!(slices(&other).map(drop).unwrap_err().code, "run-mismatch");
}

/// Any bytes with a valid checksum: what an attacker with knowledge of the format can send.
fn sealed(packed: &[u8]) -> String {
    let digest = Sha256::new_with_prefix(b"pbft-lab link 1").chain_update(packed).finalize();
    format!("1.{}", URL_SAFE_NO_PAD.encode([&digest[..6], packed].concat()))
}

fn packed(json: &str) -> String {
    sealed(&miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 6))
}

fn refusal_of(text: &str) -> LabError {
    let refusal = History::from_link(text).map(|session| session.step_count()).unwrap_err();
    assert_eq!(refusal.name, ErrorKind::LinkError);
    assert!(refusal.message.ends_with('.') && refusal.message.len() < 1_000, "{refusal}");
    refusal
}

#[test]
fn a_link_opens_every_catalog_run_at_the_same_moment_and_fits_into_2000_characters() {
    for scene in catalog::SCENES {
        let name = scene.name;
        let mut session = open(&scene.json().unwrap());
        play(&mut session, 20);
        let text = session.link().unwrap();
        assert!(text.len() <= 2_000, "{name}: {} characters", text.len());
        assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it)), "{text}");
        let mut again = History::from_link(&text).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        assert_eq!((again.step_count(), again.now()), (session.step_count(), session.now()));
        assert_eq!((again.digest(), again.scenario()), (session.digest(), session.scenario()), "{name}");
        assert_eq!(again.link().unwrap(), text);
        // From there on both go the same way.
        for session in [&mut session, &mut again] {
            session.advance(Ms::from_us(1_000_000), &mut || false);
        }
        assert_eq!(again.digest(), session.digest());
    }
}

#[test]
fn a_link_holds_the_moment_between_two_steps_of_the_same_microsecond() {
    let mut session = open(
        r#"{"network": {"latencyMs": {"constant": 10}},
        "commands": [{"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
    );
    let mut moments = 0;
    while session.step().is_some() {
        let mut again = History::from_link(&session.link().unwrap()).unwrap();
        assert_eq!((again.step_count(), again.digest()), (session.step_count(), session.digest()));
        assert_eq!(again.next(), session.next());
        moments += u32::from(session.next() == Some(session.now()));
    }
    assert!(moments > 5, "{moments}");
}

#[test]
fn a_scenario_of_ones_own_keeps_its_words_and_its_settings() {
    let mut session = open(
        r#"{"title": {"en": "Mine", "zh": "我的"}, "cluster": {"checkpointInterval": 5, "logSize": 15, "seed": "9"},
            "captions": [{"atMs": 3, "text": {"en": "Look"}, "pause": true}], "goal": {"executedAtLeast": 1}}"#,
    );
    let link = Link::parse(&session.link().unwrap()).unwrap();
    assert_eq!(link.scenario, session.scenario());
}

#[test]
fn a_link_can_have_another_title_and_description_and_is_the_same_run() {
    let mut session = open("{}");
    command(&mut session, r#"{"do": "crash", "replica": 3}"#);
    play(&mut session, 9);
    let description =
        Description::parse(r#"{"title": {"en": "Mine", "zh": "我的"}, "about": {"en": "One is down."}}"#);
    let description = description.unwrap();
    let text = session.link_described(description.clone()).unwrap();
    let described = Scenario { title: description.title, about: description.about, ..session.scenario() };
    let mut again = History::from_link(&text).unwrap();
    assert_eq!(again.scenario(), described);
    assert_eq!((again.step_count(), again.digest()), (session.step_count(), session.digest()));
    // A scene that has lost its title is no longer named in the link.
    let scene = catalog::entries().unwrap().into_iter().find(|entry| entry.name == "one-request").unwrap();
    let mut session = Session::open(scene.scenario.clone()).unwrap();
    let text = session.link_described(Description::default()).unwrap();
    let untitled = Scenario { title: None, about: None, ..scene.scenario };
    assert_eq!(Link::parse(&text).unwrap().scenario, untitled);
}

#[test]
fn a_link_keeps_the_missing_rules_and_names_none_where_none_is_missing() {
    let scenario_of = |json: &str| Link::parse(&open(json).link().unwrap()).unwrap().scenario;
    let weakened = scenario_of(r#"{"cluster": {"mutants": ["M20", "corgi-kx-demo"]}}"#);
    let names: Vec<_> = weakened.cluster.mutants.iter().map(|mutant| mutant.name()).collect();
    assert_eq!(names, ["M20", "corgi-kx-demo"]);
    // Links of the same run from before there were mutants have the same bytes.
    let plain = scenario_of(r#"{"cluster": {"mutants": []}}"#);
    assert!(!serde_json::to_string(&plain).unwrap().contains("mutants"));
}

#[test]
fn a_run_that_goes_differently_now_is_not_passed_off_as_the_same() {
    let mut session = open("{}");
    command(&mut session, r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#);
    session.advance(Ms::from_us(50_000), &mut || false);
    let link = Link::parse(&session.link().unwrap()).unwrap();
    let other = Link { digest: "0123456789abcdef".to_owned(), ..link.clone() };
    assert!(refusal_of(&other.text().unwrap()).message.contains("another release of the engine"));
    let beyond = Link { step: STEPS_MAX, ..link.clone() };
    assert!(refusal_of(&beyond.text().unwrap()).message.contains("but its run ends at step"));
    let too_far = Link { step: STEPS_MAX + 1, ..link };
    assert!(too_far.text().unwrap_err().message.contains("at most 2000000 steps are replayed"));
}

#[test]
fn a_run_that_no_link_can_hold_is_refused_and_not_left_out() {
    let mut scenario = Scenario::default();
    // Nine megabytes of text that pack well.
    for _ in 0..9_000 {
        let operation = "x".repeat(1_000);
        let command = Command::Submit { client: 0, operation };
        scenario.commands.push(TimedCommand { at_ms: Ms::from_us(0), after_step: None, command });
    }
    let refusal = Session::open(scenario).unwrap().link().unwrap_err();
    assert_eq!((refusal.name, refusal.code), (ErrorKind::LinkError, "too-much-text"), "{refusal}");
}

#[test]
fn each_broken_link_is_refused_with_what_is_wrong() {
    let good = open("{}").link().unwrap();
    let cut = &good[..good.len() - 3];
    let newer = good.replacen("1.", "2.", 1);
    let bomb = sealed(&miniz_oxide::deflate::compress_to_vec(&vec![b' '; 50_000_000], 6));
    let scenario =
        packed(r#"{"step": 0, "nowMs": 0, "digest": "ab", "scenario": {"cluster": {"replicas": 1000}}}"#);
    for (text, wrong) in [
        ("", "does not begin with a version number and a dot"),
        ("one-request", "does not begin with a version number and a dot"),
        ("-1.AAAA", "does not begin with a version number and a dot"),
        (newer.as_str(), "has version 2, but this engine reads only version 1"),
        (cut, "is damaged"),
        ("1.", "is damaged"),
        ("1.AA AA", "is damaged"),
        (&sealed(b"no deflate"), "does not decompress"),
        (&bomb, "does not decompress to a text of at most 8000000 bytes"),
        (&packed("no json"), "is not valid JSON"),
        (&packed("{}"), "is missing"),
        (&packed(r#"{"step": 0, "step": 1}"#), "duplicate field \"step\""),
        (&packed(r#"{"step": 9e15, "nowMs": 0, "digest": "", "scenario": {}}"#), "step is"),
        (&packed(r#"{"step": 0, "nowMs": 0, "digest": "", "scenario": {}}"#), "this run was different"),
        (&scenario, "cluster.replicas is 1000; it must be a whole number from 1 to 100"),
        (&"1".repeat(2_000_000), "has 2000000 bytes; at most 1000000 are allowed"),
    ] {
        let refusal = refusal_of(text);
        let start: String = text.chars().take(30).collect();
        assert!(refusal.message.contains(wrong), "{start}: {refusal}");
    }
    assert_eq!(refusal_of(&scenario).field, "cluster.replicas");
    assert!(bomb.len() < 100_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_refused_in_a_sentence(text in "\\PC{0,60}|1\\.[A-Za-z0-9_-]{0,80}") {
        refusal_of(&text);
    }

    #[test]
    fn any_packed_bytes_are_refused_in_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        refusal_of(&sealed(&bytes));
        refusal_of(&packed(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_link_with_one_wrong_character_or_a_missing_end_is_refused(
        place in any::<prop::sample::Index>(),
        other in "[A-Za-z0-9_.-]",
    ) {
        let mut session = open(r#"{"cluster": {"seed": "5"}}"#);
        command(&mut session, r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#);
        let good = session.link().unwrap();
        let at = place.index(good.len());
        let altered = format!("{}{other}{}", &good[..at], &good[at + 1..]);
        if altered != good {
            refusal_of(&altered);
        }
        refusal_of(&good[..at]);
    }
}
