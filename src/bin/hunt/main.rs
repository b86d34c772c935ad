//! Searches for a violation and shrinks it: `hunt [--mutant CODE] [--scheduler NAME] [--replicas N] [--faulty N] [SEED [EXECUTIONS]]`.
//!
//! An execution is determined by its seed and these options, so the line that is printed with a finding repeats it. Without numbers it
//! makes 100,000 executions from seed 0. It uses as many threads as the machine has processors, or as `HUNT_THREADS` says.
//!
//! `hunt --table [EXECUTIONS]` prints the table of docs/mutants.md: every mutant, every scheduler.

#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::disallowed_types)]

mod options;
mod search;
mod table;

use std::process::ExitCode;

use options::{Options, Order};
use pbft_lab::error::LabError;
use pbft_lab::hunt::shrink::Shrink;
use pbft_lab::hunt::{Finding, scenario_of};
use search::Found;

fn main() -> ExitCode {
    let done = match options::order(std::env::args().skip(1)) {
        Some(Order::Hunt(options)) => hunt(&options),
        Some(Order::Table { executions }) => table::print(executions).map(|()| ExitCode::SUCCESS),
        None => {
            println!("{}", options::USAGE);
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|refusal| {
        println!("{refusal}");
        ExitCode::from(2)
    })
}

fn hunt(options: &Options) -> Result<ExitCode, LabError> {
    let Found { executions, finding, coverage } = search::search(&options.task()?, true)?;
    let Some(finding) = finding else {
        println!("no violation in {executions} executions");
        println!("executions by view: {:?}", coverage.views);
        println!("executions by phase: {:?}", coverage.phases);
        println!("executions by invariant: {:?}", coverage.invariants);
        println!("executions by action: {:?}", coverage.actions);
        return Ok(ExitCode::SUCCESS);
    };
    println!("execution {}: {}: {}", finding.execution, finding.hit.violation.property, finding.hit.sentence);
    println!("repeated by: hunt {}", options.repeating(&finding));
    let shrink = shrink(&finding)?;
    println!(
        "{} actions ({} commands), after {} attempts {} actions ({} commands):",
        finding.schedule.actions.len(),
        finding.schedule.commands().len(),
        shrink.tried(),
        shrink.schedule().actions.len(),
        shrink.schedule().commands().len(),
    );
    let scenario = scenario_of(&finding, shrink.schedule(), shrink.hit())?;
    for caption in &scenario.captions {
        println!("{:>8} ms  {}", caption.at_ms.text(), caption.text.en);
    }
    println!("{}", serde_json::to_string(&scenario).unwrap_or_default());
    // Without a rule, or with more than f liars, a finding is what the search is for. Otherwise the engine has an error.
    let is_expected = !options.mutants.is_empty() || finding.hit.violation.beyond_f;
    Ok(if is_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shrinks a finding to the end.
fn shrink(finding: &Finding) -> Result<Shrink, LabError> {
    let mut shrink = Shrink::new(finding);
    while !shrink.is_done() {
        shrink.step()?;
    }
    Ok(shrink)
}
