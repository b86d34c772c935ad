//! Twins: one identity with two copies, under another partition in every view (Bano et al., checklist line 129).

use pbft_lab::api::TraceEvent;
use proptest::prelude::*;

use crate::adversaries::harness::Harness;

/// The number of views with a partition of their own.
const VIEWS: usize = 4;
/// The maximum time of a view before the next partition.
const VIEW_MS: u64 = 600;

/// The network in one view: which of the three other replicas are connected to the second copy, and which one, if any, is cut off
/// from the two others. Both copies reach both sides of a cut.
#[derive(Clone, Copy, Debug)]
struct Split {
    second: [bool; 3],
    alone: Option<usize>,
}

/// All splits, up to the names of the copies.
fn splits() -> Vec<Split> {
    let seconds = (0..4).map(|bits| [false, bits & 1 != 0, bits & 2 != 0]);
    let cut = |second| [None, Some(0), Some(1), Some(2)].map(|alone| Split { second, alone });
    seconds.flat_map(cut).collect()
}

/// A run in which replica `twin` has two copies, and each view its own split; in the end everything is healed.
struct Run {
    harness: Harness,
    twin: u32,
    others: Vec<u32>,
}

impl Run {
    fn of(twin: u32, splits: &[Split]) -> Run {
        let harness = Harness::open(
            r#"{"cluster": {"clients": 2, "seed": "129", "checkpointInterval": 2, "viewTimeoutMs": 150, "clientTimeoutMs": 100,
                "statusIntervalMs": 100, "resendIntervalMs": 100, "crypto": "symbolic"}}"#,
        );
        let others = (0..4).filter(|replica| *replica != twin).collect();
        let mut run = Run { harness, twin, others };
        for split in splits {
            run.split(*split);
            run.harness.submit_rounds(1);
            let view = run.view();
            let end = run.harness.session.now().us() + VIEW_MS * 1000;
            while run.view() == view && run.harness.session.now().us() < end {
                run.harness.advance(20);
            }
        }
        run
    }

    fn split(&mut self, Split { second, alone }: Split) {
        let on = |side: bool| -> Vec<u32> {
            self.others.iter().zip(second).filter(|(_, second)| *second == side).map(|(id, _)| *id).collect()
        };
        let (first, second) = (on(false), on(true));
        let twin = self.twin;
        self.harness
            .command(&format!(r#"{{"do": "twin", "replica": {twin}, "sides": [{first:?}, {second:?}]}}"#));
        self.harness.command(r#"{"do": "heal"}"#);
        if let Some(alone) = alone {
            let (alone, rest): (Vec<u32>, Vec<u32>) =
                self.others.iter().partition(|id| **id == self.others[alone]);
            self.harness.command(&format!(r#"{{"do": "partition", "groups": [{alone:?}, {rest:?}]}}"#));
        }
    }

    /// The latest view of a correct replica.
    fn view(&mut self) -> u64 {
        let twin = self.twin;
        let replicas = self.harness.view().replicas;
        replicas.iter().filter(|replica| replica.id != twin).map(|replica| replica.view).max().unwrap()
    }

    /// The correct replicas agree (I1, I6) and violate no other invariant, only the twins are guilty, and all requests are answered in
    /// the end.
    fn check(&mut self) {
        self.harness.expect_safe();
        let guilty = |proof: &pbft_lab::api::ProofBrief| proof.culprit == self.twin;
        assert!(self.harness.session.proofs().iter().all(guilty));
        self.harness.command(r#"{"do": "heal"}"#);
        let twin = self.twin;
        self.harness.command(&format!(r#"{{"do": "honest", "replica": {twin}}}"#));
        // A replica that missed a decision learns it when the others continue.
        self.harness.submit_rounds(1);
        assert!(self.harness.serves(VIEWS as u32 + 1, 60_000));
        self.harness.advance(3_000);
        self.harness.expect_safe();
        self.harness.expect_agreement_without(&[twin]);
    }
}

#[test]
fn twins_of_the_first_primary_under_every_pair_of_partitions_keep_agreement() {
    let (mut convicted, mut moved) = (0, 0);
    for (first, second) in
        splits().into_iter().flat_map(|first| splits().into_iter().map(move |second| (first, second)))
    {
        let mut run = Run::of(0, &[first, second, first, second]);
        convicted += usize::from(!run.harness.session.proofs().is_empty());
        moved += usize::from(run.view() >= 2);
        run.check();
    }
    assert!(convicted > 100 && moved > 100, "the copies lie and views change: {convicted}, {moved}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn twins_under_another_partition_in_each_of_four_views_keep_agreement(
        twin in 0..4_u32,
        splits in prop::collection::vec(prop::sample::select(splits()), VIEWS),
    ) {
        Run::of(twin, &splits).check();
    }
}

#[test]
fn a_node_that_is_twinned_while_it_lies_sends_nothing_past_its_lie() {
    let mut harness = Harness::of_four(7);
    harness.behave(1, r#"{"name": "silent"}"#);
    harness.command(r#"{"do": "twin", "replica": 1, "sides": [[0], [2, 3]]}"#);
    harness.advance(100);
    let said = harness.records().into_iter().find(|it| matches!(it.what, TraceEvent::Sent { from: 1, .. }));
    assert_eq!(said, None);
    harness.command(r#"{"do": "honest", "replica": 1}"#);
    harness.command(r#"{"do": "twin", "replica": 1, "sides": [[0], [2, 3]]}"#);
    assert!(!harness.sent(1, "STATUS").is_empty(), "a second machine asks where the others are");
}
