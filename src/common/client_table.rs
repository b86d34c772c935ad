//! The client table: the last executed request and result of each client.

use std::rc::Rc;

use super::codec::{Encoded, Malformed, Reader, Writer};
use super::ids::{ClientId, Timestamp};

/// For each client the timestamp and result of its last executed request (section 4.2).
///
/// It makes execution exactly-once and answers retransmissions. It is part of the state that checkpoints digest and
/// state transfer carries: a replica that lost it would execute old requests again. Results are stored
/// unsigned, since a signed REPLY names view and replica and would differ everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientTable {
    rows: Vec<Option<LastReply>>,
}

/// The last executed request of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastReply {
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// Its result.
    pub result: Rc<[u8]>,
}

impl ClientTable {
    /// The client's last executed request, if it has one.
    pub fn last(&self, client: ClientId) -> Option<&LastReply> {
        self.rows.get(client.0 as usize)?.as_ref()
    }

    /// The timestamp of the client's last executed request; 0 if it has none.
    pub fn timestamp(&self, client: ClientId) -> Timestamp {
        self.last(client).map_or(Timestamp(0), |last| last.timestamp)
    }

    /// Notes that a request of the client was executed. The client must be a member, which bounds the table.
    pub fn set(&mut self, client: ClientId, timestamp: Timestamp, result: Rc<[u8]>) {
        let row = client.0 as usize;
        if self.rows.len() <= row {
            self.rows.resize(row + 1, None);
        }
        if let Some(slot) = self.rows.get_mut(row) {
            *slot = Some(LastReply { timestamp, result });
        }
    }

    /// About how many bytes a clone has of its own.
    pub fn weight(&self) -> usize {
        self.rows.len() * size_of::<Option<LastReply>>()
    }

    /// The clients with an executed request, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ClientId, &LastReply)> {
        (0..).map(ClientId).zip(&self.rows).filter_map(|(client, row)| Some((client, row.as_ref()?)))
    }
}

/// The rows of the clients that have one, sorted by client.
impl Encoded for ClientTable {
    fn write(&self, writer: &mut dyn Writer) {
        writer.count(self.iter().count());
        for (client, last) in self.iter() {
            client.write(writer);
            last.timestamp.write(writer);
            last.result.write(writer);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let clients = reader.limits().clients;
        let mut table = ClientTable::default();
        let mut next = ClientId(0);
        for _ in 0..reader.count(u64::from(clients))? {
            let (client, timestamp) = (ClientId::read(reader)?, Timestamp::read(reader)?);
            // Strictly rising and of this cluster: one encoding, and no row that a client id of 2^32 would make.
            if client < next || client.0 >= clients || timestamp == Timestamp(0) {
                return Err(Malformed::NotCanonical);
            }
            next = ClientId(client.0 + 1);
            table.set(client, timestamp, Rc::read(reader)?);
        }
        Ok(table)
    }
}
