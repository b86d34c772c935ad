//! The executed state: the service's state and the client table, and the digest of both.

use std::rc::Rc;

use sha2::{Digest as _, Sha256};

pub use crate::common::client_table::{ClientTable, LastReply};

use super::codec::{Encoded, Malformed, Reader, Writer};
use super::ids::{Digest, Seq};
use super::service::Service;

/// The state after some sequence number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The service.
    pub service: Service,
    /// The client table.
    pub clients: ClientTable,
}

impl Snapshot {
    /// `D_state(n) = SHA-256("state" ‖ n ‖ H(service) ‖ H(client table))`.
    pub fn digest(&self, seq: Seq) -> Digest {
        let hash = Sha256::new().chain_update(b"state").chain_update(seq.0.to_be_bytes());
        let hash = hash.chain_update(hash_of(&self.service)).chain_update(hash_of(&self.clients));
        Digest(hash.finalize().into())
    }

    /// About how many bytes a clone has of its own: texts are shared, the trees' nodes are not.
    pub fn weight(&self) -> usize {
        let entries = self.service.entries().count() * 3 * size_of::<Rc<str>>();
        entries + self.clients.weight()
    }
}

fn hash_of(value: &impl Encoded) -> [u8; 32] {
    let mut bytes = Vec::new();
    value.write(&mut bytes);
    Sha256::digest(&bytes).into()
}

impl Encoded for Snapshot {
    fn write(&self, writer: &mut dyn Writer) {
        self.service.write(writer);
        self.clients.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Snapshot { service: Service::read(reader)?, clients: ClientTable::read(reader)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pbft::ids::{ClientId, Timestamp};

    #[test]
    fn the_state_digest_changes_when_only_the_client_table_does() {
        let mut snapshot = Snapshot::default();
        let before = snapshot.digest(Seq(8));
        snapshot.clients.set(ClientId(0), Timestamp(1), b"ok".as_slice().into());
        assert_ne!(snapshot.digest(Seq(8)), before);
        assert_ne!(snapshot.digest(Seq(8)), snapshot.digest(Seq(16)));
    }
}
