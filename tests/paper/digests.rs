//! Lines 10 to 12: strict verification, and what the digests depend on (protocol section 1.3).

use std::ops::{Add, Mul};
use std::rc::Rc;

use ed25519_dalek::{SigningKey, Verifier, VerifyingKey};
use pbft_lab::pbft::batch::{Batch, null_digest};
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::Prepare;
use pbft_lab::pbft::state::Snapshot;
use pbft_lab::pbft::{ClientId, Crypto, Digest, Message, RejectReason, ReplicaId, Seq, Timestamp, View};
use sha2::{Digest as _, Sha256, Sha512};

use crate::paper::arbitrary::params;
use crate::paper::cluster::Cluster;

/// The order of the curve's large subgroup, little-endian (RFC 8032).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
/// The neutral point: the point of order 1.
const NEUTRAL: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};
/// Replica 2 votes for digest 01.. at number 1.
const VOTE: Prepare = Prepare { view: View(0), seq: Seq(1), digest: Digest([1; 32]), replica: ReplicaId(2) };

impl Cluster {
    fn refuses_signature(&mut self, signature: [u8; 64]) {
        let vote = Rc::new(Signed::claimed(VOTE, signature));
        let reason = self.refuses(1, Message::Prepare(vote));
        let wrong = BadSignature::Wrong(Author::Replica(ReplicaId(2)));
        assert_eq!(reason, RejectReason::BadSignature(wrong));
    }

    /// The signed bytes of [`VOTE`], put together from the specification.
    fn signed_bytes(&self) -> Vec<u8> {
        let params = self.config.params();
        let mut cluster_id = Sha256::new().chain_update(b"pbft-sim/1");
        cluster_id.update(params.replicas.to_be_bytes());
        cluster_id.update(params.checkpoint_interval.to_be_bytes());
        cluster_id.update(params.log_size.to_be_bytes());
        let replicas = (0..params.replicas).map(|id| secret_key(0, id));
        let clients = (0..params.clients).map(|id| secret_key(1, id));
        replicas.chain(clients).for_each(|key| cluster_id.update(key.verifying_key().as_bytes()));
        let mut bytes = b"pbft-sim/1".to_vec();
        bytes.extend_from_slice(&cluster_id.finalize());
        bytes.push(3);
        bytes.extend_from_slice(&VOTE.view.0.to_be_bytes());
        bytes.extend_from_slice(&VOTE.seq.0.to_be_bytes());
        bytes.extend_from_slice(&VOTE.digest.0);
        bytes.extend_from_slice(&VOTE.replica.0.to_be_bytes());
        bytes
    }
}

/// A member's key, derived as the laboratory derives it from the seed of these tests.
fn secret_key(class: u8, id: u32) -> SigningKey {
    let hash = Sha256::new().chain_update(b"key").chain_update(7u64.to_be_bytes());
    let secret: [u8; 32] = hash.chain_update([class]).chain_update(id.to_be_bytes()).finalize().into();
    SigningKey::from_bytes(&secret)
}

/// A scalar times a little-endian number, both modulo the order.
fn times<S: From<u64> + Copy + Mul<Output = S> + Add<Output = S>>(scalar: S, bytes: &[u8]) -> S {
    let digits = bytes.iter().rev().map(|byte| S::from(u64::from(*byte)));
    scalar * digits.fold(S::from(0u64), |sum, digit| sum * S::from(256u64) + digit)
}

#[test]
fn c009_the_signed_bytes_are_those_of_the_specification() {
    let cluster = Cluster::with(params());
    let key: VerifyingKey = secret_key(0, 2).verifying_key();
    let signature = ed25519_dalek::Signature::from_bytes(cluster.sign(VOTE).signature());
    assert!(key.verify(&cluster.signed_bytes(), &signature).is_ok());
}

#[test]
fn c010_a_signature_with_a_non_canonical_s_is_rejected() {
    for crypto in [Crypto::Every, Crypto::Once] {
        let mut cluster = Cluster::with_crypto(params(), crypto);
        let mut signature = *cluster.sign(VOTE).signature();
        // S + order is the same after reduction: a second signature that the signer did not make.
        let mut carry = 0;
        for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
        cluster.refuses_signature(signature);
        assert_eq!(cluster.slot(1, 1).map(|slot| slot.prepares.len()), None);
    }
}

