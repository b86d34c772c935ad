//! Lines 4 to 9: the encoding and what a signature covers (protocol section 1.3).

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::codec::Malformed;
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Commit, PrePrepare, Prepare, SeqBits, Status};
use pbft_lab::pbft::{
    Config, Crypto, Digest, Keys, Message, MessageKind, ProtocolParams, RejectReason, ReplicaId, ReplicaSet,
    Seq, View,
};
use proptest::prelude::*;

use crate::paper::arbitrary::{is_authentic, limits, message_of, params, signed_anew};
use crate::paper::cluster::Cluster;

const EVERY_CRYPTO: [Crypto; 3] = [Crypto::Every, Crypto::Once, Crypto::Symbolic];

/// Eleven of the fourteen kinds: the others prove themselves.
fn signed_kinds() -> impl Iterator<Item = MessageKind> {
    let unsigned = [MessageKind::Batch, MessageKind::State, MessageKind::CommitCertificate];
    MessageKind::ALL.into_iter().filter(move |kind| !unsigned.contains(kind))
}

#[test]
fn c004_decoding_gives_back_what_was_encoded() {
    for kind in MessageKind::ALL {
        proptest!(ProptestConfig::with_cases(100), |(message in message_of(kind))| {
            let bytes = message.encode();
            prop_assert_eq!(bytes.first(), Some(&(kind as u8)));
            let decoded = Message::decode(&bytes, limits());
            prop_assert_eq!(decoded.as_ref().map(Message::encode), Ok(bytes), "one value, one encoding");
            prop_assert_eq!(decoded, Ok(message));
        });
    }
}

#[test]
fn c004_each_kind_has_a_tag_of_its_own() {
    for tag in 0..=u8::MAX {
        let known = (1..=14).contains(&tag);
        assert_eq!(MessageKind::from_tag(tag).map(|kind| kind as u8), known.then_some(tag));
        if !known {
            assert_eq!(Message::decode(&[tag], limits()), Err(Malformed::UnknownTag));
        }
    }
}

#[test]
fn c005_every_truncation_and_every_trailing_byte_is_rejected() {
    for kind in MessageKind::ALL {
        proptest!(ProptestConfig::with_cases(12), |(message in message_of(kind), trailing: u8)| {
            let mut bytes = message.encode();
            for len in 0..bytes.len() {
                prop_assert_eq!(Message::decode(&bytes[..len], limits()), Err(Malformed::Truncated));
            }
            bytes.push(trailing);
            prop_assert_eq!(Message::decode(&bytes, limits()), Err(Malformed::TrailingBytes));
        });
    }
}

/// The positions of the counts in a message without list elements, and the largest count that is allowed there.
fn counts() -> Vec<(MessageKind, &'static str, usize, u32)> {
    let (replicas, clients, log_size, batch_max, bytes) = (4, 3, 16, 8, 1 << 16);
    let (view, seq, digest, id, signature, tag) = (8, 8, 32, 4, 64, 1);
    let (pre_prepare, bits) = (view + seq + digest + id, log_size as usize / 8);
    let missing = tag + view + 1 + seq + seq + 1 + bits + bits + 16;
    vec![
        (MessageKind::Request, "operation", tag + id + 8 + 1, bytes),
        (MessageKind::PrePrepare, "batch", tag + pre_prepare + signature, batch_max),
        (MessageKind::Reply, "result", tag + view + 8 + id + id + 1, bytes),
        (MessageKind::ViewChange, "C", tag + view + seq, replicas),
        (MessageKind::ViewChange, "P", tag + view + seq + 4, log_size),
        (MessageKind::NewView, "V", tag + view, replicas),
        (MessageKind::NewView, "O", tag + view + 4, log_size),
        (MessageKind::Status, "missing", missing, log_size),
        (MessageKind::Batch, "requests", tag, batch_max),
        (MessageKind::State, "proof", tag + seq + digest, replicas),
        (MessageKind::State, "keys", tag + seq + digest + 4, 1 << 20),
        (MessageKind::State, "client table", tag + seq + digest + 8, clients),
        (MessageKind::CommitCertificate, "commits", tag + view + seq + digest, replicas),
        (MessageKind::CommitCertificate, "batch", tag + view + seq + digest + 4, batch_max),
    ]
}

