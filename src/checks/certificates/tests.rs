//! Certificates in a run without faulty nodes.

use super::*;
use crate::byzantine::node::{ask, nodes};
use crate::node::NodeEvent;
use crate::pbft::{Crypto, Keys, Local, ProtocolParams};
use crate::process::{Span, Time};
use crate::sim::{Command, Limits, NoOracle, Seed, Settings, World};

struct Run {
    world: World<Node, NoOracle>,
    keys: Keys,
    config: Rc<Config>,
}

impl Run {
    /// Four replicas whose first primary is down, and a client that is served in view 1.
    fn of_view_1() -> Run {
        let mut run = Run::keeping(Limits::default().records_max);
        run.world.apply(Command::Crash { node: NodeId(0) }).unwrap();
        run.ask();
        while run.world.step_until(Time(20_000_000)).is_some() {}
        run
    }

    /// Four replicas and a client at the start. The trace keeps this number of records.
    fn keeping(records_max: u32) -> Run {
        let params = ProtocolParams { view_timeout: Span::from_ms(300), ..ProtocolParams::default() };
        let config = Rc::new(Config::new(params).unwrap());
        let keys = Keys::derive(&config, Crypto::Symbolic, 7);
        let limits = Limits { records_max, ..Limits::default() };
        let settings = Settings { seed: Seed(7), limits, ..Settings::default() };
        let cluster = nodes(&config, Keys::derive(&config, Crypto::Symbolic, 7), Seed(7));
        let world = World::new(cluster, NoOracle, settings).unwrap();
        Run { world, keys, config }
    }

    fn ask(&mut self) {
        let input = ask(Local::Submit(b"put x 1".as_slice().into()));
        self.world.apply(Command::Local { node: NodeId(4), input }).unwrap();
    }

    fn archive(&self) -> Archive<'_> {
        Archive { trace: self.world.trace(), roster: &self.keys.roster, config: &self.config }
    }

    /// The record in which a replica reported a matching fact.
    fn reported(&self, by: u32, wanted: impl Fn(&Event) -> bool) -> RecordId {
        let trace = self.world.trace();
        let reported = trace.records(RecordId(0), usize::MAX).find(|record| match record.kind {
            RecordKind::Reported { node, event } => {
                node == NodeId(by) && trace.event(event).and_then(NodeEvent::protocol).is_some_and(&wanted)
            }
            _ => false,
        });
        reported.expect("it was reported").id
    }

    /// The certificates behind these records, as if they were evidence of a violation of this invariant.
    fn behind(&self, property: &'static str, evidence: Vec<RecordId>) -> Vec<Certificate> {
        let violation =
            Violation { property, code: "", numbers: Vec::new(), statement: String::new(), evidence };
        behind(&violation, self.archive())
    }
}

fn signers(certificate: &Certificate) -> Vec<u32> {
    certificate.votes.iter().map(|vote| vote.signer.0).collect()
}

#[test]
fn behind_an_assignment_of_a_later_view_stands_the_new_view_that_began_it() {
    let run = Run::of_view_1();
    let prepared = run.reported(1, |event| matches!(event, Event::Prepared(slot) if slot.view == View(1)));
    for replica in [1, 3] {
        let assigned =
            run.reported(replica, |event| matches!(event, Event::PrePrepared(slot) if slot.view == View(1)));
        let certificates = run.behind("preserved across views", vec![prepared, assigned]);
        let [before, new_view] = certificates.as_slice() else { panic!("{certificates:?}") };
        // The primary's own proposal is one of the three.
        assert_eq!((before.holder, before.view, signers(before)), (NodeId(1), Some(View(1)), vec![1, 2, 3]));
        assert_eq!((new_view.holder, &new_view.claim), (NodeId(replica), &Claim::NewView { view: View(1) }));
        assert_eq!(signers(new_view), [1, 2, 3]);
    }
}

#[test]
fn behind_a_commit_stand_commits_of_one_view_that_were_there_in_time() {
    let run = Run::of_view_1();
    let committed = run.reported(2, |event| matches!(event, Event::CommittedLocal(_)));
    let certificates = run.behind("commit implies prepared", vec![committed]);
    let [certificate] = certificates.as_slice() else { panic!("{certificates:?}") };
    assert_eq!((certificate.view, signers(certificate)), (Some(View(1)), vec![1, 2, 3]));
    assert!(certificate.votes.iter().all(|vote| vote.record < committed));
}

#[test]
fn other_invariants_have_no_certificates() {
    let run = Run::of_view_1();
    let executed = run.reported(2, |event| matches!(event, Event::Executed(_)));
    assert_eq!(run.behind("validity", vec![executed]), []);
    assert_eq!(run.behind("agreement", vec![executed]).len(), 1);
}

#[test]
fn a_certificate_whose_votes_the_trace_holds_no_longer_is_left_out() {
    let mut run = Run::keeping(64);
    (0..20).for_each(|_| run.ask());
    let (mut whole, mut gone) = (0, 0);
    while run.world.step_count() < 800 && run.world.step().is_some() {
        let trace = run.world.trace();
        let executed = trace.records(RecordId(0), usize::MAX).filter(|record| match record.kind {
            RecordKind::Reported { event, .. } => {
                matches!(trace.event(event).and_then(NodeEvent::protocol), Some(Event::Executed(_)))
            }
            _ => false,
        });
        for record in executed {
            match run.behind("agreement", vec![record.id]).as_slice() {
                [] => gone += 1,
                [certificate] if certificate.votes.len() == 3 => whole += 1,
                certificates => panic!("{certificates:?}"),
            }
        }
    }
    assert!(whole > 0 && gone > 0, "{whole} whole, {gone} gone");
}
