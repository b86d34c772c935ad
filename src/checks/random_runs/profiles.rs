//! Kinds of random worlds: each is the usual plan of a seed, with one additional kind of fault drawn from the seed.

use super::plan::{Fault, FaultKind, Lie, LieKind, Plan};
use crate::byzantine::{AppliesTo, strategies};
use crate::sim::{Seed, Stream};

/// A kind of plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A few short faults on a network with some loss.
    Usual,
    /// Faults of up to two minutes, and clients that stop before the network heals.
    Outages,
    /// Up to twenty clients, some of which flood or are faulty otherwise.
    Floods,
    /// Up to `f` replicas that lose their disk several times, with time to be readmitted between two losses.
    LostDisks,
    /// Most packets arrive twice, are overtaken or take long.
    Duplicates,
    /// Up to `f` replicas follow strategies, with loss and partitions.
    Strategies,
    /// Up to `f` replicas have two copies, whose sides change, with loss and other faults.
    Twins,
    /// Much loss and many faults for up to a minute and a half.
    LateGst,
    /// Packets that take longer than the timeouts.
    Slow,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 9] = [
        Profile::Usual,
        Profile::Outages,
        Profile::Floods,
        Profile::LostDisks,
        Profile::Duplicates,
        Profile::Strategies,
        Profile::Twins,
        Profile::LateGst,
        Profile::Slow,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Usual => "usual",
            Profile::Outages => "outages",
            Profile::Floods => "floods",
            Profile::LostDisks => "lost-disks",
            Profile::Duplicates => "duplicates",
            Profile::Strategies => "strategies",
            Profile::Twins => "twins",
            Profile::LateGst => "late-gst",
            Profile::Slow => "slow",
        }
    }

    /// The profile with this name.
    pub fn named(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// The profile of a seed if all profiles are mixed.
    pub fn of_seed(seed: u64) -> Profile {
        let place = usize::try_from(seed % Profile::ALL.len() as u64).unwrap_or(0);
        Profile::ALL.get(place).copied().unwrap_or(Profile::Usual)
    }

    /// The plan of a seed.
    pub fn draw(self, seed: u64) -> Plan {
        let usual = Plan::draw(seed);
        let mut dice = Dice(Stream::new(Seed(seed), self.name()));
        match self {
            Profile::Usual => usual,
            Profile::Outages => outages(usual, &mut dice),
            Profile::Floods => floods(usual, &mut dice),
            Profile::LostDisks => lost_disks(usual, &mut dice),
            Profile::Duplicates => duplicates(usual, &mut dice),
            Profile::Strategies => liars(usual, &mut dice),
            Profile::Twins => twins(usual, &mut dice),
            Profile::LateGst => late_gst(usual, &mut dice),
            Profile::Slow => slow(usual, &mut dice),
        }
    }
}

/// The clients stop early. The network heals before the last heartbeat of a replica that was idle from the beginning, because
/// nothing is guaranteed after that.
fn outages(usual: Plan, dice: &mut Dice) -> Plan {
    let heal_ms = dice.from(20_000, 120_000);
    let faults = dice.faults(2..7, usual.replicas, (10_000, 10_000, 110_000));
    Plan { heal_ms, quiet_from_ms: Some(dice.from(2000, 10_000)), faults, ..usual }
}

fn floods(usual: Plan, dice: &mut Dice) -> Plan {
    let clients = dice.number(4, 20);
    let faulty = dice.number(1, 4).min(clients - 1);
    let lies = (0..faulty).map(|liar| {
        let often = dice.number(0, 2) > 0;
        let kind = if often {
            LieKind::Flood(dice.from(10, 200))
        } else {
            LieKind::Client(dice.name(AppliesTo::Client))
        };
        Lie { at_ms: dice.from(0, 3000), liar, kind }
    });
    let lies = lies.collect();
    Plan { clients, requests: dice.number(1, 4), lies, ..usual }
}

/// A replica votes again after 2L further numbers and in a later view (protocol section 3.19). So the clients send more
/// requests than that between two losses, and for a while no messages arrive, which ends the view.
fn lost_disks(usual: Plan, dice: &mut Dice) -> Plan {
    let replicas = dice.size();
    let losses = dice.number(2, 4);
    let heal_ms = u64::from(losses) * dice.from(12_000, 20_000);
    let mut plan = Plan {
        replicas,
        heal_ms,
        dead: u32::from(replicas > 6 && dice.number(0, 2) == 0),
        amnesic: replicas,
        losses,
        requests: losses * dice.number(24, 32),
        loss_percent: dice.number(0, 15),
        faults: dice.faults(0..4, replicas, (heal_ms, 1, 3000)),
        ..usual
    };
    for loss in 0..losses {
        let (at_ms, for_ms) = (plan.loss_ms(loss) + dice.from(2500, 4500), dice.from(1000, 2000));
        let mute = |replica| Fault { at_ms, for_ms, replica, kind: FaultKind::Mute };
        plan.faults.extend((0..replicas).map(mute));
    }
    plan
}

