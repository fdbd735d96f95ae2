"""A small shop: its catalogue and its orders are kept in Redis.

Told where everything is by the environment: PORT is the port it listens on, REDIS the address of
its store. When Redis does not answer in time, it shows the catalogue as it last saw it.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from redis_client import Redis, RedisError

# An answer of Redis takes a fraction of a millisecond; whoever waits longer waits in vain.
REDIS_TIMEOUT_S = 0.15
CATALOGUE = {"coffee": 990, "tea": 690, "cocoa": 790}


class Shop:
    def __init__(self, redis):
        self._redis = redis
        self._last_seen = CATALOGUE

    def products(self):
        """The prices, and whether they are fresh."""
        try:
            pairs = self._redis.command("HGETALL", "catalogue")
        except (RedisError, ConnectionError):
            return self._last_seen, False
        if not pairs:
            words = [word for pair in CATALOGUE.items() for word in pair]
            self._redis.command("HSET", "catalogue", *words)
            return CATALOGUE, True
        names, prices = pairs[::2], pairs[1::2]
        self._last_seen = {n.decode(): int(p) for n, p in zip(names, prices)}
        return self._last_seen, True

    def order(self, wish):
        """The number of an order that is safely stored."""
        number = self._redis.command("INCR", "orders")
        self._redis.command("HSET", f"order:{number}", "wish", wish)
        return number


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write an answer: head and body in two would wait for each other's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    # A connection on which nobody asks anything does not keep its thread for ever.
    timeout = 60

    def do_GET(self):
        if self.path == "/health":
            self._answer(200, {"status": "up"})
        elif self.path == "/products":
            prices, are_fresh = self.server.shop.products()
            # What `chaos` counts as an answer that lacks something.
            self._answer(200, prices, {} if are_fresh else {"chaos-degraded": "stale"})
        else:
            self._answer(404, {"error": "no such page"})

    def do_POST(self):
        wish = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path != "/orders":
            self._answer(404, {"error": "no such page"})
            return
        try:
            self._answer(201, {"order": self.server.shop.order(wish)})
        except (RedisError, ConnectionError):
            self._answer(503, {"error": "orders cannot be stored now"})

    def _answer(self, status, content, fields=None):
        body = json.dumps(content).encode() + b"\n"
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        """Only what went wrong is worth a line."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    server.shop = Shop(Redis(os.environ["REDIS"], REDIS_TIMEOUT_S))
    server.serve_forever()
