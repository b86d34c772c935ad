//! A batch of requests and its digest (protocol section 1.3).

use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::codec::{Encoded, Malformed, Reader, Writer};
use super::envelope::{Body as _, Signed};
use super::ids::Digest;
use super::message::Request;

/// Requests that share one sequence number, in the order in which they execute.
///
/// The digest is computed from the requests when the batch is made and the batch never changes, so comparing it with a
/// claimed digest *is* recomputing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    requests: Vec<Rc<Signed<Request>>>,
    digest: Digest,
}

impl Batch {
    /// A batch of these requests.
    pub fn new(requests: Vec<Rc<Signed<Request>>>) -> Batch {
        let digest = digest_of(&requests);
        Batch { requests, digest }
    }

    /// The batch of the null request: it has no client and no effect, and fills a gap in a new view (section 4.4).
    pub fn null() -> Batch {
        Batch::new(Vec::new())
    }

    /// The requests in order.
    pub fn requests(&self) -> &[Rc<Signed<Request>>] {
        &self.requests
    }

    /// `D_batch`.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// `D_null`: the digest of the batch without requests.
pub fn null_digest() -> Digest {
    digest_of(&[])
}

/// `D_batch = SHA-256("batch" ‖ u32 k ‖ D_req(m1) ‖ … ‖ D_req(mk))`.
fn digest_of(requests: &[Rc<Signed<Request>>]) -> Digest {
    let count = u32::try_from(requests.len()).unwrap_or(u32::MAX);
    let mut hash = Sha256::new().chain_update(b"batch").chain_update(count.to_be_bytes());
    requests.iter().for_each(|request| hash.update(request_digest(request).0));
    Digest(hash.finalize().into())
}

/// `D_req = SHA-256("req" ‖ tag ‖ fields ‖ signature)`.
///
/// The signature is inside, so that "the body with this digest is validly signed" depends on the digest alone. The
/// cluster id is not: the signature covers it already.
pub fn request_digest(request: &Signed<Request>) -> Digest {
    let mut bytes = Vec::with_capacity(160);
    bytes.extend_from_slice(b"req");
    bytes.push(Request::TAG);
    request.write(&mut bytes);
    Digest(Sha256::digest(&bytes).into())
}

impl Encoded for Batch {
    fn write(&self, writer: &mut dyn Writer) {
        self.requests.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Vec::read(reader).map(Batch::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pbft::ids::{ClientId, Timestamp};

    fn request(timestamp: u64, operation: &str, signature: u8) -> Rc<Signed<Request>> {
        let body = Request {
            client: ClientId(0),
            timestamp: Timestamp(timestamp),
            read_only: false,
            operation: operation.as_bytes().into(),
        };
        Rc::new(Signed::claimed(body, [signature; 64]))
    }

    #[test]
    fn the_digest_depends_on_order_count_every_request_and_every_signature() {
        let (a, b) = (request(1, "put x 1", 1), request(2, "put x 2", 1));
        let digests = [
            digest_of(&[]),
            digest_of(std::slice::from_ref(&a)),
            digest_of(&[a.clone(), b.clone()]),
            digest_of(&[b.clone(), a.clone()]),
            digest_of(&[a.clone(), a.clone()]),
            digest_of(&[request(1, "put x 1", 2)]),
            digest_of(&[request(1, "put x 2", 1)]),
        ];
        for (i, first) in digests.iter().enumerate() {
            for second in digests.iter().skip(i + 1) {
                assert_ne!(first, second);
            }
        }
    }

    #[test]
    fn the_null_digest_is_a_constant() {
        assert_eq!(Batch::null().digest(), null_digest());
        let sha256_of_batch_and_zero = "4831191757e5bc90b23f66f93d90f1c044762010461a5ff1057a666334ea57ed";
        assert_eq!(null_digest().to_string(), sha256_of_batch_and_zero);
    }
}
