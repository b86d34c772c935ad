//! Runs many random worlds and reports every violation: `soak [--profile NAME] [FIRST_SEED [WORLDS]]`.
//!
//! A world is determined by its profile and its seed, so `soak --profile NAME SEED 1` repeats a violation. Its plan is printed
//! with it. Without a profile the worlds take all profiles in turn. Without numbers it runs 100,000 worlds from seed 0. It uses
//! as many threads as the machine has processors, or as `SOAK_THREADS` says.

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use pbft_lab::checks::random_runs::{Outcome, Plan, Profile};

const WORLDS: u64 = 100_000;
/// The number of failed worlds whose plan is printed. The others get one line each.
const SHOWN: u64 = 10;

/// The worlds to run.
struct Range {
    /// The profile; `None` for all profiles in turn.
    profile: Option<Profile>,
    first: u64,
    worlds: u64,
}

/// The combined results of all threads for the worlds of one profile.
#[derive(Clone, Copy, Default)]
struct Sum {
    worlds: u64,
    steps: u64,
    answered: u64,
    views: u64,
    checkpoints: u64,
    readmitted: u64,
    broken: u64,
}

fn main() -> ExitCode {
    let Some(range) = range(std::env::args().skip(1)) else {
        let names = Profile::ALL.map(Profile::name).join(", ");
        println!(
            "soak takes a profile, the first seed and how many worlds, for example `soak --profile twins 0 1000`. The profiles are \
             {names}."
        );
        return ExitCode::from(2);
    };
    let sums = run(&range);
    let whole = sums.iter().all(|sum| sum.broken == 0);
    println!("from seed {}:", range.first);
    println!(
        "{:>12} {:>9} {:>14} {:>11} {:>11} {:>11} {:>11} {:>7}",
        "profile", "worlds", "steps", "answers", "view change", "checkpoint", "readmitted", "broken"
    );
    for (profile, sum) in Profile::ALL.into_iter().zip(&sums).filter(|(_, sum)| sum.worlds > 0) {
        print_row(profile.name(), *sum);
    }
    print_row("all", sums.into_iter().fold(Sum::default(), Sum::plus));
    if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn range(arguments: impl Iterator<Item = String>) -> Option<Range> {
    let mut range = Range { profile: None, first: 0, worlds: WORLDS };
    let mut arguments = arguments.peekable();
    if arguments.next_if(|it| it == "--profile").is_some() {
        range.profile = Some(Profile::named(&arguments.next()?)?);
    }
    if let Some(first) = arguments.next() {
        range.first = first.parse().ok()?;
    }
    if let Some(worlds) = arguments.next() {
        range.worlds = worlds.parse().ok()?;
    }
    arguments.next().is_none().then_some(range)
}

fn run(range: &Range) -> [Sum; Profile::ALL.len()] {
    let (next, sums) = (AtomicU64::new(0), Mutex::new([Sum::default(); Profile::ALL.len()]));
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                while let Some(seed) = take(&next, range) {
                    let profile = range.profile.unwrap_or_else(|| Profile::of_seed(seed));
                    let plan = profile.draw(seed);
                    let outcome = plan.run();
                    // A poisoned lock means that a world panicked. That thread's panic ends the program.
                    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
                    match outcome {
                        Ok(outcome) => add(&mut *sums, profile, &plan, &outcome),
                        Err(error) => println!("seed {seed}: the plan makes no cluster: {error}"),
                    }
                }
            });
        }
    });
    sums.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn threads() -> usize {
    let said = std::env::var("SOAK_THREADS").ok().and_then(|text| text.parse().ok());
    said.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

fn take(next: &AtomicU64, range: &Range) -> Option<u64> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    (index < range.worlds).then(|| range.first.saturating_add(index))
}

fn add(sums: &mut [Sum], profile: Profile, plan: &Plan, outcome: &Outcome) {
    let broken: u64 = sums.iter().map(|sum| sum.broken).sum();
    let place = Profile::ALL.into_iter().position(|it| it == profile);
    let Some(sum) = place.and_then(|place| sums.get_mut(place)) else { return };
    *sum = sum.plus(Sum {
        worlds: 1,
        steps: outcome.steps,
        answered: outcome.answered,
        views: u64::from(outcome.view > 0),
        checkpoints: u64::from(outcome.stable > 0),
        readmitted: outcome.readmitted,
        broken: u64::from(!outcome.violations.is_empty()),
    });
    if !outcome.violations.is_empty() {
        println!("broken; repeated by: soak --profile {} {} 1", profile.name(), plan.seed);
        outcome.violations.iter().for_each(|found| println!("  {}: {}", found.property, found.statement));
        if broken < SHOWN {
            println!("  {plan:?}");
        }
    }
    let worlds: u64 = sums.iter().map(|sum| sum.worlds).sum();
    if worlds.is_multiple_of(10_000) {
        println!("{worlds} worlds, {} broken", sums.iter().map(|sum| sum.broken).sum::<u64>());
    }
}

fn print_row(name: &str, sum: Sum) {
    let Sum { worlds, steps, answered, views, checkpoints, readmitted, broken } = sum;
    println!(
        "{name:>12} {worlds:>9} {steps:>14} {answered:>11} {views:>11} {checkpoints:>11} {readmitted:>11} {broken:>7}"
    );
}

impl Sum {
    fn plus(self, other: Sum) -> Sum {
        Sum {
            worlds: self.worlds + other.worlds,
            steps: self.steps + other.steps,
            answered: self.answered + other.answered,
            views: self.views + other.views,
            checkpoints: self.checkpoints + other.checkpoints,
            readmitted: self.readmitted + other.readmitted,
            broken: self.broken + other.broken,
        }
    }
}
