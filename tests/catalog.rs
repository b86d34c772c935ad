//! The library against the catalogue of Byzantine behaviours (B1 to B50) and attacks (A1 to A6): each has a scene in which it is
//! seen at work. The table of them, docs/attacks.md, is written by a test here (`UPDATE_EXPECT=1`).

use std::collections::BTreeSet;

use expect_test::expect_file;
use pbft_lab::api::{RecordOptions, Stopped, TraceEvent, ViewOptions};
use pbft_lab::byzantine::{Strategy, strategies};
use pbft_lab::json::text_of;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog::Category;
use pbft_lab::scenario::catalog::{SCENES, Scene};
use pbft_lab::scenario::command::{Command, DiskKind};
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::{Scenario, TimedCommand};
use pbft_lab::units::Ms;

/// The behaviours that commands cause without a strategy of that code.
const BY_COMMAND: [(&str, &str); 3] =
    [("B33", "slow links, `slow-primary`"), ("B48", "`restart`, disk lost"), ("B49", "`twin`")];

/// All codes, in order.
fn codes() -> impl Iterator<Item = String> {
    let behaviours = (1..=50).map(|number| format!("B{number}"));
    behaviours.chain((1..=6).map(|number| format!("A{number}")))
}

fn scenario(scene: &Scene) -> Scenario {
    Scenario::parse(&scene.json().unwrap()).unwrap_or_else(|refusal| panic!("{}: {refusal}", scene.name))
}

/// The run of a scenario up to its goal, and when that was.
fn played(scenario: Scenario) -> Session {
    let goal = scenario.goal.clone().expect("a scene has a goal");
    let mut session = Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"));
    let progress = session.run_until(&goal, Ms::from_us(10_000_000), &mut || false).unwrap();
    assert_eq!(progress.stopped, Stopped::Goal);
    session
}

/// The strategies that follow a code.
fn names_of(code: &str) -> BTreeSet<String> {
    strategies().into_iter().filter(|info| info.code == code).map(|info| info.name).collect()
}

/// The scenario without the faults of a code, and whether there were any.
fn without(code: &str, mut scenario: Scenario) -> (Scenario, bool) {
    let names = names_of(code);
    let honest = |strategy: &Strategy| !names.contains(&strategy.name);
    let before = scenario.commands.clone();
    scenario.commands.retain_mut(|TimedCommand { command, .. }| match command {
        Command::Behave { strategy, strategies, .. } | Command::ClientBehave { strategy, strategies, .. } => {
            strategies.iter_mut().for_each(|list| list.retain(honest));
            strategy.as_ref().is_none_or(honest) && strategies.as_ref().is_none_or(|list| !list.is_empty())
        }
        Command::Link { .. } => code != "B33",
        Command::Twin { .. } => code != "B49",
        Command::Restart { disk, .. } if code == "B48" => {
            *disk = DiskKind::Kept;
            true
        }
        _ => true,
    });
    let is_other = scenario.commands != before;
    (scenario, is_other)
}

/// The events of a run without its commands, and the proven offences: two VIEW-CHANGEs may differ in nothing else.
#[derive(PartialEq)]
struct Course {
    happened: Vec<(Ms, TraceEvent)>,
    guilt: Vec<(u32, String)>,
}

impl Course {
    fn of(scenario: Scenario, until: Ms) -> Course {
        let mut session = Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"));
        session.advance(until, &mut || false);
        assert!(session.record_count() < 10_000);
        let records = session.records(0, 10_000, RecordOptions::default()).into_iter();
        let others = records.filter(|record| !matches!(record.what, TraceEvent::Command { .. }));
        let proofs = session.proofs().into_iter().map(|proof| (proof.culprit, proof.offence));
        Course {
            happened: others.map(|record| (record.at_ms, record.what)).collect(),
            guilt: proofs.collect(),
        }
    }
}

#[test]
fn every_behaviour_and_every_attack_has_a_scene_in_which_it_is_at_work() {
    let shown: BTreeSet<&str> =
        SCENES.iter().map(|scene| scene.code).filter(|code| !code.is_empty()).collect();
    let all: BTreeSet<String> = codes().collect();
    assert_eq!(shown, all.iter().map(String::as_str).collect());
    for scene in SCENES.iter().filter(|scene| !scene.code.is_empty()) {
        let (code, name) = (scene.code, scene.name);
        assert!(!names_of(code).is_empty() || BY_COMMAND.iter().any(|it| it.0 == code), "{code}");
        let (honest, is_other) = without(code, scenario(scene));
        assert!(is_other, "{name}: nothing in it follows {code}");
        let until = played(scenario(scene)).now();
        let is_same = Course::of(honest, until) == Course::of(scenario(scene), until);
        assert!(!is_same, "{name}: {code} changes nothing");
    }
}

#[test]
fn lessons_come_first_and_each_scene_of_the_other_shelves_shows_one_thing() {
    let categories: Vec<Category> = SCENES.iter().map(|scene| scene.category).collect();
    let place = |category| match category {
        Category::Course => 0,
        Category::Lessons => 1,
        Category::Attacks => 2,
        Category::Collusion => 3,
        Category::Questions => 4,
    };
    assert!(categories.is_sorted_by_key(|category| place(*category)));
    let names: BTreeSet<&str> = SCENES.iter().map(|scene| scene.name).collect();
    assert_eq!(names.len(), SCENES.len());
    for scene in SCENES {
        let letter = scene.code.chars().next();
        match scene.category {
            Category::Course | Category::Lessons | Category::Questions => {}
            Category::Attacks => assert_eq!(letter, Some('B'), "{}", scene.name),
            Category::Collusion => assert_eq!(letter, Some('A'), "{}", scene.name),
        }
        let captions = scenario(scene).captions;
        let pauses = captions.iter().filter(|caption| caption.pause).count();
        let enough = matches!(scene.category, Category::Course | Category::Lessons)
            || (captions.len() >= 3 && pauses > 0);
        assert!(enough, "{}", scene.name);
        assert!(captions.is_sorted_by_key(|caption| caption.at_ms), "{}", scene.name);
    }
}

