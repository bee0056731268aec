//! Accounts: who somebody is. What they may do is the clinic's affair; an account only leads to people on its staff.
//!
//! Pure rules: [`email`], [`password`], [`factor`], [`throttle`], [`secret`]. The slow hash: [`hash`]. Everything else
//! is rows, one file a table or two.

pub mod clinics;
pub mod devices;
pub mod email;
pub mod factor;
pub mod factor_rows;
pub mod hash;
pub mod invitations;
pub mod password;
pub mod rows;
pub mod secret;
pub mod throttle;
pub mod tries;
