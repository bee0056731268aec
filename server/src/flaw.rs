//! Faults on purpose, for showing that the tests notice them: `CASEBOARD_FLAW=ack` in a build with the feature `flaws`.
//!
//! `.ci/bite` turns on one after the other and demands that the test which guards against it fails. A server for people is
//! built without: there the question is answered when the program is compiled.

#[cfg(all(feature = "flaws", not(debug_assertions)))]
compile_error!("A server for people has no faults on purpose: build it without the feature `flaws`.");

/// What may be wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
    /// The answer comes before the commit.
    Ack,
    /// Looks at charts are not written down.
    Audit,
    /// A backup takes the file as it lies there, or tables of different moments.
    Backup,
    /// Nobody writes while a backup is taken.
    Block,
    /// The verifier believes what rows say of themselves.
    Chain,
    /// What a role may not read is not cut away from cards.
    Fields,
    /// Nonsense on the socket is passed over.
    Frames,
    /// A session is remembered whatever was written since.
    Known,
    /// The file's lock is not taken.
    Lock,
    /// Each submission of a group is decided on what was there before the group.
    Order,
    /// Other sites may send what they like.
    Origin,
    /// A board that comes back is told that it missed nothing.
    Resume,
    /// Everybody decides as a director does.
    Rights,
    /// A session that is signed out goes on.
    Session,
    /// A reader who does not read is waited for.
    Slow,
    /// A group is written although somebody else had its place in the journal.
    Taken,
    /// A case is found whatever clinic it belongs to.
    Tenant,
    /// Within a clinic everybody sees every chart.
    Walls,
}

/// Whether this build has this fault, and it is turned on.
#[cfg(not(feature = "flaws"))]
pub(crate) const fn has(_: Flaw) -> bool {
    false
}

/// Whether this build has this fault, and it is turned on.
#[cfg(feature = "flaws")]
pub(crate) fn has(flaw: Flaw) -> bool {
    static ON: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| std::env::var("CASEBOARD_FLAW").unwrap_or_default());
    format!("{flaw:?}").eq_ignore_ascii_case(&ON)
}
