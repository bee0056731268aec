//! Short sentences in the corner.

use domain::ids::CommandId;

/// How a sentence is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Something happened.
    Plain,
    /// Something is on its way; whoever says so takes it away again.
    Busy,
    /// Something worked that took a while.
    Good,
    /// Something was refused or failed.
    Bad,
}

/// A sentence, perhaps with a way back.
#[derive(Clone, PartialEq, Debug)]
pub struct Toast {
    /// The sentence.
    pub text: String,
    /// The command that its button takes back.
    pub undo: Option<CommandId>,
    /// How it is meant.
    pub tone: Tone,
}

/// A sentence as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// Tells it from others.
    pub id: u64,
    /// What it says.
    pub toast: Toast,
}
