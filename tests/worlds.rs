//! Random worlds: safety always holds, and liveness once the network and the machines have healed.
//!
//! `make soak` runs a hundred thousand of them; here a few hundred, with shrinking, and those that find a mended fault again.

use proptest::prelude::*;

use pbft_lab::byzantine::{AppliesTo, strategies};
use pbft_lab::checks::random_runs::{Fault, FaultKind, Lie, LieKind, Plan, Profile};
use pbft_lab::process::NodeId;
use pbft_lab::sim::{Recording, Trust};

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
            ..Plan::default()
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
fn worlds_that_find_a_mended_fault_again_are_whole() {
    // Each of these worlds fails again if its rule is removed. A new strategy shifts what the seeds draw: then the
    // last lie is another one, and the world has to be found again.
    for (profile, seed, last_lie, rule) in [
        (Profile::Usual, 1974, "", "a laggard settles for any proven state that is newer than its own"),
        (Profile::Usual, 1197, "", "a restarted replica keeps its own CHECKPOINTs"),
        (Profile::Strategies, 40_118, "invent-state", "a CHECKPOINT counts that W others agree with"),
        (Profile::Strategies, 41_126, "fool-client", "the same among four replicas"),
        (Profile::Strategies, 1_004_910, "exclude", "what a later liar had prepared is not committed"),
    ] {
        let plan = profile.draw(seed);
        let mut lies = plan.lies.iter().filter_map(|lie| match &lie.kind {
            LieKind::Strategies(names) => names.last(),
            _ => None,
        });
        assert_eq!(lies.next_back().map_or("", String::as_str), last_lie, "{seed}");
        let outcome = plan.run().expect("a drawn plan makes a cluster");
        assert!(outcome.violations.is_empty(), "{rule}: {:#?}", outcome.violations);
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

/// The number of worlds of each profile.
const EACH: u64 = 4;

#[test]
fn a_few_worlds_of_each_profile_are_whole() {
    for profile in Profile::ALL {
        let mut answered = 0;
        for seed in 0..EACH {
            let outcome = profile.draw(seed).run().expect("a drawn plan makes a cluster");
            assert!(outcome.violations.is_empty(), "{} {seed}: {:#?}", profile.name(), outcome.violations);
            answered += outcome.answered;
        }
        assert!(answered > 0, "{}", profile.name());
    }
}

#[test]
fn each_profile_brings_its_kind_of_trouble() {
    let plans = |profile: Profile| (0..EACH).map(move |seed| profile.draw(seed));
    assert_eq!(Profile::Usual.draw(7), Plan::draw(7));
    assert!(plans(Profile::Outages).all(|plan| {
        let long = plan.faults.iter().all(|fault| fault.for_ms >= 10_000);
        long && plan.heal_ms >= 20_000 && plan.quiet_from_ms.is_some_and(|quiet| quiet < plan.heal_ms)
    }));
    assert!(plans(Profile::Floods).all(|plan| plan.clients >= 4 && !plan.lies.is_empty()));
    assert!(plans(Profile::LostDisks).all(|plan| plan.losses >= 2 && plan.amnesic > 0));
    assert!(
        plans(Profile::Duplicates).all(|plan| plan.duplicate_percent >= 30 && plan.reorder_percent >= 30)
    );
    let lies = |profile: Profile, kind: fn(&LieKind) -> bool| {
        plans(profile).all(|plan| plan.liars > 0 && plan.lies.iter().all(|lie| kind(&lie.kind)))
    };
    assert!(lies(Profile::Strategies, |kind| matches!(kind, LieKind::Strategies(_))));
    assert!(lies(Profile::Twins, |kind| matches!(kind, LieKind::Twin { .. })));
    assert!(plans(Profile::LateGst).all(|plan| plan.heal_ms >= 30_000 && plan.loss_percent >= 10));
    assert!(plans(Profile::Slow).all(|plan| plan.latency_min_ms >= 300));
    for profile in Profile::ALL {
        assert_eq!(Profile::named(profile.name()), Some(profile));
        assert_eq!(profile.draw(3), profile.draw(3));
    }
}

#[test]
fn in_most_worlds_of_lost_disks_a_replica_has_its_vote_back_at_the_end() {
    const WORLDS: u64 = 24;
    let readmitted =
        |seed| Profile::LostDisks.draw(seed).run().expect("a drawn plan makes a cluster").readmitted;
    let worlds = (0..WORLDS).filter(|seed| readmitted(*seed) > 0).count() as u64;
    assert!(worlds * 4 > WORLDS * 3, "in {worlds} of {WORLDS} worlds a replica votes again");
}

#[test]
fn every_lie_of_a_plan_reaches_its_liar() {
    let liars = |plan: &Plan| {
        let (world, _) = plan.play(Recording::Nothing).expect("the plan makes a cluster");
        let nodes =
            (0..world.node_count()).filter(|node| world.trust().of(NodeId(*node)) == Trust::Byzantine);
        nodes.collect::<Vec<_>>()
    };
    let lies = |kind| vec![Lie { at_ms: 10, liar: 5, kind }];
    let plan = Plan { replicas: 7, clients: 3, dead: 1, liars: 7, seed: 2, ..Plan::default() };
    for info in strategies() {
        let (kind, expected) = match info.applies_to {
            AppliesTo::Replica => (LieKind::Strategies(vec![info.name.clone()]), 3),
            AppliesTo::Client => (LieKind::Client(info.name.clone()), 9),
            AppliesTo::Network => continue,
        };
        assert_eq!(liars(&Plan { lies: lies(kind), ..plan.clone() }), [expected], "{}", info.name);
    }
    assert_eq!(liars(&Plan { lies: lies(LieKind::Flood(20)), ..plan.clone() }), [9]);
    assert_eq!(liars(&Plan { lies: lies(LieKind::Twin { first: 0b1, second: 0b110 }), ..plan.clone() }), [3]);
}
