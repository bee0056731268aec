//! What somebody wants of the clinic's state, and who hears what became of it.

use super::state::State;
use super::{outbox, undo};
use crate::dom::Point;
use crate::error::ServerError;
use crate::later::Unloaded;
use domain::ids::CommandId;
use domain::journal::{Command, Seq};
use std::sync::Arc;

/// What somebody wants.
pub(crate) enum Wish {
    /// A command.
    Submit(Command, Then),
    /// A command is to be taken back.
    TakeBack(CommandId),
    /// So is the last one.
    TakeBackLast,
}

/// Who hears what became of a command.
pub(crate) enum Then {
    /// The person, when it did not happen: in the sheet that repairs a move, at this point of the window, or in a sentence.
    Explain(Option<Point>),
    /// The form that it came from.
    Tell(Box<dyn FnOnce(Result<Seq, ServerError>)>),
}

/// How a wish is granted.
pub(crate) type Act = fn(&Arc<State>, Wish);

/// Grants it. Only [`crate::hands`] names this.
pub(crate) fn act(state: &Arc<State>, wish: Wish) {
    match wish {
        Wish::Submit(command, then) => outbox::submit(state, command, then),
        Wish::TakeBack(command) => undo::take_back(state, command),
        Wish::TakeBackLast => undo::last(state),
    }
}

impl Wish {
    /// Says that nothing was done, for want of the code.
    pub(super) fn give_up(self, state: &State, error: Unloaded) {
        match self {
            Wish::Submit(_, Then::Tell(tell)) => tell(Err(error.into())),
            _ => state.complain_anew(&error.to_string()),
        }
    }
}
