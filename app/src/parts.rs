//! Props in, events out. Parts draw; they never submit, load or look anything up.

pub mod frame;
