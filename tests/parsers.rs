//! Property tests of the readers of scenarios, commands and goals: any input gives a value or an error with a sentence, never a panic.

use std::collections::BTreeMap;

use pbft_lab::api::{RecordOptions, ViewOptions};
use pbft_lab::error::LabError;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::{Command, DiskKind};
use pbft_lab::scenario::find::Find;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::goal::Phase;
use pbft_lab::scenario::lesson::{Choice, Control, Quiz, Task};
use pbft_lab::scenario::{Caption, Cluster, CryptoKind, Latency, LocalText, Network, Scenario, TimedCommand};
use pbft_lab::units::Ms;
use pbft_lab::units::Ratio;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Reads the text as everything that can be read; gives the refusals.
fn read_all(text: &str) -> Vec<LabError> {
    let refusals = [
        Scenario::parse(text).err(),
        Command::parse(text).err(),
        Goal::parse(text).err(),
        ViewOptions::parse(text).err(),
        RecordOptions::parse(text).err(),
    ];
    refusals.into_iter().flatten().collect()
}

/// A refusal is a sentence that begins with what it is about, and never repeats a megabyte.
fn is_sentence(refusal: &LabError) -> bool {
    let starts_with_subject = refusal.message.starts_with(&refusal.field) || refusal.field.is_empty();
    refusal.message.ends_with('.') && starts_with_subject && refusal.message.chars().count() < 2_000
}

/// The names that the formats know, and some that they do not.
fn name() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "version",
        "title",
        "about",
        "cluster",
        "network",
        "commands",
        "captions",
        "goal",
        "replicas",
        "clients",
        "seed",
        "checkpointInterval",
        "logSize",
        "batchMax",
        "viewTimeoutMs",
        "clientTimeoutMs",
        "crypto",
        "latencyMs",
        "loss",
        "duplicate",
        "reorder",
        "constant",
        "uniform",
        "exponential",
        "min",
        "mean",
        "max",
        "atMs",
        "afterStep",
        "do",
        "client",
        "operation",
        "replica",
        "disk",
        "groups",
        "oneWay",
        "from",
        "to",
        "up",
        "hold",
        "packet",
        "ms",
        "node",
        "timer",
        "text",
        "pause",
        "en",
        "zh",
        "answered",
        "count",
        "executedAtLeast",
        "phase",
        "seq",
        "atLeast",
        "timeAtLeastMs",
        "violation",
        "holds",
        "proven",
        "reached",
        "not",
        "all",
        "any",
        "slots",
        "packets",
        "facts",
    ];
    prop_oneof![9 => prop::sample::select(KNOWN).prop_map(str::to_owned), 1 => any::<String>()]
}

