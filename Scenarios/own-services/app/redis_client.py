"""The few words of Redis' protocol (RESP) that the shop needs, over pooled sockets."""

import queue
import socket


class RedisError(Exception):
    """Redis answered with an error, or not at all."""


class Redis:
    """A client with a timeout for each answer and connections that are used again."""

    def __init__(self, address, timeout, connections=32):
        host, _, port = address.rpartition(":")
        self._address = (host, int(port))
        self._timeout = timeout
        self._idle = queue.LifoQueue(connections)

    def command(self, *words):
        """Sends one command and returns its answer.

        A connection that was lying idle may have died meanwhile, so it gets a second attempt, on a
        new one; a new connection that fails, fails.
        """
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            return self._ask(self._connect(), words)
        try:
            return self._ask(connection, words)
        except ConnectionError:
            return self._ask(self._connect(), words)

    def _connect(self):
        try:
            connection = socket.create_connection(self._address, self._timeout)
        except OSError as error:
            raise RedisError(f"no connection: {error}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, connection.makefile("rb")

    def _ask(self, connection, words):
        stream, answers = connection
        try:
            stream.sendall(_encoded(words))
            answer = _read(answers)
        except TimeoutError as error:
            # The answer may still come, and must not be taken for that of a later command.
            stream.close()
            raise RedisError(f"no answer within {self._timeout} s") from error
        except OSError as error:
            stream.close()
            raise ConnectionError(str(error)) from error
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            stream.close()
        if isinstance(answer, RedisError):
            raise answer
        return answer


def _encoded(words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        word = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(word), word))
    return b"".join(parts)


def _read(answers):
    line = answers.readline()
    if not line.endswith(b"\r\n"):
        raise ConnectionResetError("Redis closed the connection")
    kind, rest = line[:1], line[1:-2]
    if kind == b"-":
        return RedisError(rest.decode())
    if kind == b":":
        return int(rest)
    if kind == b"$":
        if int(rest) < 0:
            return None
        text = answers.read(int(rest) + 2)
        if len(text) < int(rest) + 2:
            raise ConnectionResetError("Redis closed the connection")
        return text[:-2]
    if kind == b"*":
        return [_read(answers) for _ in range(int(rest))]
    return rest.decode()
