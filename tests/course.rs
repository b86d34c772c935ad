//! The course: twelve lessons with questions. Only this file has the solutions of their tasks.

use std::collections::BTreeSet;

use pbft_lab::api::{TaskState, ViewOptions};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog::{self, CatalogEntry, Category};
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::lesson::Quiz;
use pbft_lab::scenario::{LocalText, Scenario};
use pbft_lab::units::Ms;
use serde_json::{Value, json};

/// A lesson, with solutions of its task and commands that do not solve it.
pub(crate) struct Played {
    name: &'static str,
    pub(crate) solutions: &'static [&'static str],
    failures: &'static [&'static str],
}

/// Each way to play is a list of moments in milliseconds with commands. A packet is named by its message and its ends.
pub(crate) const PLAYED: [Played; 22] = [
    Played {
        name: "same-order",
        solutions: &[
            r#"[[302, {"do": "delay", "packet": ["REQUEST", 4, 0], "ms": 100}]]"#,
            r#"[[302, {"do": "drop", "packet": ["REQUEST", 4, 0]}]]"#,
        ],
        failures: &[
            r#"[[350, {"do": "delay", "packet": ["REQUEST", 5, 0], "ms": 100}]]"#,
            r#"[[302, {"do": "crash", "replica": 0}]]"#,
        ],
    },
    Played {
        name: "majority",
        solutions: &[
            r#"[[900, {"do": "restart", "replica": 1}]]"#,
            r#"[[900, {"do": "restart", "replica": 2}]]"#,
        ],
        failures: &[r#"[[900, {"do": "heal"}]]"#],
    },
    Played {
        name: "one-liar",
        solutions: &[r#"[[190, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}}]]"#],
        failures: &[
            r#"[[190, {"do": "behave", "replica": 0, "strategy": {"name": "silent"}}]]"#,
            r#"[[190, {"do": "behave", "replica": 1, "strategy": {"name": "fork-in-view"}}]]"#,
        ],
    },
    Played {
        name: "one-liar-of-four",
        solutions: &[
            r#"[[190, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}}]]"#,
            r#"[[190, {"do": "behave", "replica": 0, "strategy": {"name": "equivocate"}}]]"#,
        ],
        failures: &[
            r#"[[190, {"do": "behave", "replica": 0, "strategy": {"name": "silent-primary"}}]]"#,
            r#"[[190, {"do": "behave", "replica": 1, "strategy": {"name": "fork-in-view"}}]]"#,
        ],
    },
    Played {
        name: "quorum-overlap",
        solutions: &[r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}}]]"#],
        failures: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "equivocate"}}]]"#,
            r#"[[280, {"do": "behave", "replica": 3, "strategy": {"name": "fork-in-view"}}]]"#,
        ],
    },
    Played {
        name: "five-of-seven",
        solutions: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}, "group": 1}],
                [280, {"do": "behave", "replica": 1, "strategy": {"name": "fork-in-view"}, "group": 1}]]"#,
        ],
        failures: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}, "group": 1}]]"#,
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "silent-primary"}}],
                [280, {"do": "behave", "replica": 1, "strategy": {"name": "silent"}}]]"#,
        ],
    },
    Played {
        name: "why-prepare",
        solutions: &[r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "equivocate"}}]]"#],
        failures: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "silent-primary"}}]]"#,
            r#"[[280, {"do": "behave", "replica": 2, "strategy": {"name": "equivocate"}}]]"#,
        ],
    },
    Played {
        name: "dropped-prepares",
        solutions: &[
            r#"[[85, {"do": "drop", "packet": ["PREPARE", 3, 1]}]]"#,
            r#"[[85, {"do": "drop", "packet": ["PREPARE", 3, 1]}], [85, {"do": "drop", "packet": ["PREPARE", 2, 1]}],
                [85, {"do": "drop", "packet": ["PREPARE", 1, 2]}]]"#,
        ],
        failures: &[
            r#"[[85, {"do": "honest", "replica": 0}]]"#,
            r#"[[85, {"do": "drop", "packet": ["PREPARE", 3, 1]}], [85, {"do": "drop", "packet": ["PREPARE", 2, 1]}],
                [85, {"do": "drop", "packet": ["PREPARE", 1, 2]}], [85, {"do": "drop", "packet": ["PREPARE", 1, 3]}]]"#,
        ],
    },
    Played {
        name: "why-commit",
        solutions: &[r#"[[190, {"do": "link", "from": 0, "to": 3, "up": false}],
                [190, {"do": "link", "from": 2, "to": 0, "up": false}],
                [190, {"do": "link", "from": 2, "to": 1, "up": false}]]"#],
        failures: &[
            r#"[[190, {"do": "pause", "replica": 3}],
                [190, {"do": "link", "from": 2, "to": 0, "up": false}],
                [190, {"do": "link", "from": 2, "to": 1, "up": false}]]"#,
            r#"[[190, {"do": "crash", "replica": 0}]]"#,
            r#"[[190, {"do": "partition", "groups": [[2], [0, 1, 3]]}]]"#,
        ],
    },
    Played {
        name: "executed-when-prepared",
        solutions: &[
            r#"[[190, {"do": "link", "from": 0, "to": 3, "up": false}],
                [190, {"do": "link", "from": 2, "to": 0, "up": false}],
                [190, {"do": "link", "from": 2, "to": 1, "up": false}]]"#,
            r#"[[190, {"do": "link", "from": 0, "to": 3, "up": false}],
                [190, {"do": "partition", "groups": [[2], [0, 1, 3]], "oneWay": true}]]"#,
        ],
        failures: &[r#"[[190, {"do": "crash", "replica": 3}]]"#, r#"[[190, {"do": "crash", "replica": 0}]]"#],
    },
    Played {
        name: "matching-replies",
        solutions: &[
            r#"[[300, {"do": "behave", "replica": 0, "strategy": {"name": "fool-client"}, "group": 1}]]"#,
            r#"[[300, {"do": "behave", "replica": 3, "strategy": {"name": "fool-client"}, "group": 1}]]"#,
        ],
        failures: &[
            r#"[[300, {"do": "behave", "replica": 2, "strategy": {"name": "lying-reply"}}]]"#,
            r#"[[300, {"do": "behave", "replica": 1, "strategy": {"name": "lying-reply"}}]]"#,
        ],
    },
    Played {
        name: "first-reply",
        solutions: &[
            r#"[[300, {"do": "behave", "replica": 1, "strategy": {"name": "fool-client"}}]]"#,
            r#"[[300, {"do": "behave", "replica": 2, "strategy": {"name": "fool-client"}}]]"#,
        ],
        failures: &[
            r#"[[300, {"do": "behave", "replica": 2, "strategy": {"name": "silent"}}]]"#,
            r#"[[300, {"do": "behave", "replica": 0, "strategy": {"name": "equivocate"}}]]"#,
        ],
    },
    Played {
        name: "lost-replies",
        solutions: &[r#"[[10, {"do": "partition", "groups": [[0, 1, 2, 3], [4]], "oneWay": true}],
                [160, {"do": "heal"}]]"#],
        failures: &[
            r#"[[10, {"do": "partition", "groups": [[0, 1, 2, 3], [4]], "oneWay": true}]]"#,
            r#"[[10, {"do": "partition", "groups": [[0, 1, 2, 3], [4]]}],
                [160, {"do": "heal"}]]"#,
            r#"[[10, {"do": "link", "from": 0, "to": 4, "up": false}]]"#,
        ],
    },
    Played {
        name: "next-primary",
        solutions: &[
            r#"[[280, {"do": "crash", "replica": 0}]]"#,
            r#"[[280, {"do": "pause", "replica": 0}]]"#,
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "silent-primary"}}]]"#,
        ],
        failures: &[
            r#"[[280, {"do": "crash", "replica": 1}]]"#,
            r#"[[280, {"do": "crash", "replica": 0}], [285, {"do": "crash", "replica": 1}]]"#,
        ],
    },
    Played {
        name: "no-certificates",
        solutions: &[r#"[[245, {"do": "partition", "groups": [[1], [2], [3]]}],
                [285, {"do": "partition", "groups": [[0], [1, 2, 3]]}]]"#],
        failures: &[
            r#"[[245, {"do": "partition", "groups": [[0], [1, 2, 3]]}]]"#,
            r#"[[245, {"do": "crash", "replica": 0}]]"#,
        ],
    },
    Played {
        name: "lying-new-primary",
        solutions: &[
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "false-new-view"}}]]"#,
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "false-quorum"}}]]"#,
        ],
        failures: &[
            r#"[[160, {"do": "behave", "replica": 2, "strategy": {"name": "false-new-view"}}]]"#,
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "withhold-new-view"}}]]"#,
        ],
    },
    Played {
        name: "no-evidence",
        solutions: &[
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "withhold-new-view"}}]]"#,
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "silent-primary"}}]]"#,
        ],
        failures: &[
            r#"[[160, {"do": "behave", "replica": 1, "strategy": {"name": "false-new-view"}}]]"#,
            r#"[[160, {"do": "behave", "replica": 2, "strategy": {"name": "withhold-new-view"}}]]"#,
        ],
    },
    Played {
        name: "water-marks",
        solutions: &[
            r#"[[700, {"do": "honest", "replica": 2}]]"#,
            r#"[[700, {"do": "honest", "replica": 3}]]"#,
        ],
        failures: &[
            r#"[[700, {"do": "crash", "replica": 2}]]"#,
            r#"[[700, {"do": "heal"}], [710, {"do": "honest", "replica": 2}]]"#,
        ],
    },
    Played {
        name: "poisoned-state",
        solutions: &[
            r#"[[10, {"do": "behave", "replica": 0, "strategy": {"name": "bad-state"}}],
                [10, {"do": "crash", "replica": 3}],
                [800, {"do": "restart", "replica": 3}]]"#,
            r#"[[10, {"do": "behave", "replica": 0, "strategy": {"name": "bad-state"}}],
                [10, {"do": "partition", "groups": [[3], [0, 1, 2]]}],
                [800, {"do": "heal"}]]"#,
        ],
        failures: &[
            r#"[[10, {"do": "behave", "replica": 0, "strategy": {"name": "bad-state"}}]]"#,
            r#"[[10, {"do": "crash", "replica": 3}],
                [800, {"do": "restart", "replica": 3}]]"#,
        ],
    },
    Played {
        name: "safety-and-liveness",
        solutions: &[r#"[[2590, {"do": "partition", "groups": [[2], [0, 1, 3]]}],
                [2880, {"do": "partition", "groups": [[3], [0, 1, 2]]}],
                [3300, {"do": "partition", "groups": [[0], [1, 2, 3]]}]]"#],
        failures: &[
            r#"[[2590, {"do": "partition", "groups": [[0, 1], [2, 3]]}]]"#,
            r#"[[2590, {"do": "partition", "groups": [[2], [0, 1, 3]]}],
                [2880, {"do": "partition", "groups": [[3], [0, 1, 2]]}]]"#,
            r#"[[2590, {"do": "crash", "replica": 2}]]"#,
        ],
    },
    Played {
        name: "constant-timeout",
        solutions: &[
            r#"[[1500, {"do": "restart", "replica": 3}]]"#,
            r#"[[1500, {"do": "link", "from": 1, "to": 2, "latencyMs": {"constant": 15}}],
                [1500, {"do": "link", "from": 2, "to": 1, "latencyMs": {"constant": 15}}]]"#,
        ],
        failures: &[
            r#"[[1500, {"do": "link", "from": 0, "to": 1, "latencyMs": {"constant": 15}}]]"#,
            r#"[[1500, {"do": "link", "from": 1, "to": 2, "up": false}],
                [1500, {"do": "link", "from": 2, "to": 1, "up": false}]]"#,
        ],
    },
    Played {
        name: "beyond-f",
        solutions: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}, "group": 1}],
                [280, {"do": "behave", "replica": 1, "strategy": {"name": "fork-in-view"}, "group": 1}]]"#,
        ],
        failures: &[
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "fork-in-view"}, "group": 1}]]"#,
            r#"[[280, {"do": "behave", "replica": 0, "strategy": {"name": "equivocate"}}],
                [280, {"do": "behave", "replica": 1, "strategy": {"name": "equivocate"}}]]"#,
        ],
    },
];

