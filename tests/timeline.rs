//! Timeline rows: each has the same content as its record.

use pbft_lab::api::{
    ProtocolEvent, RecordOptions, ReplicaView, RowSort, TimelineRow, TraceEvent, TraceRecord, ValueView,
    ViewOptions,
};
use pbft_lab::pbft::MessageKind;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::units::Ms;

/// A run in which much happens: losses, a crash in the middle of a step, a lost disk, a pause, a partition, a view change.
const TROUBLE: &str = r#"{
    "version": 1,
    "cluster": { "replicas": 4, "clients": 2, "seed": "11", "checkpointInterval": 4 },
    "network": { "latencyMs": { "uniform": [5, 25] }, "loss": [1, 50], "duplicate": [1, 50] },
    "commands": [
        { "atMs": 0, "do": "submit", "client": 0, "operation": "put x 1" },
        { "atMs": 0, "do": "submit", "client": 1, "operation": "add n 1" },
        { "atMs": 120, "do": "crash", "replica": 0, "afterPackets": 1 },
        { "atMs": 130, "do": "submit", "client": 0, "operation": "get x" },
        { "atMs": 140, "do": "partition", "groups": [[1], [2, 3]] },
        { "atMs": 400, "do": "heal" },
        { "atMs": 4000, "do": "restart", "replica": 0, "disk": "lost" },
        { "atMs": 4100, "do": "pause", "replica": 2 },
        { "atMs": 4200, "do": "resume", "replica": 2 },
        { "atMs": 4300, "do": "resume", "replica": 2 },
        { "atMs": 4400, "do": "link", "from": 0, "to": 1, "hold": true },
        { "atMs": 4500, "do": "submit", "client": 0, "operation": "put y 2" }
    ]
}"#;

fn trouble() -> Session {
    Session::open(Scenario::parse(TROUBLE).expect("the scenario is legal")).expect("the scenario opens")
}

fn played() -> Session {
    let mut session = trouble();
    session.advance(Ms::from_us(9_000_000), &mut || false);
    session
}

fn rows(session: &Session) -> Vec<TimelineRow> {
    session.timeline(0, usize::MAX).collect()
}

fn records(session: &Session) -> Vec<TraceRecord> {
    session.records(0, 10_000, RecordOptions::default())
}

/// The expected row of a record: its sort, the node, the other node and the kind of message.
fn told(what: &TraceEvent) -> (String, Option<u32>, Option<u32>, Option<String>) {
    let packet = |sort: &str, from: u32, to: Option<u32>, kind: &str| {
        (sort.to_owned(), Some(from), to, Some(kind.to_owned()))
    };
    let plain = |sort: &str, node: Option<u32>| (sort.to_owned(), node, None, None);
    match what {
        TraceEvent::Sent { from, to, message, .. } => {
            packet("sent", *from, if to.len() == 1 { Some(to[0]) } else { None }, &message.kind)
        }
        TraceEvent::Duplicated { from, to, message, .. } => {
            packet("duplicated", *from, Some(*to), &message.kind)
        }
        TraceEvent::Delivered { from, to, message, .. } => {
            packet("delivered", *from, Some(*to), &message.kind)
        }
        TraceEvent::Dropped { from, to, message, .. } => packet("dropped", *from, Some(*to), &message.kind),
        TraceEvent::Timer { node, timer } => {
            let waits = ["request", "new-view", "client"].contains(&timer.as_str());
            plain(if waits { "timeout" } else { "timer" }, Some(*node))
        }
        TraceEvent::Command { refused: Some(_), .. } => plain("refused-command", None),
        TraceEvent::Command { command, .. } => match command {
            Command::Submit { client, .. } => plain("submit", Some(4 + client)),
            Command::Crash { replica, after_packets: None } => plain("crash", Some(*replica)),
            Command::Crash { replica, .. } => plain("command", Some(*replica)),
            Command::Restart { replica, .. } => plain("restart", Some(*replica)),
            Command::Pause { replica } => plain("pause", Some(*replica)),
            Command::Resume { replica } => plain("resume", Some(*replica)),
            Command::Partition { .. } => plain("partition", None),
            Command::Heal {} => plain("heal", None),
            _ => plain("command", None),
        },
        TraceEvent::TakenUp { node, .. } => plain("taken-up", Some(*node)),
        TraceEvent::Crashed { node } => plain("crash", Some(*node)),
        TraceEvent::Fact { node, fact, .. } => {
            let value = serde_json::to_value(fact).expect("facts are plain data");
            let name = value["name"].as_str().expect("every fact has a name");
            let kind = (name == "message-refused").then(|| value["kind"].as_str().unwrap_or("").to_owned());
            (name.to_owned(), Some(*node), None, kind)
        }
    }
}

