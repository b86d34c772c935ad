//! Branches: reached and compared, in one go and in slices.

use super::*;

/// A run with three branches: one left at its end, one in the middle, one at the start.
fn branched() -> History {
    let mut history = open(TIGHT);
    steps(&mut history, 90);
    history.seek(50);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 37);
    history.seek(3);
    history.command(&submit(1)).unwrap();
    steps(&mut history, 70);
    history
}

#[test]
fn a_branch_is_reached_in_slices_as_it_is_in_one() {
    let (mut whole, mut sliced) = (branched(), branched());
    let mut total = 0;
    for branch in [0, 1, 2, 1, 1, 0, 2] {
        whole.switch_to(branch).unwrap();
        let mut slices = 0;
        loop {
            let progress = sliced.switch_to_within(branch, &mut readings(1)).unwrap();
            assert!(progress.steps <= 2, "{progress:?}");
            assert_eq!(u64::from(sliced.branch()), branch);
            if progress.stopped != Stopped::WallTime {
                break;
            }
            slices += 1;
            assert!(slices <= 100, "branch {branch}: {}", sliced.step_count());
        }
        total += slices;
        assert_eq!(seen(&mut sliced), seen(&mut whole), "branch {branch}");
        assert_eq!(sliced.branches(), whole.branches());
    }
    assert!(total > 10, "{total}: branches are far away");
}

#[test]
fn a_comparison_is_prepared_in_slices_and_moves_nothing() {
    let (mut whole, mut sliced) = (branched(), branched());
    // Nothing is kept on the way, so that each side has to be played from the start.
    for history in [&mut whole, &mut sliced] {
        history.limit(HistoryLimits { spacing: 1 << 20, ..TIGHT });
    }
    let here = seen(&mut sliced);
    for (a, b) in [(0, 1), (1, 2), (2, 0), (1, 1)] {
        let mut before = u64::MAX;
        loop {
            let left = sliced.prepare_comparison(a, b, &mut readings(1)).unwrap();
            if left == 0 {
                break;
            }
            assert!(left < before && (before == u64::MAX || before - left <= 2), "{before} {left}");
            before = left;
        }
        assert_eq!(before != u64::MAX, a != b, "the way is long");
        assert_eq!(sliced.compare(a, b).unwrap(), whole.compare(a, b).unwrap());
        assert_eq!(seen(&mut sliced), here);
    }
    assert_eq!(sliced.prepare_comparison(0, 9, &mut || false).unwrap_err().field, "b");
}

#[test]
fn a_comparison_that_was_prepared_before_a_command_tells_what_holds_after_it() {
    let mut history = branched();
    history.switch_to(1).unwrap();
    let mut fresh = history.clone();
    // Branch 1 is known for fewer steps than branch 0 is alike with a third: its side was played on beyond its end.
    history.limit(HistoryLimits { spacing: 1 << 20, ..TIGHT });
    assert!(history.prepare_comparison(1, 0, &mut readings(30)).unwrap() > 0);
    for run in [&mut history, &mut fresh] {
        run.command(&crash(1)).unwrap();
        steps(run, 5);
    }
    assert_eq!(history.compare(1, 0).unwrap(), fresh.compare(1, 0).unwrap());
    assert_eq!(history.compare(1, 2).unwrap(), fresh.compare(1, 2).unwrap());
}

#[test]
fn what_is_done_to_a_copy_of_a_run_changes_nothing_in_the_other() {
    let mut run = branched();
    let before = (seen(&mut run), run.branches(), run.size());
    let mut copy = run.clone();
    assert_eq!((seen(&mut copy), copy.branches()), (before.0.clone(), before.1.clone()));
    copy.seek(12);
    copy.command(&crash(1)).unwrap();
    advance(&mut copy, 4000);
    copy.switch_to(0).unwrap();
    advance(&mut copy, 4000);
    assert_eq!((seen(&mut run), run.branches(), run.size()), before);
    // And the copy is equal to a run that was not copied.
    let straight = played_straight(copy.scenario(), 60);
    copy.seek(60);
    assert_eq!(seen(&mut copy), straight[60]);
}

fn texts(difference: &Difference) -> (Option<u64>, &str) {
    (difference.step, &difference.sentence)
}

#[test]
fn two_branches_differ_first_where_their_commands_do() {
    let mut history = open(TIGHT);
    steps(&mut history, 60);
    history.seek(20);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 9);
    let here = history.digest();
    let difference = history.compare(0, 1).unwrap();
    assert_eq!(difference.step, Some(21));
    let what = difference.in_b.as_ref().map(|record| &record.what);
    assert_eq!(what, Some(&TraceEvent::Command { command: crash(2), refused: None }));
    assert!(matches!(difference.in_a.as_ref().unwrap().what, TraceEvent::Delivered { .. }), "{difference:?}");
    let (start, end) = difference.sentence.split_once(": in branch 0 ").unwrap();
    assert_eq!(start, "Branches 0 and 1 differ from step 21 on");
    assert!(
        end.contains(r#"; in branch 1 the command {"do":"crash","replica":2} is carried out at "#),
        "{end}"
    );
    assert_eq!((history.branch(), history.digest()), (1, here), "comparing moves nothing");
}

#[test]
fn the_same_command_at_the_same_step_is_the_same_run() {
    let mut history = open(HistoryLimits { snapshots_max: 1_000, ..TIGHT });
    steps(&mut history, 20);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 20);
    history.seek(20);
    history.command(&crash(2)).unwrap();
    let same = history.compare(0, 1).unwrap();
    assert_eq!(
        texts(&same),
        (None, "Branches 0 and 1 are the same run: the same commands at the same steps.")
    );
    assert_eq!(texts(&history.compare(1, 1).unwrap()).0, None);
    // One of them is known for 21 steps only. It is continued to find what happens there instead.
    history.switch_to(0).unwrap();
    history.seek(35);
    history.command(&submit(1)).unwrap();
    let later = history.compare(1, 2).unwrap();
    assert_eq!(later.step, Some(36));
    assert!(later.in_a.is_some_and(|record| !matches!(record.what, TraceEvent::Command { .. })));
    history.switch_to(1).unwrap();
    assert_eq!(history.last_step(), 21, "what was only played to be told is not known");
    // Nor does it prevent what comes instead.
    history.command(&submit(0)).unwrap();
    steps(&mut history, 20);
    let straight = played_straight(history.scenario(), history.last_step());
    for step in (22..=40).rev() {
        history.seek(step);
        assert_eq!(seen(&mut history), straight[step as usize], "step {step}");
    }
}
