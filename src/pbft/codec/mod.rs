//! The bytes of messages: the wire format of messages, in the canonical encoding that all protocols share.

mod wire;

pub(crate) use crate::common::codec::encoded_fields;
pub use crate::common::codec::*;
use crate::pbft::config::Config;

impl Limits {
    /// The limits of a cluster.
    pub fn of(config: &Config) -> Limits {
        let params = config.params();
        Limits {
            replicas: params.replicas,
            clients: params.clients,
            log_size: params.log_size,
            batch_max: params.batch_max,
        }
    }
}