fn as_told(row: &TimelineRow) -> (String, Option<u32>, Option<u32>, Option<String>) {
    let node = |node: u16| (node != TimelineRow::NO_NODE).then_some(u32::from(node));
    let carries = matches!(
        row.sort,
        RowSort::Sent | RowSort::Duplicated | RowSort::Delivered | RowSort::Dropped | RowSort::MessageRefused
    );
    let kind = MessageKind::ALL.into_iter().find(|kind| *kind as u8 == row.message).map(MessageKind::name);
    let kind = carries.then(|| kind.unwrap_or("BYTES").to_owned());
    (row.sort.name().to_owned(), node(row.node), node(row.other), kind)
}

#[test]
fn every_record_has_its_row() {
    let session = played();
    let (rows, records) = (rows(&session), records(&session));
    assert_eq!(rows.len() as u64, session.record_count());
    assert_eq!(rows.len(), records.len());
    for (row, record) in rows.iter().zip(&records) {
        assert_eq!(as_told(row), told(&record.what), "record {}", record.id);
        assert_eq!(Ms::from_us(row.at_us), record.at_ms);
        let cause = (row.cause_back > 0).then(|| record.id - u64::from(row.cause_back));
        assert_eq!(cause, record.cause, "record {}", record.id);
    }
}

#[test]
fn the_run_of_this_test_shows_most_sorts_of_record() {
    let mut seen: Vec<RowSort> = rows(&played()).iter().map(|row| row.sort).collect();
    seen.sort_unstable();
    seen.dedup();
    for sort in [
        RowSort::Dropped,
        RowSort::Duplicated,
        RowSort::Timeout,
        RowSort::RefusedCommand,
        RowSort::Crash,
        RowSort::Partition,
        RowSort::Executed,
        RowSort::ViewChangeStarted,
        RowSort::ViewEntered,
        RowSort::Restarted,
    ] {
        assert!(seen.contains(&sort), "{} does not happen", sort.name());
    }
}

#[test]
fn a_row_names_the_step_in_which_its_record_was_made() {
    let mut session = trouble();
    let mut expected = vec![0; session.record_count() as usize];
    for _ in 0..40 {
        let submit = r#"{ "do": "submit", "client": 1, "operation": "add n 1" }"#;
        session.command(&Command::parse(submit).expect("a command")).expect("is obeyed");
        expected.resize(session.record_count() as usize, session.step_count() as u32);
    }
    while expected.len() < 3000 && session.step().is_some() {
        expected.resize(session.record_count() as usize, session.step_count() as u32);
    }
    let steps: Vec<u32> = rows(&session).iter().map(|row| row.step).collect();
    assert_eq!(steps, expected);
    assert!(steps.len() > 1024, "the steps go on from one piece of the tape to the next");
}

#[test]
fn sorts_are_numbered_in_their_order_and_rows_are_packed_as_documented() {
    for (number, sort) in RowSort::ALL.into_iter().enumerate() {
        assert_eq!(sort as usize, number, "{}", sort.name());
    }
    let row = TimelineRow {
        at_us: (3 << 32) + 5,
        step: 7,
        cause_back: 11,
        sort: RowSort::Delivered,
        message: MessageKind::Commit as u8,
        amnesic: true,
        proves_fault: true,
        forged: true,
        node: 1,
        other: 2,
        number: 13,
        view: 17,
        value: 19,
    };
    assert_eq!(row.numbers(), [5, 3, 7, 11, 2 | 4 << 8 | 7 << 16, 1 | 2 << 16, 13, 17, 19]);
}

