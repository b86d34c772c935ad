//! Rules that a scenario can remove: Raft with one rule missing, in every server and client.
//!
//! A removed rule answers "why does this rule exist?": the same schedule does harm without it and none with it. The code of a rule
//! has its name: `if self.config.keeps(Rule::CommitsOwnTerm)`. With no rule removed, every question is answered by `true`.

use crate::common::rules;

pub use crate::common::rules::MutantClass;

/// The rules that a scenario removes.
pub type Rules = rules::Rules<Rule>;
/// A protocol with one rule missing.
pub type Mutant = rules::Mutant<Rule>;

rules::rules! {
    "RM1" CommitsOwnTerm "commits-own-term" "5.4.2" Safety
        "A leader counts replicas only for entries of its own term. Without: for entries of earlier terms too."
    "RM2" VotePersisted "vote-persisted" "5" Safety
        "The vote survives a crash. Without: a restarted server can vote again in the same term."
    "RM3" TermPersisted "term-persisted" "5" Safety
        "The term survives a crash. Without: a restarted server begins at term 0, without a vote."
    "RM4" VoteChecksLog "vote-checks-log" "5.4.1" Safety
        "A vote needs a log that is at least as up-to-date as the voter's. Without: any candidate gets it."
    "RM5" LastTermFirst "last-term-first" "5.4.1" Safety
        "Of two logs, the one with the later last term is more up-to-date. Without: the longer one."
    "RM6" MatchAsStored "match-as-stored" "5.3" Safety
        "A follower acknowledges what it stored. Without: one entry more."
    "RM7" Majority "majority" "5.2" Safety
        "Elections and commitment need more than half of the servers. Without: half is enough."
    "RM8" MatchingEntriesKept "matching-entries-kept" "5.3" Safety
        "A follower removes entries only from a conflict on. Without: everything after the entries of an APPEND."
    "RM9" CommitBounded "commit-bounded" "5.3" Safety
        "A follower commits at most up to the last entry that it compared. Without: up to the leader's commit index."
    "RM10" VotesOfThisTerm "votes-of-this-term" "5.2" Safety
        "A candidate counts votes of its own term. Without: those of earlier terms too."
    "RM11" SessionsInSnapshot "sessions-in-snapshot" "8" Safety
        "A snapshot has the last result of each client. Without: repeated requests execute again."
    "RM12" OldSnapshotIgnored "old-snapshot-ignored" "7" Safety
        "A snapshot at or below the commit index changes nothing. Without: the server goes back."
    "RM13" ReplyAfterCommit "reply-after-commit" "5.3" Safety
        "A leader replies once the entry has committed. Without: as soon as it is in the log."
    "RM14" RandomTimeouts "random-timeouts" "5.2" Liveness
        "Election timeouts are random. Without: all servers wait equally long, and votes can split forever."
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_removed_rule_is_missing_and_every_other_one_holds() {
        for removed in MUTANTS {
            let rules = Rules::without([removed.rule]);
            for other in MUTANTS {
                assert_eq!(rules.keeps(other.rule), other.rule != removed.rule, "{}", other.code);
            }
        }
    }

    #[test]
    fn codes_count_from_1_and_names_are_unique() {
        for (number, mutant) in (1..).zip(MUTANTS) {
            assert_eq!(mutant.code, format!("RM{number}"));
        }
        let names: BTreeSet<_> = MUTANTS.iter().map(|mutant| mutant.name).collect();
        assert_eq!(names.len(), MUTANTS.len());
    }
}
