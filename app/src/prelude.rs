//! What views are written with: Leptos's prelude, with attributes by their names.
//!
//! Leptos makes a type of each attribute, and each of them with each kind of value adds 0.5 to 0.9 kB to the browser's
//! program. Here all attributes are one type, a name and a value. In a file that imports this prelude `view!` finds these
//! methods in place of those.
//!
//! So are all views one type, [`AnyView`]: each kind of element that something shows or hides would be 2 kB.

pub(crate) use leptos::prelude::*;

use leptos::attr::custom::{CustomAttr, custom_attribute};
use leptos::attr::{Attribute, AttributeValue};
use leptos::html::{ElementType, HtmlElement};
use leptos::tachys::view::add_attr::AddAnyAttr;

/// Leptos's `view!`, erased.
macro_rules! erased_view {
    ($($view:tt)*) => {
        ::leptos::prelude::IntoAny::into_any(::leptos::view! { $($view)* })
    };
}
pub(crate) use erased_view as view;

macro_rules! named {
    ($(#[$doc:meta] $group:ident { $($method:ident $name:literal)* })*) => {$(
        #[$doc]
        pub(crate) trait $group<V: AttributeValue>: AddAnyAttr + Sized {
            $(
                #[doc = $name]
                fn $method(self, value: V) -> <Self as AddAnyAttr>::Output<CustomAttr<&'static str, V>> {
                    self.add_any_attr(custom_attribute($name, value))
                }
            )*
        }

        impl<E, A, C, V> $group<V> for HtmlElement<E, A, C>
        where
            E: ElementType + Send,
            A: Attribute + Send,
            C: RenderHtml + Send,
            V: AttributeValue,
        {
        }
    )*};
}

named! {
    /// Of any element.
    GlobalAttributes {
        autofocus "autofocus"
        dir "dir"
        draggable "draggable"
        hidden "hidden"
        id "id"
        popover "popover"
        role "role"
        tabindex "tabindex"
        title "title"
    }
    /// What assistive technology reads.
    AriaAttributes {
        aria_activedescendant "aria-activedescendant"
        aria_autocomplete "aria-autocomplete"
        aria_busy "aria-busy"
        aria_controls "aria-controls"
        aria_current "aria-current"
        aria_describedby "aria-describedby"
        aria_disabled "aria-disabled"
        aria_expanded "aria-expanded"
        aria_haspopup "aria-haspopup"
        aria_hidden "aria-hidden"
        aria_invalid "aria-invalid"
        aria_label "aria-label"
        aria_labelledby "aria-labelledby"
        aria_live "aria-live"
        aria_pressed "aria-pressed"
        aria_selected "aria-selected"
    }
}

// What only drawn pages say.
#[cfg(feature = "ssr")]
named! {
    /// Of fields.
    FieldAttributes {
        inputmode "inputmode"
    }
}
