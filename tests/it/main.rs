//! The server from outside, and the rules of the house.

mod import;
mod tidy;
