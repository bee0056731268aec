//! What a packed file would unpack to, found out before anything keeps it: a few kilobytes can claim, and can be, gigabytes.

use super::{Limits, MIB, ReadError};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// More parts than a workbook has.
const PARTS_MAX: usize = 2_000;

/// What the package holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Package {
    Workbook,
    Other(&'static str),
}

/// Looks at each part's declared size, then unpacks each into nothing and counts. Parts are counted one by one, so that
/// parts sharing their bytes count as often as they would be unpacked.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Package, ReadError> {
    let too_large = || ReadError::UnpacksTooLarge { limit: limits.unpacked_bytes.div_ceil(MIB) };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    if PARTS_MAX < archive.len() {
        return Err(too_large());
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let by_ratio = packed.saturating_mul(limits.unpacked_ratio).max(limits.unpacked_bytes / 20);
    let allowed = limits.unpacked_bytes.min(by_ratio);
    let mut names = Vec::with_capacity(archive.len());
    let mut declared: u64 = 0;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(|_| ReadError::Damaged)?;
        if part.encrypted() {
            return Err(ReadError::Encrypted);
        }
        declared = declared.saturating_add(part.size());
        names.push(part.name().map(std::borrow::Cow::into_owned).unwrap_or_default());
    }
    if allowed < declared {
        return Err(too_large());
    }
    let mut left = allowed;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| match error {
            ZipError::UnsupportedArchive(_) => ReadError::OtherFormat("A packed file of this kind"),
            _ => ReadError::Damaged,
        })?;
        let mut part = part.take(left.saturating_add(1));
        let size = std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| ReadError::Damaged)?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
    }
    Ok(package(&names))
}

fn package(names: &[String]) -> Package {
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    match () {
        () if has("xl/workbook.bin") => Package::Other("A workbook in the binary .xlsb format"),
        () if has("word/document.xml") => Package::Other("A text document"),
        () if has("content.xml") && has("mimetype") => Package::Other("A LibreOffice or OpenOffice file"),
        () if names.iter().any(|name| name.starts_with("Index/")) => Package::Other("An Apple Numbers file"),
        () if has("[Content_Types].xml") => Package::Workbook,
        () => Package::Other("A packed (.zip) file"),
    }
}
