//! What travels between browser and server. Questions are JSON: whoever sends them, they are read with care, on the server
//! only. Answers, news and what a page carries for its script are **fields**, a text that needs no names because both ends
//! were compiled from the same types:
//!
//! ```text
//! struct, tuple, list    [first|second|third]      a field that was skipped is nothing between two bars
//! map                    [key|value|key|value]
//! variant                2    or with what it carries    [2|first|second]
//! text                   as it is; \ before | ] and \, before ~ at the start; \l is <, \. is the empty text
//! nothing, true, number  ~    1    1042
//! ```
//!
//! Ids and dates are texts, as in the markup beside them, of which a page that travels compressed says each again for nearly
//! nothing: in a shorter form they would make it longer.
//!
//! Why not JSON: for each type the browser's program would carry a reader that knows every name of every field, and most of
//! its bytes were such readers. Here a struct is read in one way only, one field after the other.
//!
//! The price: a text means something only to a build with the same types. So [`crate::BUILD`] is compared before a script
//! takes over a page, and each text begins with a number over the sources of these types: what another build wrote is
//! unreadable, never misread. A page that meets it has outlived its server, and loads itself anew once nothing is typed.
//! Nothing is ever kept in this form.

mod read;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod write;

pub use read::read;
#[cfg(feature = "ssr")]
pub use write::write;

use leptos::server_fn::Bytes;
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;

/// A posted question, as JSON.
pub type Question = Post<Json>;
/// Its answer, as fields.
pub type Answer = Post<Fields>;

/// How each text begins.
const FORM: &str = env!("CASEBOARD_FORM");

/// JSON as text.
pub struct Json;
/// Fields as text; see [the module](self).
pub struct Fields;

/// A text that is none of ours, or a value that cannot be written. Never says more: the text may be about a patient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

/// A browser never answers: it carries no writer.
#[cfg(not(feature = "ssr"))]
fn write<T>(_: &T) -> Result<String, Unreadable> {
    Err(Unreadable)
}

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&bytes)
    }
}

impl ContentType for Fields {
    const CONTENT_TYPE: &'static str = "text/plain; charset=utf-8";
}

impl FormatType for Fields {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Fields {
    type Error = Unreadable;

    fn encode(value: &T) -> Result<Bytes, Unreadable> {
        write(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Fields {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        read(std::str::from_utf8(&bytes).map_err(|_| Unreadable)?)
    }
}
