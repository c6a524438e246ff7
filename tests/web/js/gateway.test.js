import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { nextDelay } from "app/gateway/backoff.js";
import { GatewaySocket } from "app/gateway/socket.js";

/** A server's end of each connection that the client opens. */
function start() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const opened = [];
  const events = [];
  const states = [];
  let signedOut = 0;
  const open = (url) => {
    const socket = { url, sent: [], readyState: 1, closed: null };
    socket.send = (text) => socket.sent.push(JSON.parse(text));
    socket.close = (code) => {
      socket.closed = code;
      socket.readyState = 3;
    };
    socket.say = (op, d, s = null, t = null) =>
      socket.onmessage({ data: JSON.stringify({ op, d, s, t }) });
    opened.push(socket);
    return socket;
  };
  const hooks = {
    onEvent: (name, data) => events.push([name, data]),
    onState: (state) => states.push(state),
    onSignedOut: () => {
      signedOut += 1;
    },
    identity: () => ({ properties: {} }),
  };
  const client = new GatewaySocket("ws://here/gateway", hooks, open);
  client.connect();
  const ready = () => {
    opened.at(-1).say(10, { heartbeat_interval: 40_000 });
    opened
      .at(-1)
      .say(0, { session_id: "abc", resume_gateway_url: "ws://there/gateway" }, 7, "READY");
  };
  return { client, opened, events, states, ready, signedOut: () => signedOut };
}

function finish() {
  mock.timers.reset();
}

test("it identifies after HELLO and tells when it is ready", () => {
  const { opened, states, events, ready } = start();
  ready();
  assert.equal(opened[0].url, "ws://here/gateway?v=10&encoding=json");
  assert.equal(opened[0].sent[0].op, 2);
  assert.equal(states.at(-1), "connected");
  assert.equal(events[0][0], "READY");
  finish();
});

test("a lost socket is resumed where it was", () => {
  const { opened, ready } = start();
  ready();
  opened[0].say(0, {}, 12, "TYPING_START");
  opened[0].onclose({ code: 1006 });
  mock.timers.tick(1000);
  assert.equal(opened[1].url, "ws://there/gateway?v=10&encoding=json");
  opened[1].say(10, { heartbeat_interval: 40_000 });
  assert.deepEqual(opened[1].sent[0], { op: 6, d: { token: "", session_id: "abc", seq: 12 } });
  finish();
});

test("an invalid session begins anew", () => {
  const { opened, ready } = start();
  ready();
  opened[0].say(9, false);
  assert.equal(opened[0].closed, 4900);
  mock.timers.tick(1000);
  opened[1].say(10, { heartbeat_interval: 40_000 });
  assert.equal(opened[1].sent[0].op, 2);
  finish();
});

test("a connection without answers to its heartbeat is given up", () => {
  const { opened, ready } = start();
  ready();
  mock.timers.tick(40_000);
  assert.equal(opened[0].sent.at(-1).op, 1);
  mock.timers.tick(8000);
  assert.equal(opened[0].closed, 4900);
  finish();
});

test("a revoked session signs out instead of trying again", () => {
  const { opened, ready, states, signedOut } = start();
  ready();
  opened[0].onclose({ code: 4004 });
  mock.timers.tick(60_000);
  assert.equal(opened.length, 1);
  assert.equal(states.at(-1), "ended");
  assert.equal(signedOut(), 1);
  finish();
});

test("waits grow to half a minute and are spread", () => {
  assert.equal(
    nextDelay(0, () => 1),
    1000,
  );
  assert.equal(
    nextDelay(3, () => 0.5),
    4000,
  );
  assert.equal(
    nextDelay(20, () => 1),
    30_000,
  );
});
