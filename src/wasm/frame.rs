//! Packets and records as rows of numbers, so that drawings need no object for each.

use js_sys::{Float32Array, Uint32Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};

use crate::api::TimelineRow;
use crate::pbft::Message;
use crate::process::Time;
use crate::run::session::Session;
use crate::sim::{PacketState, PacketView};

/// The number of values for each packet.
pub(super) const STRIDE: usize = 10;
/// The maximum number of packets in a frame.
const PACKETS_MAX: usize = 100_000;
/// Whole numbers from here on are not exact in 32-bit floats.
const EXACT: u64 = 1 << 24;

/// The numbers of the last frame.
#[derive(Debug, Default)]
pub(super) struct Frame(Vec<f32>);

impl Frame {
    /// Writes the packets of this moment.
    pub(super) fn fill(&mut self, session: &Session) {
        self.0.clear();
        let now = session.now().time();
        for packet in session.packets().take(PACKETS_MAX) {
            self.0.extend(row(&packet, now));
        }
    }

    /// A view of the engine's memory.
    pub(super) fn view(&self) -> Float32Array {
        let (start, length) = (self.0.as_ptr() as usize, self.0.len());
        Float32Array::new_with_byte_offset_and_length(&memory(), start as u32, length as u32)
    }
}

/// The rows of the last call of `timeline()`.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<u32>);

impl Rows {
    /// The maximum number of rows of one call: two megabytes.
    pub(super) const MAX: u64 = 65_536;

    /// Writes records from an index on.
    pub(super) fn fill(&mut self, session: &Session, from: u64, count: u64) {
        self.0.clear();
        let rows = session.timeline(from, count.min(Rows::MAX) as usize);
        self.0.extend(rows.flat_map(|row: TimelineRow| row.numbers()));
    }

    /// A view of the engine's memory.
    pub(super) fn view(&self) -> Uint32Array {
        let (start, length) = (self.0.as_ptr() as usize, self.0.len());
        Uint32Array::new_with_byte_offset_and_length(&memory(), start as u32, length as u32)
    }
}

fn memory() -> JsValue {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer()
}

fn row(packet: &PacketView<'_, Message>, now: Time) -> [f32; STRIDE] {
    let state = match packet.state {
        PacketState::Flying => 0.0,
        PacketState::Held => 1.0,
        PacketState::Waiting => 2.0,
    };
    let value = Session::value_of(packet.message);
    [
        (packet.id.0 % EXACT) as f32,
        f32::from(packet.message.kind() as u8),
        packet.from.0 as f32,
        packet.to.0 as f32,
        ms_between(now, packet.sent_at),
        ms_between(now, packet.due),
        state,
        (seq_of(packet.message) % EXACT) as f32,
        (value & 0xffff) as f32,
        (value >> 16) as f32,
    ]
}

/// The number of milliseconds from the first time to the second; negative if that is earlier.
fn ms_between(from: Time, to: Time) -> f32 {
    let us = if to >= from { to.since(from).0 as f32 } else { -(from.since(to).0 as f32) };
    us / 1000.0
}

/// The sequence number of a message of the normal case.
fn seq_of(message: &Message) -> u64 {
    match message {
        Message::PrePrepare { header, .. } => header.seq.0,
        Message::Prepare(vote) => vote.seq.0,
        Message::Commit(vote) => vote.seq.0,
        Message::Checkpoint(vote) => vote.seq.0,
        Message::CommitCertificate(proof) => proof.seq.0,
        Message::State(state) => state.seq.0,
        _ => 0,
    }
}
