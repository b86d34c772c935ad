use crate::cluster::Cluster;
use pbft_lab::pbft::*;

#[test]
fn sanity_normal() {
    for n in 1..=10 {
        let mut c = Cluster::of(n);
        for i in 0..50 {
            c.run(0, &format!("add x {i}"));
        }
        assert_eq!(c.clients[0].answered(), 50, "n={n}");
        for r in &c.replicas {
            assert_eq!(r.last_executed(), Seq(50));
            assert_eq!(r.low_water_mark(), Seq(48));
        }
        assert!(c.timers.is_empty(), "{:?}", c.timers);
        assert!(!c.facts.iter().any(|(_, e)| matches!(e, Event::Alarm(_) | Event::EvidenceFound(_))));
    }
}

#[test]
fn sanity_view_change() {
    for n in [4, 5, 6, 7, 10] {
        let mut c = Cluster::of(n);
        c.run(0, "put x 1");
        c.silent.insert(pbft_lab::process::NodeId(0));
        c.submit(0, "put x 2");
        c.deliver_all();
        c.ring(n, Timer::Client);
        c.deliver_all();
        for r in 1..n {
            if c.runs(r, Timer::Request) {
                c.ring(r, Timer::Request);
            }
        }
        c.deliver_all();
        assert_eq!(c.clients[0].answered(), 2, "n={n} {:?}", c.facts);
        assert_eq!(c.replicas[1].view(), View(1));
    }
}
