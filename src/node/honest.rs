//! The part of a node that follows the protocol: a replica or a client, and the second copy of a twinned replica.

use std::rc::Rc;

use super::event::NodeEvent;
use super::timer::NodeTimer;
use super::twin::{Side, Sides, Twin};
use crate::pbft::{Client, Event, Local, Message, Out, Replica, Timer};
use crate::process::{Disk, Input, Outbox, Output, Process};

/// The outbox of a node.
pub type NodeOut = Outbox<Message, NodeTimer, NodeEvent>;

/// The part of a node that follows the protocol.
#[derive(Clone, Debug)]
pub struct Honest {
    member: Member,
    twin: Option<Box<Twin>>,
    /// Empty between steps; kept to reuse its memory.
    said: Out,
}

/// The role of a node.
#[derive(Clone, Debug)]
enum Member {
    Replica(Box<Replica>),
    Client(Box<Client>),
}

impl Honest {
    /// A replica that follows the protocol.
    pub fn of_replica(replica: Replica) -> Honest {
        Honest { member: Member::Replica(Box::new(replica)), twin: None, said: Out::default() }
    }

    /// A client that follows the protocol.
    pub fn of_client(client: Client) -> Honest {
        Honest { member: Member::Client(Box::new(client)), twin: None, said: Out::default() }
    }

    /// The replica, if it is one; the first copy if it is twinned.
    pub fn replica(&self) -> Option<&Replica> {
        match &self.member {
            Member::Replica(replica) => Some(replica),
            Member::Client(_) => None,
        }
    }

    /// The client, if it is one.
    pub fn client(&self) -> Option<&Client> {
        match &self.member {
            Member::Client(client) => Some(client),
            Member::Replica(_) => None,
        }
    }

    /// Whether it is a replica with a second copy.
    pub fn is_twinned(&self) -> bool {
        self.twin.is_some()
    }

    /// Which nodes reach which copy of a twinned replica.
    pub fn sides(&self) -> Option<&Rc<Sides>> {
        self.twin.as_ref().map(|twin| twin.sides())
    }

    /// Twins a replica: a second machine starts with a copy of its disk and its key. A replica that is already twinned gets new
    /// sides.
    pub(crate) fn split(&mut self, sides: Rc<Sides>, out: &mut NodeOut) {
        let Member::Replica(replica) = &self.member else { return };
        match &mut self.twin {
            Some(twin) => twin.turn_to(sides),
            None => {
                self.twin = Some(Box::new(Twin::of(replica, sides)));
                self.act(Side::Second, out, |copy, said| copy.start(said));
            }
        }
    }

    /// Raises the question counters of a replica, of both copies, above a number that was used with its key.
    pub(crate) fn ask_after(&mut self, counter: u64) {
        if let Member::Replica(replica) = &mut self.member {
            let copy = self.twin.as_mut().map(|twin| twin.copy());
            [Some(&mut **replica), copy].into_iter().flatten().for_each(|replica| replica.ask_after(counter));
        }
    }

    /// Stops the second copy.
    pub(crate) fn unite(&mut self, out: &mut NodeOut) {
        if self.twin.take().is_some() {
            Timer::ALL.into_iter().for_each(|timer| out.cancel_timer(NodeTimer::Twin(timer)));
        }
    }

    /// Runs one copy of a twinned replica. Only its side receives its messages.
    fn act(&mut self, side: Side, out: &mut NodeOut, act: impl FnOnce(&mut Replica, &mut Out)) {
        let (Member::Replica(first), Some(twin)) = (&mut self.member, &mut self.twin) else { return };
        let (node, sides) = (first.id().node(), Rc::clone(twin.sides()));
        let (copy, timer): (_, fn(Timer) -> NodeTimer) = match side {
            Side::First => (&mut **first, NodeTimer::Protocol),
            Side::Second => (twin.copy(), NodeTimer::Twin),
        };
        act(copy, &mut self.said);
        for output in self.said.drain() {
            match output {
                Output::Send { to, .. } if !sides.reaches(side, to) => {}
                Output::Multicast { to, body } if !to.others(node).all(|to| sides.reaches(side, to)) => {
                    let audience = to.others(node).filter(|to| sides.reaches(side, *to));
                    audience.for_each(|to| out.send(to, body.clone()));
                }
                other => out.push(with_timer(other, timer)),
            }
        }
    }

