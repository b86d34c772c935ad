//! Random worlds: whatever the network and the machines do, safety holds always and liveness once they have healed.
//!
//! `make soak` runs a hundred thousand of them; here a few hundred, with shrinking, and the ones that found a bug once.

#![cfg(test)]

use proptest::prelude::*;

use pbft_lab::lab::swarm::{Fault, FaultKind, Plan};

fn fault() -> impl Strategy<Value = Fault> {
    let kind = prop_oneof![
        Just(FaultKind::Crash),
        (0..4_u32).prop_map(FaultKind::CrashMidStep),
        Just(FaultKind::Pause),
        Just(FaultKind::Partition),
        Just(FaultKind::Mute),
    ];
    (0..5000_u64, 1..3000_u64, 0..10_u32, kind).prop_map(|(at_ms, for_ms, replica, kind)| Fault {
        at_ms,
        for_ms,
        replica,
        kind,
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let size = prop_oneof![Just(1_u32), Just(4), Just(5), Just(6), Just(7), Just(10)];
    let trouble = (0..31_u32, 0..21_u32, 0..31_u32, 5..200_u64);
    let faults = prop::collection::vec(fault(), 0..6);
    let faulty = (0..4_u32, 0..4_u32);
    (size, 1..4_u32, any::<u64>(), 1..13_u32, trouble, faults, faulty).prop_map(
        |(
            replicas,
            clients,
            seed,
            requests,
            (loss_percent, duplicate_percent, reorder_percent, latency_max_ms),
            faults,
            (dead, amnesic),
        )| Plan {
            replicas,
            clients,
            seed,
            requests,
            loss_percent,
            duplicate_percent,
            reorder_percent,
            latency_max_ms,
            faults,
            dead,
            amnesic,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_holds_in_a_random_world(plan in plan()) {
        let outcome = plan.run().expect("the plan makes a cluster");
        prop_assert!(outcome.violations.is_empty(), "{:#?}", outcome.violations);
        let asked = u64::from(plan.clients) * u64::from(plan.requests + 2);
        prop_assert_eq!(outcome.answered, asked, "every request of a correct client is answered once");
    }
}

#[test]
fn worlds_that_found_a_bug_once_stay_whole() {
    // A lagging replica that the others' proofs, answers or silence kept behind; see the commits that name these seeds.
    for seed in
        [66, 919, 990, 1986, 2059, 3094, 3733, 5530, 28_658, 28_889, 31_741, 510_924, 521_157, 527_008]
    {
        // They were found before plans had faulty replicas.
        let plan = Plan { dead: 0, amnesic: 0, ..Plan::draw(seed) };
        let outcome = plan.run().expect("a drawn plan makes a cluster");
        assert!(outcome.violations.is_empty(), "seed {seed}: {:#?}", outcome.violations);
    }
}

#[test]
fn worlds_with_faulty_replicas_that_found_a_bug_once_stay_whole() {
    // A laggard asked for a checkpoint that nobody could prove without it; another entered a view late and did not ask at all; a
    // third had all the decisions and did not execute them, since it waited for a state that the others could not prove.
    for seed in [253, 2506, 11_334, 311_468] {
        let outcome = Plan::draw(seed).run().expect("a drawn plan makes a cluster");
        assert!(outcome.violations.is_empty(), "seed {seed}: {:#?}", outcome.violations);
    }
}

#[test]
fn random_worlds_do_change_views_and_make_checkpoints_stable() {
    let outcomes: Vec<_> =
        (0..40).map(|seed| Plan::draw(seed).run().expect("a drawn plan makes a cluster")).collect();
    assert!(outcomes.iter().any(|outcome| outcome.view > 0), "no world left view 0");
    assert!(outcomes.iter().any(|outcome| outcome.stable > 0), "no checkpoint became stable");
}

#[test]
fn a_world_runs_the_same_way_twice() {
    let plan = Plan::draw(919);
    assert_eq!(plan.run(), plan.run());
}

#[test]
fn worlds_in_which_a_replica_stayed_behind_come_to_rest_together() {
    // A certified checkpoint that was forgotten during a transfer; a number of which one replica had missed everything.
    for seed in [894_035, 961_129] {
        let outcome = Plan::draw(seed).run().expect("a drawn plan makes a cluster");
        assert!(outcome.violations.is_empty(), "seed {seed}: {:#?}", outcome.violations);
    }
}
