//! Props in, events out. Parts draw; they never submit, load or look anything up. The frame and the sheet that it opens
//! are the two that speak to [`crate::sync`] for every page.

pub mod avatar;
pub mod card;
pub mod chip;
pub mod door_form;
pub mod field;
pub mod filter;
pub mod frame;
pub mod history;
pub mod icon;
pub mod lane;
pub mod live_mark;
pub mod lock;
pub mod menu;
pub mod options;
pub mod problem;
pub mod quick_add;
pub mod rows;
pub mod section;
pub mod sheet;
pub mod shell;
pub mod toast;
pub mod when;
pub mod window;
pub mod words;