/// The time for which a lesson is played.
const UNTIL_MS: u64 = 8_000;

fn course() -> Vec<CatalogEntry> {
    catalog::entries().unwrap().into_iter().filter(|entry| entry.lesson.is_some()).collect()
}

pub(crate) fn scenario(name: &str) -> Scenario {
    course().into_iter().find(|entry| entry.name == name).unwrap().scenario
}

pub(crate) fn advance_to(session: &mut Session, at_ms: u64) {
    session.advance(Ms::from_us(at_ms * 1000 - session.now().us()), &mut || false);
}

/// The command with the number of the packet that is on its way with this message from the first node to the second.
fn resolved(session: &mut Session, command: &Value) -> Command {
    let mut command = command.clone();
    if let Some([kind, from, to]) = command["packet"].as_array().map(Vec::as_slice) {
        let view = serde_json::to_value(session.view(ViewOptions::default())).unwrap();
        let is_it = |packet: &&Value| {
            packet["message"]["kind"] == *kind && packet["from"] == *from && packet["to"] == *to
        };
        let packet = view["packets"].as_array().unwrap().iter().find(is_it).unwrap();
        command["packet"] = packet["id"].clone();
    }
    Command::parse(&command.to_string()).unwrap()
}

/// The outcome of a lesson's task with these commands.
fn played(name: &str, moments: &str) -> TaskState {
    played_in(scenario(name), moments)
}

