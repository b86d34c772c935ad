//! The canonical encoding of values (protocol section 1.3): one value has exactly one sequence of bytes.
//!
//! Integers are big-endian and of fixed width, byte strings and lists carry a `u32` count. The decoder refuses trailing
//! bytes, counts over the limits (before it allocates anything), unknown tags and values that another
//! sequence of bytes could mean.

use std::rc::Rc;

use super::ids::{ClientId, Digest, ReplicaId, ReplicaSet, Timestamp};
use crate::process::Sink;

/// The longest byte string that any message may carry: operations, results and stored values.
pub const BYTES_MAX: u32 = 1 << 16;

/// Where canonical bytes go: into the bytes that are signed and sent, or into the digest of a trace.
pub trait Writer {
    /// Plain bytes, as they are.
    fn raw(&mut self, bytes: &[u8]);
    /// A digest.
    fn digest(&mut self, digest: &Digest);
    /// A signature.
    fn signature(&mut self, signature: &[u8; 64]);

    /// A count or length.
    fn count(&mut self, count: usize) {
        self.raw(&u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
    }
}

impl Writer for Vec<u8> {
    fn raw(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn digest(&mut self, digest: &Digest) {
        self.extend_from_slice(&digest.0);
    }

    fn signature(&mut self, signature: &[u8; 64]) {
        self.extend_from_slice(signature);
    }
}

/// Writes into the digest of a trace: signatures are left out, since they differ between the crypto settings.
pub struct TraceWriter<'a>(pub &'a mut dyn Sink);

impl Writer for TraceWriter<'_> {
    fn raw(&mut self, bytes: &[u8]) {
        self.0.bytes(bytes);
    }

    fn digest(&mut self, digest: &Digest) {
        self.0.digest(&digest.0);
    }

    fn signature(&mut self, _: &[u8; 64]) {}
}

/// What a decoder accepts at most; it follows from the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many votes a certificate may hold.
    pub replicas: u32,
    /// How many clients a client table may hold.
    pub clients: u32,
    /// `L`: the maximum number of sequence numbers in a message.
    pub log_size: u64,
    /// How many requests a batch may hold.
    pub batch_max: u32,
}

/// Why bytes are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Malformed {
    /// The bytes end too early.
    #[error("the bytes end too early")]
    Truncated,
    /// Bytes follow the end of the message.
    #[error("bytes follow the end of the message")]
    TrailingBytes,
    /// A count is larger than the configuration allows.
    #[error("a length exceeds its limit")]
    TooLong,
    /// No message has this tag.
    #[error("the message type is unknown")]
    UnknownTag,
    /// A value that has another, shorter or sorted, encoding, or none.
    #[error("the encoding is not canonical")]
    NotCanonical,
}

/// Reads canonical bytes from the front.
pub struct Reader<'a> {
    bytes: &'a [u8],
    limits: Limits,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    pub fn new(bytes: &'a [u8], limits: Limits) -> Self {
        Reader { bytes, limits }
    }

    /// The limits that counts are checked against.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Says that nothing may follow.
    ///
    /// # Errors
    /// [`Malformed::TrailingBytes`].
    pub fn finish(self) -> Result<(), Malformed> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Malformed::TrailingBytes) }
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// [`Malformed::Truncated`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (head, tail) = self.bytes.split_first_chunk::<N>().ok_or(Malformed::Truncated)?;
        self.bytes = tail;
        Ok(*head)
    }

    /// The next `len` bytes; nothing is copied.
    ///
    /// # Errors
    /// [`Malformed::Truncated`].
    pub fn slice(&mut self, len: u32) -> Result<&'a [u8], Malformed> {
        let len = usize::try_from(len).map_err(|_| Malformed::TooLong)?;
        let (head, tail) = self.bytes.split_at_checked(len).ok_or(Malformed::Truncated)?;
        self.bytes = tail;
        Ok(head)
    }

    /// A count that must not be over `max`.
    ///
    /// # Errors
    /// [`Malformed::TooLong`] or [`Malformed::Truncated`].
    pub fn count(&mut self, max: u64) -> Result<u32, Malformed> {
        let count = u32::read(self)?;
        if u64::from(count) <= max { Ok(count) } else { Err(Malformed::TooLong) }
    }
}

