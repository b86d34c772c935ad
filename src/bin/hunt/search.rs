//! A hunt on several threads. The finding is that of the lowest execution, so it does not depend on their number.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use pbft_lab::error::LabError;
use pbft_lab::hunt::{Coverage, Finding, Hunt, HuntTask};

/// The number of executions that a thread takes at once.
const PART: u64 = 64;
/// After this number of executions the progress is printed.
const PROGRESS: u64 = 1 << 13;

/// The result of a search.
#[derive(Default)]
pub struct Found {
    /// How many executions were made. With a finding, this depends on the threads.
    pub executions: u64,
    /// The finding of the lowest execution.
    pub finding: Option<Finding>,
    /// What the executions touched.
    pub coverage: Coverage,
}

/// Searches for the first violation.
///
/// # Errors
/// If a schedule makes no valid scenario.
pub fn search(task: &HuntTask, prints: bool) -> Result<Found, LabError> {
    let (next, lowest) = (AtomicU64::new(0), AtomicU64::new(u64::MAX));
    let found = Mutex::new(Ok(Found::default()));
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                while let Some(part) = take(&next, &lowest, task) {
                    let done = run(part, &lowest);
                    // A poisoned lock means that an execution panicked. That thread's panic ends the program.
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    match (&mut *found, done) {
                        (Ok(found), Ok(part)) => add(found, part, prints),
                        (found, Err(refusal)) => *found = Err(refusal),
                        (Err(_), Ok(_)) => {}
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn threads() -> usize {
    let said = std::env::var("HUNT_THREADS").ok().and_then(|text| text.parse().ok());
    said.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

/// The next part, unless it lies behind a finding.
fn take(next: &AtomicU64, lowest: &AtomicU64, task: &HuntTask) -> Option<HuntTask> {
    let begin = next.fetch_add(PART, Ordering::Relaxed);
    let first = task.first.saturating_add(begin);
    let is_left = begin < task.executions && first < lowest.load(Ordering::Relaxed);
    let executions = PART.min(task.executions.saturating_sub(begin));
    is_left.then(|| task.part(first, executions))
}

/// Makes the executions of a part, up to its first finding.
fn run(part: HuntTask, lowest: &AtomicU64) -> Result<Found, LabError> {
    let mut hunt = Hunt::new(part);
    let mut finding = None;
    while !hunt.is_over() && finding.is_none() {
        finding = hunt.step()?;
    }
    if let Some(finding) = &finding {
        lowest.fetch_min(finding.execution, Ordering::Relaxed);
    }
    Ok(Found { executions: hunt.executions(), finding, coverage: hunt.coverage().clone() })
}

fn add(found: &mut Found, part: Found, prints: bool) {
    let before = found.executions;
    found.executions += part.executions;
    found.coverage.join(&part.coverage);
    let both = [found.finding.take(), part.finding];
    found.finding = both.into_iter().flatten().min_by_key(|finding| finding.execution);
    if prints && before / PROGRESS != found.executions / PROGRESS {
        println!("{} executions", found.executions);
    }
}