fn played_in(scenario: Scenario, moments: &str) -> TaskState {
    let mut session = Session::open(scenario).unwrap();
    let moments: Value = serde_json::from_str(moments).unwrap();
    for moment in moments.as_array().unwrap() {
        advance_to(&mut session, moment[0].as_u64().unwrap());
        let command = resolved(&mut session, &moment[1]);
        session.command(&command).unwrap_or_else(|refusal| panic!("{moments}: {refusal}"));
    }
    advance_to(&mut session, UNTIL_MS);
    session.lesson().into_iter().find_map(|part| part.task).unwrap().state
}

#[test]
fn the_course_is_twelve_numbered_lessons_that_ask_first_and_end_with_a_task_and_a_question() {
    let course = course();
    let places: Vec<(u32, u32)> =
        course.iter().filter_map(|entry| entry.lesson.as_ref()).map(|one| (one.number, one.part)).collect();
    assert!(places.is_sorted(), "{places:?}");
    for number in 1..=12 {
        let parts: Vec<u32> = places.iter().filter(|place| place.0 == number).map(|place| place.1).collect();
        assert_eq!(parts, (1..=parts.len() as u32).collect::<Vec<_>>(), "lesson {number}");
        assert!((1..=3).contains(&parts.len()), "lesson {number}");
    }
    assert_eq!(places.len(), PLAYED.len());
    let names: Vec<&str> = course.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, PLAYED.map(|played| played.name));
    for CatalogEntry { name, scenario, category, .. } in &course {
        assert_eq!(*category, Category::Course, "{name}");
        assert!(
            scenario.goal.is_some() && scenario.captions.is_sorted_by_key(|caption| caption.at_ms),
            "{name}"
        );
        let last = scenario.captions.last().unwrap();
        let first_question = scenario.captions.iter().position(|caption| caption.ask.is_some()).unwrap();
        assert!(first_question + 1 < scenario.captions.len(), "{name}");
        assert!(last.task.is_some() && last.explain.is_some(), "{name}");
        assert_eq!(scenario.captions.iter().filter(|caption| caption.task.is_some()).count(), 1, "{name}");
        assert!(!last.task.as_ref().unwrap().hints.is_empty(), "{name}");
    }
}