fn duplicates(usual: Plan, dice: &mut Dice) -> Plan {
    Plan {
        heal_ms: dice.from(6000, 16_000),
        duplicate_percent: dice.number(30, 100),
        reorder_percent: dice.number(30, 100),
        latency_max_ms: dice.from(200, 1500),
        ..usual
    }
}

fn liars(usual: Plan, dice: &mut Dice) -> Plan {
    let plan = with_liars(usual, dice);
    let lies = (0..dice.number(1, 4)).map(|_| {
        let names = (0..dice.number(1, 3)).map(|_| dice.name(AppliesTo::Replica)).collect();
        Lie { at_ms: dice.from(0, 5000), liar: dice.number(0, 2), kind: LieKind::Strategies(names) }
    });
    Plan { lies: lies.collect(), ..plan }
}

fn twins(usual: Plan, dice: &mut Dice) -> Plan {
    let plan = with_liars(usual, dice);
    let lies = (0..dice.number(1, 5)).map(|_| {
        let kind = LieKind::Twin { first: dice.0.bits(), second: dice.0.bits() };
        Lie { at_ms: dice.from(0, 7000), liar: dice.number(0, 2), kind }
    });
    Plan { lies: lies.collect(), ..plan }
}

/// The maximum number of faulty replicas, a lossy network, and a partition among the other faults.
fn with_liars(usual: Plan, dice: &mut Dice) -> Plan {
    let replicas = dice.size();
    let mut faults = dice.faults(0..5, replicas, (8000, 1, 3000));
    let kind = FaultKind::Partition;
    faults.push(Fault {
        at_ms: dice.from(1000, 9000),
        for_ms: 1,
        replica: dice.number(1, replicas - 1),
        kind,
    });
    Plan {
        replicas,
        heal_ms: 10_000,
        dead: 0,
        amnesic: u32::from(replicas > 6 && dice.number(0, 3) == 0),
        liars: replicas,
        loss_percent: dice.number(0, 25),
        requests: dice.number(2, 20),
        faults,
        ..usual
    }
}

fn late_gst(usual: Plan, dice: &mut Dice) -> Plan {
    let heal_ms = dice.from(30_000, 90_000);
    Plan {
        heal_ms,
        loss_percent: dice.number(10, 60),
        latency_max_ms: dice.from(10, 800),
        faults: dice.faults(5..15, usual.replicas, (heal_ms, 1, 10_000)),
        ..usual
    }
}

fn slow(usual: Plan, dice: &mut Dice) -> Plan {
    let latency_min_ms = dice.from(300, 1000);
    Plan {
        latency_min_ms,
        latency_max_ms: latency_min_ms + dice.from(0, 2000),
        heal_ms: dice.from(20_000, 40_000),
        loss_percent: dice.number(0, 10),
        ..usual
    }
}

/// The random stream of the plan.
struct Dice(Stream);

impl Dice {
    fn from(&mut self, least: u64, most: u64) -> u64 {
        least + self.0.below(most.saturating_sub(least) + 1)
    }

    fn number(&mut self, least: u32, most: u32) -> u32 {
        u32::try_from(self.from(u64::from(least), u64::from(most))).unwrap_or(least)
    }

    /// A number of replicas, if some of them have to be faulty.
    fn size(&mut self) -> u32 {
        let sizes = [4, 4, 4, 5, 6, 7, 10];
        sizes.get(self.0.below(7) as usize).copied().unwrap_or(4)
    }

    /// The name of a random strategy.
    fn name(&mut self, applies_to: AppliesTo) -> String {
        let mut names: Vec<String> =
            strategies().into_iter().filter(|it| it.applies_to == applies_to).map(|it| it.name).collect();
        let place = usize::try_from(self.0.below(names.len().max(1) as u64)).unwrap_or(0);
        if place < names.len() { names.swap_remove(place) } else { String::new() }
    }

    /// This number of faults. They begin before the first of the times and last as long as the other two allow.
    fn faults(&mut self, count: std::ops::Range<u32>, replicas: u32, times: (u64, u64, u64)) -> Vec<Fault> {
        let (until, shortest, longest) = times;
        let count = self.number(count.start, count.end.saturating_sub(1));
        let fault = |_| Fault {
            at_ms: self.from(0, until),
            for_ms: self.from(shortest, longest),
            replica: self.number(0, replicas.saturating_sub(1)),
            kind: match self.number(0, 5) {
                0 | 1 => FaultKind::Crash,
                2 => FaultKind::CrashMidStep(self.number(0, 3)),
                3 => FaultKind::Pause,
                4 => FaultKind::Partition,
                _ => FaultKind::Mute,
            },
        };
        (0..count).map(fault).collect()
    }
}
