//! Collusion groups: shared keys and a shared plan.
//!
//! A node's own key joins a group when the node is ordered to join. There is no other way in, so the key of a node that did not
//! join is unreachable. Forgery therefore cannot be written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::pbft::envelope::Signer;
use crate::pbft::ids::Author;
use crate::pbft::{Digest, Seq, View};
use crate::process::NodeId;

/// The maximum number of sequence numbers in a plan. The lowest is removed first.
const NOTES_MAX: usize = 1_000;

/// The groups of a world. Every node has a handle; honest ones never use it.
#[derive(Clone, Debug, Default)]
pub struct CollusionGroups(Rc<RefCell<BTreeMap<u32, Group>>>);

/// A group of colluders.
#[derive(Clone, Debug, Default)]
pub struct Group {
    signers: Vec<Signer>,
    /// Their shared plan.
    pub board: SharedPlan,
}

/// The shared plan of colluders: which digest goes to which nodes for a sequence number.
#[derive(Clone, Debug, Default)]
pub struct SharedPlan(BTreeMap<(Seq, View), DigestsByRecipient>);

/// The digests for one number in one view, each with its recipients. Nodes that are not listed get the true one.
pub type DigestsByRecipient = Vec<(Digest, Vec<NodeId>)>;

impl CollusionGroups {
    /// Adds the key of a node to a group.
    pub(super) fn join(&self, group: u32, signer: &Signer) {
        self.with(group, |group| {
            if group.signer(signer.author()).is_none() {
                group.signers.push(signer.clone());
            }
        });
    }

    /// Removes the key of a node from a group. The plan stays.
    pub(super) fn leave(&self, group: u32, author: Author) {
        self.with(group, |group| group.signers.retain(|signer| signer.author() != author));
    }

    /// Reads or changes a group. Must not be called recursively.
    pub(super) fn with<T>(&self, group: u32, act: impl FnOnce(&mut Group) -> T) -> Option<T> {
        let mut groups = self.0.try_borrow_mut().ok()?;
        Some(act(groups.entry(group).or_default()))
    }

    /// A copy that shares nothing with this one.
    pub(super) fn copy(&self) -> CollusionGroups {
        let groups = self.0.try_borrow().map(|groups| groups.clone()).unwrap_or_default();
        CollusionGroups(Rc::new(RefCell::new(groups)))
    }

    /// Becomes a handle of another copy.
    pub(super) fn become_handle_of(&mut self, other: &CollusionGroups) {
        self.0 = Rc::clone(&other.0);
    }
}

impl Group {
    /// The key of a member.
    pub(super) fn signer(&self, author: Author) -> Option<&Signer> {
        self.signers.iter().find(|signer| signer.author() == author)
    }

    /// The keys of the members, in the order in which they joined.
    pub(super) fn signers(&self) -> impl Iterator<Item = &Signer> {
        self.signers.iter()
    }
}

impl SharedPlan {
    /// The digests for a number in a view, if a colluder decided to lie about it.
    pub fn digests(&self, view: View, seq: Seq) -> Option<&DigestsByRecipient> {
        self.0.get(&(seq, view))
    }

    /// Sets the digests for a number in a view.
    pub fn tell(&mut self, view: View, seq: Seq, digests: DigestsByRecipient) {
        self.0.insert((seq, view), digests);
        if self.0.len() > NOTES_MAX {
            self.0.pop_first();
        }
    }
}