#[test]
fn each_task_is_reached_by_its_solutions_and_by_nothing_else() {
    for Played { name, solutions, failures } in PLAYED {
        assert_eq!(played(name, "[]"), TaskState::Open, "{name}: nothing is done");
        for solution in solutions {
            assert_eq!(played(name, solution), TaskState::Reached, "{name}: {solution}");
        }
        for failure in failures {
            assert_ne!(played(name, failure), TaskState::Reached, "{name}: {failure}");
        }
    }
}

#[test]
fn what_a_removed_rule_lets_happen_does_not_happen_with_the_rule() {
    let mut weakened = 0;
    for Played { name, solutions, .. } in PLAYED {
        let mut whole = scenario(name);
        let removed = std::mem::take(&mut whole.cluster.mutants);
        let task = whole.captions.last().unwrap().task.as_ref().unwrap();
        let does_harm = matches!(task.goal, Goal::Violation(_) | Goal::Stored { .. });
        if removed.is_empty() {
            continue;
        }
        weakened += 1;
        // With all its rules the cluster of the lesson about timeouts needs no help.
        let moments = if does_harm { solutions[0] } else { "[]" };
        let state = played_in(whole, moments);
        assert_eq!(state == TaskState::Reached, !does_harm, "{name}: {state:?}");
    }
    assert_eq!(weakened, 7);
}

