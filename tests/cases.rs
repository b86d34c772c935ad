//! Regression cases: each file of `tests/cases` opens as a scenario, and each test here states its correct outcome.

use pbft_lab::api::{ReplicaView, Stopped, View, ViewOptions};
use pbft_lab::checks::faults::{Fault, Votes};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::goal::Goal;

use crate::driver::{ms, open};

/// Runs until the goal of the case is reached, up to this moment; returns the view.
fn reaches_its_goal(session: &mut Session, within_ms: u64) -> View {
    let goal: Goal = session.scenario().goal.expect("the case has a goal");
    let progress = session.run_until(&goal, ms(within_ms), &mut || false).unwrap();
    assert_eq!(progress.stopped, Stopped::Goal, "at {:?}", progress.now_ms);
    session.view(ViewOptions::default())
}

fn run_for(session: &mut Session, span_ms: u64) -> View {
    session.advance(ms(span_ms), &mut || false);
    session.view(ViewOptions::default())
}

fn each<T>(view: &View, fact: impl Fn(&ReplicaView) -> T) -> Vec<T> {
    view.replicas.iter().map(fact).collect()
}

/// Agreement, true answers, progress.
fn guaranteed(view: &View) -> [bool; 3] {
    [view.verdict.agreement, view.verdict.answers, view.verdict.progress]
}

#[test]
fn lost_disk_then_primary_two_of_four_do_not_vote() {
    let mut session = open(include_str!("cases/lost-disk-then-primary.json"));
    session.advance(ms(30_000), &mut || false);
    let view = session.view(ViewOptions::default());
    let faults: Vec<_> = view.faults.iter().map(|it| (it.replica, it.kinds.as_slice(), it.votes)).collect();
    let expected = [(0, [Fault::Down].as_slice(), Votes::No), (3, &[Fault::NoVote], Votes::No)];
    assert_eq!(faults, expected);
    assert_eq!((view.faulty, view.verdict.voting, view.quorum), (2, 2, 3));
    assert_eq!(guaranteed(&view), [true, true, false]);
    assert_eq!(view.clients[0].answered, 1);
}

#[test]
fn five_two_liars_only_agreement_is_left() {
    let mut session = open(include_str!("cases/five-two-liars.json"));
    session.advance(ms(5_000), &mut || false);
    let view = session.view(ViewOptions::default());
    assert_eq!(guaranteed(&view), [true, false, false]);
    assert_eq!((view.verdict.byzantine, view.verdict.overlap), (2, 3));
    assert!(view.violations.iter().all(|it| it.property != "agreement"), "{:?}", view.violations);
}

#[test]
fn views_beyond_2_53_no_liar_gets_so_far_ahead() {
    let json = include_str!("cases/views-beyond-2-53.json");
    let refused = |json: &str| Scenario::parse(json).and_then(Session::open).err();
    let refusal = refused(json).expect("so far ahead is too far");
    assert_eq!(refusal.field, "commands[0].strategy.parameters.ahead");
    assert_eq!(
        refusal.message,
        "commands[0].strategy.parameters.ahead is 9007199254740991; it must be a whole number from 1 to 1000000."
    );
    let one_more = json.replace("9007199254740991", "1000001");
    assert_eq!(refused(&one_more).map(|it| it.code), Some("out-of-range"));
    let mut session = open(&json.replace("9007199254740991", "1000000"));
    session.advance(ms(20_000), &mut || false);
    let views = each(&session.view(ViewOptions::default()), |replica| replica.view);
    assert!(views.iter().all(|view| (1_000_000..1 << 40).contains(view)), "{views:?}");
}

#[test]
fn starved_censor_the_censored_client_is_answered_in_view_1_within_seconds() {
    let mut session = open(include_str!("cases/starved-censor.json"));
    let view = reaches_its_goal(&mut session, 6_000);
    assert_eq!(each(&view, |replica| replica.view), [1; 4]);
    assert!(view.violations.is_empty());
}

#[test]
fn forgotten_checkpoint_the_laggard_reaches_the_certified_checkpoint() {
    let mut session = open(include_str!("cases/forgotten-checkpoint.json"));
    let view = run_for(&mut session, 10_000);
    assert_eq!(each(&view, |replica| (replica.low_water_mark, replica.last_executed)), [(4, 4); 4]);
}

#[test]
fn one_vote_replica_3_executes_number_1_within_a_few_status_intervals() {
    let mut session = open(include_str!("cases/one-vote.json"));
    let view = run_for(&mut session, 50 + 3 * 400);
    assert_eq!(each(&view, |replica| replica.last_executed), [1; 4]);
}

#[test]
fn partition_unheard_replica_3_executes_number_1_within_the_horizon_of_heartbeats() {
    let mut session = open(include_str!("cases/partition-unheard.json"));
    // The first heartbeat comes sixteen STATUS intervals after the last progress.
    let view = run_for(&mut session, (16 + 3) * 400);
    assert_eq!(each(&view, |replica| replica.last_executed), [1; 4]);
}

#[test]
fn lost_proposal_all_execute_number_1_within_seconds() {
    let mut session = open(include_str!("cases/lost-proposal.json"));
    reaches_its_goal(&mut session, 2_000);
    let view = run_for(&mut session, 1_000);
    assert_eq!(each(&view, |replica| (replica.last_executed, replica.view)), [(1, 0); 4]);
}

#[test]
fn slow_recovery_the_request_is_executed_soon_after_the_outage() {
    let mut session = open(include_str!("cases/slow-recovery.json"));
    // Two STATUS intervals, a view timeout and a few delays.
    let view = reaches_its_goal(&mut session, 600_000 + 2 * 400 + 2000 + 10 * 10);
    assert!(view.now_ms >= ms(600_000));
}
