//! In a browser.

use js_sys::{Date, Math, Promise};
use std::cell::Cell;
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BeforeUnloadEvent, Event, EventTarget, MessageEvent, Storage, WebSocket, Window};

/// Whether this runs in a browser.
pub const IS_BROWSER: bool = true;

fn window() -> Window {
    web_sys::window().expect("a page runs in a window")
}

/// An open socket; its handlers live as long as it does.
#[derive(Debug)]
pub struct Socket {
    line: WebSocket,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_close: Closure<dyn FnMut(Event)>,
}

impl Socket {
    /// Opens a socket to a path of this server.
    pub fn open(
        path: &str,
        mut on_message: impl FnMut(&str) + 'static,
        mut on_close: impl FnMut() + 'static,
    ) -> Option<Socket> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&[scheme, "://", &location.host().ok()?, path].concat()).ok()?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_message(&text);
            }
        });
        let on_close = Closure::<dyn FnMut(Event)>::new(move |_| on_close());
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Some(Socket { line: socket, on_message, on_close })
    }

    /// Says something; lost when the socket is not open.
    pub fn send(&self, text: &str) {
        if self.line.ready_state() == WebSocket::OPEN {
            self.line.send_with_str(text).ok();
        }
    }

    /// Closes it; nothing more is heard from it.
    pub fn close(self) {
        self.line.set_onmessage(None);
        self.line.set_onclose(None);
        self.line.close().ok();
        // A socket may be given up from within its own handlers, which must outlive the call.
        self.on_message.forget();
        self.on_close.forget();
    }
}

/// Milliseconds since 1970 by this machine's clock, which may be wrong.
#[expect(clippy::cast_possible_truncation, reason = "a clock's milliseconds fit for 290,000 years")]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Runs a task on its own.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Runs something later, in milliseconds.
pub fn after(ms: i32, f: impl FnOnce() + 'static) {
    let f = Closure::once_into_js(f);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(f.unchecked_ref(), ms).ok();
}

/// Runs something again and again, until it says no.
pub fn every(ms: i32, mut f: impl FnMut() -> bool + 'static) {
    spawn(async move {
        loop {
            sleep(ms).await;
            if !f() {
                return;
            }
        }
    });
}

async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).ok();
    });
    JsFuture::from(promise).await.ok();
}

thread_local! {
    static WAKES: Cell<u32> = const { Cell::new(0) };
}

/// Ends every pause at once.
pub fn wake() {
    WAKES.set(WAKES.get() + 1);
}

/// Waits longer after each failure, up to some 15 seconds, never in step with others, and not past a wake-up.
pub async fn pause(failures: u32) {
    let steps = (2_u32 << failures.min(5)).min(60);
    let jitter = 0.75 + Math::random() * 0.5;
    let awake = WAKES.get();
    for _ in 0..steps {
        #[expect(clippy::cast_possible_truncation, reason = "between 187 and 313")]
        sleep((250.0 * jitter) as i32).await;
        if WAKES.get() != awake {
            return;
        }
    }
}

fn listen<E: JsCast + 'static>(target: &EventTarget, event: &str, f: impl FnMut(E) + 'static) {
    let mut f = f;
    let handler = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| f(event.unchecked_into()));
    target.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref()).ok();
    handler.forget();
}

/// Runs when a hand is first seen on the page.
pub fn at_first_touch(f: fn()) {
    let first = Cell::new(true);
    let seen = std::rc::Rc::new(move || {
        if first.replace(false) {
            f();
        }
    });
    for event in ["pointerdown", "pointermove", "keydown"] {
        let seen = std::rc::Rc::clone(&seen);
        listen(&window(), event, move |_: Event| seen());
    }
}

/// Runs when the page comes back from a sleep of more than a few seconds, or the network does.
pub fn on_wake(f: impl FnMut() + 'static) {
    let f = std::rc::Rc::new(std::cell::RefCell::new(f));
    let online = std::rc::Rc::clone(&f);
    listen(&window(), "online", move |_: Event| {
        wake();
        online.borrow_mut()();
    });
    let Some(document) = window().document() else { return };
    let hidden_at = Cell::new(0);
    let seen = document.clone();
    listen(&document, "visibilitychange", move |_: Event| {
        if seen.visibility_state() == web_sys::VisibilityState::Hidden {
            hidden_at.set(now_ms());
        } else if 10_000 < now_ms() - hidden_at.get() {
            wake();
            f.borrow_mut()();
        }
    });
}

