//! Scripts meet commands: each `behave` that names the strategy `script` gets the function that was given for its replica.

use crate::byzantine::node::Node;
use crate::byzantine::script::{STRATEGY, Scripts};
use crate::byzantine::{Cast, Order};
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::scenario::command::Command;
use crate::sim::{self, Instruction};

/// Joins a command that makes a replica follow a script with the replica's function.
pub(super) fn bind(
    scripts: &Scripts,
    engine: sim::Command<Node>,
    command: &Command,
    what: ErrorKind,
    prefix: &str,
) -> Result<sim::Command<Node>, LabError> {
    let sim::Command::Corrupt { node, input: Instruction::Order(Order::Behave { casts, group }) } = &engine
    else {
        return Ok(engine);
    };
    if !casts.iter().any(Cast::wants_script) {
        return Ok(engine);
    }
    let is_single = matches!(command, Command::Behave { strategy: Some(_), .. });
    let bound = |(place, cast): (usize, &Cast)| match scripts.get(node.0) {
        _ if !cast.wants_script() => Ok(cast.clone()),
        Some(script) => Ok(cast.clone().with_script(script.clone())),
        None => {
            let field = if is_single { "strategy".to_owned() } else { format!("strategies[{place}]") };
            Err(what.at(format!("{prefix}{field}.name"), codes::script_missing(STRATEGY, node.0)))
        }
    };
    let casts = casts.iter().enumerate().map(bound).collect::<Result<Vec<_>, _>>()?;
    let order = Order::Behave { casts: casts.into(), group: *group };
    Ok(sim::Command::Corrupt { node: *node, input: Instruction::Order(order) })
}
