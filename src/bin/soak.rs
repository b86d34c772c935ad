//! Runs many random worlds and stops at nothing but a violation: `soak [FIRST_SEED [WORLDS]]`.
//!
//! Every world is fixed by its seed, so a violation is repeated by `soak SEED 1`; the plan of the world is printed with it.
//! Without arguments it runs 100,000 worlds from seed 0, on as many threads as the machine has processors.

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use pbft_lab::lab::swarm::{Outcome, Plan};

const WORLDS: u64 = 100_000;
/// How many violations are printed; the rest is counted.
const SHOWN: usize = 10;

/// What all threads found together.
#[derive(Default)]
struct Sum {
    worlds: u64,
    steps: u64,
    answered: u64,
    views: u64,
    checkpoints: u64,
    broken: Vec<u64>,
}

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Ok(first), Ok(worlds)) = (numbers.next().unwrap_or(Ok(0)), numbers.next().unwrap_or(Ok(WORLDS)))
    else {
        println!(
            "soak takes two whole numbers: the first seed and how many worlds, for example `soak 0 100000`."
        );
        return ExitCode::from(2);
    };
    let sum = run(first, worlds);
    println!(
        "{} worlds from seed {first}: {} steps, {} requests answered, {} worlds with a view change, {} with a stable \
         checkpoint, {} broken.",
        sum.worlds,
        sum.steps,
        sum.answered,
        sum.views,
        sum.checkpoints,
        sum.broken.len()
    );
    if sum.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(first: u64, worlds: u64) -> Sum {
    let (next, sum) = (AtomicU64::new(0), Mutex::new(Sum::default()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) = take(&next, first, worlds) {
                    let plan = Plan::draw(seed);
                    let outcome = plan.run();
                    // A poisoned sum means that a world panicked; that thread's panic ends the program.
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    match outcome {
                        Ok(outcome) => add(&mut sum, &plan, &outcome),
                        Err(error) => println!("seed {seed}: the plan makes no cluster: {error}"),
                    }
                }
            });
        }
    });
    sum.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn take(next: &AtomicU64, first: u64, worlds: u64) -> Option<u64> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    (index < worlds).then(|| first.saturating_add(index))
}

fn add(sum: &mut Sum, plan: &Plan, outcome: &Outcome) {
    sum.worlds += 1;
    sum.steps += outcome.steps;
    sum.answered += outcome.answered;
    sum.views += u64::from(outcome.view > 0);
    sum.checkpoints += u64::from(outcome.stable > 0);
    if !outcome.violations.is_empty() {
        sum.broken.push(plan.seed);
        if sum.broken.len() <= SHOWN {
            println!("seed {} is broken; `soak {} 1` repeats it. {plan:?}", plan.seed, plan.seed);
            outcome.violations.iter().for_each(|found| println!("  {}: {}", found.property, found.statement));
        }
    }
    if sum.worlds.is_multiple_of(10_000) {
        println!("{} worlds, {} broken", sum.worlds, sum.broken.len());
    }
}
