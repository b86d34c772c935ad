//! Questions that the reader answers by building something: a cluster, two quorums, or a proof of guilt.

use std::collections::BTreeSet;

use serde::Serialize;

use super::read::list;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::pbft::config::REPLICAS_MAX;
use crate::pbft::{ProtocolParams, Quorums, Rules};
use crate::units::WHOLE_MAX;

/// The maximum number of replicas of which all that tolerate `f` faulty ones are looked at.
const FAULTY_MAX: u32 = (REPLICAS_MAX - 1) / 3;
/// The maximum number of culprits of a question.
const CULPRITS_MAX: usize = 10;
/// The maximum number of messages of an answer.
const MESSAGES_MAX: usize = 100;

/// What the reader has to find. Exactly one of the fields is present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum Find {
    /// The smallest cluster that tolerates this many faulty replicas, and the size of its quorum.
    Cluster {
        /// The number of faulty replicas, from 1.
        #[cfg_attr(test, schemars(range(min = 1, max = FAULTY_MAX)))]
        faulty: u32,
    },
    /// Two quorums that share no replica but the liars. The answer may be that there are none.
    Quorums {
        /// The number of replicas.
        #[cfg_attr(test, schemars(range(min = 1, max = REPLICAS_MAX)))]
        replicas: u32,
        /// The size of a quorum.
        #[cfg_attr(test, schemars(range(min = 1, max = REPLICAS_MAX)))]
        quorum: u32,
        /// The replicas that lie.
        #[cfg_attr(test, schemars(length(max = REPLICAS_MAX as usize)))]
        liars: Vec<u32>,
    },
    /// Signed messages of this run that prove the guilt of these nodes, and no other messages.
    Proof {
        /// The nodes. Replica `i` is node `i`.
        #[cfg_attr(test, schemars(length(max = CULPRITS_MAX)))]
        culprits: Vec<u32>,
    },
}

/// What the reader has found. Exactly one of the fields is present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Found {
    /// A cluster with a quorum.
    Cluster {
        /// The number of replicas.
        replicas: u32,
        /// The size of a quorum.
        quorum: u32,
    },
    /// Two sets of replicas.
    Quorums {
        /// The first set.
        first: Vec<u32>,
        /// The second set.
        second: Vec<u32>,
    },
    /// `true`: there is none.
    Nothing(bool),
    /// Messages of this run.
    Messages(Vec<StatementName>),
}

/// The name of a signed message about a sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StatementName {
    /// The kind: `PRE-PREPARE`, `PREPARE` or `COMMIT`.
    pub kind: String,
    /// The signer.
    pub signer: u32,
    /// The view.
    pub view: u64,
    /// The sequence number.
    pub seq: u64,
    /// The digest of the batch.
    pub digest: String,
}

/// Two quorums of a cluster that overlap as little as possible, with as many liars in the overlap as possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct QuorumFacts {
    /// The members of one quorum.
    pub first: Vec<u32>,
    /// The members of the other.
    pub second: Vec<u32>,
    /// The members of both.
    pub shared: Vec<u32>,
    /// The faulty replicas, in the overlap as far as they fit.
    pub liars: Vec<u32>,
    /// The number of replicas that answer while the faulty ones are silent.
    pub answering: u32,
    /// Whether any two quorums share a correct replica.
    pub agrees: bool,
    /// Whether the correct replicas alone are a quorum.
    pub proceeds: bool,
}

/// The verdict on what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum FindVerdict {
    /// It is what the question asks for.
    Right,
    /// Two quorums may share only `shared` replicas, and all of them may be faulty.
    Overlap {
        /// The minimum number of shared replicas.
        shared: u32,
    },
    /// While the faulty replicas are silent, only `answering` answer: no quorum.
    Silence {
        /// The number of correct replicas.
        answering: u32,
    },
    /// A smaller cluster tolerates as many.
    Smaller,
    /// A set does not have the size of a quorum.
    Size {
        /// The number of the set, 1 or 2.
        set: u32,
        /// Its size.
        size: u32,
    },
    /// The quorums share these correct replicas.
    Shared {
        /// The correct replicas in both.
        correct: Vec<u32>,
    },
    /// There is something to find.
    Exists,
    /// The messages do not prove the guilt of these nodes.
    Unproven {
        /// The nodes.
        nodes: Vec<u32>,
    },
    /// There are more messages than the proof needs.
    Superfluous {
        /// The number that suffices.
        needed: u32,
    },
    /// It is of another kind than the question asks for.
    OtherKind,
}

