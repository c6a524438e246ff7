"""Opcodes and close codes of the voice gateway.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#voice
"""

from __future__ import annotations

from enum import IntEnum


class VoiceOpcode(IntEnum):
    IDENTIFY = 0
    SELECT_PROTOCOL = 1
    READY = 2
    HEARTBEAT = 3
    SESSION_DESCRIPTION = 4
    SPEAKING = 5
    HEARTBEAT_ACK = 6
    RESUME = 7
    HELLO = 8
    RESUMED = 9
    CLIENTS_CONNECT = 11
    VIDEO = 12
    CLIENT_DISCONNECT = 13
    # Of browsers, which speak to the SFU by WebRTC
    SUBSCRIBE_OFFER = 100
    SUBSCRIBE_ANSWER = 101
    ICE_CANDIDATE = 102
    LAYER = 103
    RESTART = 104
    TRACKS = 105
    QUALITY = 106


class VoiceCloseCode(IntEnum):
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    SESSION_NO_LONGER_VALID = 4006
    SESSION_TIMED_OUT = 4009
    SERVER_NOT_FOUND = 4011
    UNKNOWN_PROTOCOL = 4012
    DISCONNECTED = 4014
    SERVER_CRASHED = 4015
    UNKNOWN_ENCRYPTION_MODE = 4016
    BAD_REQUEST = 4020
    RATE_LIMITED = 4021
    CALL_TERMINATED = 4022
