//! Schedules of other programs.
