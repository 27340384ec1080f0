"""What LINE's SDK shows as a first bot on Flask: it answers inside the request, keeps nothing, understands nothing.

Written anew in the shape of the SDK's echo sample, and served by the same server as ours.
"""

import argparse

from flask import Flask, Response, abort, request
from linebot.v3 import WebhookHandler
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent
from waitress import serve

THREADS = 8


def echo_app(secret: str, token: str, api: str, *, replies: bool) -> Flask:
    """The sample; without `replies` its handler does nothing, which leaves the webhook alone."""
    app = Flask("echo")
    handler = WebhookHandler(secret)
    configuration = Configuration(host=api, access_token=token)

    @app.post("/line/webhook")
    def callback() -> Response:
        try:
            handler.handle(request.get_data(as_text=True), request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            abort(400)
        return Response("OK")

    @handler.add(MessageEvent, message=TextMessageContent)  # type: ignore[untyped-decorator]
    def answer(event: MessageEvent) -> None:
        if replies:
            with ApiClient(configuration) as client:
                said = TextMessage(text=event.message.text)
                MessagingApi(client).reply_message(
                    ReplyMessageRequest(reply_token=event.reply_token, messages=[said])
                )

    return app


def main() -> None:
    """Serve the sample on a port of the loopback."""
    parser = argparse.ArgumentParser()
    for name in ("secret", "token", "api"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--silent", action="store_true")
    given = parser.parse_args()
    app = echo_app(given.secret, given.token, given.api, replies=not given.silent)
    serve(app, host="127.0.0.1", port=given.port, threads=THREADS)


if __name__ == "__main__":
    main()
