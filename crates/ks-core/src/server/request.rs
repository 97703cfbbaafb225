//! The request in which a KS is used.

/// A request as the server sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// The server's clock, in Unix seconds.
    pub now: i64,
    /// The client's address, for `iprestrict`.
    pub remote_addr: Option<&'a str>,
    /// Path and query, for `urirestrict`.
    pub request_uri: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Creates a request at this time, in Unix seconds.
    #[must_use]
    pub fn at(now: i64) -> Self {
        Self { now, remote_addr: None, request_uri: None }
    }

    /// Sets the client's address.
    #[must_use]
    pub fn remote_addr(mut self, remote_addr: &'a str) -> Self {
        self.remote_addr = Some(remote_addr);
        self
    }

    /// Sets the path and query.
    #[must_use]
    pub fn request_uri(mut self, request_uri: &'a str) -> Self {
        self.request_uri = Some(request_uri);
        self
    }
}