fn leaf() -> impl Strategy<Value = Value> {
    const WORDS: &[&str] = &[
        "submit",
        "crash",
        "restart",
        "partition",
        "heal",
        "link",
        "delay",
        "timeout",
        "kept",
        "once",
        "7",
        "",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..10u64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(WORDS).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn ms() -> impl Strategy<Value = Ms> {
    (0..3_600_000_000u64).prop_map(Ms::from_us)
}

fn ratio() -> impl Strategy<Value = Ratio> {
    (0..100u32, 100..200u32).prop_map(|(hits, of)| Ratio(hits, of))
}

fn latency() -> impl Strategy<Value = Latency> {
    prop_oneof![
        ms().prop_map(Latency::Constant),
        (ms(), ms()).prop_map(|(a, b)| Latency::Uniform(a.min(b), a.max(b))),
        (ms(), 1..1000u64, ms()).prop_map(|(a, mean, b)| Latency::Exponential {
            min: a.min(b),
            mean: Ms::from_us(mean),
            max: a.max(b),
        }),
    ]
}

fn legal_command() -> impl Strategy<Value = Command> {
    let replica = || 0..4u32;
    let packet = || 0..(1u64 << 53) - 1;
    prop_oneof![
        (0..2u32, "\\PC{0,40}").prop_map(|(client, operation)| Command::Submit { client, operation }),
        (replica(), prop::option::of(0..9u32))
            .prop_map(|(replica, after_packets)| Command::Crash { replica, after_packets }),
        (replica(), any::<bool>()).prop_map(|(replica, kept)| Command::Restart {
            replica,
            disk: if kept { DiskKind::Kept } else { DiskKind::Lost },
        }),
        replica().prop_map(|replica| Command::Pause { replica }),
        replica().prop_map(|replica| Command::Resume { replica }),
        (replica(), any::<bool>()).prop_map(|(other, one_way)| Command::Partition {
            groups: vec![vec![other], vec![4, 5]],
            one_way,
        }),
        Just(Command::Heal {}),
        (replica(), prop::option::of(latency()), prop::option::of(ratio()), prop::option::of(any::<bool>()))
            .prop_map(|(from, latency_ms, loss, hold)| Command::Link {
                from,
                to: 5,
                up: hold,
                latency_ms,
                loss,
                duplicate: loss,
                reorder: None,
                hold,
            }),
        packet().prop_map(|packet| Command::Drop { packet }),
        packet().prop_map(|packet| Command::Deliver { packet }),
        packet().prop_map(|packet| Command::Duplicate { packet }),
        (packet(), ms()).prop_map(|(packet, ms)| Command::Delay { packet, ms }),
        (0..6u32).prop_map(|node| Command::Timeout { node, timer: "request".to_owned() }),
    ]
}

fn legal_goal() -> impl Strategy<Value = Goal> {
    let leaf = prop_oneof![
        (0..2u32, 0..9u64).prop_map(|(client, count)| Goal::Answered { client, count }),
        (0..9u64).prop_map(Goal::ExecutedAtLeast),
        (0..9u64).prop_map(Goal::StableAtLeast),
        (0..9u64).prop_map(Goal::ViewAtLeast),
        (0..4u32, 0..9u64).prop_map(|(replica, seq)| Goal::Phase { replica, seq, at_least: Phase::Prepared }),
        ms().prop_map(Goal::TimeAtLeastMs),
        Just(Goal::Violation("any".to_owned())),
        Just(Goal::Holds("agreement".to_owned())),
        (0..6u32).prop_map(Goal::Proven),
        (0..4u32, "[a-c]", "[0-9 ]{0,3}").prop_map(|(replica, key, value)| Goal::Stored {
            replica,
            key,
            value
        }),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|goal| Goal::Reached(Box::new(goal))),
            inner.clone().prop_map(|goal| Goal::Not(Box::new(goal))),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Goal::All),
            prop::collection::vec(inner, 0..4).prop_map(Goal::Any),
        ]
    })
}

