//! Options of the command line.

use pbft_lab::error::LabError;
use pbft_lab::hunt::{Finding, HuntTask};

pub const USAGE: &str = "hunt takes options, the first seed and how many executions, for example `hunt --mutant M1 --scheduler views 0 1000`. \
The options are --mutant CODE (several times), --scheduler views, random, twins, small-scope or pct, --replicas N, --clients N, --faulty N and --property NAME \
(several times), and --liveness, which asks for an answer to each request after the faults. `hunt --table EXECUTIONS` searches with every mutant and every scheduler.";

/// The usual number of executions.
const EXECUTIONS: u64 = 100_000;
/// The usual number of executions for each row of the table.
const TABLE_EXECUTIONS: u64 = 2_000;

/// What to do.
pub enum Order {
    /// Search for the first violation.
    Hunt(Options),
    /// Print the table.
    Table {
        /// The number of executions for each mutant and each scheduler.
        executions: u64,
    },
}

/// The options of a search.
#[derive(Clone, Default)]
pub struct Options {
    pub mutants: Vec<String>,
    pub scheduler: Option<String>,
    pub replicas: Option<u64>,
    pub clients: Option<u64>,
    pub faulty: Option<u64>,
    pub properties: Vec<String>,
    pub liveness: bool,
    pub seed: u64,
    pub executions: u64,
}

/// Reads the command line; `None` if it is wrong.
pub fn order(arguments: impl Iterator<Item = String>) -> Option<Order> {
    let mut arguments = arguments.peekable();
    if arguments.next_if(|it| it == "--table").is_some() {
        let executions = arguments.next().map_or(Some(TABLE_EXECUTIONS), |text| text.parse().ok())?;
        return arguments.next().is_none().then_some(Order::Table { executions });
    }
    let mut options = Options { executions: EXECUTIONS, ..Options::default() };
    while let Some(name) = arguments.next_if(|it| it.starts_with("--")) {
        if name == "--liveness" {
            options.liveness = true;
            continue;
        }
        let value = arguments.next()?;
        match name.as_str() {
            "--mutant" => options.mutants.push(value),
            "--scheduler" => options.scheduler = Some(value),
            "--replicas" => options.replicas = Some(value.parse().ok()?),
            "--clients" => options.clients = Some(value.parse().ok()?),
            "--faulty" => options.faulty = Some(value.parse().ok()?),
            "--property" => options.properties.push(value),
            _ => return None,
        }
    }
    if let Some(seed) = arguments.next() {
        options.seed = seed.parse().ok()?;
    }
    if let Some(executions) = arguments.next() {
        options.executions = executions.parse().ok()?;
    }
    arguments.next().is_none().then_some(Order::Hunt(options))
}

impl Options {
    /// The task, as a program in JavaScript would give it.
    ///
    /// # Errors
    /// The first mistake.
    pub fn task(&self) -> Result<HuntTask, LabError> {
        let text = |text: &String| serde_json::Value::from(text.as_str()).to_string();
        let texts = |all: &[String]| all.iter().map(text).collect::<Vec<_>>().join(",");
        let mut cluster = vec![format!(r#""mutants":[{}]"#, texts(&self.mutants))];
        cluster.extend(self.replicas.map(|number| format!(r#""replicas":{number}"#)));
        cluster.extend(self.clients.map(|number| format!(r#""clients":{number}"#)));
        let mut fields = vec![
            format!(r#""cluster":{{{}}}"#, cluster.join(",")),
            format!(r#""seed":"{}","executions":{}"#, self.seed, self.executions),
            format!(r#""properties":[{}],"liveness":{}"#, texts(&self.properties), self.liveness),
        ];
        fields.extend(self.scheduler.as_ref().map(|name| format!(r#""scheduler":{}"#, text(name))));
        fields.extend(self.faulty.map(|number| format!(r#""faulty":{number}"#)));
        HuntTask::parse(&format!("{{{}}}", fields.join(",")))
    }

    /// The arguments that repeat a finding.
    pub fn repeating(&self, finding: &Finding) -> String {
        let mut words: Vec<String> = self.mutants.iter().map(|mutant| format!("--mutant {mutant}")).collect();
        words.push(format!("--scheduler {}", finding.scheduler.name()));
        let numbers = [("replicas", self.replicas), ("clients", self.clients), ("faulty", self.faulty)];
        let given = numbers.iter().filter_map(|(name, number)| Some(format!("--{name} {}", (*number)?)));
        words.extend(given);
        words.extend(self.liveness.then(|| "--liveness".to_owned()));
        words.extend(self.properties.iter().map(|property| format!("--property \"{property}\"")));
        words.push(format!("{} 1", finding.seed));
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Options> {
        match order(line.split_whitespace().map(str::to_owned))? {
            Order::Hunt(options) => Some(options),
            Order::Table { .. } => None,
        }
    }

    #[test]
    fn the_printed_line_repeats_the_finding() {
        let options = parsed("--mutant M20 --replicas 4 0 400").unwrap();
        let found = crate::search::search(&options.task().unwrap(), false).unwrap();
        let finding = found.finding.unwrap();
        let again = parsed(&options.repeating(&finding)).unwrap();
        let again = crate::search::search(&again.task().unwrap(), false).unwrap().finding.unwrap();
        assert_eq!((again.schedule, again.hit), (finding.schedule, finding.hit));
    }

    #[test]
    fn a_wrong_line_is_refused() {
        for line in ["--mutant", "--luck 3", "x", "0 1 2", "--table x", "--table 1 2"] {
            assert!(order(line.split_whitespace().map(str::to_owned)).is_none(), "{line}");
        }
        assert!(parsed("--mutant luck").unwrap().task().is_err());
    }
}
