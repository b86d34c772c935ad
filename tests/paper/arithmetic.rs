//! Lines 1 to 3: thresholds and primaries.

use pbft_lab::pbft::{Quorums, Rules, View};

/// The table of protocol section 1.1: f and Q for n = 1 to 13.
const TABLE: [(u32, u32); 13] =
    [(0, 1), (0, 2), (0, 2), (1, 3), (1, 4), (1, 4), (2, 5), (2, 6), (2, 6), (3, 7), (3, 8), (3, 8), (4, 9)];

#[test]
fn c001_thresholds_equal_the_table() {
    for (n, (f, quorum)) in (1..).zip(TABLE) {
        assert_eq!(Quorums::of(n), Quorums { n, f, quorum, weak: f + 1, rules: Rules::default() });
    }
}

#[test]
fn c002_quorums_share_a_correct_replica_and_the_correct_ones_are_a_quorum() {
    for n in 1..=100 {
        let Quorums { f, quorum, weak, .. } = Quorums::of(n);
        assert!(2 * quorum - n > f, "n = {n}: two quorums share a correct replica");
        assert!(quorum <= n - f, "n = {n}: the correct replicas alone are a quorum");
        assert!(quorum - f >= weak, "n = {n}: a quorum holds a weak certificate of correct replicas");
    }
}

#[test]
fn c003_the_primary_is_the_view_modulo_n() {
    for n in 1..=13 {
        for view in (0..3 * u64::from(n)).chain(u64::MAX - 20..=u64::MAX) {
            assert_eq!(u64::from(Quorums::of(n).primary(View(view)).0), view % u64::from(n));
        }
    }
}
