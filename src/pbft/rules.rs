//! Rules that a scenario can remove: PBFT with one rule missing, in every replica and client (protocol section 6).
//!
//! A removed rule answers "why does this rule exist?": the same schedule does harm without it and none with it. Each rule has one
//! name, and the code of the rule has it: `if self.keeps(Rule::CommitPhase)`. A threshold is weakened in
//! [`Quorums`](super::Quorums), where all thresholds are. With no rule removed, every question is answered by `true`.
//!
//! Oracles and evidence judge by the rules of the paper, whatever a scenario removes ([`Config::unweakened`](super::Config::unweakened)).

use crate::common::rules;

pub use crate::common::rules::MutantClass;

/// The rules that a scenario removes.
pub type Rules = rules::Rules<Rule>;
/// A protocol with one rule missing.
pub type Mutant = rules::Mutant<Rule>;

rules::rules! {
    "M1" PreparedQuorum "prepared-quorum" "4.2" Safety
        "Prepared needs a quorum: the PRE-PREPARE and `Q - 1` PREPAREs. Without: one PREPARE less."
    "M2" CommittedQuorum "committed-quorum" "4.2" Safety
        "Committed-local needs `Q` COMMITs. Without: one COMMIT less."
    "M3" PrimaryDoesNotPrepare "primary-does-not-prepare" "4.2" Safety
        "PREPAREs come from backups only. Without: one of the primary counts too."
    "M4" PreparesMatchDigest "prepares-match-digest" "4.2" Safety
        "A PREPARE counts for its own digest. Without: for any digest with that view and number."
    "M5" CommitsMatchDigest "commits-match-digest" "4.2" NoEffect
        "A COMMIT counts for its own digest. Without: for any digest with that view and number."
    "M6" OneVotePerReplica "one-vote-per-replica" "4.2" Safety
        "Each replica has one vote. Without: a repeated vote counts again."
    "M7" PreparesOfOneView "prepares-of-one-view" "4.2" Safety
        "The PREPAREs of a certificate are of one view. Without: those of earlier views count too."
    "M8" CommitsOfOneView "commits-of-one-view" "4.2" Safety
        "The COMMITs of a certificate are of one view. Without: those of earlier views count too."
    "M9" SignedKind "signed-kind" "4.2" Safety
        "A signature covers the kind of the message. Without: it is valid on another kind with the same fields."
    "M13" OwnMessagesIgnored "own-messages-ignored" "4.2" Safety
        "A replica ignores its own messages when they come back. Without: they count as those of a peer."
    "M14" OneProposalPerNumber "one-proposal-per-number" "4.2" Safety
        "The first PRE-PREPARE for a view and number is kept. Without: a later one replaces it."
    "M15" OnlyPrimaryProposes "only-primary-proposes" "4.2" Safety
        "A PRE-PREPARE comes from the primary of its view. Without: from any replica."
    "M17" BatchByDigest "batch-by-digest" "4.4" Safety
        "A batch is found by its digest. Without: the first batch that came for the number is used."
    "M19" ClientSignature "client-signature" "4.2" Safety
        "A request carries its client's signature. Without: a backup accepts any request in a batch."
    "M20" CommitPhase "commit-phase" "4.2" Safety
        "A batch executes once it has committed. Without: as soon as it is prepared."
    "M21" QuorumForAnySize "quorum-for-any-size" "2" Safety
        "Two quorums share `f + 1` replicas, whatever `n` is. Without: a quorum is `2f + 1`."
    "M22" FaultsForAnySize "faults-for-any-size" "2" Liveness
        "`f` is `(n - 1) / 3`, rounded down. Without: `n / 3`, so that a quorum may never answer."
    "M23" EarlyVotesKept "early-votes-kept" "4.2" Liveness
        "A vote that comes before its PRE-PREPARE counts once that is there. Without: it is discarded."
    "M24" ChangeCarriesPrepared "change-carries-prepared" "4.4" Safety
        "A VIEW-CHANGE carries `P`, the prepared certificates. Without: `P` is empty."
    "M25" PreparedBeforeCommitted "prepared-before-committed" "4.4" Safety
        "`P` has every prepared number. Without: only those that committed."
    "M26" CertificatesOutliveViews "certificates-outlive-views" "4.4" Safety
        "`P` has the certificates of all earlier views. Without: those of the last view only."
    "M27" LatestCertificate "latest-certificate" "4.4" Safety
        "`P` has the certificate of the latest view for each number. Without: that of the first."
    "M28" NullCertificates "null-certificates" "4.4" Safety
        "`P` has certificates for null requests too. Without: they are left out."
    "M29" HighestViewWins "highest-view-wins" "4.4" Safety
        "In `O`, the certificate of the highest view decides. Without: that of the lowest."
    "M30" PlanReachesMax "plan-reaches-max" "4.4" Safety
        "`O` has every number up to max-s. Without: max-s itself is missing."
    "M31" LatestCheckpointStarts "latest-checkpoint-starts" "4.4" Liveness
        "`O` starts at the latest stable checkpoint in `V`. Without: at the earliest."
    "M32" GapsGetNull "gaps-get-null" "4.4" Liveness
        "A gap in `O` is filled with a null request. Without: the number is skipped."
    "M33" CertificatesVerified "certificates-verified" "4.4" Safety
        "The certificates of a VIEW-CHANGE are checked. Without: any is believed."
    "M35" CheckpointProofVerified "checkpoint-proof-verified" "4.4" Safety
        "The checkpoint of a VIEW-CHANGE needs its proof. Without: any is believed."
    "M36" StableQuorum "stable-quorum" "4.3" NoEffect
        "A checkpoint is stable with `Q` CHECKPOINTs. Without: with `f + 1`."
    "M37" NewViewRecomputed "new-view-recomputed" "4.4" Safety
        "A backup computes `O` again. Without: it accepts what the new primary claims."
    "M38" NewViewQuorum "new-view-quorum" "4.4" Safety
        "A NEW-VIEW has `Q` VIEW-CHANGEs. Without: one is enough."
    "M39" DistinctViewChanges "distinct-view-changes" "4.4" Safety
        "The VIEW-CHANGEs of a NEW-VIEW are from different replicas. Without: a repeated one counts again."
    "M40" ViewChangesOfThisView "view-changes-of-this-view" "4.4" Safety
        "The VIEW-CHANGEs of a NEW-VIEW name its view. Without: those for another view count too."
    "M41" OnlyPrimaryStarts "only-primary-starts" "4.4" Liveness
        "A NEW-VIEW comes from the primary of its view. Without: from any replica."
    "M42" SilentInOldView "silent-in-old-view" "4.4" Safety
        "After its VIEW-CHANGE a replica sends no vote in the old view. Without: it goes on."
    "M43" ViewsNeverGoBack "views-never-go-back" "4.4" Safety
        "A replica enters later views only. Without: an old NEW-VIEW takes it back."
    "M44" NumberingAfterPlan "numbering-after-plan" "4.4" Accountability
        "A new primary goes on after max-s. Without: after what it has executed."
    "M45" VotesForExecuted "votes-for-executed" "4.4" Liveness
        "A number that `O` assigns again gets votes even where it is executed. Without: it gets none there."
    "M46" DecidedOnce "decided-once" "4.4" Safety
        "A number that a new view decides again is not executed again. Without: it is."
    "M47" AgeAtExecution "age-at-execution" "4.2" Liveness
        "Whether a request is old is asked at execution. Without: a backup refuses a proposal with an old request."
    "M48" JoinRule "join-rule" "4.5.2" Liveness
        "A replica joins `f + 1` others in a later view. Without: it waits for its own timer."
    "M49" JoinQuorum "join-quorum" "4.5.2" Liveness
        "Joining needs `f + 1` others. Without: one is enough."
    "M50" ViewChangeResent "view-change-resent" "6.1" Liveness
        "A VIEW-CHANGE is retransmitted until its view begins. Without: it is sent once."
    "M51" TimeoutDoubles "timeout-doubles" "4.5.2" Liveness
        "The timeout doubles with each view change. Without: it stays the same."
    "M52" AttemptsKept "attempts-kept" "4.5.2" Liveness
        "Only a new execution ends the doubling. Without: entering a view does."
    "M53" NewViewTimerWaits "new-view-timer-waits" "4.5.2" Liveness
        "The timer for a NEW-VIEW starts when a quorum wants the view. Without: with the own VIEW-CHANGE."
    "M54" RequestTimerRests "request-timer-rests" "4.5.2" Liveness
        "The request timer does not run during a view change. Without: it does, and asks for the next view."
    "M55" TimerWatchesOne "timer-watches-one" "4.5.2" Liveness
        "The request timer watches the oldest request. Without: any execution restarts it."
    "M57" BatchesOutliveViews "batches-outlive-views" "4.4" Liveness
        "Batches are kept across view changes. Without: they are discarded."
    "M58" ExecutionInOrder "execution-in-order" "4.2" Safety
        "Numbers execute in order. Without: each as soon as it has committed."
    "M59" EarlierNumbersOpen "earlier-numbers-open" "4.2" Safety
        "A number stays open while later ones are proposed. Without: the next PRE-PREPARE closes it."
    "M60" ExactlyOnce "exactly-once" "4.2" Safety
        "A request that was executed does not execute again. Without: it does."
    "M61" EqualTimestampIsOld "equal-timestamp-is-old" "4.2" Safety
        "A request with the timestamp of the last executed one is old too. Without: it executes again."
    "M62" TableTransferred "table-transferred" "4.4" Safety
        "A transferred state has the client table. Without: the table starts empty."
    "M63" StoredResults "stored-results" "4.1" Liveness
        "A retransmitted request gets its stored result. Without: it is discarded."
    "M66" Checkpoints "checkpoints" "4.3" Liveness
        "Every `K` numbers the log is cut at a checkpoint. Without: no checkpoint is taken, and the log fills."
    "M67" StateMatchesDigest "state-matches-digest" "4.4" Safety
        "A transferred state has the certified digest. Without: any state is installed."
    "M68" StateProofVerified "state-proof-verified" "4.4" Safety
        "A transferred state comes with `Q` CHECKPOINTs. Without: no proof is needed."
    "M69" DivergenceNoticed "divergence-noticed" "4.3" Safety
        "A replica whose state differs from a stable checkpoint fetches that state. Without: it goes on."
    "M71" ReplyQuorum "reply-quorum" "4.1" Safety
        "A client accepts a result of `f + 1` replicas. Without: the first reply."
    "M72" RepliesMatch "replies-match" "4.1" Safety
        "The replies of a client's quorum are equal. Without: their number is enough."
    "M73" ClientAsksAll "client-asks-all" "4.1" Liveness
        "A client whose timer expires asks all replicas. Without: the primary again."
    "M74" BackupsForward "backups-forward" "4.4" Liveness
        "A backup forwards a request to the primary and starts its timer. Without: it discards the request."
    "M75" StatePersisted "state-persisted" "" Safety
        "What a replica signed survives a crash. Without: it restarts from the beginning, and votes."
    "M81" QuorumNotMajority "quorum-not-majority" "2" Safety
        "A quorum is large enough for `f` liars. Without: it is a majority, as for crashes."
    "M82" PreparePhase "prepare-phase" "4.2" Safety
        "A proposal is prepared by `Q - 1` backups. Without: the PRE-PREPARE alone prepares it."
}