/// The nodes that a scenario makes faulty at any time.
fn faulty(scenario: &Scenario) -> BTreeSet<u32> {
    let node = |TimedCommand { command, .. }: &TimedCommand| match command {
        Command::Behave { replica, .. } | Command::Twin { replica, .. } => Some(*replica),
        Command::Restart { replica, disk: DiskKind::Lost } => Some(*replica),
        Command::ClientBehave { client, .. } => Some(scenario.cluster.replicas + client),
        _ => None,
    };
    scenario.commands.iter().filter_map(node).collect()
}

/// The nodes whose proven guilt is a part of a goal.
fn to_be_proven(goal: &Goal) -> BTreeSet<u32> {
    match goal {
        Goal::Proven(node) => BTreeSet::from([*node]),
        Goal::All(goals) => goals.iter().flat_map(to_be_proven).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whose guilt is proven.
fn proven(session: &Session) -> BTreeSet<u32> {
    session.proofs().iter().map(|proof| proof.culprit).collect()
}

#[test]
fn each_lie_that_proves_its_own_guilt_has_that_for_a_goal_and_no_other_node_is_named() {
    for scene in SCENES {
        let scenario = scenario(scene);
        let mut session = played(scenario.clone());
        if !matches!(scene.category, Category::Course | Category::Lessons) {
            let goal = scenario.goal.as_ref().expect("a scene has a goal");
            assert_eq!(proven(&session), to_be_proven(goal), "{}", scene.name);
        }
        session.advance(Ms::from_us(3_000_000), &mut || false);
        assert!(proven(&session).is_subset(&faulty(&scenario)), "{}", scene.name);
    }
}

#[test]
fn up_to_f_liars_nothing_breaks_and_beyond_f_the_promise_of_the_attack_does() {
    let broken = |name: &str| match name {
        "broken-agreement" | "rewritten-history" | "invented-state" => Some(("agreement", 2)),
        "lying-replies" => Some(("client", 0)),
        "strike" | "view-change-storm" => None,
        _ => panic!("{name} is no attack that is known here"),
    };
    for scene in SCENES.iter().filter(|scene| !scene.code.is_empty()) {
        let mut session = played(scenario(scene));
        let verdict = session.view(ViewOptions::default()).verdict;
        let violated: BTreeSet<_> = session.violations().iter().map(|it| it.property.to_owned()).collect();
        if scene.code.starts_with('B') {
            assert!(verdict.faulty <= verdict.allowed && violated.is_empty(), "{}: {violated:?}", scene.name);
            continue;
        }
        assert!(verdict.faulty > verdict.allowed, "{}", scene.name);
        let Some((property, guilty)) = broken(scene.name) else {
            assert!(violated.is_empty(), "{}: {violated:?}", scene.name);
            continue;
        };
        assert!(violated.contains(property), "{}: {violated:?}", scene.name);
        assert!(proven(&session).len() >= guilty, "{}", scene.name);
    }
}

/// A row of the table for each scene that shows something of the catalogue.
fn table() -> String {
    let mut lines = vec![
        "# Ways to misbehave, and where to see them".to_owned(),
        String::new(),
        "Each Byzantine behaviour (B1 to B50) and each attack by a colluding group (A1 to A6) has a scene in the library. Up to f liars"
            .to_owned(),
        "break nothing; the attacks have more. *Guilt* names the nodes against which signed proof is left when the scene has reached its goal"
            .to_owned(),
        "(replica `i` is node `i`, clients follow). `tests/catalog.rs` writes this table and sees that none is missing. Attacks on a protocol"
            .to_owned(),
        "with a missing rule are on the page under *Find an attack* ([hunting.md](hunting.md#on-the-page)).".to_owned(),
        String::new(),
        "| code | strategy | scene | what happens | guilt |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    for code in codes() {
        let strategies: Vec<_> = names_of(&code).into_iter().map(|name| format!("`{name}`")).collect();
        let by_command = BY_COMMAND.iter().find(|it| it.0 == code).map(|it| it.1.to_owned());
        let strategy = by_command.unwrap_or_else(|| strategies.join(", "));
        for scene in SCENES.iter().filter(|scene| scene.code == code) {
            let scenario = scenario(scene);
            let about = scenario.about.clone().expect("a scene says what there is to see").en;
            let guilty: Vec<_> = proven(&played(scenario)).iter().map(u32::to_string).collect();
            lines.push(format!(
                "| {code} | {strategy} | `{}` | {about} | {} |",
                scene.name,
                guilty.join(", ")
            ));
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_table_of_attacks_is_the_one_that_is_published() {
    expect_file!["../docs/attacks.md"].assert_eq(&table());
}

#[test]
fn scenes_with_their_views_and_records_are_written_as_by_serde_json() {
    for scene in SCENES {
        let scenario = scenario(scene);
        assert_eq!(text_of(&scenario), serde_json::to_string(&scenario).unwrap());
        let mut session = Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"));
        session.advance(Ms::from_us(300_000), &mut || false);
        let view = session.view(ViewOptions::default());
        assert_eq!(text_of(&view), serde_json::to_string(&view).unwrap(), "{}", scene.name);
        let records = session.records(0, 10_000, RecordOptions::default());
        assert_eq!(text_of(&records), serde_json::to_string(&records).unwrap(), "{}", scene.name);
    }
}