#[test]
fn c006_a_count_over_its_limit_is_rejected_before_anything_is_read_or_allocated() {
    for (kind, list, offset, limit) in counts() {
        let with_count = |count: u32| {
            // Zeroes are a message without elements; it ends with the count, so that its elements would be missing.
            let mut bytes = vec![0; offset];
            bytes[0] = kind as u8;
            bytes.extend_from_slice(&count.to_be_bytes());
            Message::decode(&bytes, limits())
        };
        let name = format!("{list} of {}", kind.name());
        for count in [limit + 1, limit + 2, u32::MAX] {
            assert_eq!(with_count(count), Err(Malformed::TooLong), "{name}: {count}");
        }
        for count in [1, limit] {
            assert_eq!(with_count(count), Err(Malformed::Truncated), "{name}: {count} is allowed");
        }
    }
}

#[test]
fn c006_the_prepares_of_a_certificate_and_the_words_of_a_state_are_limited_too() {
    let certificate = 1 + 8 + 8 + 4;
    let mut bytes = vec![0; certificate];
    bytes[0] = MessageKind::ViewChange as u8;
    bytes.extend_from_slice(&1u32.to_be_bytes());
    bytes.extend_from_slice(&[0; 8 + 8 + 32 + 4 + 64]);
    let mut words = vec![0; 1 + 8 + 32 + 4];
    words[0] = MessageKind::State as u8;
    words.extend_from_slice(&1u32.to_be_bytes());
    for (prefix, limit) in [(bytes, 4), (words, 1 << 16)] {
        let with_count =
            |count: u32| Message::decode(&[&prefix[..], &count.to_be_bytes()].concat(), limits());
        assert_eq!(with_count(limit + 1), Err(Malformed::TooLong));
        assert_eq!(with_count(limit), Err(Malformed::Truncated));
    }
}

#[test]
fn c006_a_value_has_no_second_encoding() {
    let status = Status {
        view: View(0),
        active: true,
        low_water_mark: Seq(0),
        last_executed: Seq(0),
        has_new_view: false,
        prepared: SeqBits(vec![false; 10]),
        committed: SeqBits(vec![false; 10]),
        view_changes: ReplicaSet::default(),
        missing: Vec::new(),
        assigned: Seq(0),
        waiting: Vec::new(),
        counter: 0,
        question: None,
        replica: ReplicaId(0),
    };
    let ten = pbft_lab::pbft::codec::Limits { log_size: 10, ..limits() };
    let message = Message::Status(Rc::new(Signed::claimed(status, [0; 64])));
    let bytes = message.encode();
    assert_eq!(Message::decode(&bytes, ten), Ok(message));
    // The last flag precedes the signer and the signature.
    let flags = [(9, "active"), (26, "has_new_view"), (bytes.len() - 69, "question")];
    for (offset, flag) in flags {
        let mut bytes = bytes.clone();
        bytes[offset] = 2;
        assert_eq!(Message::decode(&bytes, ten), Err(Malformed::NotCanonical), "{flag}");
    }
    for padding in [28, 30] {
        let mut bytes = bytes.clone();
        bytes[padding] |= 0x80;
        assert_eq!(Message::decode(&bytes, ten), Err(Malformed::NotCanonical), "a bit past the end");
    }
}

#[test]
fn c007_flipping_any_signed_bit_voids_the_signature() {
    for crypto in EVERY_CRYPTO {
        let cluster = Cluster::with_crypto(params(), crypto);
        for kind in signed_kinds() {
            let one_in = if crypto == Crypto::Symbolic { 5 } else { 101 };
            proptest!(ProptestConfig::with_cases(4), |(message in message_of(kind), start in 0..one_in)| {
                let message = signed_anew(&cluster, &message);
                let bytes = message.encode();
                let decoded = Message::decode(&bytes, limits()).expect("it was just encoded");
                prop_assert_eq!(is_authentic(&cluster.keys.roster, &decoded), Some(true));
                // The batch beside a PRE-PREPARE is not signed, it is held against the signed digest.
                let attached = match &message {
                    Message::PrePrepare { batch, .. } => Message::Batch(Rc::clone(batch)).encode().len() - 1,
                    _ => 0,
                };
                let bits = 8 * (bytes.len() - attached);
                for bit in (0..bits).filter(|bit| *bit < 8 || bit % one_in == start) {
                    let mut bytes = bytes.clone();
                    bytes[bit / 8] ^= 1 << (bit % 8);
                    let Ok(flipped) = Message::decode(&bytes, limits()) else { continue };
                    let authentic = is_authentic(&cluster.keys.roster, &flipped);
                    prop_assert_ne!(authentic, Some(true), "bit {} of {} in {:?}", bit, bits, flipped);
                }
            });
        }
    }
}

