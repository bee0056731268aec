//! The server from outside, and the rules of the house.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, and says where")]
#![expect(clippy::print_stdout, reason = "tests print their seeds and what they counted")]

mod audit;
mod authorizations;
mod coverage;
mod crash;
mod cross_site;
mod departure;
mod ending;
mod export;
mod glass;
mod handoffs;
mod http;
mod import;
mod ledger;
mod letters;
mod live;
mod nonsense;
mod order;
mod payers;
mod record;
mod search;
mod sessions;
mod tidy;
mod trouble;
mod waitlist;
mod walls;
mod wire;