impl QuorumFacts {
    /// The facts of a cluster, however small its quorum.
    ///
    /// # Errors
    /// When a number is out of range.
    pub fn of(replicas: u32, faulty: u32, quorum: u32) -> Result<QuorumFacts, LabError> {
        let check = |field, value: u32, min: u32, max: u32| {
            let wrong = || codes::out_of_range(value, min, max);
            let is_right = (min..=max).contains(&value);
            if is_right { Ok(()) } else { Err(ErrorKind::ArgumentError.at(field, wrong())) }
        };
        check("replicas", replicas, 1, REPLICAS_MAX)?;
        check("faulty", faulty, 0, replicas)?;
        check("quorum", quorum, 1, replicas)?;
        let quorums = Quorums { n: replicas, f: faulty, quorum, weak: faulty + 1, rules: Rules::default() };
        let apart = replicas.saturating_sub(quorum);
        let (first, second): (Vec<u32>, Vec<u32>) = ((0..quorum).collect(), (apart..replicas).collect());
        let shared: Vec<u32> = first.iter().filter(|one| second.contains(one)).copied().collect();
        let rest = (0..replicas).filter(|one| !shared.contains(one));
        let mut liars: Vec<u32> = shared.iter().copied().chain(rest).take(faulty as usize).collect();
        liars.sort_unstable();
        let answering = replicas.saturating_sub(faulty);
        let (agrees, proceeds) = (quorums.overlap() > faulty, quorum <= answering);
        Ok(QuorumFacts { first, second, shared, liars, answering, agrees, proceeds })
    }

    fn tolerates(replicas: u32, faulty: u32) -> bool {
        let with = |quorum| QuorumFacts::of(replicas, faulty, quorum);
        (1..=replicas).filter_map(|quorum| with(quorum).ok()).any(|facts| facts.agrees && facts.proceeds)
    }
}

impl Find {
    /// Reads what the reader has to find.
    ///
    /// # Errors
    /// The first mistake.
    pub(super) fn read(reader: &Reader<'_>) -> Result<Find, LabError> {
        let (name, inner) = reader.single(&["cluster", "quorums", "proof"])?;
        Ok(match name {
            "cluster" => {
                let fields = inner.object(&["faulty"])?;
                Find::Cluster { faulty: fields.need("faulty")?.small(1..=FAULTY_MAX)? }
            }
            "quorums" => {
                let fields = inner.object(&["replicas", "quorum", "liars"])?;
                Find::Quorums {
                    replicas: fields.need("replicas")?.small(1..=REPLICAS_MAX)?,
                    quorum: fields.need("quorum")?.small(1..=REPLICAS_MAX)?,
                    liars: list(&fields.need("liars")?, REPLICAS_MAX as usize, number)?,
                }
            }
            _ => {
                let fields = inner.object(&["culprits"])?;
                Find::Proof { culprits: list(&fields.need("culprits")?, CULPRITS_MAX, number)? }
            }
        })
    }

    /// Checks the numbers; `field` is the field of the question.
    ///
    /// # Errors
    /// When a replica or a node does not exist, or a quorum is larger than its cluster.
    pub(super) fn check(&self, params: &ProtocolParams, field: &str) -> Result<(), LabError> {
        let what = ErrorKind::ScenarioError;
        let among = |name: &str, kind: &'static str, numbers: &[u32], count: u32| {
            let unknown = numbers.iter().enumerate().find(|(_, number)| **number >= count);
            unknown.map_or(Ok(()), |(index, number)| {
                let wrong = codes::not_found(*number, kind, count);
                Err(what.at(format!("{field}.find.{name}[{index}]"), wrong))
            })
        };
        match self {
            Find::Cluster { .. } => Ok(()),
            Find::Quorums { replicas, quorum, liars } => {
                if quorum > replicas {
                    let wrong = codes::out_of_range(*quorum, 1_u32, *replicas);
                    return Err(what.at(format!("{field}.find.quorums.quorum"), wrong));
                }
                among("quorums.liars", "replica", liars, *replicas)
            }
            Find::Proof { culprits } => {
                among("proof.culprits", "node", culprits, params.replicas.saturating_add(params.clients))
            }
        }
    }

    /// Judges what was found, without the run: messages are judged by [`Session::found`](crate::run::session::Session::found).
    pub(crate) fn judge(&self, found: &Found) -> FindVerdict {
        match (self, found) {
            (Find::Cluster { faulty }, Found::Cluster { replicas, quorum }) => {
                judge_cluster(*faulty, *replicas, *quorum)
            }
            (Find::Quorums { quorum, liars, .. }, Found::Quorums { first, second }) => {
                let set = |members: &[u32]| members.iter().copied().collect();
                judge_quorums(*quorum, liars, &set(first), &set(second))
            }
            (Find::Quorums { replicas, quorum, liars }, Found::Nothing(_)) => {
                let overlap = (2 * quorum).saturating_sub(*replicas);
                let liars: BTreeSet<u32> = liars.iter().copied().collect();
                if liars.len() >= overlap as usize { FindVerdict::Exists } else { FindVerdict::Right }
            }
            (Find::Cluster { .. } | Find::Proof { .. }, Found::Nothing(_)) => FindVerdict::Exists,
            _ => FindVerdict::OtherKind,
        }
    }
}

