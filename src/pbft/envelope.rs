//! Authentication: signers, the bytes that a signature covers, and the proof of its check in the type.
//!
//! A signature covers `"pbft-sim/1" ‖ cluster id ‖ tag ‖ fields` (protocol section 1.3), so that a signature on one kind of
//! message, view, number or cluster never serves for another. A [`Signer`] is a capability: the laboratory hands each node
//! its own and nothing else can make a signature, so an adversary that forges cannot be written by mistake. A
//! [`Verified`] value can only be made by verification or by signing.

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::codec::{Encoded, Malformed, Reader, Writer};
use super::config::Config;
use super::ids::{Author, ClientId, Digest, ReplicaId};
use super::rules::Rule;
use super::token::TokenHash;

/// What every signed byte string begins with.
const DOMAIN: &[u8] = b"pbft-sim/1";

/// How much of the cryptography is really computed; all three give the same trace apart from signature bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crypto {
    /// Each replica really verifies each message it receives: the honest cost.
    Every,
    /// Each message is really verified once; what the world's own signers made is known to be valid.
    #[default]
    Once,
    /// Keyed tokens instead of curve arithmetic: for searches, which run tens of thousands of worlds a second.
    Symbolic,
}

/// A message body that a node signs.
pub trait Body: Encoded {
    /// The tag that keeps signatures of different kinds of message apart.
    const TAG: u8;

    /// Whose signature the body needs.
    fn author(&self) -> Author;
}

/// The remembered result of a check; it holds for one cluster, since a signature covers the cluster id.
#[derive(Clone, Copy, Debug)]
enum Verdict {
    Unknown,
    Known { cluster: u64, valid: bool },
}

/// A body with a signature that may be unchecked.
#[derive(Clone, Debug)]
pub struct Signed<T> {
    body: T,
    signature: [u8; 64],
    // Body and signature never change after construction, so what was found out about them stays true.
    verdict: Cell<Verdict>,
}

/// A signed body whose signature is known to be its author's.
#[derive(Debug)]
pub struct Verified<T>(Rc<Signed<T>>);

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BadSignature {
    /// The claimed author is not a member of the cluster.
    #[error("{0} is not a member of the cluster")]
    NotAMember(Author),
    /// The signature is not the claimed author's over these bytes.
    #[error("the signature is not valid for {0}")]
    Wrong(Author),
}

/// The public keys of the cluster's members, and the rules of checking.
#[derive(Debug)]
pub struct Roster {
    crypto: Crypto,
    cluster: Digest,
    cluster_tag: u64,
    replicas: Vec<VerifyingKey>,
    clients: Vec<VerifyingKey>,
    replica_count: u32,
    client_count: u32,
    token_key: [u64; 2],
    signs_kind: bool,
    checks: Cell<u64>,
}

/// The right to sign as one member.
#[derive(Clone, Debug)]
pub struct Signer {
    author: Author,
    roster: Rc<Roster>,
    key: Option<Rc<SigningKey>>,
}

/// The members' keys as a world's maker holds them: one roster for all nodes, and a signer for each.
#[derive(Debug)]
pub struct Keys {
    /// The public data of a cluster.
    pub roster: Rc<Roster>,
    /// One signer for each replica, in order.
    pub replicas: Vec<Signer>,
    /// One signer for each client, in order.
    pub clients: Vec<Signer>,
}

impl<T> Signed<T> {
    /// A body with a signature that its sender claims for it.
    pub fn claimed(body: T, signature: [u8; 64]) -> Signed<T> {
        Signed { body, signature, verdict: Cell::new(Verdict::Unknown) }
    }

    /// What is signed.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }
}

impl<T> Deref for Signed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T: PartialEq> PartialEq for Signed<T> {
    /// The result of a signature check is not part of the message.
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body && self.signature == other.signature
    }
}

impl<T: Eq> Eq for Signed<T> {}

impl<T: Encoded> Encoded for Signed<T> {
    fn write(&self, writer: &mut dyn Writer) {
        self.body.write(writer);
        writer.signature(&self.signature);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Signed::claimed(T::read(reader)?, reader.array()?))
    }
}

