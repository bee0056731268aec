//! The rules of a clinic.