    /// Runs the only copy.
    fn act_alone(&mut self, out: &mut NodeOut, act: impl FnOnce(&mut Member, &mut Out)) {
        act(&mut self.member, &mut self.said);
        // Most steps only count a vote.
        if self.said.outputs().is_empty() {
            return;
        }
        out.extend(self.said.drain().map(|output| with_timer(output, NodeTimer::Protocol)));
    }

    fn step_twins(&mut self, input: Input<Message, NodeTimer, Local>, out: &mut NodeOut) {
        match input {
            Input::Message { from, body } => {
                for side in [Side::First, Side::Second] {
                    if self.sides().is_some_and(|sides| sides.reaches(side, from)) {
                        let body = body.clone();
                        self.act(side, out, |copy, said| copy.step(Input::Message { from, body }, said));
                    }
                }
            }
            Input::Timeout(NodeTimer::Protocol(timer)) => {
                self.act(Side::First, out, |copy, said| copy.step(Input::Timeout(timer), said));
            }
            Input::Timeout(NodeTimer::Twin(timer)) => {
                self.act(Side::Second, out, |copy, said| copy.step(Input::Timeout(timer), said));
            }
            // Delays of strategies do not concern the honest part, and a replica has no user.
            Input::Timeout(NodeTimer::Delay(_)) | Input::Local(_) => {}
        }
    }
}

#[inline]
fn with_timer(
    output: Output<Message, Timer, Event>,
    of: impl Fn(Timer) -> NodeTimer,
) -> Output<Message, NodeTimer, NodeEvent> {
    match output {
        Output::Send { to, body } => Output::Send { to, body },
        Output::Multicast { to, body } => Output::Multicast { to, body },
        Output::SetTimer { timer, after } => Output::SetTimer { timer: of(timer), after },
        Output::CancelTimer { timer } => Output::CancelTimer { timer: of(timer) },
        Output::Report(event) => Output::Report(event.into()),
    }
}

impl Process for Honest {
    type Message = Message;
    type Timer = NodeTimer;
    type Local = Local;
    type Event = NodeEvent;

    fn is_background(timer: NodeTimer) -> bool {
        match timer {
            NodeTimer::Protocol(timer) | NodeTimer::Twin(timer) => Replica::is_background(timer),
            NodeTimer::Delay(_) => false,
        }
    }

    fn start(&mut self, out: &mut NodeOut) {
        if self.twin.is_some() {
            self.act(Side::First, out, |copy, said| copy.start(said));
            self.act(Side::Second, out, |copy, said| copy.start(said));
        } else {
            self.act_alone(out, |member, said| match member {
                Member::Replica(replica) => replica.start(said),
                Member::Client(client) => client.start(said),
            });
        }
    }

    fn step(&mut self, input: Input<Message, NodeTimer, Local>, out: &mut NodeOut) {
        if self.twin.is_some() {
            return self.step_twins(input, out);
        }
        let input = match input {
            Input::Message { from, body } => Input::Message { from, body },
            Input::Timeout(NodeTimer::Protocol(timer)) => Input::Timeout(timer),
            // Timers of an earlier twin or strategy.
            Input::Timeout(NodeTimer::Twin(_) | NodeTimer::Delay(_)) => return,
            Input::Local(input) => Input::Local(input),
        };
        self.act_alone(out, |member, said| match member {
            Member::Replica(replica) => replica.step(input, said),
            Member::Client(client) => client.step(input, said),
        });
    }

    fn recover(&self, disk: Disk) -> Honest {
        let member = match &self.member {
            Member::Replica(replica) => Member::Replica(Box::new(replica.recover(disk))),
            Member::Client(client) => Member::Client(Box::new(client.recover(disk))),
        };
        let twin = self.twin.as_ref().map(|twin| Box::new(twin.recover(disk)));
        Honest { member, twin, said: Out::default() }
    }
}