#[test]
fn c010_a_signature_with_a_small_order_point_is_rejected() {
    for crypto in [Crypto::Every, Crypto::Once] {
        let mut cluster = Cluster::with_crypto(params(), crypto);
        let (key, message) = (secret_key(0, 2), cluster.signed_bytes());
        let public = key.verifying_key();
        // R is the neutral point, so S = k a satisfies the equation S B = R + k A of the plain check.
        let hash = Sha512::new().chain_update(NEUTRAL).chain_update(public.as_bytes()).chain_update(&message);
        let s = times(key.to_scalar(), &hash.finalize());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&NEUTRAL);
        signature[32..].copy_from_slice(s.as_bytes());
        let crafted = ed25519_dalek::Signature::from_bytes(&signature);
        assert!(public.verify(&message, &crafted).is_ok(), "the plain check lets it pass");
        cluster.refuses_signature(signature);
    }
}

#[test]
fn c010_a_key_of_small_order_signs_nothing() {
    let weak = VerifyingKey::from_bytes(&NEUTRAL).expect("it is a point of the curve");
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&NEUTRAL);
    let signature = ed25519_dalek::Signature::from_bytes(&signature);
    assert!(weak.is_weak() && weak.verify(b"anything", &signature).is_ok(), "the plain check lets it pass");
    assert!(weak.verify_strict(b"anything", &signature).is_err(), "the one that every replica uses does not");
}

#[test]
fn c011_the_batch_digest_depends_on_order_count_every_request_and_every_signature() {
    let cluster = Cluster::with(params());
    let (a, b) = (cluster.request(0, 1, "put x 1"), cluster.request(1, 1, "put x 2"));
    let resigned = Rc::new(Signed::claimed(a.body().clone(), [9; 64]));
    let batches = [
        vec![],
        vec![Rc::clone(&a)],
        vec![Rc::clone(&b)],
        vec![Rc::clone(&a), Rc::clone(&b)],
        vec![Rc::clone(&b), Rc::clone(&a)],
        vec![Rc::clone(&a), Rc::clone(&a)],
        vec![Rc::clone(&resigned)],
        vec![resigned, Rc::clone(&b)],
        vec![cluster.request(0, 2, "put x 1")],
        vec![cluster.request(0, 1, "put x 3")],
        vec![cluster.request(2, 1, "put x 1")],
    ];
    let digests: Vec<Digest> = batches.into_iter().map(|requests| Batch::new(requests).digest()).collect();
    for (index, digest) in digests.iter().enumerate() {
        assert!(!digests[..index].contains(digest), "batch {index} has a digest of its own");
    }
}

#[test]
fn c011_the_null_digest_is_constant() {
    let sha256_of_batch_and_zero: [u8; 32] = Sha256::digest(b"batch\0\0\0\0").into();
    assert_eq!(null_digest(), Digest(sha256_of_batch_and_zero));
    assert_eq!(Batch::new(Vec::new()).digest(), null_digest());
}

#[test]
fn c012_the_state_digest_covers_number_service_and_client_table() {
    let state = |key: &str, rows: &[(u32, u64, &str)]| {
        let mut snapshot = Snapshot::default();
        snapshot.service.execute(format!("put {key} 1").as_bytes());
        for (client, timestamp, result) in rows {
            snapshot.clients.set(ClientId(*client), Timestamp(*timestamp), result.as_bytes().into());
        }
        snapshot
    };
    let digests = [
        state("x", &[]).digest(Seq(8)),
        state("x", &[(0, 1, "ok")]).digest(Seq(8)),
        state("x", &[(0, 2, "ok")]).digest(Seq(8)),
        state("x", &[(0, 1, "no")]).digest(Seq(8)),
        state("x", &[(1, 1, "ok")]).digest(Seq(8)),
        state("x", &[(0, 1, "ok"), (1, 1, "ok")]).digest(Seq(8)),
        state("y", &[(0, 1, "ok")]).digest(Seq(8)),
        state("x", &[(0, 1, "ok")]).digest(Seq(16)),
    ];
    for (index, digest) in digests.iter().enumerate() {
        assert!(!digests[..index].contains(digest), "state {index} has a digest of its own");
    }
}