/// Runs when the network goes.
pub fn on_offline(mut f: impl FnMut() + 'static) {
    listen(&window(), "offline", move |_: Event| f());
}

/// Asks before the page is left, while the answer is yes.
pub fn before_leaving(ask: impl Fn() -> bool + 'static) {
    listen(&window(), "beforeunload", move |event: BeforeUnloadEvent| {
        if ask() {
            event.prevent_default();
            event.set_return_value("unsent");
        }
    });
}

/// Loads the page again, from the server.
pub fn reload() {
    window().location().reload().ok();
}

/// Whether nobody is in the middle of something: no dialog or menu open, no field with the caret or with text that its page
/// did not have.
pub fn is_quiet() -> bool {
    const BUSY: &str = "dialog[open],:popover-open,[data-dragging],:is(input,select,textarea):focus";
    let Some(document) = window().document() else { return false };
    let Ok(None) = document.query_selector(BUSY) else { return false };
    let Ok(fields) = document.query_selector_all("input,textarea") else { return false };
    (0..fields.length()).filter_map(|at| fields.get(at)).all(|field| {
        let of = |name: &str| js_sys::Reflect::get(&field, &name.into()).ok();
        of("value") == of("defaultValue")
    })
}

/// Whether the browser believes that there is a network.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// What this tab kept under a name; survives a reload, not the tab.
pub fn recall(name: &str) -> Option<String> {
    read(window().session_storage(), name)
}

/// Keeps something for this tab, or forgets it.
pub fn keep(name: &str, text: Option<&str>) {
    write(window().session_storage(), name, text);
}

/// Forgets everything that this tab kept: somebody else may sit down next.
pub fn forget_all() {
    if let Ok(Some(storage)) = window().session_storage() {
        storage.clear().ok();
    }
}

/// Forgets what this tab kept for anybody but this person: a session may also end without a sign-out.
pub fn keep_for(person: &str) {
    let before = recall("person");
    if before.is_some_and(|before| before != person) {
        forget_all();
    }
    keep("person", Some(person));
}

/// Light, dark, or as the system says.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = window().document().and_then(|document| document.document_element()) else { return };
    match theme {
        Some(theme) => root.set_attribute("data-theme", theme).ok(),
        None => root.remove_attribute("data-theme").ok(),
    };
}

/// What this browser was told to prefer. Never anything about a patient.
pub fn preference(name: &str) -> Option<String> {
    read(window().local_storage(), name)
}

/// Remembers a preference, or forgets it.
pub fn prefer(name: &str, text: Option<&str>) {
    write(window().local_storage(), name, text);
}

fn read(storage: Result<Option<Storage>, JsValue>, name: &str) -> Option<String> {
    storage.ok()??.get_item(name).ok()?
}

fn write(storage: Result<Option<Storage>, JsValue>, name: &str, text: Option<&str>) {
    let Ok(Some(storage)) = storage else { return };
    // A full or forbidden storage loses a convenience, nothing else.
    match text {
        Some(text) => storage.set_item(name, text).ok(),
        None => storage.remove_item(name).ok(),
    };
}

/// Posts JSON to a path of this server; status and text of the answer, or nothing when there was none.
pub async fn post(path: &str, json: &str) -> Option<(u16, String)> {
    let headers = web_sys::Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    headers.set("accept", "text/plain").ok()?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(json));
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await.ok()?;
    let answer: web_sys::Response = answer.dyn_into().ok()?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    Some((answer.status(), text.as_string().unwrap_or_default()))
}

/// Puts text on the clipboard, where the browser allows it.
pub fn copy(text: &str) {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    let write = clipboard.as_ref().ok().and_then(|at| js_sys::Reflect::get(at, &"writeText".into()).ok());
    if let (Ok(clipboard), Some(write)) =
        (clipboard, write.and_then(|write| write.dyn_into::<js_sys::Function>().ok()))
    {
        write.call1(&clipboard, &text.into()).ok();
    }
}