impl<T> Clone for Verified<T> {
    fn clone(&self) -> Self {
        Verified(Rc::clone(&self.0))
    }
}

impl<T> Deref for Verified<T> {
    type Target = Rc<Signed<T>>;

    fn deref(&self) -> &Rc<Signed<T>> {
        &self.0
    }
}

impl<T> Verified<T> {
    /// The message as it travels.
    pub fn into_signed(self) -> Rc<Signed<T>> {
        self.0
    }
}

impl Keys {
    /// Derives every member's keys from a world's seed.
    pub fn derive(config: &Config, crypto: Crypto, seed: u64) -> Keys {
        let params = config.params();
        let replicas = (0..params.replicas).map(|id| Author::Replica(ReplicaId(id)));
        let clients = (0..params.clients).map(|id| Author::Client(ClientId(id)));
        let key_of = |author| secret_key(crypto, seed, author);
        let replica_keys: Vec<_> = replicas.clone().map(key_of).collect();
        let client_keys: Vec<_> = clients.clone().map(key_of).collect();
        let roster = Rc::new(Roster::new(config, crypto, seed, &replica_keys, &client_keys));
        let signer = |(author, key)| Signer { author, roster: Rc::clone(&roster), key };
        Keys {
            replicas: replicas.zip(replica_keys).map(signer).collect(),
            clients: clients.zip(client_keys).map(signer).collect(),
            roster,
        }
    }
}

/// A member's key; none with symbolic signatures, because making a key is curve arithmetic too.
fn secret_key(crypto: Crypto, seed: u64, author: Author) -> Option<Rc<SigningKey>> {
    if crypto == Crypto::Symbolic {
        return None;
    }
    let (class, id) = class_and_id(author);
    let hash = Sha256::new().chain_update(b"key").chain_update(seed.to_be_bytes());
    let secret: [u8; 32] = hash.chain_update([class]).chain_update(id.to_be_bytes()).finalize().into();
    Some(Rc::new(SigningKey::from_bytes(&secret)))
}

fn class_and_id(author: Author) -> (u8, u32) {
    match author {
        Author::Replica(replica) => (0, replica.0),
        Author::Client(client) => (1, client.0),
    }
}

impl Roster {
    fn new(
        config: &Config,
        crypto: Crypto,
        seed: u64,
        replica_keys: &[Option<Rc<SigningKey>>],
        client_keys: &[Option<Rc<SigningKey>>],
    ) -> Roster {
        let public = |keys: &[Option<Rc<SigningKey>>]| -> Vec<VerifyingKey> {
            keys.iter().flatten().map(|key| key.verifying_key()).collect()
        };
        let (replicas, clients) = (public(replica_keys), public(client_keys));
        let params = config.params();
        let mut hash = Sha256::new().chain_update(DOMAIN).chain_update(params.replicas.to_be_bytes());
        hash.update(params.checkpoint_interval.to_be_bytes());
        hash.update(params.log_size.to_be_bytes());
        replicas.iter().chain(&clients).for_each(|key| hash.update(key.as_bytes()));
        if crypto == Crypto::Symbolic {
            // Without public keys, the seed and the number of clients tell clusters apart.
            hash.update(seed.to_be_bytes());
            hash.update(params.clients.to_be_bytes());
        }
        let cluster = Digest(hash.finalize().into());
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = cluster.0;
        let cluster_tag = u64::from_be_bytes([b0, b1, b2, b3, b4, b5, b6, b7]);
        Roster {
            crypto,
            cluster,
            cluster_tag,
            replicas,
            clients,
            replica_count: params.replicas,
            client_count: params.clients,
            token_key: [cluster_tag, seed],
            signs_kind: config.keeps(Rule::SignedKind),
            checks: Cell::new(0),
        }
    }

    /// The setting of the world.
    pub fn crypto(&self) -> Crypto {
        self.crypto
    }

    /// How many signatures were really checked so far, by curve arithmetic or token.
    pub fn checks(&self) -> u64 {
        self.checks.get()
    }

    /// Whether the author is a member (step G2 of the receive pipeline).
    pub fn is_member(&self, author: Author) -> bool {
        match author {
            Author::Replica(replica) => replica.0 < self.replica_count,
            Author::Client(client) => client.0 < self.client_count,
        }
    }