fn legal_scenario() -> impl Strategy<Value = Scenario> {
    let text = || {
        "\\PC{0,20}".prop_map(|en| LocalText {
            translations: BTreeMap::from([("zh".to_owned(), format!("{en}。"))]),
            en,
        })
    };
    let timed = (ms(), prop::option::of(0..99u64), legal_command())
        .prop_map(|(at_ms, after_step, command)| TimedCommand { at_ms, after_step, command });
    let choice = move || (text(), text()).prop_map(|(text, why)| Choice { text, right: false, why });
    let quiz = move || {
        let choices = prop::collection::vec(choice(), 2..4);
        (text(), choices, any::<prop::sample::Index>()).prop_map(|(text, mut choices, right)| {
            right.get_mut(&mut choices).right = true;
            Quiz { text, choices, find: None, why: None }
        })
    };
    let find = (1..9u32, prop::option::of(0..4u32)).prop_map(|(one, node)| match node {
        Some(node) => Find::Proof { culprits: vec![node] },
        None => Find::Quorums { replicas: 9, quorum: one, liars: vec![0, 8] },
    });
    let explain = prop_oneof![
        quiz(),
        (text(), find).prop_map(|(text, find)| Quiz {
            why: Some(text.clone()),
            text,
            choices: Vec::new(),
            find: Some(find)
        }),
    ];
    let task =
        (text(), legal_goal(), prop::option::of(0..9u32)).prop_map(|(text, goal, commands_max)| Task {
            hints: vec![text.clone()],
            why: commands_max.map(|_| text.clone()),
            text,
            goal,
            commands_min: commands_max.map(|max| max / 2),
            commands_max,
            controls: commands_max.map(|_| vec![Control("drop"), Control("clientBehave")]),
        });
    let lesson = prop::option::of((prop::option::of(quiz()), task, prop::option::of(explain)));
    let caption = (ms(), text(), any::<bool>(), lesson).prop_map(|(at_ms, text, pause, lesson)| {
        let pause = pause || lesson.is_some();
        let (ask, task, explain) =
            lesson.map_or((None, None, None), |(ask, task, explain)| (ask, Some(task), explain));
        Caption { at_ms, text, pause, ask, task, explain }
    });
    let network = (latency(), ratio(), ratio(), ratio())
        .prop_map(|(latency_ms, loss, duplicate, reorder)| Network { latency_ms, loss, duplicate, reorder });
    let cluster = (any::<u64>(), 1..50u64, 2..5u64).prop_map(|(seed, interval, factor)| Cluster {
        clients: 2,
        seed: seed.to_string(),
        checkpoint_interval: interval,
        log_size: interval * factor,
        crypto: CryptoKind::Symbolic,
        ..Cluster::default()
    });
    let lists = (prop::collection::vec(timed, 0..6), prop::collection::vec(caption, 0..3));
    (cluster, network, lists, prop::option::of(text()), prop::option::of(legal_goal())).prop_map(
        |(cluster, network, (commands, captions), title, goal)| Scenario {
            cluster,
            network,
            commands,
            captions,
            title,
            goal,
            ..Scenario::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_read_or_refused_in_a_sentence(text in any::<String>()) {
        prop_assert!(read_all(&text).iter().all(is_sentence));
    }

    #[test]
    fn arbitrary_json_is_read_or_refused_in_a_sentence(value in value()) {
        let refusals = read_all(&value.to_string());
        prop_assert!(refusals.iter().all(is_sentence), "{refusals:?}");
    }

    #[test]
    fn a_legal_scenario_with_one_wrong_value_never_panics(
        scenario in legal_scenario(),
        place in any::<prop::sample::Index>(),
        wrong in value(),
    ) {
        let mut json = serde_json::to_value(&scenario).unwrap();
        let mut pointers = Vec::new();
        collect_pointers(&json, String::new(), &mut pointers);
        *json.pointer_mut(place.get(&pointers).as_str()).unwrap() = wrong;
        match Scenario::parse(&json.to_string()) {
            Ok(scenario) => prop_assert!(Session::open(scenario).is_ok()),
            Err(refusal) => prop_assert!(is_sentence(&refusal), "{refusal:?}"),
        }
    }

    #[test]
    fn a_truncated_scenario_is_refused(scenario in legal_scenario(), keep in any::<prop::sample::Index>()) {
        let text = serde_json::to_string(&scenario).unwrap();
        let ends: Vec<_> = text.char_indices().map(|(end, _)| end).collect();
        let refusal = Scenario::parse(&text[..*keep.get(&ends)]).unwrap_err();
        prop_assert!(is_sentence(&refusal), "{refusal:?}");
    }

    #[test]
    fn what_is_written_is_read_back_the_same(scenario in legal_scenario()) {
        let text = serde_json::to_string(&scenario).unwrap();
        prop_assert_eq!(Scenario::parse(&text), Ok(scenario));
    }

    #[test]
    fn a_legal_scenario_runs_whatever_its_commands_are(scenario in legal_scenario()) {
        let mut session = Session::open(scenario).unwrap();
        (0..200).for_each(|_| drop(session.step()));
        let view = session.view(ViewOptions::default());
        prop_assert_eq!(view.step_count, session.step_count());
        let records = session.records(0, 10_000, RecordOptions::default());
        prop_assert_eq!(records.len() as u64, session.record_count());
    }
}

fn collect_pointers(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| collect_pointers(value, format!("{at}/{index}"), pointers)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| collect_pointers(value, format!("{at}/{name}"), pointers));
        }
        _ => {}
    }
    pointers.push(at);
}