#[test]
fn c008_a_signature_serves_one_kind_of_message_only() {
    for crypto in EVERY_CRYPTO {
        let cluster = Cluster::with_crypto(params(), crypto);
        let roster = &cluster.keys.roster;
        let (view, seq, digest, replica) = (View(1), Seq(3), Digest([7; 32]), ReplicaId(1));
        let pre_prepare = PrePrepare { view, seq, digest, replica };
        let prepare = Prepare { view, seq, digest, replica };
        let commit = Commit { view, seq, digest, replica };
        let signatures = [
            *cluster.sign(pre_prepare).signature(),
            *cluster.sign(prepare).signature(),
            *cluster.sign(commit).signature(),
        ];
        for (kind, signature) in signatures.into_iter().enumerate() {
            let valid = [
                roster.verify(&Rc::new(Signed::claimed(pre_prepare, signature))).is_ok(),
                roster.verify(&Rc::new(Signed::claimed(prepare, signature))).is_ok(),
                roster.verify(&Rc::new(Signed::claimed(commit, signature))).is_ok(),
            ];
            let expected: Vec<bool> = (0..3).map(|other| other == kind).collect();
            assert_eq!(valid, *expected, "{crypto:?}");
        }
    }
}

#[test]
fn c008_a_prepare_turned_into_a_commit_is_rejected() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let prepare = cluster.prepare(2, 0, 1, Digest([1; 32]));
        let Prepare { view, seq, digest, replica } = **prepare;
        let commit = Signed::claimed(Commit { view, seq, digest, replica }, *prepare.signature());
        let reason = cluster.refuses(1, Message::Commit(Rc::new(commit)));
        assert_eq!(reason, RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(2)))));
    }
}

#[test]
fn c009_a_signature_of_another_cluster_fails() {
    let others = [
        ("n", ProtocolParams { replicas: 5, ..params() }, 7),
        ("K", ProtocolParams { checkpoint_interval: 4, ..params() }, 7),
        ("L", ProtocolParams { log_size: 24, ..params() }, 7),
        ("another client", ProtocolParams { clients: 4, ..params() }, 7),
        ("other keys", params(), 8),
    ];
    for crypto in EVERY_CRYPTO {
        let mut cluster = Cluster::with_crypto(params(), crypto);
        for (what, params, seed) in others.clone() {
            let config = Config::new(params).expect("the test's choices are legal");
            let keys = Keys::derive(&config, crypto, seed);
            let body = Prepare { view: View(0), seq: Seq(1), digest: Digest([1; 32]), replica: ReplicaId(2) };
            let foreign = keys.replicas[2].sign(body).into_signed();
            assert!(keys.roster.verify(&foreign).is_ok(), "it is valid at home");
            let reason = cluster.refuses(1, Message::Prepare(Rc::clone(&foreign)));
            let wrong = BadSignature::Wrong(Author::Replica(ReplicaId(2)));
            assert_eq!(reason, RejectReason::BadSignature(wrong), "{crypto:?}: it differs by {what}");
            assert!(keys.roster.verify(&foreign).is_ok(), "and stays so");
        }
    }
}

#[test]
fn c009_a_request_of_another_cluster_spoils_a_batch() {
    let mut cluster = Cluster::of(4);
    let elsewhere = Cluster::with(ProtocolParams { log_size: 24, ..cluster.config.params().clone() });
    let batch = Rc::new(Batch::new(vec![elsewhere.request(0, 1, "add x 1")]));
    let reason = cluster.refuses(1, cluster.pre_prepare(0, 1, &batch));
    assert_eq!(reason, RejectReason::BadRequestInBatch);
}
