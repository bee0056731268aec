//! What people see.
use leptos as _; use leptos_meta as _; use leptos_router as _; use domain as _;
