//! The table of docs/mutants.md: for each mutant and each scheduler, how soon a violation was found, and how small it became.

use std::time::Instant;

use pbft_lab::error::LabError;
use pbft_lab::hunt::{Finding, Hunt, HuntTask, Scheduler};
use pbft_lab::scenario::weakened::{MutantInfo, mutants};

use crate::options::Options;
use crate::shrink;

/// After this number of violations the rest of the executions would only make the figures of frequent ones more exact.
const HITS: usize = 20;

/// What a scheduler found.
struct Row {
    hits: usize,
    executions: u64,
    /// The median number of executions up to a violation.
    median: Option<u64>,
    first: Option<Finding>,
}

/// Prints the table. Each scheduler makes this number of executions for each mutant.
///
/// # Errors
/// A mistake in a file of texts.
pub fn print(executions: u64) -> Result<(), LabError> {
    println!(
        "| mutant | class | directed schedule | scheduler | hits / executions | median to a hit | property | commands before | after | seconds |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let whole = Options { executions, ..Options::default() };
    for liveness in [false, true] {
        let options = Options { liveness, ..whole.clone() };
        for scheduler in Scheduler::ALL {
            print_row("none", if liveness { "liveness" } else { "safety" }, "", scheduler, &options)?;
        }
    }
    for MutantInfo { code, class, scenario, .. } in mutants()? {
        let liveness = class.name() == "liveness";
        let options = Options { mutants: vec![code.clone()], liveness, ..whole.clone() };
        for scheduler in Scheduler::ALL {
            let directed = if scenario.is_some() { "yes" } else { "no" };
            print_row(&code, class.name(), directed, scheduler, &options)?;
        }
    }
    Ok(())
}

fn print_row(
    code: &str,
    class: &str,
    directed: &str,
    scheduler: Scheduler,
    options: &Options,
) -> Result<(), LabError> {
    let begin = Instant::now();
    let options = Options { scheduler: Some(scheduler.name().to_owned()), ..options.clone() };
    let Row { hits, executions, median, first } = row(options.task()?)?;
    let number = |number: Option<u64>| number.map_or("–".to_owned(), |number| number.to_string());
    let (mut before, mut after, mut property) = (None, None, "–");
    if let Some(finding) = &first {
        property = finding.hit.violation.property;
        before = Some(finding.schedule.commands().len() as u64);
        after = Some(shrink(finding)?.schedule().commands().len() as u64);
    }
    println!(
        "| {code} | {class} | {directed} | {} | {hits} / {executions} | {} | {property} | {} | {} | {} |",
        scheduler.name(),
        number(median),
        number(before),
        number(after),
        begin.elapsed().as_secs(),
    );
    Ok(())
}

fn row(task: HuntTask) -> Result<Row, LabError> {
    let mut hunt = Hunt::new(task);
    let (mut first, mut waits, mut last) = (None, Vec::new(), 0);
    while !hunt.is_over() && waits.len() < HITS {
        if let Some(finding) = hunt.step()? {
            waits.push(hunt.executions() - last);
            last = hunt.executions();
            first = first.or(Some(finding));
        }
    }
    waits.sort_unstable();
    let median = waits.get(waits.len() / 2).copied();
    Ok(Row { hits: waits.len(), executions: hunt.executions(), median, first })
}