/// A value with a canonical encoding.
pub trait Encoded: Sized {
    /// Writes the canonical bytes.
    fn write(&self, writer: &mut dyn Writer);

    /// Reads the canonical bytes.
    ///
    /// # Errors
    /// Why the bytes are not the canonical encoding of any value.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed>;
}

/// An element of a list; the kind of element decides how long the list may be.
pub trait Element: Encoded {
    /// The longest list of such elements.
    fn at_most(limits: &Limits) -> u64;
}

impl<T: Element> Encoded for Vec<T> {
    fn write(&self, writer: &mut dyn Writer) {
        writer.count(self.len());
        self.iter().for_each(|element| element.write(writer));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let count = reader.count(T::at_most(&reader.limits()))?;
        // Grown while it is read: a false count costs the sender its own bytes, never our memory.
        (0..count).map(|_| T::read(reader)).collect()
    }
}

impl<T: Encoded> Encoded for Rc<T> {
    fn write(&self, writer: &mut dyn Writer) {
        (**self).write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        T::read(reader).map(Rc::new)
    }
}

impl<T: Element> Element for Rc<T> {
    fn at_most(limits: &Limits) -> u64 {
        T::at_most(limits)
    }
}

impl Encoded for u32 {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&self.to_be_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array().map(u32::from_be_bytes)
    }
}

impl Encoded for u64 {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&self.to_be_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array().map(u64::from_be_bytes)
    }
}

impl Encoded for bool {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&[u8::from(*self)]);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        match reader.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [_] => Err(Malformed::NotCanonical),
        }
    }
}

/// One byte that says whether there is a value, and the value.
impl<T: Encoded> Encoded for Option<T> {
    fn write(&self, writer: &mut dyn Writer) {
        self.is_some().write(writer);
        self.iter().for_each(|value| value.write(writer));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        if bool::read(reader)? { T::read(reader).map(Some) } else { Ok(None) }
    }
}

impl Encoded for Digest {
    fn write(&self, writer: &mut dyn Writer) {
        writer.digest(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array().map(Digest)
    }
}

impl Element for Digest {
    fn at_most(limits: &Limits) -> u64 {
        limits.log_size
    }
}

impl Encoded for ReplicaSet {
    fn write(&self, writer: &mut dyn Writer) {
        writer.raw(&self.bits().to_be_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array().map(|bits| ReplicaSet::from_bits(u128::from_be_bytes(bits)))
    }
}

/// A byte string, at most [`BYTES_MAX`] long.
impl Encoded for Rc<[u8]> {
    fn write(&self, writer: &mut dyn Writer) {
        writer.count(self.len());
        writer.raw(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let len = reader.count(u64::from(BYTES_MAX))?;
        reader.slice(len).map(Rc::from)
    }
}

/// Implements [`Encoded`] for a newtype: the number that it wraps.
macro_rules! encoded_as_its_number {
    ($($kind:ident($number:ty)),*) => {$(
        impl $crate::common::codec::Encoded for $kind {
            fn write(&self, writer: &mut dyn $crate::common::codec::Writer) {
                $crate::common::codec::Encoded::write(&self.0, writer);
            }

            fn read(
                reader: &mut $crate::common::codec::Reader<'_>,
            ) -> Result<Self, $crate::common::codec::Malformed> {
                <$number as $crate::common::codec::Encoded>::read(reader).map($kind)
            }
        }
    )*};
}

pub(crate) use encoded_as_its_number;

encoded_as_its_number!(Timestamp(u64), ReplicaId(u32), ClientId(u32));

/// Implements [`Encoded`] for a struct: its fields in the order given, which is the order of protocol section 2.
macro_rules! encoded_fields {
    ($($kind:ident { $($field:ident),* $(,)? })*) => {$(
        impl $crate::common::codec::Encoded for $kind {
            fn write(&self, writer: &mut dyn $crate::common::codec::Writer) {
                let $kind { $($field),* } = self;
                $($crate::common::codec::Encoded::write($field, writer);)*
            }

            fn read(
                reader: &mut $crate::common::codec::Reader<'_>,
            ) -> Result<Self, $crate::common::codec::Malformed> {
                $(let $field = $crate::common::codec::Encoded::read(reader)?;)*
                Ok($kind { $($field),* })
            }
        }
    )*};
}
pub(crate) use encoded_fields;
