//! Questions and tasks of scenarios: the reader's progress, in a run, a history and after time travel.

use pbft_lab::api::{Asked, LessonPart, TaskProgress, TaskState, ViewOptions};
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::link::Link;
use serde_json::{Value, json};

use crate::driver::ms;

const RESTART: &str = r#"{"do": "restart", "replica": 2}"#;
const HEAL: &str = r#"{"do": "heal"}"#;
const DROP_NOTHING: &str = r#"{"do": "link", "from": 0, "to": 1, "loss": [0, 1]}"#;

fn quiz(right: usize) -> Value {
    let choice = |index: usize| json!({"text": {"en": format!("choice {index}")}, "right": index == right, "why": {"en": format!("why {index}")}});
    json!({"text": {"en": "What happens?"}, "choices": [choice(0), choice(1), choice(2)]})
}

/// Two of four replicas are down, and a request waits for one to come back.
fn stalled(task: Value) -> Value {
    let mut whole =
        json!({"text": {"en": "Get the reply."}, "goal": {"answered": {"client": 0, "count": 1}}});
    whole.as_object_mut().unwrap().extend(task.as_object().unwrap().clone());
    json!({
        "cluster": {"crypto": "symbolic"},
        "commands": [
            {"atMs": 0, "do": "crash", "replica": 2}, {"atMs": 0, "do": "crash", "replica": 3},
            {"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"}],
        "captions": [
            {"atMs": 0, "text": {"en": "Two are down."}},
            {"atMs": 10, "text": {"en": "A request."}, "ask": quiz(1)},
            {"atMs": 100, "text": {"en": "Nothing happens."}, "task": whole, "explain": quiz(2)}]
    })
}

fn open(scenario: &Value) -> Session {
    Session::open(Scenario::parse(&scenario.to_string()).unwrap()).unwrap()
}

fn advance(session: &mut Session, span: u64) {
    session.advance(ms(span), &mut || false);
}

fn give(session: &mut Session, command: &str) {
    session.command(&Command::parse(command).unwrap()).unwrap_or_else(|refusal| panic!("{refusal}"));
}

fn task(session: &Session) -> TaskProgress {
    session.lesson().into_iter().find_map(|part| part.task).unwrap()
}

fn state(session: &Session) -> (TaskState, u32) {
    let task = task(session);
    (task.state, task.commands)
}

#[test]
fn a_caption_with_a_question_or_a_task_pauses_and_survives_a_round_trip() {
    let scenario = Scenario::parse(&stalled(json!({"commandsMax": 1})).to_string()).unwrap();
    let pauses: Vec<bool> = scenario.captions.iter().map(|caption| caption.pause).collect();
    assert_eq!(pauses, [false, true, true]);
    let written = serde_json::to_string(&scenario).unwrap();
    assert_eq!(Scenario::parse(&written).unwrap(), scenario);
    let mut session = Session::open(scenario.clone()).unwrap();
    assert_eq!(Link::parse(&session.link().unwrap()).unwrap().scenario, scenario);
    // A caption without them is written as before.
    let plain = serde_json::to_value(Scenario::default()).unwrap();
    assert!(["ask", "task", "explain"].iter().all(|name| plain.get(name).is_none()));
}

#[test]
fn a_part_of_a_lesson_begins_when_nothing_more_happens_before_it() {
    let mut session = open(&stalled(json!({})));
    let begun = |session: &mut Session| -> Vec<(Option<u32>, bool)> {
        let parts = session.view(ViewOptions::default()).lesson;
        parts.iter().map(|part: &LessonPart| (part.caption, part.begun)).collect()
    };
    assert_eq!(begun(&mut session), [(Some(1), false), (Some(2), false)]);
    advance(&mut session, 10);
    assert_eq!(begun(&mut session), [(Some(1), true), (Some(2), false)]);
    assert_eq!(state(&session), (TaskState::Waiting, 0));
    advance(&mut session, 90);
    assert_eq!(begun(&mut session), [(Some(1), true), (Some(2), true)]);
    assert_eq!(state(&session), (TaskState::Open, 0));
    assert!(open(&json!({})).lesson().is_empty());
    let whole = open(&json!({"task": {"text": {"en": "Wait."}, "goal": {"timeAtLeastMs": 5}}}));
    let [part] = <[LessonPart; 1]>::try_from(whole.lesson()).unwrap();
    assert_eq!((part.caption, part.begun, part.at_ms), (None, true, ms(0)));
}

#[test]
fn a_task_is_reached_within_its_limits_and_stays_reached() {
    let mut session = open(&stalled(json!({"commandsMax": 1, "controls": ["restart"]})));
    advance(&mut session, 100);
    give(&mut session, RESTART);
    advance(&mut session, 5_000);
    let reached = task(&session);
    assert_eq!((reached.state, reached.commands), (TaskState::Reached, 1));
    assert!(reached.ended_ms.unwrap() < ms(3_000) && reached.ended_step.unwrap() < session.step_count());
    give(&mut session, HEAL);
    give(&mut session, HEAL);
    assert_eq!(task(&session), reached);
}