fn judge_cluster(faulty: u32, replicas: u32, quorum: u32) -> FindVerdict {
    let Ok(facts) = QuorumFacts::of(replicas, faulty, quorum) else { return FindVerdict::OtherKind };
    let smaller = || (1..replicas).any(|fewer| QuorumFacts::tolerates(fewer, faulty));
    if !facts.agrees {
        FindVerdict::Overlap { shared: u32::try_from(facts.shared.len()).unwrap_or(u32::MAX) }
    } else if !facts.proceeds {
        FindVerdict::Silence { answering: facts.answering }
    } else if smaller() {
        FindVerdict::Smaller
    } else {
        FindVerdict::Right
    }
}

fn judge_quorums(quorum: u32, liars: &[u32], first: &BTreeSet<u32>, second: &BTreeSet<u32>) -> FindVerdict {
    for (set, members) in (1..).zip([first, second]) {
        let size = u32::try_from(members.len()).unwrap_or(u32::MAX);
        if size != quorum {
            return FindVerdict::Size { set, size };
        }
    }
    let correct: Vec<u32> = first.intersection(second).filter(|one| !liars.contains(one)).copied().collect();
    if correct.is_empty() { FindVerdict::Right } else { FindVerdict::Shared { correct } }
}

impl Found {
    /// Reads an answer from JSON text.
    ///
    /// # Errors
    /// The first mistake.
    pub fn parse(text: &str) -> Result<Found, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        Found::read(&Reader::new(ErrorKind::ArgumentError, &value))
    }

    fn read(reader: &Reader<'_>) -> Result<Found, LabError> {
        let (name, inner) = reader.single(&["cluster", "quorums", "nothing", "messages"])?;
        Ok(match name {
            "cluster" => {
                let fields = inner.object(&["replicas", "quorum"])?;
                Found::Cluster {
                    replicas: fields.need("replicas")?.small(1..=REPLICAS_MAX)?,
                    quorum: fields.need("quorum")?.small(1..=REPLICAS_MAX)?,
                }
            }
            "quorums" => {
                let fields = inner.object(&["first", "second"])?;
                let set = |name| list(&fields.need(name)?, REPLICAS_MAX as usize, number);
                Found::Quorums { first: set("first")?, second: set("second")? }
            }
            "nothing" => Found::Nothing(inner.flag()?),
            _ => Found::Messages(list(&inner, MESSAGES_MAX, StatementName::read)?),
        })
    }
}

impl StatementName {
    fn read(reader: &Reader<'_>) -> Result<StatementName, LabError> {
        let fields = reader.object(&["kind", "signer", "view", "seq", "digest"])?;
        let kinds = ["PRE-PREPARE", "PREPARE", "COMMIT"].map(|kind| (kind, kind));
        let whole = |name| fields.need(name)?.number(0..=WHOLE_MAX);
        Ok(StatementName {
            kind: fields.need("kind")?.choice(&kinds)?.to_owned(),
            signer: number(&fields.need("signer")?)?,
            view: whole("view")?,
            seq: whole("seq")?,
            digest: fields.need("digest")?.text(64)?.to_owned(),
        })
    }
}

fn number(reader: &Reader<'_>) -> Result<u32, LabError> {
    reader.small(0..=u32::MAX)
}