#[test]
fn a_piece_of_the_timeline_begins_where_it_is_asked_to() {
    let session = played();
    let all = rows(&session);
    assert_eq!(session.timeline(100, 3).collect::<Vec<_>>(), all[100..103]);
    assert_eq!(session.timeline(session.record_count(), 3).count(), 0);
}

/// A primary that proposes two values for one number, after some time.
fn equivocation() -> Session {
    let mut session = Session::open(
        Scenario::parse(
            r#"{"cluster": {"clients": 2, "seed": "1295"}, "network": {"latencyMs": {"uniform": [10, 30]}}, "commands": [
                {"atMs": 0, "do": "behave", "replica": 0, "strategy": {"name": "equivocate"}},
                {"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"},
                {"atMs": 6, "do": "submit", "client": 1, "operation": "put x 2"}]}"#,
        )
        .expect("a scenario"),
    )
    .expect("opens");
    session.advance(Ms::from_us(80_000), &mut || false);
    session
}

#[test]
fn rows_number_equal_values_equally_and_name_them_once() {
    let session = equivocation();
    let values = session.values(0, u64::MAX);
    let of = |operation: &str| {
        let told = |it: &&ValueView| it.message.operation.as_deref() == Some(operation);
        values.iter().filter(told).map(|it| it.value).collect::<Vec<_>>()
    };
    // The request, its batch, the votes for it and what came of them are one value.
    let (&[one], &[two]) = (&of("put x 1")[..], &of("put x 2")[..]) else { panic!("{values:?}") };
    assert_ne!(one, two);
    let rows = rows(&session);
    for value in [one, two] {
        for kind in [MessageKind::Request, MessageKind::PrePrepare, MessageKind::Prepare] {
            let carries = |row: &&TimelineRow| row.value == value && row.message == kind as u8;
            assert!(rows.iter().any(|row| carries(&row)), "{kind:?} {value}");
        }
        assert!(rows.iter().any(|row| row.value == value && row.sort == RowSort::PrePrepared));
    }
    let mut numbers: Vec<u32> = values.iter().map(|it| it.value).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), values.len(), "each value once");
    assert!(values.iter().all(|it| it.value != 0));
    // It also proposes a null request, which has no operation.
    assert!(values.iter().filter(|it| it.null).all(|it| it.message.operation.is_none()));
    assert!(
        session
            .packets()
            .all(|it| Session::value_of(it.message) != 0 || it.message.kind() == MessageKind::Status)
    );
}

#[test]
fn a_slot_shows_the_votes_for_every_digest() {
    let session = &mut equivocation();
    let view = session.view(ViewOptions::default());
    let digests = |replica: &ReplicaView| replica.slots.iter().map(|it| it.prepares_by_digest.len()).max();
    assert!(view.replicas.iter().any(|replica| digests(replica) == Some(2)), "{:?}", view.replicas);
    for slot in view.replicas.iter().flat_map(|replica| &replica.slots) {
        let Some(digest) = &slot.request_digest else { continue };
        let matching = slot.prepares_by_digest.iter().find(|it| it.digest == *digest);
        assert_eq!(matching.map(|it| it.from.clone()).unwrap_or_default(), slot.prepares);
    }
}

#[test]
fn a_refused_row_says_whether_it_proves_a_fault_and_whether_it_was_forged() {
    let mut session = Session::open(
        Scenario::parse(
            r#"{"commands": [{"atMs": 0, "do": "behave", "replica": 3, "strategy": {"name": "forge-sender"}},
                {"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
        )
        .expect("a scenario"),
    )
    .expect("opens");
    session.advance(Ms::from_us(300_000), &mut || false);
    for (row, record) in rows(&session).iter().zip(records(&session)) {
        let TraceEvent::Fact { fact: ProtocolEvent::MessageRefused { reason, proves_fault, .. }, .. } =
            record.what
        else {
            assert!(!row.proves_fault && !row.forged);
            continue;
        };
        assert_eq!(row.proves_fault, proves_fault);
        assert_eq!(row.forged, reason.code == "bad-signature" || reason.code == "not-a-member");
    }
    assert!(rows(&session).iter().any(|row| row.forged));
}
