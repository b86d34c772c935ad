//! Binding of scripts: each `behave` with the strategy `script` gets the function registered for its replica.

use crate::byzantine::node::Node;
use crate::byzantine::script::{STRATEGY, Scripts};
use crate::byzantine::{Order, ResolvedStrategy};
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::scenario::command::Command;
use crate::sim::{self, Instruction};

/// Adds the replica's script to a command that makes the replica follow one.
pub(super) fn bind(
    scripts: &Scripts,
    engine: sim::Command<Node>,
    command: &Command,
    what: ErrorKind,
    prefix: &str,
) -> Result<sim::Command<Node>, LabError> {
    let sim::Command::Corrupt { node, input: Instruction::Order(Order::Behave { resolved, group }) } =
        &engine
    else {
        return Ok(engine);
    };
    if !resolved.iter().any(ResolvedStrategy::wants_script) {
        return Ok(engine);
    }
    let is_single = matches!(command, Command::Behave { strategy: Some(_), .. });
    let bound = |(place, resolved): (usize, &ResolvedStrategy)| match scripts.get(node.0) {
        _ if !resolved.wants_script() => Ok(resolved.clone()),
        Some(script) => Ok(resolved.clone().with_script(script.clone())),
        None => {
            let field = if is_single { "strategy".to_owned() } else { format!("strategies[{place}]") };
            Err(what.at(format!("{prefix}{field}.name"), codes::script_missing(STRATEGY, node.0)))
        }
    };
    let resolved = resolved.iter().enumerate().map(bound).collect::<Result<Vec<_>, _>>()?;
    let order = Order::Behave { resolved: resolved.into(), group: *group };
    Ok(sim::Command::Corrupt { node: *node, input: Instruction::Order(order) })
}
