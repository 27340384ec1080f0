"""Run the platform alone: `python -m simulator --webhook URL --secret … --token … --port …`."""

import argparse
from datetime import UTC, datetime
from uuid import uuid4

from waitress import serve

from simulator.platform import Platform


def main() -> None:
    given = _arguments()
    platform = Platform(
        clock=lambda: datetime.now(UTC),
        new_id=uuid4,
        channel_secret=given.secret,
        channel_access_token=given.token,
        webhook_url=given.webhook,
        account_name=given.account,
    )
    platform.quota.limit = given.quota
    for name in given.phone or ["ผู้ใช้ตัวอย่าง 1", "ผู้ใช้ตัวอย่าง 2"]:
        platform.add_phone(name, language=given.language)
    print(f"API:    http://{given.host}:{given.port}\nphones: http://{given.host}:{given.port}/phones")
    serve(platform.app, host=given.host, port=given.port, threads=16)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A stand-in for LINE's platform.")
    parser.add_argument("--webhook", required=True, help="where the bot listens")
    parser.add_argument("--secret", required=True, help="channel secret: signs the webhooks")
    parser.add_argument("--token", required=True, help="channel access token: what the bot must show")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--account", default="บัญชีตัวอย่าง", help="the account's name")
    parser.add_argument("--phone", action="append", help="a person's name; may be given several times")
    parser.add_argument("--language", default="th", choices=["th", "en"], help="the phones' language")
    parser.add_argument("--quota", type=int, help="messages a month; none: no limit")
    return parser.parse_args()


if __name__ == "__main__":
    main()