    /// Checks that the signature is the claimed author's over this body in this cluster.
    ///
    /// # Errors
    /// [`BadSignature`] with the claimed author; nothing is credited to it.
    pub fn verify<T: Body>(&self, signed: &Rc<Signed<T>>) -> Result<Verified<T>, BadSignature> {
        let author = signed.author();
        if !self.is_member(author) {
            return Err(BadSignature::NotAMember(author));
        }
        let valid = match signed.verdict.get() {
            Verdict::Known { cluster, valid }
                if cluster == self.cluster_tag && self.crypto != Crypto::Every =>
            {
                valid
            }
            Verdict::Known { .. } | Verdict::Unknown => {
                let valid = self.check(author, signed);
                signed.verdict.set(Verdict::Known { cluster: self.cluster_tag, valid });
                valid
            }
        };
        if valid { Ok(Verified(Rc::clone(signed))) } else { Err(BadSignature::Wrong(author)) }
    }

    fn check<T: Body>(&self, author: Author, signed: &Signed<T>) -> bool {
        self.checks.set(self.checks.get().saturating_add(1));
        if self.crypto == Crypto::Symbolic {
            return self.token(author, &signed.body) == signed.signature;
        }
        let bytes = self.signed_bytes(&signed.body);
        let key = match author {
            Author::Replica(ReplicaId(id)) => self.replicas.get(id as usize),
            Author::Client(ClientId(id)) => self.clients.get(id as usize),
        };
        // Strict everywhere: certificates embed other replicas' signatures, so two correct replicas must never
        // disagree on a crafted one (protocol section 1.3).
        key.is_some_and(|key| key.verify_strict(&bytes, &Ed25519::from_bytes(&signed.signature)).is_ok())
    }

    /// The public key of a member; none with symbolic signatures, or for a stranger.
    pub fn public_key(&self, author: Author) -> Option<[u8; 32]> {
        let key = match author {
            Author::Replica(ReplicaId(id)) => self.replicas.get(id as usize),
            Author::Client(ClientId(id)) => self.clients.get(id as usize),
        };
        key.map(VerifyingKey::to_bytes)
    }

    /// The bytes that a signature on this body covers in this cluster.
    pub fn signed_bytes<T: Body>(&self, body: &T) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(160);
        bytes.extend_from_slice(DOMAIN);
        bytes.extend_from_slice(&self.cluster.0);
        if self.signs_kind {
            bytes.push(T::TAG);
        }
        body.write(&mut bytes);
        bytes
    }

    /// A symbolic signature: a token that cannot be computed without the key of the world. The key covers the cluster.
    fn token<T: Body>(&self, author: Author, body: &T) -> [u8; 64] {
        let (class, id) = class_and_id(author);
        let mut hash = TokenHash::new(self.token_key);
        hash.word(u64::from(class) << 32 | u64::from(id));
        if self.signs_kind {
            hash.word(u64::from(T::TAG));
        }
        body.write(&mut hash);
        hash.finish()
    }
}

impl Signer {
    /// As whom this signer signs.
    pub fn author(&self) -> Author {
        self.author
    }

    /// The roster of the cluster.
    pub fn roster(&self) -> &Rc<Roster> {
        &self.roster
    }

    /// Signs a statement of the signer's own.
    pub fn sign<T: Body>(&self, body: T) -> Verified<T> {
        debug_assert_eq!(body.author(), self.author, "a correct node signs in its own name only");
        Verified(self.sign_as_written(body))
    }

    /// Signs the body, even if it names another author. Then the signature does not verify.
    pub fn sign_as_written<T: Body>(&self, body: T) -> Rc<Signed<T>> {
        let signature = match &self.key {
            Some(key) => key.sign(&self.roster.signed_bytes(&body)).to_bytes(),
            None => self.roster.token(self.author, &body),
        };
        let verdict = if body.author() == self.author {
            Verdict::Known { cluster: self.roster.cluster_tag, valid: true }
        } else {
            Verdict::Unknown
        };
        Rc::new(Signed { body, signature, verdict: Cell::new(verdict) })
    }
}