/// Goals that hold at a caption about a past event: lesson, number of the caption, goal.
const SAID: [(&str, usize, &str); 14] = [
    (
        "same-order",
        2,
        r#"{"all": [{"stored": {"replica": 3, "key": "x", "value": "AB"}}, {"answered": {"client": 1, "count": 1}}]}"#,
    ),
    ("majority", 2, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("one-liar", 1, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("one-liar-of-four", 1, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("five-of-seven", 1, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("first-reply", 1, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("next-primary", 2, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("no-evidence", 1, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("constant-timeout", 2, r#"{"all": [{"viewAtLeast": 2}, {"not": {"executedAtLeast": 1}}]}"#),
    ("quorum-overlap", 2, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("why-prepare", 2, r#"{"answered": {"client": 0, "count": 1}}"#),
    ("matching-replies", 2, r#"{"answered": {"client": 0, "count": 1}}"#),
    (
        "water-marks",
        2,
        r#"{"all": [{"answered": {"client": 0, "count": 4}}, {"not": {"executedAtLeast": 5}}]}"#,
    ),
    (
        "safety-and-liveness",
        5,
        r#"{"all": [{"answered": {"client": 0, "count": 1}}, {"viewAtLeast": 2}, {"not": {"viewAtLeast": 3}}]}"#,
    ),
];

#[test]
fn captions_and_questions_come_when_what_they_say_has_happened_and_not_after_the_outcome() {
    for (name, caption, goal) in SAID {
        let mut scenario = scenario(name);
        scenario.goal = Some(Goal::parse(goal).unwrap());
        let at = scenario.captions[caption].at_ms;
        let mut session = Session::open(scenario).unwrap();
        session.advance(at, &mut || false);
        assert_eq!(session.goal_reached(), Some(true), "{name} {caption}");
    }
    // The first reply, a false one, has come; no result is accepted.
    let mut session = Session::open(scenario("matching-replies")).unwrap();
    advance_to(&mut session, 79);
    let client = serde_json::to_value(&session.view(ViewOptions::default()).clients[0]).unwrap();
    assert_eq!(client["answered"], json!(0));
    assert!(client.to_string().contains("fake"), "{client}");
    // The run has not yet shown the answer to the first question of a lesson.
    for (name, goal) in [
        ("majority", r#"{"answered": {"client": 0, "count": 1}}"#),
        ("safety-and-liveness", r#"{"answered": {"client": 0, "count": 1}}"#),
        ("water-marks", r#"{"executedAtLeast": 1}"#),
    ] {
        let mut scenario = scenario(name);
        scenario.goal = Some(Goal::parse(goal).unwrap());
        let asked = scenario.captions.iter().find(|caption| caption.ask.is_some()).unwrap().at_ms;
        let mut session = Session::open(scenario).unwrap();
        session.advance(asked, &mut || false);
        assert_eq!(session.goal_reached(), Some(false), "{name}");
    }
}

fn texts(quiz: &Quiz) -> impl Iterator<Item = &LocalText> {
    let choices = quiz.choices.iter().flat_map(|choice| [&choice.text, &choice.why]);
    std::iter::once(&quiz.text).chain(&quiz.why).chain(choices)
}

#[test]
fn each_question_has_one_right_choice_and_a_reply_to_each_in_both_languages() {
    let test = catalog::test().unwrap();
    assert_eq!(test.len(), 6);
    let course = course();
    let asked = course.iter().flat_map(|entry| &entry.scenario.captions);
    let asked = asked.flat_map(|caption| caption.ask.iter().chain(&caption.explain));
    let mut right = BTreeSet::new();
    for quiz in asked.chain(&test) {
        let count = quiz.choices.iter().filter(|choice| choice.right).count();
        assert_eq!(count, usize::from(quiz.find.is_none()), "{}", quiz.text.en);
        right.extend(quiz.choices.iter().position(|choice| choice.right));
        for text in texts(quiz) {
            let chinese = &text.translations["zh"];
            assert!(!text.en.is_empty() && !chinese.is_empty(), "{}", quiz.text.en);
            assert!(text.en.chars().count() <= 300 && chinese.chars().count() <= 150, "{}", text.en);
        }
    }
    // The right choice is not always at the same place.
    assert_eq!(right, BTreeSet::from([0, 1, 2]));
    for entry in &course {
        let lesson = entry.lesson.as_ref().unwrap();
        assert!(lesson.objective.translations.contains_key("zh"), "{}", entry.name);
        let task = entry.scenario.captions.last().unwrap().task.as_ref().unwrap();
        assert!(
            task.hints
                .iter()
                .chain([&task.text])
                .chain(&task.why)
                .all(|text| text.translations.contains_key("zh"))
        );
    }
}