#[test]
fn a_command_too_many_or_one_that_is_not_allowed_ends_the_task() {
    let mut session = open(&stalled(json!({"commandsMax": 1})));
    give(&mut session, HEAL);
    advance(&mut session, 100);
    // Commands before the task began are not counted.
    assert_eq!(state(&session), (TaskState::Open, 0));
    give(&mut session, HEAL);
    assert_eq!(state(&session), (TaskState::Open, 1));
    give(&mut session, RESTART);
    assert_eq!(state(&session), (TaskState::OverLimit, 2));
    advance(&mut session, 5_000);
    assert_eq!(state(&session), (TaskState::OverLimit, 2));

    let mut session = open(&stalled(json!({"controls": ["crash", "restart"]})));
    advance(&mut session, 100);
    give(&mut session, DROP_NOTHING);
    let lost = task(&session);
    assert_eq!(
        (lost.state, lost.refused, lost.ended_ms),
        (TaskState::NotAllowed, Some("link"), Some(ms(100)))
    );

    let mut session = open(&stalled(json!({"commandsMax": 0})));
    advance(&mut session, 20_000);
    assert_eq!(state(&session), (TaskState::Open, 0));
}

#[test]
fn time_travel_and_branches_show_the_progress_of_their_own_steps() {
    let scenario = Scenario::parse(&stalled(json!({"commandsMax": 1})).to_string()).unwrap();
    let mut history = History::open(scenario).unwrap();
    let mut never = || false;
    history.advance(ms(100), &mut never);
    let begun = history.step_count();
    history.command(&Command::parse(HEAL).unwrap()).unwrap();
    history.command(&Command::parse(HEAL).unwrap()).unwrap();
    history.advance(ms(1_000), &mut never);
    assert_eq!(state(&history), (TaskState::OverLimit, 2));
    history.seek(begun + 1);
    assert_eq!(state(&history), (TaskState::Open, 1));
    history.seek(begun);
    // The clock is at the last step, before the caption. A command there belongs to the task.
    assert!(history.now() < ms(100));
    assert_eq!(state(&history), (TaskState::Open, 0));
    history.command(&Command::parse(RESTART).unwrap()).unwrap();
    history.advance(ms(5_000), &mut never);
    assert_eq!(state(&history), (TaskState::Reached, 1));
    history.switch_to(0).unwrap();
    assert_eq!(state(&history), (TaskState::OverLimit, 2));
    history.switch_to(1).unwrap();
    assert_eq!(state(&history), (TaskState::Reached, 1));
}

#[test]
fn a_run_from_its_link_or_file_shows_the_same_progress() {
    let mut session = open(&stalled(json!({"commandsMax": 2})));
    advance(&mut session, 100);
    give(&mut session, HEAL);
    advance(&mut session, 300);
    give(&mut session, RESTART);
    advance(&mut session, 4_000);
    assert_eq!(state(&session), (TaskState::Reached, 2));
    let mut again = Session::open(session.scenario()).unwrap();
    advance(&mut again, 4_400);
    assert_eq!(task(&again), task(&session));
    let linked = History::from_link(&session.link().unwrap()).unwrap();
    assert_eq!(task(&linked), task(&session));
}

#[test]
fn a_goal_of_time_is_noted_at_its_moment_however_the_clock_is_moved() {
    // True from 500 to 600 ms only, while nothing happens.
    let goal = json!({"all": [{"timeAtLeastMs": 500}, {"not": {"timeAtLeastMs": 600}}]});
    let scenario = json!({"task": {"text": {"en": "Wait."}, "goal": goal}});
    for spans in [vec![3_000], vec![550, 2_450], vec![499, 1, 2_500], vec![100; 30]] {
        let mut session = open(&scenario);
        spans.iter().for_each(|span| advance(&mut session, *span));
        assert_eq!(
            (state(&session).0, task(&session).ended_ms),
            (TaskState::Reached, Some(ms(500))),
            "{spans:?}"
        );
    }
    let mut session = open(&scenario);
    advance(&mut session, 499);
    assert_eq!(state(&session).0, TaskState::Open);
}

