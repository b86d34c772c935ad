//! Twins: one identity with two copies, under another partition in every view (Bano et al., checklist line 129).

use pbft_lab::api::TraceEvent;
use proptest::prelude::*;

use crate::adversaries::harness::Stage;

/// How many views have a partition of their own.
const VIEWS: usize = 4;
/// How long a view may last at most before the next partition comes.
const VIEW_MS: u64 = 600;

/// What the network looks like in one view: who of the three other replicas hears the second copy, and who of them is cut off from
/// the two others, if anybody is. Both copies reach both sides of a cut.
#[derive(Clone, Copy, Debug)]
struct Split {
    second: [bool; 3],
    alone: Option<usize>,
}

/// All there are, up to the names of the copies.
fn splits() -> Vec<Split> {
    let seconds = (0..4).map(|bits| [false, bits & 1 != 0, bits & 2 != 0]);
    let cut = |second| [None, Some(0), Some(1), Some(2)].map(|alone| Split { second, alone });
    seconds.flat_map(cut).collect()
}

/// A run in which replica `twin` has two copies, and each view its own split; in the end everything is healed.
struct Run {
    stage: Stage,
    twin: u32,
    others: Vec<u32>,
}

impl Run {
    fn of(twin: u32, splits: &[Split]) -> Run {
        let stage = Stage::open(
            r#"{"cluster": {"clients": 2, "seed": "129", "checkpointInterval": 2, "viewTimeoutMs": 150, "clientTimeoutMs": 100,
                "statusIntervalMs": 100, "resendIntervalMs": 100, "crypto": "symbolic"}}"#,
        );
        let others = (0..4).filter(|replica| *replica != twin).collect();
        let mut run = Run { stage, twin, others };
        for split in splits {
            run.split(*split);
            run.stage.submit_rounds(1);
            let view = run.view();
            let end = run.stage.session.now().us() + VIEW_MS * 1000;
            while run.view() == view && run.stage.session.now().us() < end {
                run.stage.advance(20);
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
        self.stage
            .command(&format!(r#"{{"do": "twin", "replica": {twin}, "sides": [{first:?}, {second:?}]}}"#));
        self.stage.command(r#"{"do": "heal"}"#);
        if let Some(alone) = alone {
            let (alone, rest): (Vec<u32>, Vec<u32>) =
                self.others.iter().partition(|id| **id == self.others[alone]);
            self.stage.command(&format!(r#"{{"do": "partition", "groups": [{alone:?}, {rest:?}]}}"#));
        }
    }

    /// The latest view of a correct replica.
    fn view(&mut self) -> u64 {
        let twin = self.twin;
        let replicas = self.stage.view().replicas;
        replicas.iter().filter(|replica| replica.id != twin).map(|replica| replica.view).max().unwrap()
    }

    /// Nobody correct was split (I1, I6) nor broke any other promise, nobody but the twins is guilty, and all are served in the end.
    fn check(&mut self) {
        self.stage.expect_safe();
        let guilty = |proof: &pbft_lab::api::ProofBrief| proof.culprit == self.twin;
        assert!(self.stage.session.proofs().iter().all(guilty));
        self.stage.command(r#"{"do": "heal"}"#);
        let twin = self.twin;
        self.stage.command(&format!(r#"{{"do": "honest", "replica": {twin}}}"#));
        // A replica that missed a decision learns it when the others continue.
        self.stage.submit_rounds(1);
        assert!(self.stage.serves(VIEWS as u32 + 1, 60_000));
        self.stage.advance(3_000);
        self.stage.expect_safe();
        self.stage.expect_agreement_without(&[twin]);
    }
}

#[test]
fn twins_of_the_first_primary_under_every_pair_of_partitions_split_nobody() {
    let (mut convicted, mut moved) = (0, 0);
    for (first, second) in
        splits().into_iter().flat_map(|first| splits().into_iter().map(move |second| (first, second)))
    {
        let mut run = Run::of(0, &[first, second, first, second]);
        convicted += usize::from(!run.stage.session.proofs().is_empty());
        moved += usize::from(run.view() >= 2);
        run.check();
    }
    assert!(convicted > 100 && moved > 100, "the copies lie and views change: {convicted}, {moved}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn twins_under_another_partition_in_each_of_four_views_split_nobody(
        twin in 0..4_u32,
        splits in prop::collection::vec(prop::sample::select(splits()), VIEWS),
    ) {
        Run::of(twin, &splits).check();
    }
}

#[test]
fn whoever_is_twinned_while_it_lies_says_nothing_past_its_lie() {
    let mut stage = Stage::of_four(7);
    stage.behave(1, r#"{"name": "silent"}"#);
    stage.command(r#"{"do": "twin", "replica": 1, "sides": [[0], [2, 3]]}"#);
    stage.advance(100);
    let said = stage.records().into_iter().find(|it| matches!(it.what, TraceEvent::Sent { from: 1, .. }));
    assert_eq!(said, None);
    stage.command(r#"{"do": "honest", "replica": 1}"#);
    stage.command(r#"{"do": "twin", "replica": 1, "sides": [[0], [2, 3]]}"#);
    assert!(!stage.sent(1, "STATUS").is_empty(), "a second machine asks where the others are");
}
