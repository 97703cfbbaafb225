"""A web service that generates a KS for each request, and verifies one.

    pip install flask kaltura-ks
    KALTURA_PARTNER_ID=1234567 KALTURA_ADMIN_SECRET=... flask --app web_handler run
"""

import os
import re
from urllib.parse import quote

import kaltura_ks
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
PARTNER_ID = os.environ["KALTURA_PARTNER_ID"]
# All requests and threads share these. They derive the key from the secret once.
keyring = kaltura_ks.Keyring(os.environ["KALTURA_ADMIN_SECRET"])
signer = keyring.signer(PARTNER_ID)
Answer = Response | tuple[Response, int]


@app.get("/play/<entry_id>")
def play(entry_id: str) -> Answer:
    """Returns a KS that can play only this entry, for ten minutes."""
    # Replace this with your own login.
    user_id = request.headers.get("X-Authenticated-User")
    if not user_id:
        return reject(401, "no_login", "log in first")
    # Check the entry id from the client: sview:* would play every entry.
    if not re.fullmatch("[01]_[a-z0-9]+", entry_id):
        return reject(400, "invalid_entry_id", "not a valid entry id")
    ks = signer.generate(user_id, expiry=600, privileges={"sview": entry_id})
    return jsonify(ks=ks)


@app.get("/whoami")
def whoami() -> Answer:
    """Verifies the KS of a client."""
    session = keyring.verify(
        request.args.get("ks", ""),
        PARTNER_ID,
        remote_addr=request.remote_addr,
        request_uri=request_uri(),
    )
    if session.is_anonymous:
        return reject(401, "anonymous", "this session has no user; log in")
    return jsonify(user_id=session.user_id, expires_at=session.expires_at)


def request_uri() -> str:
    """Returns the path and query as the client sent them, for urirestrict."""
    environ = request.environ
    # Most servers pass them on. WSGI itself has only the path without its escapes.
    sent: str | None = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not sent:
        path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        query: str = environ.get("QUERY_STRING", "")
        sent = quote(path.encode("latin-1")) + (f"?{query}" if query else "")
    return sent


@app.errorhandler(kaltura_ks.KsError)
def rejected(error: kaltura_ks.KsError) -> Answer:
    status = 401 if isinstance(error, kaltura_ks.RejectedError) else 400
    return reject(status, error.code, str(error))


def reject(status: int, code: str, message: str) -> Answer:
    return jsonify(code=code, message=message), status
