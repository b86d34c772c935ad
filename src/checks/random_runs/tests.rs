//! Judgement of liveness: when it waits, and when it stops.

use super::*;
use crate::pbft::rules::{CORGI_KX_DEMO, MUTANTS};
use crate::pbft::{Rule, Rules};

/// The healed world of a plan, when its first liveness round begins.
fn healed(plan: &Plan) -> World<Node, Oracles> {
    let mut world = plan.world(Recording::Nothing).unwrap();
    plan.schedule(&mut world);
    while world.step_until(plan.healed_at()).is_some() {}
    plan.heal(&mut world);
    world
}

fn cut_in_two(plan: &Plan, world: &mut World<Node, Oracles>) {
    let side = |range: std::ops::Range<u32>| range.map(NodeId).collect();
    let half = plan.replicas / 2;
    let groups = vec![side(0..half), side(half..plan.replicas + plan.clients)];
    give(world, Command::Partition { groups, one_way: false });
}

#[test]
fn a_world_that_stands_still_is_found_when_one_bound_is_over() {
    for (replicas, latency_max_ms) in [(4, 10), (7, 400)] {
        let plan = Plan { replicas, latency_max_ms, ..Plan::default() };
        let mut world = healed(&plan);
        cut_in_two(&plan, &mut world);
        let begin = world.now();
        plan.begin(Round::Everything, &mut world);
        let found = plan.wait_until_served(Round::Everything, &mut world);
        assert!(found.iter().any(|it| it.code == liveness::UNANSWERED_CODE), "n = {replicas}: {found:?}");
        let bound = plan.bound(Round::Everything);
        assert!(world.now() <= begin.after(bound).after(LOOK_EVERY), "n = {replicas}");
    }
}

#[test]
fn each_answer_starts_the_bound_again() {
    // Twelve requests wait at the client when the faults end, and each of them needs several view changes.
    for seed in [14_804, 17_306] {
        let plan = Profile::Slow.draw(seed);
        let mut world = healed(&plan);
        let begin = world.now();
        plan.begin(Round::Everything, &mut world);
        assert_eq!(plan.wait_until_served(Round::Everything, &mut world), []);
        assert!(world.now() > begin.after(plan.bound(Round::Everything)), "seed {seed}");
    }
}

#[test]
fn the_bound_grows_with_all_that_a_request_may_wait_for() {
    let bound = |plan: &Plan| plan.bound(Round::Everything);
    let (plan, usual) = (Plan::default(), bound(&Plan::default()));
    assert!(bound(&Plan { latency_max_ms: 2000, ..plan.clone() }) > usual, "latency");
    assert!(bound(&Plan { replicas: 7, ..plan.clone() }) > usual, "faulty primaries in a row");
    assert!(bound(&Plan { heal_ms: 60_000, ..plan.clone() }) > usual, "the client's doubled timeout");
    assert!(plan.bound(Round::Rest) > usual, "heartbeats");
    assert!(Plan { clients: 3, ..plan }.bound(Round::Answers) > usual, "other clients' requests");
}

/// Runs the plan of a seed without these rules, and returns the number of violations.
fn violations_without(removed: &[Rule], seed: u64) -> u64 {
    let plan = Plan { rules: Rules::without(removed.iter().copied()), ..Profile::of_seed(seed).draw(seed) };
    // Long outages differ only in time.
    let plan = Plan { heal_ms: plan.heal_ms.min(10_000), ..plan };
    let mut world = plan.world(Recording::Nothing).unwrap();
    plan.schedule(&mut world);
    for _ in 0..20_000 {
        if world.step_until(plan.healed_at()).is_none() {
            break;
        }
    }
    world.violation_count()
}

#[test]
fn what_a_missing_rule_breaks_is_a_violation_and_never_a_failed_assertion() {
    let each: Vec<_> = MUTANTS.iter().map(|mutant| vec![mutant.rule]).collect();
    let all: Vec<_> = MUTANTS.iter().map(|mutant| mutant.rule).collect();
    let pairs = all.iter().zip(all.iter().skip(7)).map(|(one, other)| vec![*one, *other]);
    let several = [CORGI_KX_DEMO.to_vec(), all.clone()].into_iter().cycle().take(20);
    let worlds = each.into_iter().chain(pairs).chain(several);
    let broken = (0..).zip(worlds).filter(|(seed, removed)| violations_without(removed, *seed) > 0).count();
    assert!(broken > 10, "{broken}");
}
