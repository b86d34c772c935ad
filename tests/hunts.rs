//! Findings of a hunt as scenarios: they play like any other scenario, and do no harm when the rule is back.

use pbft_lab::api::Stopped;
use pbft_lab::hunt::shrink::Shrink;
use pbft_lab::hunt::{Finding, Hunt, HuntTask, scenario_of};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::{CryptoKind, Scenario};
use pbft_lab::units::Ms;

/// The first finding of a weakened protocol.
fn first(mutant: &str) -> Finding {
    let task = format!(
        r#"{{"seed": "0", "executions": 400, "scheduler": "views", "cluster": {{"mutants": ["{mutant}"]}}}}"#
    );
    let mut hunt = Hunt::new(HuntTask::parse(&task).unwrap());
    while !hunt.is_over() {
        if let Some(finding) = hunt.step().unwrap() {
            return finding;
        }
    }
    panic!("{mutant}: nothing found")
}

fn shrunk(finding: &Finding) -> Shrink {
    let mut shrink = Shrink::new(finding);
    while !shrink.is_done() {
        shrink.step().unwrap();
    }
    shrink
}

#[test]
fn a_finding_plays_to_the_same_violation_with_real_signatures_before_and_after_shrinking() {
    for mutant in ["M1", "M20"] {
        let finding = first(mutant);
        let shrink = shrunk(&finding);
        for (schedule, hit) in [(&finding.schedule, &finding.hit), (shrink.schedule(), shrink.hit())] {
            let scenario = scenario_of(&finding, schedule, hit).unwrap();
            assert_eq!(scenario.cluster.crypto, CryptoKind::Once);
            let text = serde_json::to_string(&scenario).unwrap();
            assert_eq!(Scenario::parse(&text).unwrap(), scenario, "{mutant}");
            let mut session = Session::open(scenario.clone()).unwrap();
            let goal = scenario.goal.clone().unwrap();
            let progress = session.run_until(&goal, schedule.end, &mut || false).unwrap();
            assert_eq!(progress.stopped, Stopped::Goal, "{mutant}");
            let violations = session.violations();
            let found = violations.iter().find(|it| it.property == hit.violation.property).unwrap();
            assert_eq!((found.at_ms, found.code.as_str()), (hit.at, hit.code), "{mutant}");
            assert_eq!(found.beyond_f, hit.violation.beyond_f, "{mutant}");
            // At most f liars, and all the same no error of the engine: the protocol lacks a rule.
            assert!(found.weakened && !found.beyond_f, "{mutant}");
        }
    }
}

#[test]
fn c131_a_search_reports_no_violation_for_a_rule_without_effect() {
    for (mutant, kind) in [("M5", "twins"), ("M36", "views"), ("M36", "random"), ("M36", "twins")] {
        let task = format!(
            r#"{{"seed": "0", "executions": 60, "scheduler": "{kind}", "cluster": {{"mutants": ["{mutant}"]}}}}"#
        );
        let mut hunt = Hunt::new(HuntTask::parse(&task).unwrap());
        while !hunt.is_over() {
            assert_eq!(hunt.step().unwrap(), None, "{mutant} {kind}");
        }
    }
}

#[test]
fn with_more_than_f_liars_the_whole_protocol_breaks_as_the_paper_says() {
    let task = r#"{"seed": "1000", "executions": 100, "scheduler": "views", "faulty": 2, "properties": ["agreement"]}"#;
    let mut hunt = Hunt::new(HuntTask::parse(task).unwrap());
    let mut found = None;
    while !hunt.is_over() && found.is_none() {
        found = hunt.step().unwrap();
    }
    let finding = found.unwrap();
    assert!(finding.hit.violation.beyond_f);
    let shrink = shrunk(&finding);
    let scenario = scenario_of(&finding, shrink.schedule(), shrink.hit()).unwrap();
    let mut session = Session::open(scenario.clone()).unwrap();
    session.run_until(&scenario.goal.unwrap(), shrink.schedule().end, &mut || false).unwrap();
    let violations = session.violations();
    let last = violations.iter().find(|it| it.property == "agreement").unwrap();
    assert!(last.beyond_f && !last.weakened);
}

#[test]
fn a_shrunk_finding_does_no_harm_when_the_rule_is_back() {
    let finding = first("M20");
    let shrink = shrunk(&finding);
    let mut repaired = scenario_of(&finding, shrink.schedule(), shrink.hit()).unwrap();
    repaired.cluster.mutants.clear();
    let mut session = Session::open(repaired).unwrap();
    session.advance(Ms::from_us(10_000_000), &mut || false);
    assert_eq!(session.violations(), []);
}

#[test]
fn each_action_of_a_finding_has_a_caption_in_each_language_and_the_run_pauses_at_the_violation() {
    let finding = first("M1");
    let shrink = shrunk(&finding);
    let scenario = scenario_of(&finding, shrink.schedule(), shrink.hit()).unwrap();
    for timed in &shrink.schedule().actions {
        assert!(scenario.captions.iter().any(|caption| caption.at_ms == timed.at), "{timed:?}");
    }
    for caption in &scenario.captions {
        let texts = caption.text.translations.values().chain([&caption.text.en]);
        assert!(texts.into_iter().all(|text| !text.is_empty() && !text.contains(['{', '}'])));
        assert_eq!(caption.pause, caption.at_ms == shrink.hit().at);
    }
    assert!(scenario.captions.iter().all(|caption| caption.text.translations.contains_key("zh")));
    assert_eq!(scenario.captions.last().map(|caption| caption.at_ms), Some(shrink.hit().at));
}
