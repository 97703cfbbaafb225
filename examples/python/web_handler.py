"""A web service that signs a KS for each request, and accepts one.

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
SECRET = os.environ["KALTURA_ADMIN_SECRET"]
# Kept for all requests and threads: what the secret implies is derived once.
signer = kaltura_ks.Signer(PARTNER_ID, SECRET)
Answer = Response | tuple[Response, int]


@app.get("/play/<entry_id>")
def play(entry_id: str) -> Answer:
    """A KS that plays this entry and no other, for ten minutes."""
    # Your own login stands here. Only it knows who asks.
    user_id = request.headers.get("X-Authenticated-User")
    if not user_id:
        return refuse(401, "no_login", "log in first")
    # What a client names is checked: sview:* plays every entry.
    if not re.fullmatch("[01]_[a-z0-9]+", entry_id):
        return refuse(400, "invalid_entry_id", "this is no entry id")
    ks = signer.generate(user_id, expiry=600, privileges={"sview": entry_id})
    return jsonify(ks=ks)


@app.get("/whoami")
def whoami() -> Answer:
    """Accepts a KS that a client brings along."""
    session = kaltura_ks.verify(
        request.args.get("ks", ""),
        SECRET,
        PARTNER_ID,
        remote_addr=request.remote_addr,
        request_uri=request_uri(),
    )
    if session.is_anonymous:
        return refuse(401, "anonymous", "this session is nobody's in particular; log in")
    return jsonify(user_id=session.user_id, expires_at=session.expires_at)


def request_uri() -> str:
    """Path and query as the client sent them: urirestrict is about these."""
    environ = request.environ
    # Most servers keep them. What WSGI itself promises has its escapes undone.
    sent: str | None = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not sent:
        path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        query: str = environ.get("QUERY_STRING", "")
        sent = quote(path.encode("latin-1")) + (f"?{query}" if query else "")
    return sent


@app.errorhandler(kaltura_ks.KsError)
def refused(error: kaltura_ks.KsError) -> Answer:
    status = 401 if isinstance(error, kaltura_ks.RefusedError) else 400
    return refuse(status, error.code, str(error))


def refuse(status: int, code: str, message: str) -> Answer:
    return jsonify(code=code, message=message), status