#[test]
fn an_answer_is_right_or_wrong_with_the_reason() {
    let session = open(&stalled(json!({})));
    let reply = |part, asked, choice| session.answer(part, asked, choice).unwrap();
    let right = reply(0, Asked::Ask, 1);
    assert_eq!((right.right, right.why.en.as_str(), right.right_choice), (true, "why 1", 1));
    let wrong = reply(1, Asked::Explain, 0);
    assert_eq!((wrong.right, wrong.why.en.as_str(), wrong.right_choice), (false, "why 0", 2));
    for (part, asked, choice, field) in
        [(2, Asked::Ask, 0, "part"), (0, Asked::Ask, 3, "choice"), (0, Asked::Explain, 0, "choice")]
    {
        let refusal = session.answer(part, asked, choice).unwrap_err();
        assert_eq!((refusal.code, refusal.field.as_str()), ("not-found", field));
    }
    assert_eq!(Asked::parse("explain").unwrap(), Asked::Explain);
    assert_eq!(Asked::parse("why").unwrap_err().code, "unknown-name");
}

#[test]
fn a_task_with_a_minimum_of_commands_is_done_when_the_reader_has_tried() {
    let mut session = open(&stalled(json!({
        "goal": {"all": [{"timeAtLeastMs": 300}, {"not": {"answered": {"client": 0, "count": 1}}}]},
        "commandsMin": 1, "commandsMax": 2, "why": {"en": "It cannot be done."}})));
    advance(&mut session, 400);
    assert_eq!(state(&session), (TaskState::Open, 0));
    give(&mut session, HEAL);
    advance(&mut session, 1);
    assert_eq!(state(&session), (TaskState::Reached, 1));
}

#[test]
fn wrong_questions_and_tasks_are_refused_with_their_field() {
    let found = |it: &mut Value, find: Value| {
        it["explain"]["find"] = find;
        it["explain"]["why"] = json!({"en": "Found."});
    };
    let finds = |it: &mut Value, find: Value| {
        found(it, find);
        it["explain"]["choices"] = json!([]);
    };
    let of = |change: &dyn Fn(&mut Value)| {
        let mut scenario = stalled(json!({}));
        change(&mut scenario["captions"][2]);
        let refusal = Scenario::parse(&scenario.to_string()).unwrap_err();
        (refusal.code, refusal.field)
    };
    let refusals = [
        of(&|it| it["explain"]["choices"] = json!([])),
        of(&|it| it["explain"]["choices"][0]["right"] = json!(true)),
        of(&|it| it["explain"]["choices"] = json!(vec![it["explain"]["choices"][0].clone(); 9])),
        of(&|it| drop(it["explain"]["choices"][1].as_object_mut().unwrap().remove("why"))),
        of(&|it| drop(it.as_object_mut().unwrap().remove("task"))),
        of(&|it| it["task"]["goal"] = json!({"stored": {"replica": 9, "key": "x", "value": "1"}})),
        of(&|it| it["task"]["controls"] = json!(["drop", "dance"])),
        of(&|it| it["task"]["hints"] = json!(vec![json!({"en": "x"}); 11])),
        of(&|it| it["task"]["commandsMax"] = json!(1_001)),
        of(&|it| it["task"]["text"] = json!({"zh": "x"})),
        of(&|it| {
            it["task"]["commandsMax"] = json!(1);
            it["task"]["commandsMin"] = json!(2);
        }),
        of(&|it| it["explain"]["why"] = json!({"en": "x"})),
        of(&|it| found(it, json!({"cluster": {"faulty": 1}}))),
        of(&|it| finds(it, json!({"cluster": {"faulty": 34}}))),
        of(&|it| finds(it, json!({"quorums": {"replicas": 4, "quorum": 5, "liars": []}}))),
        of(&|it| finds(it, json!({"quorums": {"replicas": 4, "quorum": 3, "liars": [1, 4]}}))),
        of(&|it| finds(it, json!({"proof": {"culprits": [5]}}))),
    ];
    let expected = [
        ("too-few-choices", "captions[2].explain.choices"),
        ("not-one-right-choice", "captions[2].explain.choices"),
        ("too-many-entries", "captions[2].explain.choices"),
        ("missing", "captions[2].explain.choices[1].why"),
        ("explain-without-task", "captions[2].explain"),
        ("not-found", "captions[2].task.goal.stored.replica"),
        ("not-one-of", "captions[2].task.controls[1]"),
        ("too-many-entries", "captions[2].task.hints"),
        ("out-of-range", "captions[2].task.commandsMax"),
        ("missing", "captions[2].task.text.en"),
        ("out-of-range", "captions[2].task.commandsMin"),
        ("find-without-why", "captions[2].explain"),
        ("find-with-choices", "captions[2].explain.choices"),
        ("out-of-range", "captions[2].explain.find.cluster.faulty"),
        ("out-of-range", "captions[2].explain.find.quorums.quorum"),
        ("not-found", "captions[2].explain.find.quorums.liars[1]"),
        ("not-found", "captions[2].explain.find.proof.culprits[0]"),
    ];
    assert_eq!(refusals.each_ref().map(|(code, field)| (*code, field.as_str())), expected);
}