/// The mutants that the small Go program has from which this project grew, as far as they are built: no view, no kind in its
/// signatures, no quorum of replies, and neither checkpoints nor view changes.
pub const CORGI_KX_DEMO: &[Rule] = &[
    Rule::PrimaryDoesNotPrepare,
    Rule::PreparesOfOneView,
    Rule::CommitsOfOneView,
    Rule::SignedKind,
    Rule::OwnMessagesIgnored,
    Rule::ClientSignature,
    Rule::QuorumForAnySize,
    Rule::EarlyVotesKept,
    Rule::ExecutionInOrder,
    Rule::EarlierNumbersOpen,
    Rule::ExactlyOnce,
    Rule::StoredResults,
    Rule::Checkpoints,
    Rule::ReplyQuorum,
    Rule::RepliesMatch,
    Rule::ClientAsksAll,
    Rule::BackupsForward,
    Rule::StatePersisted,
];

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
        assert!(MUTANTS.iter().all(|mutant| Rules::default().keeps(mutant.rule)));
    }

    #[test]
    fn codes_and_names_are_unique_and_codes_are_in_order() {
        let number = |mutant: &Mutant| mutant.code[1..].parse::<u32>().unwrap();
        assert!(MUTANTS.iter().map(number).is_sorted_by(|a, b| a < b));
        let names: BTreeSet<_> = MUTANTS.iter().map(|mutant| mutant.name).collect();
        assert_eq!(names.len(), MUTANTS.len());
        assert!(MUTANTS.len() <= 128, "a set of rules is one word");
    }

    #[test]
    fn each_code_is_a_row_of_section_6() {
        let table = include_str!("../../docs/protocol-attacks.md");
        for mutant in MUTANTS {
            assert!(table.contains(&format!("\n| {} |", mutant.code)), "{}", mutant.code);
        }
    }
}
