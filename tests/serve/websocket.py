"""A WebSocket client without a library (RFC 6455): plain frames, nothing compressed.

    with WebSocket(server, "/acme/chat") as peer:
        peer.send("hello")
        assert peer.receive() == "hello"
"""

import base64
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Refused(Exception):
    """The handshake was answered as a request."""

    def __init__(self, status, head, body):
        super().__init__(f"{status}: {body!r}")
        self.status, self.head, self.body = status, head, body


class Closed(Exception):
    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code, self.reason = code, reason


class WebSocket:
    def __init__(self, server, path, headers=None, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=timeout * server.slow)
        self.input = b""
        fields = {"Host": "test", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                  "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **(headers or {})}
        lines = [f"GET {path} HTTP/1.1"] + [f"{name}: {value}" for name, value in fields.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.input:
            self.more()
        head, self.input = self.input.split(b"\r\n\r\n", 1)
        status = int(head.split()[1])
        if status != 101:
            length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
            while len(self.input) < length:
                self.more()
            self.socket.close()
            raise Refused(status, head.decode(), self.input.decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def more(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise Closed(1006)
        self.input += piece

    def take(self, count):
        while len(self.input) < count:
            self.more()
        taken, self.input = self.input[:count], self.input[count:]
        return taken

    def send_frame(self, opcode, data, fin=True):
        size = len(data)
        length = bytes([size | 128]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size)
        key = os.urandom(4)
        masked = bytes(b ^ key[i % 4] for i, b in enumerate(data)) if size < 4096 else self.mask(data, key)
        self.socket.sendall(bytes([opcode | (128 if fin else 0)]) + length + key + masked)

    @staticmethod
    def mask(data, key):
        whole = (key * (len(data) // 4 + 1))[:len(data)]
        return (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(data), "big")

    def send(self, message):
        if isinstance(message, str):
            self.send_frame(TEXT, message.encode())
        else:
            self.send_frame(BINARY, message)

    def receive(self):
        """The next message: str or bytes. Raises Closed at the end."""
        while True:
            first, second = self.take(2)
            size = second & 127
            if size == 126:
                size = struct.unpack(">H", self.take(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.take(8))[0]
            data, opcode = self.take(size), first & 15
            assert first & 0x80 and not second & 0x80, "a frame of a server is whole and not masked"
            if opcode == TEXT:
                return data.decode()
            if opcode == BINARY:
                return data
            if opcode == PING:
                self.send_frame(PONG, data)
            if opcode == CLOSE:
                self.send_frame(CLOSE, data[:2])
                raise Closed(struct.unpack(">H", data[:2])[0] if data else 1005, data[2:].decode())

    def close(self, code=1000, reason=""):
        """Says goodbye, and takes what comes until the server has answered; gives its code."""
        self.send_frame(CLOSE, struct.pack(">H", code) + reason.encode())
        try:
            while True:
                self.receive()
        except Closed as end:
            return end.code
        except OSError:
            return 1006
