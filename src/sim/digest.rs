//! Digest of the trace: one rolling SHA-256 over the canonical bytes of all records.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::process::Sink;

/// The first bytes of every trace. A change of the canonical bytes changes this line too.
const TRACE_DOMAIN: &[u8] = b"simulated world, trace, version 1";

/// The number of digests that keep their names. The oldest name is forgotten first, and its digest gets a new one if it appears
/// again. This depends only on the records, so the digest of the trace does not depend on when it is computed.
const NAMES_MAX: usize = 1024;

/// Names of digests in the order of their first appearance. Their bytes may cover signatures, which differ between worlds that
/// are otherwise equal.
#[derive(Clone, Debug, Default)]
struct Names {
    known: BTreeMap<[u8; 32], u64>,
    oldest_first: VecDeque<[u8; 32]>,
    next: u64,
}

impl Names {
    fn name(&mut self, digest: &[u8; 32]) -> u64 {
        if let Some(name) = self.known.get(digest) {
            return *name;
        }
        if self.oldest_first.len() == NAMES_MAX
            && let Some(forgotten) = self.oldest_first.pop_front()
        {
            self.known.remove(&forgotten);
        }
        self.known.insert(*digest, self.next);
        self.oldest_first.push_back(*digest);
        self.next += 1;
        self.next - 1
    }
}

/// The hash of the records absorbed so far.
#[derive(Clone, Debug)]
pub(crate) struct Digester {
    hasher: Sha256,
    /// Shared by clones until one of them meets a digest.
    names: Rc<Names>,
}

impl Digester {
    pub(crate) fn new() -> Self {
        let mut hasher = Sha256::new();
        hasher.update(TRACE_DOMAIN);
        Digester { hasher, names: Rc::default() }
    }

    /// Absorbs the canonical bytes of the next records, as `write` writes them.
    pub(crate) fn absorb(&mut self, write: impl FnOnce(&mut Canonical<'_>)) {
        let mut canonical = Canonical { written: Vec::new(), names: &mut self.names };
        write(&mut canonical);
        self.hasher.update(&canonical.written);
    }

    /// The approximate size in bytes, including the nodes of the tree.
    pub(crate) fn weight(&self) -> usize {
        self.names.known.len() * 96
    }

    /// The SHA-256 of everything absorbed so far.
    pub(crate) fn value(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }
}

/// A writer of canonical bytes.
#[derive(Debug)]
pub(crate) struct Canonical<'a> {
    written: Vec<u8>,
    names: &'a mut Rc<Names>,
}

impl Canonical<'_> {
    /// A number in LEB128: groups of seven bits, the lowest first; the top bit of a byte says that another follows. Records are
    /// mostly small numbers, and hashing dominates long runs.
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.written.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.written.push(number as u8);
    }

    /// The output of `write`, followed by its length, so that two adjacent parts cannot be confused with two others.
    pub(crate) fn part(&mut self, write: impl FnOnce(&mut dyn Sink)) {
        let start = self.written.len();
        write(self);
        self.number((self.written.len() - start) as u64);
    }
}

impl Sink for Canonical<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
    }

    fn digest(&mut self, digest: &[u8; 32]) {
        let name = Rc::make_mut(self.names).name(digest);
        self.number(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(write: impl FnOnce(&mut Canonical<'_>)) -> [u8; 32] {
        let mut digester = Digester::new();
        digester.absorb(write);
        digester.value()
    }

    #[test]
    fn value_is_the_sha_256_of_the_canonical_bytes() {
        let expected = Sha256::digest([TRACE_DOMAIN, &[5, 0x80 | 44, 2, b'a', b'b', 2, 0, 1, 0, 3]].concat());
        let value = value(|canonical| {
            canonical.number(5);
            canonical.number(300);
            canonical.part(|sink| sink.bytes(b"ab"));
            canonical.part(|sink| [[7; 32], [9; 32], [7; 32]].iter().for_each(|digest| sink.digest(digest)));
        });
        assert_eq!(value[..], expected[..]);
    }

    #[test]
    fn digests_count_by_the_order_of_their_first_appearance() {
        let write = |digests: &[u8]| {
            value(|canonical| digests.iter().for_each(|digest| canonical.digest(&[*digest; 32])))
        };
        assert_eq!(write(&[1, 2, 1]), write(&[8, 9, 8]));
        assert_ne!(write(&[1, 2, 1]), write(&[8, 9, 9]));
    }

    #[test]
    fn names_are_forgotten_in_order_and_never_given_twice() {
        let mut names = Names::default();
        let digest = |number: u32| {
            let mut digest = [0; 32];
            digest[..4].copy_from_slice(&number.to_be_bytes());
            digest
        };
        for number in 0..3_000 {
            assert_eq!(names.name(&digest(number)), u64::from(number));
        }
        assert_eq!(names.name(&digest(2_999)), 2_999);
        assert_eq!(names.name(&digest(0)), 3_000);
        assert_eq!((names.known.len(), names.oldest_first.len()), (NAMES_MAX, NAMES_MAX));
    }
}
