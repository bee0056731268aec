//! The server from outside, and the rules of the house.

mod audit;
mod crash;
mod http;
mod import;
mod live;
mod tidy;
mod walls;
