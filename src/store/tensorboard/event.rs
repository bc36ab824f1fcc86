//! The format of event files: TFRecord frames around protobuf messages of `tensorflow.Event`, as far as it is used here.
//!
//! The messages are those of tensorboard/compat/proto (event, summary, tensor) and tensorboard/plugins/hparams; the frames are
//! those of TFRecord: length, checksum of the length, message, checksum of the message, all little-endian.

use crate::knob::Value;

/// What the first event of every file says; a reader takes starts of sessions seriously from version 2 on.
const VERSION: &str = "brain.Event:2";
/// The tag under which a session's knobs are looked for.
const SESSION: &str = "_hparams_/session_start_info";

/// A message that grows field by field. Fields of the value 0 are left out, as proto3 does.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// The number of a field and how its value is laid out: 0 varint, 1 eight bytes, 2 a length and bytes, 5 four bytes.
    fn key(&mut self, field: u64, layout: u64) {
        self.varint(field << 3 | layout);
    }

    fn whole(mut self, field: u64, value: u64) -> Self {
        if value != 0 {
            self.key(field, 0);
            self.varint(value);
        }
        self
    }

    fn double(mut self, field: u64, value: f64) -> Self {
        self.key(field, 1);
        self.0.extend(value.to_le_bytes());
        self
    }

    fn float(mut self, field: u64, value: f32) -> Self {
        self.key(field, 5);
        self.0.extend(value.to_le_bytes());
        self
    }

    fn bytes(mut self, field: u64, value: &[u8]) -> Self {
        self.key(field, 2);
        self.varint(value.len() as u64);
        self.0.extend(value);
        self
    }

    fn message(self, field: u64, value: &Self) -> Self {
        self.bytes(field, &value.0)
    }
}

/// When an event happened: seconds since 1970, and after how many steps of training.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    pub(super) seconds: f64,
    pub(super) step: u64,
}

impl When {
    fn event(self) -> Message {
        Message::default()
            .double(1, self.seconds)
            .whole(2, self.step)
    }

    fn summary(self, values: &[Message]) -> Vec<u8> {
        let add = |summary: Message, value| summary.message(1, value);
        let summary = values.iter().fold(Message::default(), add);
        framed(&self.event().message(5, &summary).0)
    }

    /// The first event of a file.
    pub(super) fn version(self) -> Vec<u8> {
        framed(&self.event().bytes(3, VERSION.as_bytes()).0)
    }

    /// A session starts here: what other sessions told of this step and of later ones is void.
    pub(super) fn session(self) -> Vec<u8> {
        const START: u64 = 1;
        let log = Message::default().whole(1, START);
        framed(&self.event().message(7, &log).0)
    }

    /// Numbers of one step, each with its tag.
    pub(super) fn scalars<'a>(self, values: impl Iterator<Item = (String, &'a f64)>) -> Vec<u8> {
        let of = |(tag, value): (String, &f64)| {
            Message::default()
                .bytes(1, tag.as_bytes())
                .float(2, *value as f32)
        };
        self.summary(&values.map(of).collect::<Vec<_>>())
    }

    /// A picture as PNG, of so many pixels and of one or three channels.
    pub(super) fn image(
        self,
        tag: &str,
        [width, height, channels]: [usize; 3],
        png: &[u8],
    ) -> Vec<u8> {
        let image = Message::default()
            .whole(1, height as u64)
            .whole(2, width as u64)
            .whole(3, channels as u64)
            .bytes(4, png);
        let value = Message::default()
            .bytes(1, tag.as_bytes())
            .message(4, &image);
        self.summary(&[value])
    }

    /// The knobs of a run, and whatever else tells runs apart, for the page of hyper-parameters.
    pub(super) fn knobs<'a>(self, knobs: impl Iterator<Item = (&'a str, &'a Value)>) -> Vec<u8> {
        let add = |info: Message, (name, value): (&str, &Value)| {
            let entry = Message::default().bytes(1, name.as_bytes());
            info.message(1, &entry.message(2, &knob(value)))
        };
        let info = knobs.fold(Message::default(), add).double(5, self.seconds);
        let content = Message::default().message(3, &info);
        let plugin = Message::default().bytes(1, b"hparams").bytes(2, &content.0);
        let metadata = Message::default().message(1, &plugin);
        // The page wants a tensor beside it, and is content with an empty one: floats, in one dimension of length 0.
        let no_length = Message::default().bytes(2, &[]);
        let nothing = Message::default().whole(1, 1).message(2, &no_length);
        let value = Message::default()
            .bytes(1, SESSION.as_bytes())
            .message(8, &nothing)
            .message(9, &metadata);
        self.summary(&[value])
    }
}

/// The value of a knob as a `google.protobuf.Value`.
fn knob(value: &Value) -> Message {
    match value {
        Value::Real(x) => Message::default().double(2, *x),
        Value::Whole(n) => Message::default().double(2, *n as f64),
        // A switch that is off is written out: which field is there says what kind of value it is.
        Value::Switch(on) => Message(vec![4 << 3, u8::from(*on)]),
        Value::Sizes(_) | Value::Choice(_) => {
            Message::default().bytes(3, value.to_string().as_bytes())
        }
    }
}

/// A message in its frame.
fn framed(message: &[u8]) -> Vec<u8> {
    let length = (message.len() as u64).to_le_bytes();
    let mut frame = Vec::with_capacity(message.len() + 16);
    frame.extend(length);
    frame.extend(checksum(&length).to_le_bytes());
    frame.extend(message);
    frame.extend(checksum(message).to_le_bytes());
    frame
}

/// CRC-32C, turned and shifted, so that a checksum of data that hold checksums is still a good one.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes)
        .rotate_right(15)
        .wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        // RFC 3720, B.4, and the usual check value of the polynomial; the mask is that of TFRecord.
        assert_eq!(crc32c::crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(checksum(b"123456789"), 0xc78a_b0e5);
    }

    #[test]
    fn a_scalar_is_laid_out_as_the_messages_say() {
        let when = When {
            seconds: 1.0,
            step: 300,
        };
        let frame = when.scalars([("a".to_owned(), &0.5)].into_iter());
        let message = [
            &[0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 0xac, 0x02][..],
            &[0x2a, 10, 0x0a, 8, 0x0a, 1, b'a', 0x15, 0, 0, 0, 0x3f],
        ]
        .concat();
        assert_eq!(frame[..8], (message.len() as u64).to_le_bytes());
        assert_eq!(frame[12..frame.len() - 4], message);
        assert_eq!(frame[8..12], checksum(&frame[..8]).to_le_bytes());
        assert_eq!(frame[frame.len() - 4..], checksum(&message).to_le_bytes());
    }
}
