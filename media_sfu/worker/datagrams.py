"""The worker's UDP socket: many datagrams per system call.

Datagrams lie in slots of one buffer, in and out, so that they are decrypted, rewritten and
encrypted where they are.
"""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any, Final

from cffi import FFI

from media_sfu.worker import addresses

RECEIVED: Final = 64  # datagrams taken by one system call
QUEUED: Final = 256  # datagrams that wait for one system call
SLOT: Final = 2048  # bytes; more than any path's MTU with what encryption adds
BUFFER_BYTES: Final = 4 * 1024 * 1024

ffi: Final = FFI()
ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr {
        void *msg_name; unsigned int msg_namelen;
        struct iovec *msg_iov; size_t msg_iovlen;
        void *msg_control; size_t msg_controllen; int msg_flags;
    };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int recvmmsg(int fd, struct mmsghdr *vector, unsigned int count, int flags, void *timeout);
    int sendmmsg(int fd, struct mmsghdr *vector, unsigned int count, int flags);
    """
)


class Datagrams:
    """A bound UDP socket with its slots.

    ``view[i * SLOT :]`` is datagram ``i`` of the last ``receive()``, ``sizes[i]`` its length,
    ``sources[i][:]`` its sender's sockaddr. To send, fill ``slots[queued]`` (as memory:
    ``buffers[queued]``) and set
    ``lengths[queued]`` and ``targets[queued]``, then count ``queued`` up; when it reaches QUEUED,
    ``flush()``. A target is what ``target()`` returned for a sockaddr.
    """

    def __init__(self, host: str, port: int) -> None:
        self.family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = open_socket(self.family, host, port)
        self.port: int = self.socket.getsockname()[1]
        self.dropped = 0  # could not be handed to the kernel
        self.sent = self.bytes_in = self.bytes_out = 0
        self._fd = self.socket.fileno()
        self._address_length = addresses.LENGTH[self.family]
        self._make_inbox()
        self._make_outbox()

    def _make_inbox(self) -> None:
        self.inbox = ffi.new("unsigned char[]", RECEIVED * SLOT)
        self.view = memoryview(ffi.buffer(self.inbox))
        self._names = ffi.new("unsigned char[]", RECEIVED * self._address_length)
        self._in, self._in_vectors = _message_array(RECEIVED)
        self.sources = []
        for i in range(RECEIVED):
            name = self._names + i * self._address_length
            self.sources.append(ffi.buffer(name, self._address_length))
            self._in[i].msg_hdr.msg_name = name
            self._in[i].msg_hdr.msg_namelen = self._address_length
            self._in_vectors[i].iov_base = self.inbox + i * SLOT
            self._in_vectors[i].iov_len = SLOT
        self._heads = [self._in[i] for i in range(RECEIVED)]
        self.sizes = [0] * RECEIVED

    def _make_outbox(self) -> None:
        self._outbox = ffi.new("unsigned char[]", QUEUED * SLOT)
        self._out, vectors = _message_array(QUEUED)
        self.slots = [self._outbox + i * SLOT for i in range(QUEUED)]
        self.buffers = [memoryview(ffi.buffer(slot, SLOT)) for slot in self.slots]
        for i, slot in enumerate(self.slots):
            vectors[i].iov_base = slot
            self._out[i].msg_hdr.msg_namelen = self._address_length
        self._out_vectors = vectors
        self._waiting = [(vectors[i], self._out[i].msg_hdr) for i in range(QUEUED)]
        self.lengths = [0] * QUEUED
        self.targets: list[Any] = [None] * QUEUED
        self.queued = 0

    def receive(self) -> int:
        """Take what has arrived, up to RECEIVED datagrams, and return how many."""
        count: int = LIBC.recvmmsg(self._fd, self._in, RECEIVED, socket.MSG_DONTWAIT, ffi.NULL)
        if count <= 0:
            return 0
        heads = self._heads
        sizes = [heads[i].msg_len for i in range(count)]
        self.sizes[:count] = sizes
        self.bytes_in += sum(sizes)
        return count

    def target(self, sockaddr: bytes) -> Any:
        return ffi.new("unsigned char[]", sockaddr)

    def put(self, data: bytes, target: Any) -> None:
        """Queue a datagram that is not worth a slot of its own in the caller."""
        if len(data) > SLOT:
            raise ValueError("longer than a datagram may be")
        index = self.queued
        ffi.memmove(self.slots[index], data, len(data))
        self.lengths[index] = len(data)
        self.targets[index] = target
        self.queued = index + 1
        if self.queued == QUEUED:
            self.flush()

    def flush(self) -> None:
        """Give all queued datagrams to the kernel.

        One that it refuses is dropped, as the network would do.
        """
        queued, self.queued = self.queued, 0
        if not queued:
            return
        self.sent += queued
        self.bytes_out += sum(self.lengths[:queued])
        for (vector, head), length, target in zip(
            self._waiting, self.lengths[:queued], self.targets, strict=False
        ):
            vector.iov_len = length
            head.msg_name = target
        start = 0
        while start < queued:
            sent = LIBC.sendmmsg(self._fd, self._out + start, queued - start, socket.MSG_DONTWAIT)
            if sent > 0:
                start += sent
                continue
            if ffi.errno in {errno.EAGAIN, errno.ENOBUFS}:
                self.dropped += queued - start
                return
            if ffi.errno != errno.EINTR:
                self.dropped += 1
                start += 1

    def close(self) -> None:
        self.socket.close()


class PortableDatagrams(Datagrams):
    """The same where the kernel has no calls for many datagrams."""

    def receive(self) -> int:
        count = 0
        while count < RECEIVED:
            start = count * SLOT
            try:
                size, peer = self.socket.recvfrom_into(self.view[start : start + SLOT])
            except (BlockingIOError, InterruptedError):
                break
            except ConnectionError:
                continue  # somebody else's answer to what we sent before
            self.sources[count][:] = addresses.pack(self.family, peer[0], peer[1])
            self.sizes[count] = size
            self.bytes_in += size
            count += 1
        return count

    def target(self, sockaddr: bytes) -> Any:
        host, port = addresses.unpack(sockaddr)
        if self.family == socket.AF_INET6 and ":" not in host:
            host = f"::ffff:{host}"
        return host, port

    def flush(self) -> None:
        queued, self.queued = self.queued, 0
        self.sent += queued
        self.bytes_out += sum(self.lengths[:queued])
        for i in range(queued):
            data = ffi.buffer(self.slots[i], self.lengths[i])
            try:
                self.socket.sendto(data, self.targets[i])
            except OSError:
                self.dropped += 1


def _message_array(count: int) -> tuple[Any, Any]:
    vectors = ffi.new("struct iovec[]", count)
    messages = ffi.new("struct mmsghdr[]", count)
    for i in range(count):
        messages[i].msg_hdr.msg_iov = vectors + i
        messages[i].msg_hdr.msg_iovlen = 1
    return messages, vectors


def open_socket(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            made.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        if family == socket.AF_INET6 and host == "::":
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


HAS_BATCHES: Final = sys.platform == "linux"
LIBC: Final[Any] = ffi.dlopen(None) if HAS_BATCHES else None


def bind(host: str, port: int) -> Datagrams:
    """Open the worker's socket; port 0 is any free one. ``::`` takes IPv4 as well."""
    return Datagrams(host, port) if HAS_BATCHES else PortableDatagrams(host, port)