/// Each of these scenarios is refused in words that begin so.
fn assert_refused(mistakes: &[(Value, &str)]) {
    for (json, message) in mistakes {
        let refusal = Scenario::parse(&json.to_string()).unwrap_err();
        assert!(refusal.message.starts_with(message), "{json}: {}", refusal.message);
    }
}

#[test]
fn each_mistake_about_the_cluster_is_named_with_field_value_and_remedy() {
    assert_refused(&[
        (
            json!({"cluster": {"replicas": 0}}),
            "cluster.replicas is 0; it must be a whole number from 1 to 100.",
        ),
        (
            json!({"cluster": {"replicas": 101}}),
            "cluster.replicas is 101; it must be a whole number from 1 to 100.",
        ),
        (
            json!({"cluster": {"replicas": "4"}}),
            "cluster.replicas is \"4\"; it must be a whole number from 1 to 100.",
        ),
        (
            json!({"cluster": {"clients": -1}}),
            "cluster.clients is -1; it must be a whole number from 0 to 100.",
        ),
        (
            json!({"cluster": {"seed": 7}}),
            "cluster.seed is 7; it must be a whole number in quotes, such as \"7\".",
        ),
        (
            json!({"cluster": {"seed": "seven"}}),
            "cluster.seed is \"seven\"; it must be a whole number from 0 to 18446744073709551615 in quotes.",
        ),
        (
            json!({"cluster": {"checkpointInterval": 8, "logSize": 20}}),
            "cluster.logSize is 20; it must be a multiple of the checkpoint interval.",
        ),
        (
            json!({"cluster": {"checkpointInterval": 8, "logSize": 8}}),
            "cluster.logSize is 8; it must be from 16 to 10000.",
        ),
        (
            json!({"cluster": {"viewTimeoutMs": 0.5}}),
            "cluster.viewTimeoutMs is 0.5; it must be from 1 to 3600000.",
        ),
        (
            json!({"cluster": {"crypto": "none"}}),
            "cluster.crypto is \"none\"; it must be \"every\" or \"once\" or \"symbolic\".",
        ),
    ]);
}

#[test]
fn each_mistake_around_the_cluster_is_named_with_field_value_and_remedy() {
    assert_refused(&[
        (
            json!({"network": {"loss": [3, 2]}}),
            "network.loss is [3, 2]; it is a number of messages and the total",
        ),
        (json!({"network": {"loss": 0.1}}), "network.loss is 0.1; it must have a form such as [1, 10]."),
        (
            json!({"network": {"latencyMs": {"constant": 4e9}}}),
            "network.latencyMs goes up to 4000000000 ms; at most",
        ),
        (
            json!({"network": {"latencyMs": {}}}),
            "network.latencyMs is an object; it must have a form such as {\"uniform\": [10, 30]}.",
        ),
        (
            json!({"commands": [{"atMs": -1, "do": "heal"}]}),
            "commands[0].atMs is -1; it must be a number of milliseconds",
        ),
        (json!({"commands": [{"do": "heal"}]}), "commands[0].atMs is missing."),
        (
            json!({"commands": [{"atMs": 0, "do": "crash", "replica": 4}]}),
            "commands[0].replica is 4; there is no such replica (count: 4",
        ),
        (json!({"captions": [{"atMs": 0, "text": {"zh": "x"}}]}), "captions[0].text.en is missing."),
        (
            json!({"goal": {"holds": "peace"}}),
            "goal.holds is \"peace\"; it must be all or one of agreement, order,",
        ),
        (
            json!({"goal": {"all": [], "any": []}}),
            "goal is an object; it must be an object with exactly one of the fields",
        ),
        (
            json!({"version": 2, "new": 1}),
            "version is 2; it must be 1, the only version that this engine reads.",
        ),
        (
            json!({"cluster": {"mutants": ["M1", "M10"]}}),
            "cluster.mutants[1] is \"M10\"; it must be one of M1, M2, M3,",
        ),
        (json!({"mutants": []}), "mutants is not a known field; the known fields are version, title,"),
        (json!([]), "the scenario is an array of 0; it must be an object."),
    ]);
}
