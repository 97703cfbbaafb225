"""A web service that signs a KS for each request, and accepts one.

    pip install flask kaltura-ks
    KALTURA_PARTNER_ID=1234567 KALTURA_ADMIN_SECRET=... flask --app web_handler run
"""

import os

import kaltura_ks
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
PARTNER_ID = os.environ["KALTURA_PARTNER_ID"]
SECRET = os.environ["KALTURA_ADMIN_SECRET"]
# Kept for all requests and threads: a KS then takes less than a microsecond.
signer = kaltura_ks.Signer(PARTNER_ID, SECRET)


@app.get("/play/<entry_id>")
def play(entry_id: str) -> Response:
    """A KS that plays this entry and no other, for ten minutes."""
    # Your own login stands here. Only it knows who asks.
    user_id = request.headers["X-Authenticated-User"]
    ks = signer.generate(user_id, expiry=600, privileges={"sview": entry_id})
    return jsonify(ks=ks)


@app.get("/whoami")
def whoami() -> Response:
    """Accepts a KS that a client brings along."""
    session = kaltura_ks.verify(
        request.args.get("ks", ""),
        SECRET,
        PARTNER_ID,
        remote_addr=request.remote_addr,
        request_uri=request.full_path,
    )
    return jsonify(user_id=session.user_id, expires=session.expires.isoformat())


@app.errorhandler(kaltura_ks.KsError)
def refused(error: kaltura_ks.KsError) -> tuple[Response, int]:
    status = 401 if isinstance(error, kaltura_ks.RefusedError) else 400
    return jsonify(code=error.code, message=str(error)), status
