"""The least that a webhook can do on Flask: "200 OK", without reading what came."""

from flask import Flask, Response

app = Flask("bare", static_folder=None)


@app.post("/line/webhook")
def acknowledge() -> Response:
    return Response("", 200)


@app.get("/healthz")
def healthz() -> Response:
    return Response("ok\n")
