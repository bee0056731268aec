//! A browser without a screen: cookies, server functions, the socket.

use app::api::{Chart, Receipt};
use app::error::ServerError;
use app::wire::{self, Unreadable};
use domain::board::{Board, News};
use domain::ids::CaseId;
use domain::journal::{Seq, Submission};
use futures::{SinkExt, StreamExt};
use reqwest::{Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Longer than anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer that said no.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// The status.
    pub status: StatusCode,
    /// The typed error, where there was one.
    pub error: Option<ServerError>,
}

/// One browser.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    cookie: Option<String>,
}

impl Client {
    /// With the secret of a session, or with none.
    pub fn new(address: SocketAddr, token: Option<String>) -> Client {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .expect("a client");
        Client { http, address, cookie: token.map(|token| format!("caseboard={token}")) }
    }

    /// The same browser at another server.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Client {
        Client { address, ..self.clone() }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Our own origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The cookie header.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// A request with cookie and origin, to be completed.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.http.request(method, self.url(path)).header("origin", self.origin());
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    /// Opens a page or a file.
    pub async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.expect("the server answers")
    }

    /// Calls a server function.
    pub async fn call<T: DeserializeOwned>(&self, name: &str, args: &impl Serialize) -> Result<T, Said> {
        let request = self.request("POST", &format!("/api/{name}")).json(args);
        let response = request
            .send()
            .await
            .map_err(|_| Said { status: StatusCode::BAD_GATEWAY, error: Some(ServerError::Offline) })?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(|_| Said { status, error: Some(ServerError::Offline) })?;
        if status.is_success() {
            return Ok(fields(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")));
        }
        Err(Said { status, error: fields(&bytes).ok() })
    }

    /// Sends a submission.
    pub async fn submit(&self, submission: &Submission) -> Result<Receipt, Said> {
        self.call("submit", &serde_json::json!({ "submission": submission })).await
    }

    /// Sends a submission that must be taken.
    pub async fn must(&self, submission: &Submission) -> Seq {
        let receipt = self.submit(submission).await;
        receipt.unwrap_or_else(|said| panic!("{submission:?} was not taken: {said:?}")).seq
    }

    /// The board.
    pub async fn board(&self) -> Board {
        self.call("board", &serde_json::json!({})).await.expect("a board")
    }

    /// A chart.
    pub async fn chart(&self, case: CaseId) -> Result<Chart, Said> {
        self.call("chart", &serde_json::json!({ "case": case })).await
    }

    /// Opens the socket.
    pub async fn socket(&self, since: Seq) -> Result<Socket, Error> {
        self.socket_at(&format!("/live?since={}", since.0), Some(&self.origin())).await
    }

    /// Opens a socket in some other way.
    pub async fn socket_at(&self, path: &str, origin: Option<&str>) -> Result<Socket, Error> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request()?;
        let headers = request.headers_mut();
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("an origin"));
        }
        if let Some(cookie) = &self.cookie {
            headers.insert("cookie", cookie.parse().expect("a cookie"));
        }
        let (stream, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Socket { stream })
    }
}

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// The next news; nothing once the server has closed.
    pub async fn next(&mut self) -> Option<News> {
        tokio::time::timeout(PATIENCE, self.take()).await.expect("news comes in time")
    }

    /// The next news within a time.
    pub async fn within(&mut self, time: Duration) -> Option<News> {
        tokio::time::timeout(time, self.take()).await.ok().flatten()
    }

    async fn take(&mut self) -> Option<News> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Text(text)) => return Some(wire::read(&text).expect("news")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// News up to the word that the board is live.
    pub async fn until_live(&mut self) -> Vec<News> {
        let mut heard = Vec::new();
        loop {
            let news = self.next().await.expect("the socket stays open");
            let live = matches!(news, News::Live { .. });
            heard.push(news);
            if live {
                return heard;
            }
        }
    }

    /// The next news about a card.
    pub async fn next_card(&mut self) -> News {
        loop {
            let news = self.next().await.expect("the socket stays open");
            if matches!(news, News::Card { .. } | News::Happened { .. } | News::Gone { .. }) {
                return news;
            }
        }
    }

    /// Says something, well-formed or not.
    pub async fn say(&mut self, message: Message) -> Result<(), Error> {
        self.stream.send(message).await
    }

    /// Whether the server ends it within a time.
    pub async fn ends_within(&mut self, time: Duration) -> bool {
        let ended = async {
            while let Some(Ok(message)) = self.stream.next().await {
                if message.is_close() {
                    break;
                }
            }
        };
        tokio::time::timeout(time, ended).await.is_ok()
    }
}

/// Reads an answer.
pub fn fields<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    wire::read(std::str::from_utf8(bytes).map_err(|_| Unreadable)?)
}

/// A card on a board.
pub fn card(board: &Board, case: CaseId) -> Option<&Arc<domain::case::Case>> {
    board.cards.iter().find(|card| card.id == case)
}
