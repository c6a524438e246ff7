import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { VoiceSocket } from "app/voice/socket.js";

const grant = { endpoint: "voice:1", token: "t", serverId: "1", userId: "2", sessionId: "s" };

/** A server's end of each socket that the client opens. */
function start() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const opened = [];
  const heard = [];
  const ends = [];
  const open = (url) => {
    const socket = { url, sent: [], readyState: 1, closed: null };
    socket.send = (text) => socket.sent.push(JSON.parse(text));
    socket.close = (code) => {
      socket.closed = code;
      socket.readyState = 3;
    };
    socket.say = (message) => socket.onmessage({ data: JSON.stringify(message) });
    socket.greet = () => socket.say({ op: 8, d: { v: 8, heartbeat_interval: 10_000 } });
    opened.push(socket);
    return socket;
  };
  const hooks = {
    onMessage: (op, data) => heard.push([op, data]),
    onEnd: (code) => ends.push(code),
  };
  const client = new VoiceSocket(grant, hooks, open);
  client.connect();
  return { client, opened, heard, ends };
}

/** The same, let in. */
function startReady() {
  const found = start();
  found.opened[0].greet();
  found.opened[0].say({ op: 2, d: { ssrc: 1 }, seq: 1 });
  return found;
}

test.afterEach(() => mock.timers.reset());

test("it identifies with its grant after hello", () => {
  const { opened, heard } = startReady();
  assert.equal(opened[0].url, "wss://voice:1/voice?v=8");
  assert.deepEqual(opened[0].sent[0], {
    op: 0,
    d: { server_id: "1", user_id: "2", session_id: "s", token: "t", max_dave_protocol_version: 0 },
  });
  assert.deepEqual(heard, [[2, { ssrc: 1 }]]);
});

test("heartbeats acknowledge what was heard", () => {
  const { opened } = startReady();
  opened[0].say({ op: 5, d: {}, seq: 7 });
  mock.timers.tick(10_000);
  const beat = opened[0].sent.at(-1);
  assert.equal(beat.op, 3);
  assert.equal(beat.d.seq_ack, 7);
});

test("a lost socket is resumed where it was", () => {
  const { opened, ends } = startReady();
  opened[0].onclose({ code: 1006 });
  mock.timers.tick(200);
  opened[1].greet();
  assert.deepEqual(opened[1].sent[0], {
    op: 7,
    d: { server_id: "1", session_id: "s", token: "t", seq_ack: 1 },
  });
  opened[1].say({ op: 9, d: null });
  assert.deepEqual(ends, []);
});

test("a server that does not answer a heartbeat counts as lost", () => {
  const { opened } = startReady();
  mock.timers.tick(10_000);
  mock.timers.tick(5000);
  assert.equal(opened[0].closed, 4900);
  mock.timers.tick(200);
  assert.equal(opened.length, 2);
});

test("a session that is over is not resumed", () => {
  for (const code of [4006, 4014, 4022]) {
    const { opened, ends } = startReady();
    opened[0].onclose({ code });
    mock.timers.tick(60_000);
    assert.equal(opened.length, 1);
    assert.deepEqual(ends, [code]);
    mock.timers.reset();
  }
});

test("one that was never let in is over at once", () => {
  const { opened, ends } = start();
  opened[0].onclose({ code: 1006 });
  assert.deepEqual(ends, [1006]);
});

test("attempts to come back have an end", () => {
  const { opened, ends } = startReady();
  for (let i = 0; i < 10 && !ends.length; i += 1) {
    opened.at(-1).onclose({ code: 1006 });
    mock.timers.tick(10_000);
  }
  assert.equal(opened.length, 6);
  assert.deepEqual(ends, [1006]);
});

test("who leaves is told nothing more", () => {
  const { client, opened, heard } = startReady();
  client.close();
  assert.equal(opened[0].closed, 1000);
  opened[0].say({ op: 5, d: {}, seq: 9 });
  assert.equal(heard.length, 1);
});
